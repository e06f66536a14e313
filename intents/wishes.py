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
from intents.phrases import Found, PhraseFinder
from intents.units import Reading
from intents.words import Token, bare_words, stem
from knowledge.model import Knowledge

_WANTS, _SAFETY, _DECLINES = "wants", "safety", "declines"
_SURE = 0.0  # log-odds from which a wish is taken as one
_WORDS_COUNT = 0.5  # for each word of the phrase
_SHARE_COUNTS = 5.0  # for covering the whole message
_SEVERAL = 2  # words of a phrase that can stand for a whole clause
_NEARLY_ALL = 0.8  # a message that is little more than words that only look like a wish
_SHORT = 4  # a lone "physio" is a wish only in a message of so few words
_LEANS = 0.5  # share of the message that a follow-up must cover
_WORD_FOR_WORD = 0.5  # what is added when the little words are the same too: "that helped" is no "why does that help"
_AS_GOOD = 0.2  # follow-ups this near to the best are meant as well
_MACHINES = frozenset({"bot", "bots", "robot", "robots", "machine", "machines", "computer", "script", "ai"})


Denied = Callable[[Sequence[int]], bool]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was wished for; empty where nothing was."""

    person: str = ""
    no_person: str = ""
    safety: bool = False
    follow_ups: tuple[str, ...] = ()


class WishReader:
    """Reads wishes."""

    def __init__(self, knowledge: Knowledge) -> None:
        triage = knowledge.triage
        wants = [(_WANTS, phrase) for phrase in triage.wants_person]
        safety = [(_SAFETY, phrase) for phrase in triage.safety_question]
        declines = [(_DECLINES, phrase) for phrase in triage.declines_person]
        self._asks: PhraseFinder[str] = PhraseFinder(wants + safety + declines)
        self._not_a_wish = _Verbatim(triage.not_wants_person)
        self._follow_ups: PhraseFinder[str] = PhraseFinder(
            (follow_up.id, phrase) for follow_up in knowledge.follow_ups.values() for phrase in follow_up.phrases
        )
        self._stems = {
            phrase: [stem(word) for word in bare_words(phrase)]
            for follow_up in knowledge.follow_ups.values()
            for phrase in follow_up.phrases
        }

    def read(self, reading: Reading, scores: Mapping[str, float], denied: Denied) -> Wishes:
        """The wishes of one message."""
        size = max(len(reading.content), 1)
        hits = self._asks.find(reading)
        asked = [hit for hit in hits if hit.label == _SAFETY and not denied(hit.places)]
        safety = any(len(hit.places) / size >= _LEANS for hit in asked)
        declined = next((hit.places for hit in hits if hit.label == _DECLINES and _one_thought(reading, hit)), ())
        later = [hit for hit in hits if hit.label == _WANTS and declined and min(hit.places) > max(declined)]
        if declined and not any(not denied(hit.places) for hit in later):
            return Wishes("", reading.quote(declined), safety, self._leaning(reading))
        return Wishes(self._person(reading, scores, denied), "", safety, self._leaning(reading))

    def _person(self, reading: Reading, scores: Mapping[str, float], denied: Denied) -> str:
        masked = set(self._not_a_wish.find(reading.words.tokens))
        if len(masked) >= _NEARLY_ALL * max(len(reading.words.tokens), 1):
            return ""
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
        """Follow-ups that make up most of a sentence, the fullest first; what another fits better is left out."""
        said = [token.stem for token in reading.words.tokens]
        best: dict[str, float] = {}
        for hit in self._follow_ups.find(reading):
            share = _share(reading, hit)
            if share >= _LEANS and _is_asked(reading, hit):
                fit = share + _WORD_FOR_WORD * _alike(said, self._stems[hit.phrase])
                best[hit.label] = max(best.get(hit.label, 0.0), fit)
        enough = max(best.values(), default=0.0) - _AS_GOOD
        return tuple(sorted((name for name in best if best[name] >= enough), key=lambda name: (-best[name], name)))


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


def _is_asked(reading: Reading, hit: Found[str]) -> bool:
    """A phrase that staff wrote with a question mark ("after a run?") needs one, but in a word or two."""
    return not hit.phrase.endswith("?") or "?" in reading.words.plain or len(reading.words.tokens) <= _SHORT


def _share(reading: Reading, hit: Found[str]) -> float:
    """How much of its sentence a phrase fills, or of its clause, when it is more than a word.

    "Yep, doing that. anything for the hips?" asks two things; so does "you can cancel that, I'm better".
    """
    sentences = {unit.at: unit.sentence for unit in reading.every}
    here = sentences.get(hit.places[0])
    sentence = len(hit.places) / max(sum(unit.sentence == here for unit in reading.content), 1)
    if len(hit.places) < _SEVERAL:
        return sentence
    tokens = reading.words.tokens
    clause = tokens[hit.places[0]].clause
    beside = sum(tokens[unit.at].clause == clause for unit in reading.content)
    within = all(tokens[place].clause == clause for place in hit.places)
    return max(sentence, len(hit.places) / max(beside, 1) if within else 0.0)


def _alike(said: Sequence[str], phrase: Sequence[str]) -> float:
    """The share of words that a message and a phrase have in common."""
    ours, theirs = set(said), set(phrase)
    return len(ours & theirs) / max(len(ours | theirs), 1)


def _one_thought(reading: Reading, hit: Found[str]) -> bool:
    """Not "I don't want a bot, I want a person": one clause, and nothing said of machines between."""
    between = reading.words.tokens[min(hit.places) : max(hit.places) + 1]
    return len({token.clause for token in between}) == 1 and not any(token.text in _MACHINES for token in between)


def _span(places: Sequence[int]) -> int:
    return max(places) - min(places) + 1
