"""However long Telegram is away, the bot asks again within seconds, and says so once."""

import logging
from datetime import timedelta

import pytest
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter

from bot.telegram.trouble import LONGEST_WAIT, Trouble, growing


def test_waits_grow_and_are_capped_however_long_it_lasts() -> None:
    trouble = Trouble()

    waits = [trouble.pause_after(NetworkError("away")) for _ in range(5000)]

    assert waits[:5] == [0.5, 1, 2, 4, 8]
    assert max(waits) == LONGEST_WAIT == 15


def test_growing_holds_for_any_number_of_tries() -> None:
    assert growing(0.1, 10**9, 5.0) == 5.0


@pytest.mark.parametrize(
    ("error", "first_wait"),
    [
        (Conflict("terminated by other getUpdates request"), 1.0),
        (InvalidToken("Unauthorized"), 60.0),
        (RetryAfter(timedelta(seconds=7)), 7.0),
        (NetworkError("httpx.ConnectError"), 0.5),
        (TypeError("'bool' object is not iterable"), 0.5),
    ],
    ids=["second poller", "token refused", "too many requests", "away", "nonsense"],
)
def test_each_kind_is_said_once_with_its_own_wait(
    error: Exception, first_wait: float, caplog: pytest.LogCaptureFixture
) -> None:
    trouble = Trouble()

    waits = [trouble.pause_after(error) for _ in range(20)]

    assert waits[0] == first_wait
    assert max(waits) <= 60
    assert len(caplog.records) == 1


def test_one_conflict_may_be_our_own_last_question_and_is_not_said(caplog: pytest.LogCaptureFixture) -> None:
    trouble = Trouble()

    trouble.pause_after(Conflict("terminated by other getUpdates request"))
    trouble.pause_after(NetworkError("away"))

    assert ["cannot be reached" in record.message for record in caplog.records] == [True]


def test_the_end_of_it_is_said_too_and_the_next_trouble_is_news(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    trouble = Trouble()

    trouble.over()
    trouble.pause_after(NetworkError("away"))
    trouble.over()
    trouble.pause_after(NetworkError("away again"))

    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO", "WARNING"]
