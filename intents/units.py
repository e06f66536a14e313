"""A message as the units that phrases, concepts and scope words are matched on.

A unit is a word's stem, with the many spellings of "not" and "can't" made one. Little words carry
no sense of their own ("my", "the", "is"), so there are two views: every unit, and those with content.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from intents.words import Token, Words, read

CANNOT = "can't"
NOT = "not"
_SPELLINGS = {
    CANNOT: "can't cant cnt cannot couldn't couldnt unable won't wont wouldn't wouldnt canny cannae",
    NOT: "not don't dont dnt doesn't doesnt didn't didnt isn't isnt aren't arent wasn't wasnt weren't werent "
    "haven't havent hasn't hasnt hadn't hadnt ain't aint nt",
    "no": "no nae",
}
_SAME = {typed: stem for stem, spellings in _SPELLINGS.items() for typed in spellings.split()}
_TWO = {("can", "not"): CANNOT, ("could", "not"): CANNOT, ("not", "able"): CANNOT, ("will", "not"): CANNOT}
FILLERS = frozenset(
    [
        "a",
        "an",
        "the",
        "my",
        "your",
        "his",
        "her",
        "hers",
        "its",
        "our",
        "their",
        "i",
        "i'm",
        "im",
        "i've",
        "ive",
        "i'd",
        "id",
        "me",
        "he",
        "she",
        "he's",
        "she's",
        "they",
        "they're",
        "we",
        "we've",
        "you",
        "it",
        "it's",
        "is",
        "am",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "this",
        "that",
        "these",
        "those",
        "that's",
        "so",
        "just",
        "really",
        "very",
        "quite",
        "actually",
        "basically",
        "totally",
        "completely",
        "fully",
        "all",
        "some",
        "any",
        "much",
        "of",
        "to",
        "and",
        "n",
        "&",
        "for",
        "with",
        "on",
        "in",
        "at",
        "by",
        "as",
        "then",
        "also",
        "too",
        "have",
        "has",
        "had",
        "having",
        "got",
        "get",
        "gets",
        "getting",
        "do",
        "does",
        "did",
        "when",
        "while",
        "whenever",
        "since",
        "if",
        "or",
        "there's",
        "like",
        "literally",
        "almost",
        "bit",
        "little",
        "lot",
        "even",
        "going",
        "goes",
    ]
)
_SHORT = 4
_SENTENCE_END = re.compile(r"[.!?\n](?:\s|$)")


@dataclass(frozen=True, slots=True)
class Unit:
    """One word as it is matched."""

    stem: str
    text: str
    at: int  # which token of the message
    clause: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as units, in both views."""

    words: Words
    every: tuple[Unit, ...]
    content: tuple[Unit, ...]
    sentences: tuple[int, ...]  # the sentence of each token
    stems: tuple[str, ...]  # of every unit
    content_stems: tuple[str, ...]

    def quote(self, places: Iterable[int]) -> str:
        """The runner's own words from the first of these tokens to the last."""
        return self.words.quote(self.words.tokens[at] for at in places)


def read_units(words: Words) -> Reading:
    """The units of a message."""
    sentences = tuple(_sentences(words))
    every = tuple(_units(words.tokens, sentences))
    content = tuple(unit for unit in every if words.tokens[unit.at].text not in FILLERS)
    return Reading(
        words, every, content, sentences, tuple(unit.stem for unit in every), tuple(unit.stem for unit in content)
    )


def _sentences(words: Words) -> Iterator[int]:
    number, reached = 0, 0
    for token in words.tokens:
        number += bool(_SENTENCE_END.search(words.plain, reached, token.start)) if reached else 0
        reached = token.end
        yield number


def _units(tokens: Sequence[Token], sentences: Sequence[int]) -> Iterator[Unit]:
    skip = False
    for at, token in enumerate(tokens):
        if skip:
            skip = False
            continue
        following = tokens[at + 1].text if at + 1 < len(tokens) else ""
        joined = _TWO.get((_SAME.get(token.text, token.text), following))
        skip = joined is not None
        yield Unit(joined or _SAME.get(token.text, token.stem), token.text, at, token.clause, sentences[at])


@dataclass(frozen=True, slots=True)
class Run:
    """A listed phrase, found word after word."""

    label: str
    phrase: str
    first: int  # places in the view that was searched
    last: int
    places: tuple[int, ...]  # tokens of the message


@dataclass(frozen=True, slots=True)
class _Listed:
    """A phrase of a list, ready to be compared."""

    stems: tuple[str, ...]
    texts: tuple[str, ...]  # set where any other ending is another word
    label: str
    phrase: str


class Runs:
    """Finds listed phrases word after word; the cost does not grow with the list."""

    def __init__(self, lists: Mapping[str, Iterable[str]], word_for_word: bool = False) -> None:
        self._word_for_word = word_for_word
        self._exact: dict[str, list[_Listed]] = defaultdict(list)
        self._content: dict[str, list[_Listed]] = defaultdict(list)
        for label, phrases in lists.items():
            for phrase in phrases:
                self._add(label, phrase)

    def _add(self, label: str, phrase: str) -> None:
        reading = read_units(read(phrase))
        # A phrase that is one word once its little words are gone ("I'm done") must stand word for word.
        loose = not self._word_for_word and (len(reading.content) > 1 or len(reading.every) == len(reading.content))
        units = reading.content if loose else reading.every
        if units:
            shelf = self._content if loose else self._exact
            texts = tuple(unit.text for unit in units) if _only_this_form(phrase, units) else ()
            shelf[units[0].stem].append(_Listed(tuple(unit.stem for unit in units), texts, label, phrase))

    def find(self, reading: Reading) -> list[Run]:
        """Every listed phrase in the message, by place."""
        found = [
            *self._search(self._content, reading.content, reading.content_stems),
            *self._search(self._exact, reading.every, reading.stems),
        ]
        return sorted(found, key=lambda run: (run.places, run.label))

    @staticmethod
    def _search(shelf: Mapping[str, list[_Listed]], view: Sequence[Unit], stems: tuple[str, ...]) -> Iterator[Run]:
        if shelf.keys().isdisjoint(stems):  # as a rule; a message is held against a dozen lists
            return
        for at, unit in enumerate(view):
            for listed in shelf.get(unit.stem, ()):
                end = at + len(listed.stems)
                if stems[at:end] != listed.stems or view[end - 1].sentence != unit.sentence:
                    continue
                if listed.texts and tuple(place.text for place in view[at:end]) != listed.texts:
                    continue
                yield Run(listed.label, listed.phrase, at, end - 1, tuple(place.at for place in view[at:end]))


def _only_this_form(phrase: str, units: Sequence[Unit]) -> bool:
    """'=legs' is not "leg"; and short single words (clot, mets, reds) are whole words only (brief, 5.1)."""
    short = len(units) == 1 and len(units[0].text) <= _SHORT and phrase.strip().isalpha()
    return phrase.startswith("=") or (short and units[0].text != units[0].stem)
