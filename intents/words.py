"""Words: the common ground of every detector.

A message becomes tokens that remember where they stood, so that evidence can be quoted in the
runner's own words; tokens become clauses, so that "no numbness, but I can't pee" is two
statements. Misspelt words are repaired towards words we know, the knowledge's own words first.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

import Stemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

_STEMMER = Stemmer.Stemmer("english")
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": " - ", "\u00a0": " "}
)
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*", re.UNICODE)
# A clause ends at a stop, a comma, a line break, or a word that turns the sense.
_BREAK = re.compile(r"[.!?;:,\n()]|\s-\s|\b(?:but|though|although|however|except|yet|whereas|while)\b", re.IGNORECASE)
_LONGEST_GAP, _LEFT_OUT = 4, ". "  # between two words; where clauses were taken out, a stop
_LONGEST_MESSAGE = 4096  # Telegram's own limit for a text message


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a message."""

    text: str  # lower case, repaired
    stem: str
    start: int  # where it stands in the plain text
    end: int
    clause: int  # which clause it belongs to, from 0
    typed: str  # as it was typed, lower case


@dataclass(frozen=True, slots=True)
class Words:
    """A message as tokens."""

    plain: str  # the message with curly quotes and keycap digits made plain; positions refer to it
    tokens: tuple[Token, ...]
    clause_count: int

    def clause(self, number: int) -> tuple[Token, ...]:
        """The tokens of one clause, in order."""
        return tuple(token for token in self.tokens if token.clause == number)

    def repaired(self) -> str:
        """The message with its words repaired; what stands between them is kept where nothing was left out."""
        parts: list[str] = []
        for before, token in zip((None, *self.tokens), self.tokens, strict=False):
            between = self.plain[before.end : token.start] if before else ""
            parts += [between if len(between) <= _LONGEST_GAP else _LEFT_OUT]
            parts += [token.text if token.text != token.typed else self.plain[token.start : token.end]]
        return "".join(parts)

    def quote(self, tokens: Iterable[Token]) -> str:
        """The runner's own words from the first of these tokens to the last."""
        spots = sorted((token.start, token.end) for token in tokens)
        return self.plain[spots[0][0] : spots[-1][1]] if spots else ""


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The word without its ending: running, runs -> run."""
    return str(_STEMMER.stemWord(word.removesuffix("'s")))


def plain(text: str) -> str:
    """Curly quotes, dashes, wide letters and keycap digits as a keyboard types them."""
    if text.isascii():
        return text[:_LONGEST_MESSAGE].replace("`", "'")
    text = _KEYCAP.sub(r"\1", text[:_LONGEST_MESSAGE])
    return unicodedata.normalize("NFKC", text).translate(_QUOTES)


def bare_words(text: str) -> list[str]:
    """The words of a line that staff wrote, in lower case: all that a list needs, and quick."""
    return [word.lower() for word in _WORD.findall(plain(text))]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far repair may go. The bot is careful, for a word made up may hide a sign or invent one."""

    shortest: int = 4  # letters of a word to repair; with one letter more or less, a short word is another
    two_slips_from: int = 8  # letters; a shorter word may have one wrong
    first_letter_holds: bool = True


CAREFUL = Reach()
BOLD = Reach(shortest=3, two_slips_from=6, first_letter_holds=False)  # for a few known words and an even chance


class Repairer:
    """Repairs words we do not know towards words we do.

    `first` are the knowledge's words and win over `known`, words merely seen before. Words of
    `left_alone` are good English that nothing is repaired to: "bowls" are no "bowels".
    """

    def __init__(
        self,
        first: Collection[str],
        known: Collection[str],
        left_alone: Collection[str] = (),
        reach: Reach = CAREFUL,
    ) -> None:
        self._reach = reach
        self._known = frozenset(first) | frozenset(known) | frozenset(left_alone)
        self._first = self._by_letter(first)
        self._rest = self._by_letter(known)
        self._seen: dict[str, str] = {}

    def _by_letter(self, words: Collection[str]) -> dict[str, tuple[str, ...]]:
        shelves: dict[str, list[str]] = {}
        for word in sorted(set(words)):
            if len(word) >= self._reach.shortest and word.isalpha():
                shelves.setdefault(self._shelf(word), []).append(word)
        return {letter: tuple(shelf) for letter, shelf in shelves.items()}

    def _shelf(self, word: str) -> str:
        return word[0] if self._reach.first_letter_holds else ""

    def repair(self, word: str) -> str:
        """The word we think was meant; the word itself when nothing is near."""
        if word in self._known or len(word) < self._reach.shortest or not word.isascii() or not word.isalpha():
            return word
        if word not in self._seen:
            if len(self._seen) > 50_000:
                self._seen.clear()
            self._seen[word] = self._nearest(word)
        return self._seen[word]

    def _nearest(self, word: str) -> str:
        squeezed = re.sub(r"(.)\1{2,}", r"\1", word)  # baaack -> back
        if squeezed in self._known:
            return squeezed
        furthest = 1 if len(word) < self._reach.two_slips_from else 2
        for shelves in (self._first, self._rest):
            shelf = shelves.get(self._shelf(word), ())
            found = process.extractOne(squeezed, shelf, scorer=OSA.distance, score_cutoff=furthest)
            if found:
                return str(found[0])
        return word


def read(text: str, repairer: Repairer | None = None) -> Words:
    """Split a message into tokens and clauses, repairing words if a repairer is given."""
    clean = plain(text)
    breaks = [match.start() for match in _BREAK.finditer(clean)]
    tokens: list[Token] = []
    clause, last_filled, passed = 0, -1, 0
    for match in _WORD.finditer(clean):
        while passed < len(breaks) and breaks[passed] <= match.start():
            passed += 1
            if tokens and last_filled == clause:
                clause += 1
        typed = match.group().lower()
        word = repairer.repair(typed) if repairer else typed
        tokens.append(Token(word, stem(word), match.start(), match.end(), clause, typed))
        last_filled = clause
    return Words(clean, tuple(tokens), clause + 1 if tokens else 0)
