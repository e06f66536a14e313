"""Which ideas stand in a message, and where (`knowledge/concepts`).

A concept is one idea in the many words runners use for it. Clues put concepts together: two that
stand near each other, in any order, mean what neither means alone.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from intents.measures import measures
from intents.units import Reading, Runs
from knowledge.model import Concept


@dataclass(frozen=True, slots=True)
class Mention:
    """One concept at one spot of the message."""

    concept: str
    places: tuple[int, ...]  # tokens of the message
    clause: int
    sentence: int

    @property
    def start(self) -> int:
        """The first token."""
        return self.places[0]

    @property
    def end(self) -> int:
        """The last token."""
        return self.places[-1]


class ConceptFinder:
    """Finds concepts, by their words and by numbers that mean them."""

    def __init__(self, concepts: Mapping[str, Concept]) -> None:
        self._runs = Runs(
            {concept.id: (*concept.words, *map(_as_written, concept.foreign)) for concept in concepts.values()}
        )
        self._not = Runs({concept.id: map(_as_written, concept.not_words) for concept in concepts.values()})

    def find(self, reading: Reading) -> dict[str, tuple[Mention, ...]]:
        """Every mention of every concept, in the order of the message."""
        tokens = reading.words.tokens
        found: dict[str, set[tuple[int, ...]]] = defaultdict(set)
        without: dict[str, set[int]] = defaultdict(set)
        for run in self._not.find(reading):
            without[run.label].update(run.places)
        for run in self._runs.find(reading):
            if not without[run.label].intersection(run.places):
                found[run.label].add(run.places)
        for concept, places in measures(reading):
            found[concept].add(places)
        return {
            concept: tuple(
                Mention(concept, places, tokens[places[0]].clause, reading.sentences[places[0]])
                for places in sorted(spots)
            )
            for concept, spots in found.items()
        }


def _as_written(phrase: str) -> str:
    """Endings are taken off as in English, and only from what is to be found, so a lone word stays as it is."""
    return phrase if " " in phrase or phrase.startswith("=") else f"={phrase}"


def nearest(groups: Sequence[Sequence[Mention]]) -> tuple[Mention, ...] | None:
    """One mention of each group, standing as close together as can be."""
    if not all(groups):
        return None
    starts = [[mention.start for mention in group] for group in groups]
    fewest = min(groups, key=len)
    picks = (_around(anchor, groups, starts) for anchor in fewest)
    return min(picks, key=lambda pick: (spread(pick), pick[0].start))


def _around(
    anchor: Mention, groups: Sequence[Sequence[Mention]], starts: Sequence[Sequence[int]]
) -> tuple[Mention, ...]:
    return tuple(_closest(anchor, group, begun) for group, begun in zip(groups, starts, strict=True))


def _closest(anchor: Mention, group: Sequence[Mention], starts: Sequence[int]) -> Mention:
    """The mention of a group that stands nearest; groups are in the order of the message."""
    spot = bisect_left(starts, anchor.start)
    near = group[max(0, spot - 2) : spot + 2]
    return min(near, key=lambda mention: (_gap(mention, anchor), mention.start))


def _gap(one: Mention, other: Mention) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def spread(mentions: Iterable[Mention]) -> int:
    """How many words lie from the first of these to the last."""
    spots = [place for mention in mentions for place in mention.places]
    return max(spots) - min(spots)
