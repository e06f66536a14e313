"""Amounts of time: "two and a half weeks", "18 mths", "6 to 8 weeks", "day three", "for months".

This module only says which words make an amount and how many days it counts. Whether it is how
long the complaint has lasted, or somebody's age or a training plan, is for `durations`.
"""

import re
from dataclasses import dataclass, field
from itertools import islice

from intents.time_words import (
    BETWEEN,
    FEASTS,
    FOREIGN_DAYS,
    FOREIGN_NUMBERS,
    FOREIGN_SINCE,
    FOREIGN_STRETCHES,
    FOREIGN_UNITS,
    MONTHS,
    NUMBERS,
    ONLY_AFTER_DIGITS,
    ONSETS,
    SEASONS,
    SLIPS,
    UNITS,
    VAGUE,
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

_ATOM = re.compile(r"\d+(?:[.,]\d(?!\d))?(?:⁄\d+)?|[^\W\d_]+(?:'[^\W\d_]+)*|🔟")
_MOST_ATOMS = 600  # nearly all that fits in a message; more are digits and dots
_SENTENCE_END = re.compile("[.!?;\n\u2600-\u27bf\U0001f300-\U0001faff]")  # emoji end a thought too
_CLAUSE_END = re.compile(r"[,:()]|\s-\s")
_TURNS = frozenset(("but", "though", "although", "however", "except", "whereas", "while"))
_DOUBLED = re.compile(r"(.)\1{2,}")
_CHINESE_DAYS = {"今天": 0.0, "今早": 0.0, "昨天": 1.0, "昨晚": 1.0, "前天": 2.0, "上周": 7.0, "今日": 0.0, "昨日": 1.0}
_CHINESE = re.compile(r"([一二两三四五六七八九十半0-9]{1,3})\s?(?:个|個)?(天|周|週間|星期|礼拜|月|年|日)")
_CHINESE_NUMBERS = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "半": 0.5,
}
_CHINESE_UNITS = {"天": 1.0, "日": 1.0, "周": 7.0, "週間": 7.0, "星期": 7.0, "礼拜": 7.0, "月": 30.0, "年": 365.0}
_POSSESSIVE = frozenset((*WEEKDAYS, *SEASONS, "week", "month"))
_ORDINALS = {
    **{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8},
    **{"ninth": 9, "tenth": 10, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8, "9": 9},
}


@dataclass(frozen=True, slots=True)
class Atom:
    """A word or a number: finer than a token, so that "3wks" is two and "2.5" is one."""

    word: str
    start: int
    end: int
    sentence: int
    clause: int
    gap: str  # what stands between the atom before and this one


@dataclass(frozen=True, slots=True)
class Amount:
    """Some atoms that say how long, and what they count."""

    first: int  # index of the first atom
    last: int  # index of the last atom
    days: float
    unit: float  # days in one of its units
    count: float
    article: bool = False  # "a week": may be "miles a week"
    vague: bool = False  # "for weeks"
    ordinal: bool = False  # "week 3"
    quote: tuple[int, int] = field(default=(0, 0))


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
    return found


def _plain_spelling(word: str) -> str:
    """Years for yeeears, weeks for 7weeeks: a stretched word as its plain self."""
    if len(word) > 3 and _DOUBLED.search(word):
        for letters in (r"\1\1", r"\1"):
            plain = _DOUBLED.sub(letters, word)
            if plain in UNITS or plain in NUMBERS:
                return plain
    return word


def find_amounts(found: list[Atom]) -> list[Amount]:
    """Every amount of time in these atoms, first to last, none within another."""
    amounts: list[Amount] = []
    at = 0
    while at < len(found):
        amount = (
            _ordinal(found, at)
            or _counted(found, at)
            or _shorthand(found, at)
            or _vague(found, at)
            or _foreign_stretch(found, at)
        )
        if amount is None:
            at += 1
            continue
        previous = amounts[-1] if amounts else None
        if previous and _goes_on(found, previous, amount):
            amounts[-1] = Amount(previous.first, amount.last, previous.days + amount.days, amount.unit, amount.count)
        else:
            amounts.append(amount)
        at = amount.last + 1
    return amounts


def chinese_days(plain: str) -> tuple[float, str] | None:
    """The first amount written in Chinese, as days and words."""
    match = _CHINESE.search(plain)
    if not match:
        return next(((days, word) for word, days in _CHINESE_DAYS.items() if word in plain), None)
    digits = match.group(1)
    number = float(digits) if digits.isascii() and digits.isdigit() else _CHINESE_NUMBERS.get(digits)
    return (number * _CHINESE_UNITS[match.group(2)], match.group()) if number is not None else None


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
        return value, at + 1 if word_at(found, at) in ("a", "an") else at
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
    then = at + 3 if word_at(found, at + 2) in ("a", "an") else at + 2
    return (_FRACTIONS[over, under], at + 2) if word_at(found, then) in UNITS else None


_FRACTIONS = {("1", "2"): 0.5, ("1", "4"): 0.25, ("3", "4"): 0.75}


def _digits(word: str) -> float | None:
    """18, 2.5, 2,5 and 2½ (which reads 21⁄2 by now) as a number."""
    if not word[:1].isdigit() or len(word) > 8:
        return None
    whole, slash, below = word.partition("⁄")
    if slash:
        return (float(whole[:-1] or 0)) + float(whole[-1]) / max(float(below), 1)
    return float(whole.replace(",", ".")) if whole.isascii() else None


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


def _counted(found: list[Atom], at: int) -> Amount | None:
    """A number, or a range of two, and a unit."""
    number = _foreign_number(found, at) or number_at(found, at)
    number = number or _unsaid_one(found, at)
    if number is None:
        return None
    value, then = number
    is_range = False
    if _same_sentence(found, at, then):
        upper = _upper_end(found, then)
        if upper:
            value, then, is_range = (value + upper[0]) / 2, upper[1], True
    for _ in range(3):
        if word_at(found, then) in BETWEEN:
            then += 1
    unit = _unit_at(found, at, then)
    if unit is None or found[then].sentence != found[at].sentence:
        return None
    word = found[at].word
    if word in SLIPS and not is_range and (then != at + 1 or unit < 1 or not found[then].word.endswith("s")):
        return None
    article = word in ("a", "an") and value == 1
    value, last = _after_unit(found, value, then)
    if unit == 1 and value < 1:
        return None  # half of the night
    if unit < 1 and value * unit >= 2:
        unit, value = 1.0, value * unit  # 48 hours
    if unit == 365 and value < 1:
        return Amount(at, last, value * 360, unit, value)  # half a year is six months
    return Amount(at, last, value * unit, unit, value, article=article)


def _unsaid_one(found: list[Atom], at: int) -> tuple[float, int] | None:
    """Week or two; month and a half; a fortnight without its "a"."""
    word, after, then = word_at(found, at), word_at(found, at + 1), word_at(found, at + 2)
    if word in ("fortnight", "fortnite") and word_at(found, at - 1) not in ("next", "every", "per", "each"):
        return 1.0, at
    counts = (after == "or" and (then in ("two", "so") or then.isdigit())) or (after == "and" and then in ("a", "half"))
    if word in ("week", "month", "year") and counts and not found[at + 1].gap.strip():
        return 1.0, at
    return None


def _same_sentence(found: list[Atom], at: int, then: int) -> bool:
    return then < len(found) and found[then].sentence == found[at].sentence


def _upper_end(found: list[Atom], at: int) -> tuple[float, int] | None:
    """The "to 8" of "6 to 8 weeks"; a hyphen or a slash will do."""
    if word_at(found, at) in ("to", "or", "and", "till", "maybe", "possibly") or word_at(found, at) == "n":
        if word_at(found, at) == "and" and word_at(found, at - 2) != "between":
            return None
        upper = number_at(found, at + 1)
        return upper if upper and word_at(found, at + 1) not in ("a", "an", *SLIPS) else None
    if found[at].gap.strip() in ("-", "--") and word_at(found, at)[:1].isdigit():
        return number_at(found, at)
    if found[at].gap.strip() == "-" and word_at(found, at) in NUMBERS:
        return number_at(found, at)
    return None


def _foreign_number(found: list[Atom], at: int) -> tuple[float, int] | None:
    word = word_at(found, at)
    if word not in FOREIGN_NUMBERS or word_at(found, at + 1) not in FOREIGN_UNITS:
        second = word_at(found, at + 1)
        if word in FOREIGN_NUMBERS and FOREIGN_NUMBERS.get(second) and word_at(found, at + 2) in FOREIGN_UNITS:
            return FOREIGN_NUMBERS[second], at + 2  # einem halben Jahr
        return None
    return FOREIGN_NUMBERS[word], at + 1


def _unit_at(found: list[Atom], at: int, then: int) -> float | None:
    word = word_at(found, then)
    start = word_at(found, at)
    if word in UNITS:
        if word in ONLY_AFTER_DIGITS and not start[:1].isdigit():
            return 30.0 if word in ("moon", "moons") else None
        if word in ("h", "d", "w", "y") and found[then].gap:
            return None
        return UNITS[word]
    if word in FOREIGN_UNITS and (start[:1].isdigit() or start in FOREIGN_NUMBERS):
        return FOREIGN_UNITS[word]
    return None


def _after_unit(found: list[Atom], value: float, at: int) -> tuple[float, int]:
    """A week and a half; a month or two; two weeks or so."""
    one, two, three = (word_at(found, at + ahead) for ahead in (1, 2, 3))
    if one in ("and", "n") and (two, three) == ("a", "half"):
        return value + 0.5, at + 3
    if one in ("and", "n") and two == "half":
        return value + 0.5, at + 2
    if one in ("and", "n") and (two, three) in (("a", "bit"), ("a", "quarter"), ("a", "few"), ("some", "change")):
        return value * 1.07, at + 3
    if one == "or" and two not in SLIPS:
        other = number_at(found, at + 2)
        if other and two not in ("a", "an") and word_at(found, other[1]) not in UNITS:
            return (value + other[0]) / 2, other[1] - 1
    if one in ("or", "and") and two == "so":
        return value, at + 2
    return value, at


def _ordinal(found: list[Atom], at: int) -> Amount | None:
    """Day three, week 7, the sixth day."""
    word, following = word_at(found, at), word_at(found, at + 1)
    if word in ("day", "week", "wk", "month") and following and following not in SLIPS:
        number = number_at(found, at + 1) if following not in ("a", "an", "few", "couple", "half") else None
        if number and number[0] >= 1 and not found[at + 1].gap.strip(" #") and number[0] < 2000:
            if word_at(found, number[1]) in UNITS and word_at(found, number[1]) not in ONLY_AFTER_DIGITS:
                return None
            return Amount(at, number[1] - 1, number[0] * UNITS[word], UNITS[word], number[0], ordinal=True)
    if following in ("day", "week", "month", "st", "nd", "rd", "th"):
        count = _ORDINALS.get(word) or (float(word) if word.isascii() and word.isdigit() and len(word) < 3 else None)
        step = 1
        if following in ("st", "nd", "rd", "th"):
            following, step = word_at(found, at + 2), 2
        elif word.isdigit():
            return None
        if count and following in ("day", "week", "month") and _is_of_this(found, at + step + 1):
            return Amount(at, at + step, count * UNITS[following], UNITS[following], count, ordinal=True)
    return None


def _is_of_this(found: list[Atom], at: int) -> bool:
    """The third week of this, of my back: not of March, of the plan."""
    if word_at(found, at) == "of":
        return word_at(found, at + 1) in ("this", "it", "my", "me", "that")
    return word_at(found, at) not in ("back", "at", "in")


def _shorthand(found: list[Atom], at: int) -> Amount | None:
    """What medics write: 6/52 is six weeks; 6/12 six months, where a history is told."""
    if at + 1 >= len(found) or found[at + 1].gap != "/":
        return None
    over, under = found[at].word, found[at + 1].word
    if not over.isdigit() or len(over) > 2 or word_at(found, at + 2)[:1].isdigit():
        return None
    near = {word_at(found, at + ahead) for ahead in (-3, -2, -1, 2, 3)}
    if under == "52":
        return Amount(at, at + 1, float(over) * 7, 7.0, float(over))
    if under in ("12", "7") and near & {"hx", "history", "lbp", "of", "nil", "hxof"} and "out" not in near:
        unit = 30.0 if under == "12" else 1.0
        return Amount(at, at + 1, float(over) * unit, unit, float(over))
    return None


def _foreign_stretch(found: list[Atom], at: int) -> Amount | None:
    """Seit Wochen; od tygodnia; año y medio."""
    word, before = word_at(found, at), word_at(found, at - 1)
    if word in FOREIGN_UNITS and word_at(found, at + 1) in ("y", "e", "et") and word_at(found, at + 2) in _AND_A_HALF:
        return Amount(at, at + 2, 1.5 * FOREIGN_UNITS[word], FOREIGN_UNITS[word], 1.5)
    if word not in FOREIGN_STRETCHES or before not in FOREIGN_SINCE:
        return None
    days = FOREIGN_STRETCHES[word]
    return Amount(at, at, days, days, 1.0, vague=True)


_AND_A_HALF = frozenset(listed("medio media mezzo demi demie meia meio"))


def _vague(found: list[Atom], at: int) -> Amount | None:
    """For weeks; months and months; years of this; donkey's years."""
    word, before, after = word_at(found, at), word_at(found, at - 1), word_at(found, at + 1)
    if word == "days" and before == "been":
        return Amount(at, at, 3.0, 1.0, 3.0, vague=True)
    if word not in VAGUE or (at and found[at].gap.strip() in ("-", "/")):
        return None
    last = at + 2 if after in ("and", "n", "upon", "on") and word_at(found, at + 2) == word else at
    if word_at(found, last + 1) in ("until", "till", "til", "before", "away", "old", "ago"):
        return None
    if before == "many" and word_at(found, at - 2) == "how":
        return None
    said = (
        before in _SAYS_VAGUELY or last > at or after in ("now", "of", "on", "and") or word_at(found, last + 1) == "now"
    )
    alone = len(found) <= 3 and word != "days"
    if not (said or alone or (word.startswith("y") and not before)):
        return None
    return Amount(at, last, VAGUE[word], UNITS[word], VAGUE[word] / UNITS[word], vague=True)


_SAYS_VAGUELY = frozenset(
    listed(
        "for been lasted lasting last past hurt hurting sore ache aching pain donkeys donkey's like some "
        "literally going back many took these off now since it's its"
    )
)


def _goes_on(found: list[Atom], one: Amount, two: Amount) -> bool:
    """A year and two months; 1 year 3 months."""
    between = [atom.word for atom in found[one.last + 1 : two.first]]
    return (
        one.unit > two.unit >= 1
        and two.days < one.unit
        and between in ([], ["and"])
        and not found[two.first].gap.strip()
        and not two.vague
        and not two.ordinal
    )
