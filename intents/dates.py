"""Calendar dates: "mid March", "7 Nov", "20/11/26", "March 2024", "the 9th", "2008"."""

from dataclasses import dataclass
from datetime import date, timedelta

from intents.atoms import Atom, word_at
from intents.time_words import MONTHS, SHY_DAYS

# A bare month counts from its first day, as the team's labels do.
DAY_OF_A_BARE_MONTH = 1
_EARLY, _MIDDLE, _LATE, _END = 5, 15, 25, 28
_PART_OF_MONTH = {
    "early": _EARLY,
    "start": 1,
    "beginning": _EARLY,
    "mid": _MIDDLE,
    "middle": _MIDDLE,
    "late": _LATE,
    "end": _END,
}
LAST_NIGHT = frozenset(("night", "nite", "nights", "night's", "evening", "arvo"))


@dataclass(frozen=True, slots=True)
class Anchor:
    """Some atoms that name a point in time, and how many days ago it was."""

    first: int
    last: int
    days: int
    kind: str  # day, weekday, week, month, date, season, feast, year, today


def month(found: list[Atom], at: int, today: date) -> Anchor | None:
    """March, mid March, March 2024, 7 Nov, the 7th of November, Nov 7th."""
    word = word_at(found, at)
    number = MONTHS.get(word)
    if number is None:
        return None
    first, last, year = at, at, None
    day, first = _day_before(found, at)
    if day is None:
        day, last = _day_after(found, at)
    year, last = year_after(found, last)
    before = word_at(found, first - 1)
    bare = day is None and year is None and _part_of_month(found, first) is None  # not "the start of March"
    if word in SHY_DAYS and bare and not surely_a_day(before, word_at(found, at + 1)):
        return None
    if before in ("until", "till", "til", "by", "for", "next") or (before == "on" and day is None):
        return None
    if day is None:
        day = _part_of_month(found, first)
    return dated(first, last, today, number, day or DAY_OF_A_BARE_MONTH, year, last_year=before == "last")


_SPELT_DAYS = {
    **{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9},
    **{"tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15},
}


def _day_before(found: list[Atom], at: int) -> tuple[int | None, int]:
    back = at - 1
    if word_at(found, back) == "of":
        back -= 1
    if word_at(found, back) in ("st", "nd", "rd", "th"):
        back -= 1
    word = word_at(found, back)
    if word.isdigit() and 1 <= int(word[:4]) <= 31:
        return int(word), back
    if word in _SPELT_DAYS and back < at - 1:
        return _SPELT_DAYS[word], back
    return None, at


def _day_after(found: list[Atom], at: int) -> tuple[int | None, int]:
    word = word_at(found, at + 1)
    if word.isdigit() and len(word) <= 2 and 1 <= int(word) <= 31 and found[at + 1].gap.strip() in ("", "the"):
        ordinal = word_at(found, at + 2) in ("st", "nd", "rd", "th")
        return int(word), at + (2 if ordinal else 1)
    return None, at


def year_after(found: list[Atom], at: int) -> tuple[int | None, int]:
    """The year that follows, if one does (-1 for "last year"), and the index of the last atom."""
    word = word_at(found, at + 1)
    if _is_year(word):
        return int(word), at + 1
    if word.isdigit() and len(word) == 2 and found[at + 1].gap.endswith("'"):
        return 2000 + int(word), at + 1
    if word == "last" and word_at(found, at + 2) == "year":
        return -1, at + 2
    return None, at


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isascii() and word.isdigit() and 1950 <= int(word) <= 2099


def _part_of_month(found: list[Atom], at: int) -> int | None:
    for back in (1, 2, 3):
        part = _PART_OF_MONTH.get(word_at(found, at - back))
        if part and (back == 1 or word_at(found, at - 1) in ("of", "the")):
            return part
    return None


def dated(
    first: int,
    last: int,
    today: date,
    month: int,
    day: int,
    year: int | None,
    kind: str = "month",
    *,
    last_year: bool = False,
) -> Anchor | None:
    """The anchor of that date: in that year, or the last time there was such a date."""
    try:
        if year == -1:
            then = date(today.year - 1, month, day)
        elif year is not None:
            then = date(year, month, day)
        else:
            then = date(today.year, month, day)
            if then > today and day != DAY_OF_A_BARE_MONTH and kind in ("month", "date") and not last_year:
                return None  # a race to come
            if then > today or (last_year and then > today - timedelta(days=60)):
                then = date(today.year - 1, month, day)
    except ValueError:
        return None
    return Anchor(first, last, (today - then).days, kind)


def numeric_date(found: list[Atom], at: int, today: date) -> Anchor | None:
    """14/11, 20/11/26, 06.09.2026, 2026-11-20."""
    if at + 1 >= len(found) or found[at + 1].gap not in ("/", ".", "-") or (at and not found[at].gap):
        return None
    parts = [found[at].word, found[at + 1].word]
    if at + 2 < len(found) and found[at + 2].gap == found[at + 1].gap:
        parts.append(found[at + 2].word)
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        return None
    numbers = [int(part) for part in parts]
    if len(parts) == 3 and len(parts[0]) == 4:
        return dated(at, at + 2, today, numbers[1], numbers[2], numbers[0], "date")
    if len(parts) == 3:
        return dated(at, at + 2, today, numbers[1], numbers[0], numbers[2] + (2000 if numbers[2] < 100 else 0), "date")
    if found[at + 1].gap != "/" or word_at(found, at - 1) in ("pain", "about", "a", "at"):
        return None
    if (
        numbers[1] == 10
        and word_at(found, at - 1) != "since"
        and (numbers[0] <= 10 or word_at(found, at - 1) not in ("since", "on", "from"))
    ):
        return None  # 8/10 is a pain score
    return dated(at, at + 1, today, numbers[1], numbers[0], None, "date")


def surely_a_day(before: str, after: str) -> bool:
    """Whether "may", "sat" or "sun" is a month or a day here."""
    return before in (
        "since",
        "on",
        "last",
        "from",
        "this",
        "mid",
        "early",
        "late",
        "in",
        "end",
        "around",
    ) or after in (
        *LAST_NIGHT,
        "morning",
        "afternoon",
    )


def day_of_this_month(found: list[Atom], at: int, today: date) -> Anchor | None:
    """The 9th."""
    word = word_at(found, at)
    if word_at(found, at - 1) != "the" or not word.isdigit() or word_at(found, at + 1) not in ("st", "nd", "rd", "th"):
        return None
    if (
        found[at + 1].gap
        or not 1 <= int(word[:3]) <= 31
        or word_at(found, at + 2) in ("time", "day", "week", "mile", "rep")
    ):
        return None
    day = int(word)
    month = today.month if day <= today.day else (today.month - 2) % 12 + 1
    return dated(at, at + 1, today, month, day, None, "date")


def year_alone(found: list[Atom], at: int, today: date) -> Anchor | None:
    """2008: the middle of it, unless it is this year."""
    word = word_at(found, at)
    if not _is_year(word) or word_at(found, at + 1) in ("miles", "km", "m", "steps", "race", "calories"):
        return None
    year = int(word)
    middle = date(year, 7, 1) if year < today.year else date(year, 1, 1)
    return Anchor(at, at, (today - middle).days, "year")
