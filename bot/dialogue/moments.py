"""A moment to come, as a physio types it: "2h", "tomorrow", "friday", "friday 14:00", "16:30"."""

import re
from datetime import datetime, time, timedelta

from bot.dialogue.hours import next_opening
from knowledge.model import Team

_LENGTH = re.compile(r"(?:in )?(\d{1,3}) ?(m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|weeks?)")
_CLOCK = re.compile(r"(?:at )?([01]?\d|2[0-3])[:.]([0-5]\d)")
_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TODAY, _A_WEEK = 0, 7


def moment_meant(words: str, team: Team, now: datetime) -> datetime | None:
    """The moment after `now`, both on the team's clock; None when the words name none.

    A day without a time means when the desk opens on it, or after it when it is closed that day.
    """
    typed = " ".join(words.lower().split())
    if length := _LENGTH.fullmatch(typed):
        return now + int(length[1]) * _UNITS[length[2][0]]
    day, _, rest = typed.partition(" ")
    if clock := _CLOCK.fullmatch(typed):
        return _at(now, _TODAY, clock) if _at(now, _TODAY, clock) > now else _at(now, 1, clock)
    ahead = _days_ahead(day, now)
    if ahead is None:
        return None
    if not rest:
        midnight = (now + timedelta(days=ahead)).replace(hour=0, minute=0, second=0, microsecond=0)
        return next_opening(team, midnight)
    clock = _CLOCK.fullmatch(rest)
    return _at(now, ahead, clock) if clock else None


def _days_ahead(day: str, now: datetime) -> int | None:
    if day == "tomorrow":
        return 1
    number = next((number for number, name in enumerate(_DAYS) if len(day) >= 3 and name.startswith(day)), None)
    return None if number is None else (number - now.weekday() - 1) % _A_WEEK + 1


def _at(now: datetime, days: int, clock: re.Match[str]) -> datetime:
    return datetime.combine(now.date() + timedelta(days=days), time(int(clock[1]), int(clock[2])), now.tzinfo)
