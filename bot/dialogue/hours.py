"""When a physio will be there, told honestly.

Every moment given and returned is in the team's own time zone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from knowledge.model import OpeningHours, Team

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LOOK_AHEAD = 30  # days; longer than any closure we would leave unannounced


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is known of one runner's wait."""

    ahead: int | None = None  # how many wait before them; None when nobody has to be waited for
    by: datetime | None = None  # by when they were told to expect an answer, if they were


NOTHING_KNOWN = Expectation()
Stretch = tuple[datetime, datetime]  # from when to when somebody is there


def is_open(team: Team, now: datetime) -> bool:
    """Whether somebody is there."""
    return any(start <= now < end for start, end in _stretches(team, now))


def next_opening(team: Team, now: datetime) -> datetime | None:
    """The next moment somebody comes, after `now`; None when nothing is planned for a month."""
    return next((start for start, _ in _ahead(team, now) if start > now), None)


def after_open_minutes(team: Team, now: datetime, minutes: int) -> datetime | None:
    """The moment by which somebody has been there for so many minutes; None when that is not in sight."""
    left = timedelta(minutes=minutes)
    for start, end in _ahead(team, now):
        since = max(start, now)
        if end - since >= left:
            return since + left
        left -= end - since
    return None


def answer_by(team: Team, now: datetime) -> datetime | None:
    """By when the team aims to answer: the close of the last of its working days; None when not in sight."""
    days: list[date] = []
    last = None
    for _, end in _ahead(team, now):
        if end.date() > now.date() and end.date() not in days:
            days.append(end.date())
        if len(days) > team.reply_within_working_days:
            break
        last = end if len(days) == team.reply_within_working_days else None
    return last


def opening_in_words(team: Team, now: datetime) -> str:
    """As in 'today at 09:00', 'tomorrow at 09:00', 'on Monday at 09:00'."""
    opens = next_opening(team, now)
    return "as soon as we open again" if opens is None else moment_in_words(opens, now)


def moment_in_words(moment: datetime, now: datetime) -> str:
    """A moment to come, as people say it: 'today at 09:00', 'on Monday at 17:00'."""
    days = (moment.date() - now.date()).days
    near = {0: "today", 1: "tomorrow"}
    far = f"on {moment:%A}" if days < 7 else f"on {moment:%A} {moment.day} {moment:%B}"
    return f"{near.get(days, far)} at {moment:%H:%M}"


def length_in_words(length: timedelta) -> str:
    """How long something has lasted, roughly: 'less than a minute', '25 minutes', '3 hours', '2 days'."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes == 0:
        return "less than a minute"
    for unit, size in (("day", 1440), ("hour", 60)):
        if minutes >= 2 * size:
            return f"{minutes // size} {unit}s"
    if minutes >= 60:
        return f"1 hour {minutes - 60} minutes" if minutes > 60 else "1 hour"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def _ahead(team: Team, now: datetime) -> Iterator[Stretch]:
    """Every stretch that is not over yet, for a month."""
    for days in range(_LOOK_AHEAD):
        yield from (stretch for stretch in _stretches(team, now + timedelta(days=days)) if stretch[1] > now)


def _stretches(team: Team, day: datetime) -> list[Stretch]:
    """When somebody is there on this day, in order."""
    if day.date() in team.holidays:
        return []
    hours = [slot for slot in team.hours if slot.day == _DAYS[day.weekday()]]
    return sorted(stretch for slot in hours for stretch in _around_breaks(slot, day))


def _around_breaks(slot: OpeningHours, day: datetime) -> Iterator[Stretch]:
    start = slot.open
    for pause in sorted(slot.breaks, key=lambda one: one.start):
        yield _at(day, start), _at(day, pause.start)
        start = pause.end
    yield _at(day, start), _at(day, slot.close)


def _at(day: datetime, clock: time) -> datetime:
    return day.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
