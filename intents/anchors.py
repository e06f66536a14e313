"""Points in time: "since Tuesday", "last night", "in March 2024", "20/11", "since Christmas".

An anchor says when; whether the complaint began then is for `durations`.
"""

from datetime import date, datetime, timedelta

from intents.atoms import Atom, word_at
from intents.dates import (
    LAST_NIGHT,
    Anchor,
    dated,
    day_of_this_month,
    month,
    numeric_date,
    surely_a_day,
    year_after,
    year_alone,
)
from intents.time_words import (
    FEASTS,
    FEASTS_OF_TWO_WORDS,
    FOREIGN_DAYS,
    FOREIGN_WEEKDAYS,
    LOCKDOWN,
    NUMBERS,
    SEASONS,
    SHY_DAYS,
    WEEKDAYS,
    listed,
)

_TODAY = frozenset(("today", "tonight", "2day", "2nite", "todays", "today's"))
_YESTERDAY = frozenset(("yesterday", "yday", "yest", "ystrday", "yesterdays", "yesterday's", "yestday", "yesteday"))
_PARTS_OF_TODAY = frozenset(listed("morning mornin morn afternoon arvo evening eve lunchtime lunch am pm teatime"))


def find_anchors(found: list[Atom], now: datetime) -> list[Anchor]:
    """Every point in time named, that is not in the future."""
    anchors: list[Anchor] = []
    today = now.date()
    told = _day_of_writing(found, today)
    at = 0
    while at < len(found):
        anchor = (
            _day(found, at)
            or numeric_date(found, at, today)
            or _weekday(found, at, told)
            or _calendar(found, at, today)
        )
        if anchor and anchor.days >= 0:
            anchors.append(anchor)
            at = anchor.last + 1
        else:
            at += 1
    return anchors


def _day_of_writing(found: list[Atom], today: date) -> date:
    """The day that somebody says it is, if they do: "hurt it Tuesday and it's Friday now" is three days old."""
    for at, atom in enumerate(found):
        which = WEEKDAYS.get(atom.word)
        if which is not None and _says_which_day(found, at):
            return today - timedelta(days=(today.weekday() - which) % 7)
    return today


def _says_which_day(found: list[Atom], at: int) -> bool:
    """It's Friday now; today is Friday; today (Friday)."""
    before, two_before, after = word_at(found, at - 1), word_at(found, at - 2), word_at(found, at + 1)
    if before in ("it's", "its") or (before, two_before) == ("is", "it"):
        return after in ("now", "today") or "now" in (word_at(found, at + 2), word_at(found, at - 3))
    return before == "today" or (before == "is" and two_before == "today")


def _day(found: list[Atom], at: int) -> Anchor | None:
    """Today, last night, yesterday, overnight; in other languages too."""
    word, before, after = word_at(found, at), word_at(found, at - 1), word_at(found, at + 1)
    if word in _TODAY or (word == "now" and before == "just") or word == "overnight":
        return Anchor(at, at, 0, "today")
    if word == "this" and after in _PARTS_OF_TODAY:
        return Anchor(at, at + 1, 0, "today")
    if _is_hour_of_today(found, at):
        return Anchor(at, at, 0, "today")
    if word in _YESTERDAY:
        return Anchor(at, at, 2 if (word_at(found, at - 2), before) == ("day", "before") else 1, "day")
    if word in ("last", "yesterday") and after in LAST_NIGHT:
        return Anchor(at, at + 1, 1, "day")
    if (word, after) in _FOREIGN_MORNINGS:
        return Anchor(at, at + 1, 0, "today")
    if word in ("kal", "subah") and after != "se":
        hindi = word == "kal" and any(atom.word in _HINDI for atom in found)
        return Anchor(at, at, 1, "day") if hindi else None
    if word in FOREIGN_DAYS and (word != "hier" or before in ("depuis", "d'", "")):
        return Anchor(at, at, FOREIGN_DAYS[word], "day")
    return None


def _is_hour_of_today(found: list[Atom], at: int) -> bool:
    """Since this morning's hours: since breakfast, from 3 pm, since I woke; at breakfast."""
    word, before, two_before = word_at(found, at), word_at(found, at - 1), word_at(found, at - 2)
    if word == "morning":
        return before in ("since", "from")
    if word in _HOURS:
        return before == "since" or (before == "at" and word in _MEALS)
    if word == "waking":
        return before == "since"
    if word in ("woke", "wake"):
        return two_before == "since" or (before == "i" and two_before == "when")
    return word in ("am", "pm") and before.isdigit() and two_before == "since"


_MEALS = frozenset(listed("lunch breakfast lunchtime"))
_HOURS = _MEALS | frozenset(listed("evening noon midnight midday teatime dinner"))
_HINDI = frozenset(listed("hai hain mein gir gira gayi gaya hua raat"))
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
    if which is None or (word in SHY_DAYS and not surely_a_day(before, after)):
        return None
    if before in (
        "a",
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
    if _says_which_day(found, at):
        return None
    days = (today.weekday() - which) % 7 or 7
    last = at
    if after == "week" and word_at(found, at + 2) not in ("long",):
        days, last = days + 7, at + 1
    elif (after, word_at(found, at + 2)) == ("before", "last"):
        days, last = days + 7, at + 2
    elif before in ("last", "on") and word_at(found, at - 2) == "week":
        days += 7
    elif after in LAST_NIGHT or after in ("last", "morning", "gone"):
        last = at + 1
    return Anchor(at, last, days, "weekday")


def _calendar(found: list[Atom], at: int, today: date) -> Anchor | None:
    return (
        _season_or_feast(found, at, today)
        or month(found, at, today)
        or _last_or_this(found, at, today)
        or day_of_this_month(found, at, today)
        or year_alone(found, at, today)
    )


def _season_or_feast(found: list[Atom], at: int, today: date) -> Anchor | None:
    word, before, after = word_at(found, at), word_at(found, at - 1), word_at(found, at + 1)
    if (after, word_at(found, at + 2)) == ("before", "last"):
        return _before_last(found, at, today)
    if before in ("next", "for", "until", "by", "this"):
        return None if before != "this" or word not in SEASONS else _season(found, at, today)
    if word in SEASONS:
        return _season(found, at, today)
    if word == "fall" and before == "last":
        return dated(at, at, today, 10, 15, -1, "season")
    if word in FEASTS:
        year, last = year_after(found, at)
        return dated(at, last, today, *FEASTS[word], year, "feast")
    if (word, after) in FEASTS_OF_TWO_WORDS:
        return dated(at, at + 1, today, *FEASTS_OF_TWO_WORDS[word, after], None, "feast")
    if word in ("easter", "ostern", "pascua", "pâques", "pasqua"):
        year, last = year_after(found, at)
        then = easter(today.year if year is None or year < 0 else year)
        return Anchor(at, last, (today - (then if then <= today else easter(today.year - 1))).days, "feast")
    if word == "lockdown":
        return Anchor(at, at, (today - date(*LOCKDOWN)).days, "feast")
    if word in ("start", "beginning") and tuple(word_at(found, at + ahead) for ahead in (1, 3)) == ("of", "year"):
        return Anchor(at, at + 3, (today - date(today.year, 1, 1)).days, "feast")
    if word in ("start", "beginning") and tuple(word_at(found, at + ahead) for ahead in (1, 3)) == ("of", "month"):
        return Anchor(at, at + 3, today.day - 1, "date")
    return None


def _before_last(found: list[Atom], at: int, today: date) -> Anchor | None:
    """Diwali before last; the summer before last: a year before the last one."""
    when = SEASONS.get(word_at(found, at)) or FEASTS.get(word_at(found, at))
    last = dated(at, at + 2, today, *when, None, "feast") if when else None
    return Anchor(at, at + 2, last.days + 365, "feast") if last else None


def _at_its_start(found: list[Atom], at: int) -> bool:
    """The start of summer; early summer."""
    before = [word_at(found, at - back) for back in (1, 2, 3, 4)]
    return before[0] == "early" or ("of" in before[:2] and not {"start", "beginning"}.isdisjoint(before))


def _season(found: list[Atom], at: int, today: date) -> Anchor | None:
    word, before, after = word_at(found, at), word_at(found, at - 1), word_at(found, at + 1)
    month, day = SEASONS[word]
    if after in ("onions", "marathon", "race", "season", "holiday", "miles"):
        return None
    last_years = before == "last" and word != "winter"
    if _at_its_start(found, at):
        month, day = (month - 2) % 12 + 1, day
    return dated(at, at, today, month, day, -1 if last_years else None, "season")


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
