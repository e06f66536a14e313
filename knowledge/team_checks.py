"""What the fields of team.yaml cannot show one by one: hours that end before they begin, people nobody knows."""

from collections.abc import Iterator, Sequence

from knowledge.model import OpeningHours, Reminders, Team
from knowledge.problems import Problem, did_you_mean, quoted
from knowledge.sources import Item


def check_team(item: Item, team: Team) -> Iterator[Problem]:
    """Every such problem, with its line and cure."""
    for number, hours in enumerate(team.hours):
        yield from _hours(item, number, hours)
    yield from _ladders(item, team.reminders)
    yield from _last_rung(item, team)


def _hours(item: Item, number: int, hours: OpeningHours) -> Iterator[Problem]:
    if hours.open.tzinfo or hours.close.tzinfo:
        what = f"The hours of {hours.day} name a time zone."
        yield item.problem(("hours", number), what, 'Write e.g. "09:00"; TIMEZONE says which clock that is.')
        return
    if hours.open >= hours.close:
        yield item.problem(
            ("hours", number), f"On {hours.day} the team closes before it opens.", "Mend `open` or `close`."
        )
    for place, pause in enumerate(hours.breaks):
        if pause.start.tzinfo or pause.end.tzinfo or not hours.open < pause.start < pause.end < hours.close:
            what = f"A break on {hours.day} does not lie inside the opening hours."
            cure = "Let it start after `open`, end after it starts, and end before `close`."
            yield item.problem(("hours", number, "breaks", place), what, cure)


def _ladders(item: Item, reminders: Reminders) -> Iterator[Problem]:
    ladders: tuple[tuple[str, Sequence[int]], ...] = (("waiting", reminders.waiting), ("urgent", reminders.urgent))
    for key, minutes in ladders:
        if list(minutes) != sorted(set(minutes)):
            cure = "Count each from the moment the case was opened, e.g. [30, 90, 240]."
            yield item.problem(("reminders", key), f"The minutes of `{key}` do not grow.", cure)


def _last_rung(item: Item, team: Team) -> Iterator[Problem]:
    """The last reminder needs somebody who can be called."""
    name = team.reminders.last_to
    if name is None:
        return
    person = next((one for one in team.people if one.name == name), None)
    if person is None:
        known = {one.name for one in team.people}
        yield item.problem(
            ("reminders", "last_to"), f"There is no {quoted(name)} among the people.", did_you_mean(name, known)
        )
    elif person.telegram is None:
        what = f"{name} gets the last reminder, but the bot does not know their name in Telegram."
        cure = f'Add `telegram: "@..."` to {name}, so that their phone rings.'
        yield item.problem(("reminders", "last_to"), what, cure, "warning")
