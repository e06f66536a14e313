"""A moment to come, as a physio types it: "2h", "tomorrow", "friday 14:00", "monday 9am", "3 december"."""

import re
from datetime import date, datetime, time, timedelta

from bot.dialogue.hours import next_opening
from knowledge.model import Team

_PART = r"(\d{1,3}(?:\.5)?) ?(m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|weeks?)"
_LENGTH = re.compile(rf"(?:in )?{_PART}(?:(?: and)? ?{_PART})?")
_IN_WORDS = {"half an hour": "30m", "an hour": "1h", "a day": "1d", "a week": "1w"}
_CLOCK = re.compile(r"(?:at )?([01]?\d|2[0-3])(?:[:.]([0-5]\d))? ?(am|pm)?")
_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)? ({'|'.join(_MONTHS)})[a-z]*")
_DAY = re.compile(rf"(?:next )?({_DATE.pattern}|[a-z]+)(?: (.+))?")
_A_WEEK = 7


def moment_meant(words: str, team: Team, now: datetime) -> datetime | None:
    """The moment after `now`, both on the team's clock; None when the words name none.

    A day without a time means when the desk opens on it, or after it when it is closed that day.
    """
    typed = " ".join(words.lower().split())
    moment = _after_a_while(typed, now) or _at_a_time(typed, team, now)
    return moment if moment and moment > now else None


def _after_a_while(typed: str, now: datetime) -> datetime | None:
    for said, short in _IN_WORDS.items():
        typed = typed.replace(said, short)
    length = _LENGTH.fullmatch(typed)
    if not length:
        return None
    parts = ((length[1], length[2]), (length[3], length[4]))
    return now + sum((float(number) * _UNITS[unit[0]] for number, unit in parts if number), timedelta())


def _at_a_time(typed: str, team: Team, now: datetime) -> datetime | None:
    if clock := _clock(typed):
        today = datetime.combine(now.date(), clock, now.tzinfo)
        return today if today > now else datetime.combine(now.date() + timedelta(days=1), clock, now.tzinfo)
    found = _DAY.fullmatch(typed)
    day = _day(found[1], now.date()) if found else None
    if found is None or day is None:
        return None
    if not found[4]:
        return next_opening(team, datetime.combine(day, time(), now.tzinfo))
    clock = _clock(found[4])
    return datetime.combine(day, clock, now.tzinfo) if clock else None


def _clock(words: str) -> time | None:
    """A time of day; a bare number is none."""
    found = _CLOCK.fullmatch(words)
    if not found or not (found[2] or found[3]):
        return None
    hour, half = int(found[1]), found[3]
    if half and not 1 <= hour <= 12:
        return None
    return time(hour % 12 + (12 if half == "pm" else 0) if half else hour, int(found[2] or 0))


def _day(words: str, today: date) -> date | None:
    """The next day of this name or date; the one today is does not count."""
    if words == "tomorrow":
        return today + timedelta(days=1)
    if found := _DATE.fullmatch(words):
        return _of_the_year(int(found[1]), _MONTHS.index(found[2]) + 1, today)
    named = "monday" if words == "week" else words  # next week
    number = next((number for number, name in enumerate(_DAYS) if len(named) >= 3 and name.startswith(named)), None)
    return None if number is None else today + timedelta(days=(number - today.weekday() - 1) % _A_WEEK + 1)


def _of_the_year(day: int, month: int, today: date) -> date | None:
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found > today:
            return found
    return None
