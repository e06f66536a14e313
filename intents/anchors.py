"""Points in time: "since Tuesday", "last night", "in March 2024", "20/11", "since Christmas".

An anchor says when; whether the complaint began then is for `durations`.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intents.amounts import Atom, word_at
from intents.time_words import (
    FEASTS,
    FEASTS_OF_TWO_WORDS,
    FOREIGN_DAYS,
    FOREIGN_WEEKDAYS,
    LOCKDOWN,
    MONTHS,
    NUMBERS,
    SEASONS,
    SHY_DAYS,
    WEEKDAYS,
    listed,
)

# A bare month counts from its first day, as the team's labels do.
DAY_OF_A_BARE_MONTH = 1
_EARLY, _MIDDLE, _LATE = 5, 15, 25
_PART_OF_MONTH = {
    "early": _EARLY,
    "start": 1,
    "beginning": _EARLY,
    "mid": _MIDDLE,
    "middle": _MIDDLE,
    "late": _LATE,
    "end": _LATE,
}
_TODAY = frozenset(("today", "tonight", "2day", "todays", "today's"))
_YESTERDAY = frozenset(("yesterday", "yday", "yest", "ystrday", "yesterdays", "yesterday's", "yestday", "yesteday"))
_PARTS_OF_TODAY = frozenset(listed("morning mornin morn afternoon arvo evening eve lunchtime lunch am pm teatime"))
_LAST_NIGHT = frozenset(("night", "nite", "nights", "night's", "evening"))


@dataclass(frozen=True, slots=True)
class Anchor:
    """Some atoms that name a point in time, and how many days ago it was."""

    first: int
    last: int
    days: int
    kind: str  # day, weekday, week, month, date, season, feast, year, today


def find_anchors(found: list[Atom], now: datetime) -> list[Anchor]:
    """Every point in time named, that is not in the future."""
    anchors: list[Anchor] = []
    today = now.date()
    at = 0
    while at < len(found):
        anchor = (
            _day(found, at)
            or _numeric_date(found, at, today)
            or _weekday(found, at, today)
            or _calendar(found, at, today)
        )
        if anchor and anchor.days >= 0:
            anchors.append(anchor)
            at = anchor.last + 1
        else:
            at += 1
    return anchors


def _day(found: list[Atom], at: int) -> Anchor | None:
    """Today, last night, yesterday, overnight; in other languages too."""
    word, before, after = word_at(found, at), word_at(found, at - 1), word_at(found, at + 1)
    if word in _TODAY or (word == "now" and before == "just") or word == "overnight":
        return Anchor(at, at, 0, "today")
    if word == "this" and after in _PARTS_OF_TODAY:
        return Anchor(at, at + 1, 0, "today")
    if word == "morning" and before in ("since", "from"):
        return Anchor(at, at, 0, "today")
    if word in ("lunch", "breakfast", "evening", "lunchtime", "noon", "3pm") and before == "since":
        return Anchor(at, at, 0, "today")
    if word in _YESTERDAY:
        return Anchor(at, at, 2 if (word_at(found, at - 2), before) == ("day", "before") else 1, "day")
    if word in ("last", "yesterday") and after in _LAST_NIGHT:
        return Anchor(at, at + 1, 1, "day")
    if (word, after) in _FOREIGN_MORNINGS:
        return Anchor(at, at + 1, 0, "today")
    if word in ("kal", "subah") and after != "se":
        return None
    if word in FOREIGN_DAYS and (word != "hier" or before in ("depuis", "d'", "")):
        return Anchor(at, at, FOREIGN_DAYS[word], "day")
    return None


_FOREIGN_MORNINGS = frozenset(
    (("ce", "matin"), ("esta", "mañana"), ("questa", "mattina"), ("dziś", "rano"), ("esta", "manhã"), ("aaj", "subah"))
)


def _weekday(found: list[Atom], at: int, today: date) -> Anchor | None:
    """Tuesday, last Tuesday, Tuesday week, a week last Tuesday; the weekend."""
    word, before, after = word_at(found, at), word_at(found, at - 1), word_at(found, at + 1)
    if word in ("weekend", "wkend", "weekends", "wknd"):
        days = (today.weekday() - 5) % 7 or (7 if before == "last" else 0)
        if before == "last" and today.weekday() >= 5:
            days = (today.weekday() - 5) + 7
        return (
            None
            if before in ("this", "next", "every", "each", "a", "good", "long")
            else Anchor(at, at, days, "weekday")
        )
    which = WEEKDAYS.get(word, FOREIGN_WEEKDAYS.get(word))
    if which is None or (word in SHY_DAYS and not _surely_a_day(before, after)):
        return None
    if before in (
        "next",
        "every",
        "each",
        "until",
        "till",
        "til",
        "by",
        "most",
        "coming",
        "for",
        "before",
    ) or after in ("coming",):
        return None
    if word.endswith("days") and after == "ago":
        count = NUMBERS.get(before) or (float(before) if before.isdigit() else 1)
        return Anchor(at - 1, at + 1, round(((today.weekday() - which) % 7 or 7) + 7 * (min(count, 50) - 1)), "weekday")
    if word.endswith("days") and before not in ("since", "last", "from") and after not in ("long",):
        return None
    days = (today.weekday() - which) % 7 or 7
    last = at
    if after == "week" and word_at(found, at + 2) not in ("long",):
        days, last = days + 7, at + 1
    elif (after, word_at(found, at + 2)) == ("before", "last"):
        days, last = days + 7, at + 2
    elif before in ("last", "on") and word_at(found, at - 2) == "week":
        days += 7
    elif after in _LAST_NIGHT or after in ("last", "morning", "gone"):
        last = at + 1
    return Anchor(at, last, days, "weekday")


def _surely_a_day(before: str, after: str) -> bool:
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
        *_LAST_NIGHT,
        "morning",
        "afternoon",
    )


def _calendar(found: list[Atom], at: int, today: date) -> Anchor | None:
    return (
        _month(found, at, today)
        or _season_or_feast(found, at, today)
        or _last_or_this(found, at, today)
        or _day_of_this_month(found, at, today)
        or _year(found, at, today)
    )


def _month(found: list[Atom], at: int, today: date) -> Anchor | None:
    """March, mid March, March 2024, 7 Nov, the 7th of November, Nov 7th."""
    word = word_at(found, at)
    number = MONTHS.get(word)
    if number is None:
        return None
    first, last, year = at, at, None
    day, first = _day_before(found, at)
    if day is None:
        day, last = _day_after(found, at)
    year, last = _year_after(found, last)
    before = word_at(found, first - 1)
    if word in SHY_DAYS and day is None and year is None and not _surely_a_day(before, word_at(found, at + 1)):
        return None
    if before in ("until", "till", "til", "by", "for", "next") or (before == "on" and day is None):
        return None
    if day is None:
        day = _part_of_month(found, first)
    return _dated(first, last, today, number, day or DAY_OF_A_BARE_MONTH, year, last_year=before == "last")


def _day_before(found: list[Atom], at: int) -> tuple[int | None, int]:
    back = at - 1
    if word_at(found, back) == "of":
        back -= 1
    if word_at(found, back) in ("st", "nd", "rd", "th"):
        back -= 1
    word = word_at(found, back)
    if word.isdigit() and 1 <= int(word[:4]) <= 31:
        return int(word), back
    return None, at


def _day_after(found: list[Atom], at: int) -> tuple[int | None, int]:
    word = word_at(found, at + 1)
    if word.isdigit() and len(word) <= 2 and 1 <= int(word) <= 31 and found[at + 1].gap.strip() in ("", "the"):
        ordinal = word_at(found, at + 2) in ("st", "nd", "rd", "th")
        return int(word), at + (2 if ordinal else 1)
    return None, at


def _year_after(found: list[Atom], at: int) -> tuple[int | None, int]:
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


def _dated(
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


def _numeric_date(found: list[Atom], at: int, today: date) -> Anchor | None:
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
        return _dated(at, at + 2, today, numbers[1], numbers[2], numbers[0], "date")
    if len(parts) == 3:
        return _dated(at, at + 2, today, numbers[1], numbers[0], numbers[2] + (2000 if numbers[2] < 100 else 0), "date")
    if found[at + 1].gap != "/" or word_at(found, at - 1) in ("pain", "about", "a", "at"):
        return None
    if numbers[1] == 10 and (numbers[0] <= 10 or word_at(found, at - 1) not in ("since", "on", "from")):
        return None  # 8/10 is a pain score
    return _dated(at, at + 1, today, numbers[1], numbers[0], None, "date")


def _season_or_feast(found: list[Atom], at: int, today: date) -> Anchor | None:
    word, before, after = word_at(found, at), word_at(found, at - 1), word_at(found, at + 1)
    if before in ("next", "for", "until", "by", "this"):
        return None if before != "this" or word not in SEASONS else _season(word, at, today, before, after)
    if word in SEASONS:
        return _season(word, at, today, before, after)
    if word == "fall" and before == "last":
        return _dated(at, at, today, 10, 15, -1, "season")
    if word in FEASTS:
        return _dated(at, at, today, *FEASTS[word], None, "feast")
    if (word, after) in FEASTS_OF_TWO_WORDS:
        return _dated(at, at + 1, today, *FEASTS_OF_TWO_WORDS[word, after], None, "feast")
    if word == "easter":
        then = easter(today.year)
        return Anchor(at, at, (today - (then if then <= today else easter(today.year - 1))).days, "feast")
    if word == "lockdown":
        return Anchor(at, at, (today - date(*LOCKDOWN)).days, "feast")
    if word in ("start", "beginning") and tuple(word_at(found, at + ahead) for ahead in (1, 3)) == ("of", "year"):
        return Anchor(at, at + 3, (today - date(today.year, 1, 1)).days, "feast")
    if word in ("start", "beginning") and tuple(word_at(found, at + ahead) for ahead in (1, 3)) == ("of", "month"):
        return Anchor(at, at + 3, today.day - 1, "date")
    return None


def _season(word: str, at: int, today: date, before: str, after: str) -> Anchor | None:
    month, day = SEASONS[word]
    if after in ("onions", "marathon", "race", "season", "holiday", "miles"):
        return None
    last_years = before == "last" and word != "winter"
    return _dated(at, at, today, month, day, -1 if last_years else None, "season")


def easter(year: int) -> date:
    """Easter Sunday of that year (the anonymous Gregorian rule)."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


_LAST = {"week": 7, "wk": 7, "month": 30, "year": 365, "yr": 365, "fortnight": 14}


def _last_or_this(found: list[Atom], at: int, today: date) -> Anchor | None:
    """Last week, the week before last, this week, all week, last month, this year."""
    word, before, after = word_at(found, at), word_at(found, at - 1), word_at(found, at + 1)
    if word == "week" and (after, word_at(found, at + 2)) == ("before", "last"):
        return Anchor(at, at + 2, 14, "week")
    if word in ("last", "past") and after in _LAST and word_at(found, at + 2) not in ("tuesday", "monday"):
        return Anchor(
            at, at + 1, _LAST[after], "stretch" if before in ("the", "this", "past") or word == "past" else "week"
        )
    if word == "time" and before == "this" and (after, word_at(found, at + 2)) in (("last", "year"), ("a", "year")):
        return Anchor(at, at + 2, 365, "season")
    if word in ("summers", "winters", "springs", "autumns", "christmases") and after == "ago":
        count = NUMBERS.get(before) or (float(before) if before.isdigit() else 1)
        return Anchor(at - 1, at + 1, round(365 * min(count, 50)), "week")
    if word == "all" and after == "year" and word_at(found, at + 2) not in ("round", "long"):
        return Anchor(at, at + 1, (today - date(today.year, 1, 1)).days, "stretch")
    if word == "all" and after in ("week", "month"):
        return Anchor(at, at + 1, _LAST[after], "stretch")
    if word == "this" and after in ("week", "fortnight"):
        return Anchor(at, at + 1, _LAST[after], "this")
    if word == "this" and after == "month":
        return Anchor(at, at + 1, today.day - 1, "this")
    if word == "this" and after == "year" and before in ("of", "all", "since"):
        return Anchor(at, at + 1, (today - date(today.year, 1, 1)).days, "stretch")
    return None


def _day_of_this_month(found: list[Atom], at: int, today: date) -> Anchor | None:
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
    return _dated(at, at + 1, today, month, day, None, "date")


def _year(found: list[Atom], at: int, today: date) -> Anchor | None:
    """2008: the middle of it, unless it is this year."""
    word = word_at(found, at)
    if not _is_year(word) or word_at(found, at + 1) in ("miles", "km", "m", "steps", "race", "calories"):
        return None
    year = int(word)
    middle = date(year, 7, 1) if year < today.year else date(year, 1, 1)
    return Anchor(at, at, (today - middle).days, "year")
