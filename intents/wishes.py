"""What a message wishes for beside an answer: a person, the signs to look out for, more of the last answer.

Staff's phrases and the heads are added up, as log-odds, so that a wish in words nobody listed ("is
there a brain available?") is seen, and listed words in a long tale about something else are not.
"Are you a bot?" and "my physio said" only look like a wish: those words count for nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from intents.heads import WANTS_PERSON
from intents.phrases import PhraseFinder
from intents.units import Reading
from intents.words import Token, bare_words, stem
from knowledge.model import Knowledge

_WANTS, _SAFETY = "wants", "safety"
_SURE = 0.0  # log-odds from which a wish is taken as one
_WORDS_COUNT = 0.5  # for each word of the phrase
_SHARE_COUNTS = 5.0  # for covering the whole message
_SHORT = 4  # a lone "physio" is a wish only in a message of so few words
_LEANS = 0.5  # share of the message that a follow-up must cover


Denied = Callable[[Sequence[int]], bool]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was wished for; empty where nothing was."""

    person: str = ""
    safety: bool = False
    follow_ups: tuple[str, ...] = ()


class WishReader:
    """Reads wishes."""

    def __init__(self, knowledge: Knowledge) -> None:
        triage = knowledge.triage
        wants = [(_WANTS, phrase) for phrase in triage.wants_person]
        safety = [(_SAFETY, phrase) for phrase in triage.safety_question]
        self._asks: PhraseFinder[str] = PhraseFinder(wants + safety)
        self._not_a_wish = _Verbatim(triage.not_wants_person)
        self._follow_ups: PhraseFinder[str] = PhraseFinder(
            (follow_up.id, phrase) for follow_up in knowledge.follow_ups.values() for phrase in follow_up.phrases
        )

    def read(self, reading: Reading, scores: Mapping[str, float], denied: Denied) -> Wishes:
        """The wishes of one message."""
        size = max(len(reading.content), 1)
        asked = [hit for hit in self._asks.find(reading) if hit.label == _SAFETY]
        safety = any(len(hit.places) / size >= _LEANS for hit in asked)
        return Wishes(self._person(reading, scores, denied), safety, self._leaning(reading))

    def _person(self, reading: Reading, scores: Mapping[str, float], denied: Denied) -> str:
        masked = set(self._not_a_wish.find(reading.words.tokens))
        likely = min(max(scores.get(WANTS_PERSON, 0.1), 0.002), 0.998)
        learnt = log(likely / (1 - likely)) - (2.0 if masked else 0.0)
        size = max(len(reading.every), 1)
        best, words = 0.0, ""
        for hit in self._asks.find(reading):
            lone = len(hit.places) == 1 and size > _SHORT
            if hit.label == _WANTS and not lone and not masked & set(hit.places) and not denied(hit.places):
                said = len(hit.places) * _WORDS_COUNT + _SHARE_COUNTS * min(1.0, _span(hit.places) / size)
                if said > best:
                    best, words = said, reading.quote(hit.places)
        if learnt + best < _SURE:
            return ""
        return words or reading.words.plain.strip()

    def _leaning(self, reading: Reading) -> tuple[str, ...]:
        """Follow-ups that make up most of the message, the fullest first."""
        size = max(len(reading.content), 1)
        best: dict[str, float] = {}
        for hit in self._follow_ups.find(reading):
            share = len(hit.places) / size
            if share >= _LEANS:
                best[hit.label] = max(best.get(hit.label, 0.0), share)
        return tuple(sorted(best, key=lambda name: (-best[name], name)))


class _Verbatim:
    """Phrases that must stand word for word, little words and all: "are you human" is not "human"."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._shelves: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for phrase in phrases:
            stems = tuple(stem(word) for word in bare_words(phrase))
            self._shelves[stems[0]].append(stems)

    def find(self, tokens: Sequence[Token]) -> Iterator[int]:
        """The places of every token that belongs to one of the phrases."""
        stems = tuple(token.stem for token in tokens)
        for at, first in enumerate(stems):
            for phrase in self._shelves.get(first, ()):
                if stems[at : at + len(phrase)] == phrase:
                    yield from range(at, at + len(phrase))


def _span(places: Sequence[int]) -> int:
    return max(places) - min(places) + 1
