"""Amounts of time: "two and a half weeks", "18 mths", "6 to 8 weeks", "day three", "for months".

This module only says which words make an amount and how many days it counts. Whether it is how
long the complaint has lasted, or somebody's age or a training plan, is for `durations`.
"""

import re
from dataclasses import dataclass, replace

from intents.atoms import Atom, number_at, word_at
from intents.time_words import (
    BETWEEN,
    FOREIGN_NUMBERS,
    FOREIGN_SINCE,
    FOREIGN_STRETCHES,
    FOREIGN_UNITS,
    NUMBERS,
    ONLY_AFTER_DIGITS,
    SLIPS,
    UNITS,
    VAGUE,
    listed,
)

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
_ORDINALS = {
    **{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8},
    **{"ninth": 9, "tenth": 10, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8, "9": 9},
}

UNIT_NAMES = {"years": 365.0, "months": 30.0, "weeks": 7.0, "days": 1.0, "hours": 1 / 24, "minutes": 0.0}


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

    @property
    def kind(self) -> str:
        """What it is told in: weeks, one weeks ("a week"), vague weeks ("for weeks"), nth weeks ("week 3")."""
        unit = next((name for name, days in UNIT_NAMES.items() if self.unit >= days), "minutes")
        return " ".join(filter(None, ("nth" * self.ordinal, "vague" * self.vague, "one" * self.article, unit)))


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
        if previous and _falls_short(found, previous, amount):
            amounts[-1] = replace(amount, first=previous.first, days=amount.days - previous.days)
        elif previous and _goes_on(found, previous, amount):
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
        if word_at(found, then) in BETWEEN and (word_at(found, then), word_at(found, then + 1)) != ("of", "the"):
            then += 1
    unit = _unit_at(found, at, then)
    if unit is None or found[then].sentence != found[at].sentence or (then > at and "," in found[then].gap):
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
    opens = not at or found[at - 1].clause != found[at].clause
    counts = counts or (opens and (after == "now" or (after == "of" and then not in ("the", "march", "training"))))
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
    if found[at].gap == "/" and _follows_closely(found, at):
        return number_at(found, at)
    return None


def _follows_closely(found: list[Atom], at: int) -> bool:
    """The 6 of 5/6 weeks: one more, or two, than the number before; not 3/4 of an hour."""
    low, high = word_at(found, at - 1), word_at(found, at)
    unit = UNITS.get(word_at(found, at + 1), 0)
    return unit >= 1 and low.isdigit() and high.isdigit() and 0 < int(high[:3]) - int(low[:3]) <= _CLOSE


_CLOSE = 4


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
    if word in _WEEKLY and word_at(found, then + 1) not in ("ago", "until", "till"):
        return UNITS["week"]  # thirteen Saturdays
    if word in UNITS:
        if word in ONLY_AFTER_DIGITS and not start[:1].isdigit():
            return 30.0 if word in ("moon", "moons") else None
        if word in ("h", "d", "w", "y") and found[then].gap and not (word == "d" and _ends(found, then)):
            return None
        return UNITS[word]
    if word in FOREIGN_UNITS and (start[:1].isdigit() or start in FOREIGN_NUMBERS):
        return FOREIGN_UNITS[word]
    return None


def _ends(found: list[Atom], at: int) -> bool:
    """Whether nothing of the clause follows."""
    return at + 1 == len(found) or found[at + 1].clause != found[at].clause


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
    if following in ("day", "night", "week", "month", "st", "nd", "rd", "th"):
        count = _ORDINALS.get(word) or (float(word) if word.isascii() and word.isdigit() and len(word) < 3 else None)
        step = 1
        if following in ("st", "nd", "rd", "th"):
            following, step = word_at(found, at + 2), 2
        elif word.isdigit():
            return None
        if count and following in ("day", "night", "week", "month") and _is_of_this(found, at + step + 1):
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
    near = {word_at(found, at + ahead) for ahead in (-6, -5, -4, -3, -2, -1, 2, 3)}
    if under == "52":
        return Amount(at, at + 1, float(over) * 7, 7.0, float(over))
    if under in ("12", "7") and near & _MEDICS and not near & {"out", "since", "on"}:
        unit = 30.0 if under == "12" else 1.0
        return Amount(at, at + 1, float(over) * unit, unit, float(over))
    return None


_WEEKLY = frozenset(listed("mondays tuesdays wednesdays thursdays fridays saturdays sundays weekends"))
_MEDICS = frozenset(listed("hx history lbp of nil hxof post rtc lumbar ago neg pmh backache sciatica"))


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
    if word_at(found, last + 1) in ("until", "till", "til", "before", "away", "old"):
        return None
    if before == "many" and word_at(found, at - 2) == "how":
        return None
    if before == "some" and word_at(found, last + 1) not in ("ago", "now", "back"):
        return None  # some weeks it is nothing
    ago = word_at(found, last + 1) == "ago"
    if ago and word.startswith(("y", "d")):
        return None  # years ago is another story
    said = (
        ago
        or before in _SAYS_VAGUELY
        or last > at
        or after in ("now", "of", "on", "and")
        or word_at(found, last + 1) == "now"
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


def _falls_short(found: list[Atom], one: Amount, two: Amount) -> bool:
    """A day shy of a fortnight; a week short of a year."""
    between = [atom.word for atom in found[one.last + 1 : two.first]]
    return between in (["shy", "of"], ["short", "of"]) and one.days < two.days


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
