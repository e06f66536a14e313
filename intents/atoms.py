"""A message as atoms, and the numbers they spell: "18", "two and a half", "four hundred", "1/2".

Which atoms make an amount of time is for `amounts`.
"""

import re
from dataclasses import dataclass, replace
from itertools import islice

from intents.time_words import (
    FEASTS,
    FOREIGN_DAYS,
    FOREIGN_NUMBERS,
    FOREIGN_SINCE,
    FOREIGN_STRETCHES,
    FOREIGN_UNITS,
    MONTHS,
    NUMBERS,
    ONSETS,
    SEASONS,
    SLIPS,
    UNITS,
    WEEKDAYS,
    listed,
)
from intents.words import Words

VOCABULARY = (
    frozenset(
        word
        for table in (NUMBERS, UNITS, WEEKDAYS, MONTHS, SEASONS, FEASTS, FOREIGN_UNITS, FOREIGN_NUMBERS, FOREIGN_DAYS)
        for word in table
        if word.isalpha()
        and word not in SLIPS
        and len(word) > 3
        and word not in ("mths", "mnth", "days", "year", "hrs", "mins")
    )
    | ONSETS
    | frozenset(word for word in (*FOREIGN_STRETCHES, *FOREIGN_SINCE) if len(word) > 3)
    | frozenset(listed("today yesterday tonight morning afternoon evening since weekend last ago ages tomorrow"))
)

_ATOM = re.compile(
    r"\b2(?:day|nite)\b|\b[cCbB]\d+[kK]\b|\b[wW]\d+[dDrR]\d+\b|\d+(?:[.,]\d(?!\d))?(?:⁄\d+)?|[^\W\d_]+(?:'[^\W\d_]+)*|🔟"
)
_MOST_ATOMS = 600  # nearly all that fits in a message; more are digits and dots
_SENTENCE_END = re.compile("[.!?;\n\u2600-\u27bf\U0001f300-\U0001faff]")  # emoji end a thought too
_CLAUSE_END = re.compile(r"[,:()]|\s-\s")
_TURNS = frozenset(("but", "though", "although", "however", "except", "whereas", "while"))
_DOUBLED = re.compile(r"(.)\1{2,}")
_POSSESSIVE = frozenset((*WEEKDAYS, *SEASONS, "week", "month", "weekend", "morning", "evening"))


@dataclass(frozen=True, slots=True)
class Atom:
    """A word or a number: finer than a token, so that "3wks" is two and "2.5" is one."""

    word: str
    start: int
    end: int
    sentence: int
    clause: int
    gap: str  # what stands between the atom before and this one
    tail: str = ""  # what stands after the last of all


def atoms(words: Words) -> list[Atom]:
    """Every word and number of a message, in order."""
    repaired = {token.start: token for token in words.tokens}
    found: list[Atom] = []
    sentence = clause = end = 0
    for match in islice(_ATOM.finditer(words.plain), _MOST_ATOMS):
        gap = words.plain[end : match.start()]
        word = match.group().lower()
        token = repaired.get(match.start())
        if token and token.end == match.end() and word not in VOCABULARY:
            word = token.text
        if found and _SENTENCE_END.search(gap):
            sentence += 1
            clause += 1
        elif found and (word in _TURNS or _CLAUSE_END.search(gap)):
            clause += 1
        end = match.end()
        if word.endswith("'s") and word[:-2] in _POSSESSIVE:
            word = word[:-2]
        found.append(Atom(_plain_spelling(word), match.start(), end, sentence, clause, gap))
    if found:
        found[-1] = replace(found[-1], tail=words.plain[end:])
    return found


def _plain_spelling(word: str) -> str:
    """Years for yeeears, weeks for 7weeeks: a stretched word as its plain self."""
    if len(word) > 3 and _DOUBLED.search(word):
        for letters in (r"\1\1", r"\1"):
            plain = _DOUBLED.sub(letters, word)
            if plain in UNITS or plain in NUMBERS:
                return plain
    return word


def word_at(found: list[Atom], at: int) -> str:
    """The word there; nothing beyond either end."""
    return found[at].word if 0 <= at < len(found) else ""


def number_at(found: list[Atom], at: int) -> tuple[float, int] | None:
    """The number that starts here and the index after it."""
    word = word_at(found, at)
    value = _digits(word)
    fraction = _fraction(found, at)
    if fraction:
        value, at = fraction
        return value, at + 1 if word_at(found, at) in ("a", "an", "the") else at
    if value is not None:
        return _with_half(found, value, at + 1)
    if word in ("a", "an", "this", "the", "these") and word_at(found, at + 1) == "good":
        return number_at(found, at + 2) or (1.0, at + 2)
    following = word_at(found, at + 1)
    if word in ("a", "an"):
        if following in ("couple", "coupla", "cpl", "few", "dozen", "half", "quarter", "hundred", "several", "pair"):
            return number_at(found, at + 1)
        return 1.0, at + 1
    if word in ("half", "quarter") and following in ("a", "an", "of", "the"):
        return NUMBERS[word], at + (3 if word_at(found, at + 2) in ("a", "an", "the") else 2)
    if word == "three" and following in ("quarters", "quarter"):
        return 0.75, at + (4 if word_at(found, at + 3) in ("a", "an") else 3)
    value = NUMBERS.get(word)
    if value is None:
        return None
    if following == "hundred" and 1 <= value <= 9:
        return value * 100, at + 2
    if (
        value >= 20
        and 1 <= NUMBERS.get(following, 0) <= 9
        and following not in SLIPS
        and following not in ("few", "couple")
    ):
        return value + NUMBERS[following], at + 2
    if word in ("couple", "pair", "few", "dozen") and following in ("of", "a"):
        return value, at + 2
    return _with_half(found, value, at + 1)


def _fraction(found: list[Atom], at: int) -> tuple[float, int] | None:
    """1/2, 3/4 right before a unit, and not a date; the index after it."""
    over, under = word_at(found, at), word_at(found, at + 1)
    if over == "1⁄2":
        return 0.5, at + 1
    if (over, under) not in _FRACTIONS or found[at + 1].gap != "/" or found[at].gap == "/":
        return None
    then = at + 2
    if (word_at(found, then), word_at(found, then + 1)) in (("of", "a"), ("of", "the")):
        return (_FRACTIONS[over, under], then + 1) if word_at(found, then + 2) in UNITS else None
    then += word_at(found, then) in ("a", "an")
    return (_FRACTIONS[over, under], at + 2) if word_at(found, then) in UNITS else None


_FRACTIONS = {("1", "2"): 0.5, ("1", "4"): 0.25, ("3", "4"): 0.75}


def _digits(word: str) -> float | None:
    """18, 2.5, 2,5 and 2½ (which reads 21⁄2 by now) as a number."""
    if len(word) > _LONGEST_NUMBER:
        return None
    mixed = _MIXED.fullmatch(word)
    if mixed:
        whole, over, under = mixed.groups()
        return float(whole or 0) + float(over) / max(float(under), 1)
    return float(word.replace(",", ".")) if _NUMBER.fullmatch(word) else None


_LONGEST_NUMBER = 8  # letters
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]*)?")
_MIXED = re.compile(r"([0-9]*)([0-9])⁄([0-9]+)")


def _with_half(found: list[Atom], value: float, at: int) -> tuple[float, int]:
    """Two and a half; one and half."""
    part = at + 1 if word_at(found, at) in ("and", "n") else at
    fraction = _fraction(found, part)
    if fraction and (part > at or found[part].gap == " "):
        return value + fraction[0], fraction[1]
    if word_at(found, at) in ("and", "n", "an") and "half" in (word_at(found, at + 1), word_at(found, at + 2)):
        if word_at(found, at + 1) == "half":
            return value + 0.5, at + 2
        if word_at(found, at + 1) == "a":
            return value + 0.5, at + 3
    if word_at(found, at) in ("and", "n") and (word_at(found, at + 1), word_at(found, at + 2)) == ("a", "bit"):
        return value, at + 3
    return value, at
