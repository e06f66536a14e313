from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.dialogue.hours import after_open_minutes, answer_by, is_open, length_in_words, opening_in_words
from knowledge.model import Knowledge, Team

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def team(shipped: Knowledge) -> Team:
    weekdays = ("monday", "tuesday", "wednesday", "thursday", "friday")
    return Team.model_validate(
        {
            **shipped.team.model_dump(),
            "hours": [{"day": day, "open": "09:00", "close": "17:00"} for day in weekdays],
            "holidays": ["2026-12-25"],
        }
    )


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-23 08:59", "today at 09:00"),
        ("2026-11-23 09:00", "tomorrow at 09:00"),
        ("2026-11-22 23:00", "tomorrow at 09:00"),
        ("2026-11-20 18:00", "on Monday at 09:00"),
        ("2026-12-24 18:00", "on Monday at 09:00"),
    ],
)
def test_the_next_opening_is_told_as_people_say_it(team: Team, now: str, words: str) -> None:
    assert opening_in_words(team, datetime.fromisoformat(now).replace(tzinfo=LONDON)) == words


@pytest.mark.parametrize(
    ("now", "open_now"),
    [
        ("2026-11-23 09:00", True),
        ("2026-11-23 16:59", True),
        ("2026-11-23 17:00", False),
        ("2026-11-22 12:00", False),
        ("2026-12-25 12:00", False),
    ],
)
def test_open_means_somebody_is_there(team: Team, now: str, open_now: bool) -> None:
    assert is_open(team, datetime.fromisoformat(now).replace(tzinfo=LONDON)) is open_now


def test_a_team_without_hours_in_sight_promises_nothing(team: Team) -> None:
    every_day = tuple(datetime(2026, 11, 23 + d).date() for d in range(8)) + tuple(
        datetime(2026, 12, d + 1).date() for d in range(31)
    )
    closed = team.model_copy(update={"holidays": every_day})

    assert opening_in_words(closed, datetime(2026, 11, 23, 8, tzinfo=LONDON)) == "as soon as we open again"


def with_lunch(team: Team) -> Team:
    hours = [{**slot.model_dump(), "breaks": [{"start": "12:30", "end": "13:15"}]} for slot in team.hours]
    return Team.model_validate({**team.model_dump(), "hours": hours})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def test_nobody_is_there_during_a_break(team: Team) -> None:
    lunch = with_lunch(team)

    assert not is_open(lunch, at("2026-11-23 12:30"))
    assert is_open(lunch, at("2026-11-23 13:15"))
    assert opening_in_words(lunch, at("2026-11-23 12:40")) == "today at 13:15"


@pytest.mark.parametrize(
    ("now", "minutes", "then"),
    [
        ("2026-11-23 10:00", 30, "2026-11-23 10:30"),
        ("2026-11-23 12:15", 30, "2026-11-23 13:30"),  # lunch does not count
        ("2026-11-23 12:40", 5, "2026-11-23 13:20"),
        ("2026-11-23 16:45", 30, "2026-11-24 09:15"),  # nor does the night
        ("2026-11-20 16:50", 30, "2026-11-23 09:20"),  # nor the weekend
        ("2026-12-24 16:50", 30, "2026-12-28 09:20"),  # nor a holiday
    ],
)
def test_minutes_are_counted_while_the_desk_is_open(team: Team, now: str, minutes: int, then: str) -> None:
    assert after_open_minutes(with_lunch(team), at(now), minutes) == at(then)


@pytest.mark.parametrize(
    ("now", "by"),
    [
        ("2026-11-23 10:00", "2026-11-25 17:00"),
        ("2026-11-22 10:00", "2026-11-24 17:00"),
        ("2026-11-20 18:00", "2026-11-24 17:00"),
        ("2026-12-24 10:00", "2026-12-29 17:00"),
    ],
)
def test_an_answer_is_promised_within_the_teams_working_days(team: Team, now: str, by: str) -> None:
    assert answer_by(team, at(now)) == at(by)


def test_minutes_that_are_not_in_sight_are_not_promised(team: Team) -> None:
    rarely = team.model_copy(update={"hours": team.hours[:1]})

    assert after_open_minutes(rarely, at("2026-11-23 10:00"), 6_000) is None


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "less than a minute"),
        (1, "1 minute"),
        (59, "59 minutes"),
        (75, "1 hour 15 minutes"),
        (150, "2 hours"),
        (3000, "2 days"),
    ],
)
def test_a_length_of_time_is_told_roughly(minutes: int, words: str) -> None:
    assert length_in_words(timedelta(minutes=minutes)) == words
