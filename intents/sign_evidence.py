"""What in one message points to a sign, and what cancels it.

Phrases first, then clues: ideas that count together, numbers among them. A look-alike takes away
only its own words; scope cancels what is denied, long over, imagined or somebody else's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from intents.concepts import Mention, nearest, spread
from intents.phrases import Found
from intents.scope import Kind, Ruling, ScopedMessage
from intents.units import Reading, read_units
from intents.words import read
from knowledge.model import Clue, RedFlag, Tier

Then = Literal["urgent", "alarm", "note", "ask", "soft"]
Label = tuple[str, Then | Literal["look_alike"]]  # a flag's id, and what its phrase does

_PAST = frozenset({Kind.OVER, Kind.LONG_AGO})
NOT_SO = frozenset({Kind.DENIED, Kind.FINE, Kind.RULED_OUT})
_CLUE_REACH = 16  # words from the first idea of a clue to the last
_NEXT_SENTENCE_REACH = 6  # the same, over a full stop
_PHRASE_LEFT = 2  # words of a phrase that a look-alike must leave over for the phrase to stand
_SIDE_BY_SIDE = 2
COMPLAINT, HARD_RUN, UNCHANGED = "complaint", "hard_run", "unchanged"  # concepts that the code knows by name


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that point to a sign."""

    flag: str
    then: Then
    places: tuple[int, ...]  # tokens of the message
    why: str
    ruling: Ruling | None = None  # set when something cancels them


class Evidence:
    """One message while its signs are weighed."""

    def __init__(
        self,
        flags: Mapping[str, RedFlag],
        reading: Reading,
        concepts: Mapping[str, tuple[Mention, ...]],
        scope: ScopedMessage,
        found: Sequence[Found[Label]],
    ) -> None:
        self.reading = reading
        self.scope = scope
        self._flags = flags
        self._concepts = concepts
        self._found = found
        self._rulings: dict[tuple[int, ...], Ruling | None] = {}
        self._masks: dict[str, dict[int, str]] = defaultdict(dict)
        for hit in found:
            flag, then = hit.label
            if then == "look_alike":
                self._masks[flag].update(dict.fromkeys(hit.places, reading.quote(hit.places)))

    def phrase_hits(self) -> Iterator[Hit]:
        """What staff's phrases point to."""
        for found in self._found:
            flag, then = found.label
            if then != "look_alike":
                ruling = self._masked(flag, found.places) or self._ruled(flag, [found.places], then)
                if ruling and _part_of(ruling, found.phrase):
                    ruling = None
                yield Hit(flag, then, found.places, f"phrase: {found.phrase}", ruling)

    def clue_hits(self, clues: Mapping[str, Sequence[tuple[str, Clue]]]) -> Iterator[Hit]:
        """What ideas that stand together point to; `clues` are shelved by their rarest idea."""
        for concept in self._concepts:
            for flag, clue in clues.get(concept, ()):
                hit = self._clue(flag, clue)
                if hit:
                    yield hit

    def stand_together(self, concepts: Sequence[str]) -> bool:
        """Whether these ideas are stated near each other, none of them cancelled."""
        return self._together([self._stated(concept) for concept in concepts], anywhere=False) is not None

    def complains(self) -> bool:
        """Whether anybody hurts, or feels ill, now."""
        return self.states(COMPLAINT)

    def states(self, concept: str) -> bool:
        """Whether the idea is there and not cancelled."""
        return bool(self._stated(concept))

    def denied_clauses(self) -> frozenset[int]:
        """Clauses in which every idea is denied."""
        denied: dict[int, bool] = {}
        for mentions in self._concepts.values():
            for mention in mentions:
                ruling = self._ruling(mention.places)
                so = ruling is not None and ruling.kind in NOT_SO
                denied[mention.clause] = denied.get(mention.clause, True) and so
        return frozenset(clause for clause, so in denied.items() if so)

    def beside_hard_run(self, places: Sequence[int]) -> bool:
        """Whether a hard run or the gym stands beside these words, and nothing says it goes on."""
        sentence = self.reading.sentences[places[0]]
        hard = any(mention.sentence == sentence for mention in self._concepts.get(HARD_RUN, ()))
        return hard and not self.scope.still(places)

    def _stated(self, concept: str) -> list[Mention]:
        return [mention for mention in self._concepts.get(concept, ()) if not self._ruling(mention.places)]

    def _masked(self, flag: str, places: Sequence[int]) -> Ruling | None:
        mask = self._masks[flag]
        covered = [place for place in places if place in mask]
        if not covered or len(places) - len(covered) >= _PHRASE_LEFT:
            return None
        return Ruling(Kind.LOOK_ALIKE, mask[covered[0]])

    def _clue(self, flag: str, clue: Clue) -> Hit | None:
        if not all(concept in self._concepts for concept in clue.all):
            return None
        mask = self._masks[flag]
        groups = [
            [mention for mention in self._concepts[concept] if not mask or mask.keys().isdisjoint(mention.places)]
            for concept in clue.all
        ]
        stated = [
            [mention for mention in group if not self._ruled(flag, [mention.places], clue.then)] for group in groups
        ]
        picked = self._together(stated, clue.anywhere) or self._together(groups, clue.anywhere)
        if not picked or self._spoilt(picked, clue):
            return None
        places = tuple(sorted({place for mention in picked for place in mention.places}))
        ruling = self._ruled(flag, [mention.places for mention in picked], clue.then)
        return Hit(flag, clue.then, places, "clue: " + " + ".join(clue.all), ruling)

    def _together(self, groups: Sequence[Sequence[Mention]], anywhere: bool) -> tuple[Mention, ...] | None:
        """One mention of each idea, near each other: in a sentence, or just over its end."""
        if not all(groups):
            return None
        if anywhere or len(groups) == 1:
            return nearest(groups)
        for sentence in sorted({mention.sentence for mention in min(groups, key=len)}):
            picked = nearest([[one for one in group if one.sentence == sentence] for group in groups])
            if picked and spread(picked) <= _CLUE_REACH:
                return picked
        picked = nearest(groups)
        return picked if picked and spread(picked) <= _NEXT_SENTENCE_REACH else None

    def _spoilt(self, picked: Sequence[Mention], clue: Clue) -> bool:
        sentences = {mention.sentence for mention in picked}
        used = {place for mention in picked for place in mention.places}  # "not dieting" is no dieting
        return any(
            (clue.anywhere or mention.sentence in sentences) and not used.issuperset(mention.places)
            for concept in clue.none
            for mention in self._concepts.get(concept, ())
        )

    def _ruled(self, flag: str, parts: Iterable[tuple[int, ...]], then: Then = "alarm") -> Ruling | None:
        """The first reason why these words do not count for this flag.

        A question about an emergency is asked even when the words say that it is over.
        """
        fact = self._flags[flag].fact
        asked = then == "ask" and self._flags[flag].tier is Tier.EMERGENCY
        counts = _PAST | {Kind.TOLD} if fact else _PAST if asked else frozenset()
        for places in parts:
            for run in _runs(places):
                ruling = self._ruling(run)
                if ruling and ruling.kind not in counts:
                    return ruling
            others = self.scope.others(places, only_past=not fact)
            if others and not self._their_complaint() and (fact or self._own_complaint()):
                return others
        return None

    def _ruling(self, run: tuple[int, ...]) -> Ruling | None:
        if run not in self._rulings:
            self._rulings[run] = self.scope.ruling(run)
        return self._rulings[run]

    def _their_complaint(self) -> bool:
        return any(self.scope.theirs(mention.places) for mention in self._stated(COMPLAINT))

    def _own_complaint(self) -> bool:
        return any(self.scope.own(mention.places) for mention in self._stated(COMPLAINT))


def _part_of(ruling: Ruling, phrase: str) -> bool:
    """Whether staff wrote the cancelling words into the phrase: "my dad died of an aneurysm"."""
    return _stems(ruling.words) <= _stems(phrase)


@lru_cache(maxsize=4096)
def _stems(phrase: str) -> frozenset[str]:
    return frozenset(unit.stem for unit in read_units(read(phrase)).every)


def _runs(places: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Places that stand side by side, so that a "not" between two of them is seen."""
    run: list[int] = []
    for place in sorted(places):
        if run and place - run[-1] > _SIDE_BY_SIDE:
            yield tuple(run)
            run = []
        run.append(place)
    if run:
        yield tuple(run)
