"""When a physio will be there, told honestly."""

from datetime import datetime, timedelta

from knowledge.model import OpeningHours, Team

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LOOK_AHEAD = 30  # days; longer than any closure we would leave unannounced


def is_open(team: Team, now: datetime) -> bool:
    """Whether somebody is there. `now` is in the team's own time zone."""
    return any(slot.open <= now.time() < slot.close for slot in _slots(team, now))


def next_opening(team: Team, now: datetime) -> datetime | None:
    """The next moment the team opens, after `now`; None when nothing is planned for a month."""
    for ahead in range(_LOOK_AHEAD):
        day = now + timedelta(days=ahead)
        for slot in sorted(_slots(team, day), key=lambda slot: slot.open):
            opens = day.replace(hour=slot.open.hour, minute=slot.open.minute, second=0, microsecond=0)
            if opens > now:
                return opens
    return None


def opening_in_words(team: Team, now: datetime) -> str:
    """As in 'today at 09:00', 'tomorrow at 09:00', 'on Monday at 09:00'."""
    opens = next_opening(team, now)
    if opens is None:
        return "as soon as we open again"
    days = (opens.date() - now.date()).days
    day = {0: "today", 1: "tomorrow"}.get(
        days, f"on {opens:%A}" if days < 7 else f"on {opens:%A} {opens.day} {opens:%B}"
    )
    return f"{day} at {opens:%H:%M}"


def _slots(team: Team, day: datetime) -> list[OpeningHours]:
    if day.date() in team.holidays:
        return []
    return [slot for slot in team.hours if slot.day == _DAYS[day.weekday()]]
