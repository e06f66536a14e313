"""What a physio types for a time to come."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.dialogue.moments import moment_meant
from knowledge.model import Knowledge

LONDON = ZoneInfo("Europe/London")
TUESDAY_TEN = datetime(2026, 11, 24, 10, 0, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("words", "then"),
    [
        ("2h", "2026-11-24 12:00"),
        ("in 30 minutes", "2026-11-24 10:30"),
        ("1 week", "2026-12-01 10:00"),
        ("tomorrow", "2026-11-25 09:00"),
        ("Tomorrow 8:15", "2026-11-25 08:15"),
        ("fri", "2026-11-27 09:00"),
        ("friday at 14:00", "2026-11-27 14:00"),
        ("saturday", "2026-11-30 09:00"),  # nobody is there before Monday
        ("tuesday", "2026-12-01 09:00"),  # today has its own words
        ("16:30", "2026-11-24 16:30"),
        ("9.30", "2026-11-25 09:30"),  # over for today
        ("2h 30m", "2026-11-24 12:30"),
        ("1.5 hours", "2026-11-24 11:30"),
        ("half an hour", "2026-11-24 10:30"),
        ("in a week", "2026-12-01 10:00"),
        ("tomorrow 9am", "2026-11-25 09:00"),
        ("thursday 4:30 pm", "2026-11-26 16:30"),
        ("12 am", "2026-11-25 00:00"),
        ("next week", "2026-11-30 09:00"),
        ("next monday 12pm", "2026-11-30 12:00"),
        ("3 december", "2026-12-03 09:00"),
        ("4th dec 14:00", "2026-12-04 14:00"),
        ("3 jan", "2027-01-04 09:00"),  # a Sunday of next year
    ],
)
def test_a_moment_to_come_is_read(shipped: Knowledge, words: str, then: str) -> None:
    assert moment_meant(words, shipped.team, TUESDAY_TEN) == datetime.fromisoformat(then).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "soon",
        "friday-ish",
        "t",
        "25:00",
        "friday lunch",
        "999999 weeks",
        "0h",
        "-2h",
        "14",
        "13pm",
        "31 feb",
        "yesterday",
    ],
)
def test_other_words_name_no_moment(shipped: Knowledge, words: str) -> None:
    assert moment_meant(words, shipped.team, TUESDAY_TEN) is None
