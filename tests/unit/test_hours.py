from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.dialogue.hours import is_open, opening_in_words
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
