"""Log lines hold neither the token nor what a library would quote."""

import io
import logging
from collections.abc import Iterator

import pytest

from bot.logs import FloodGate, set_up_logging, where

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz012345"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in ("telegram", "httpx", "httpcore")}
    stream = io.StringIO()
    set_up_logging(TOKEN, stream=stream)
    yield stream
    root.handlers[:], root.level = kept, level
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def test_the_token_is_blotted_out_of_lines_and_tracebacks(log: io.StringIO) -> None:
    try:
        raise ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ValueError:
        logging.getLogger("bot.x").exception("Calling %s failed", TOKEN)

    assert "Calling <secret> failed" in log.getvalue()
    assert TOKEN not in log.getvalue()


def test_the_libraries_stay_silent(log: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot%s/getMe", TOKEN)
    logging.getLogger("telegram.Bot").critical("Error while parsing updates! Received data was %s", "my private words")
    logging.getLogger("telegram.ext.Application").error("No error handlers are registered")

    assert log.getvalue() == ""


def test_a_line_is_a_sentence_with_its_keys(log: io.StringIO) -> None:
    logging.getLogger("bot.x").info("Case opened", extra={"action": "case_opened", "case_id": 7})

    assert log.getvalue().rstrip().endswith("INFO Case opened [action=case_opened case_id=7]")


def test_where_an_error_came_from_is_told_without_its_text() -> None:
    try:
        raise ValueError("my private words")
    except ValueError as error:
        told = where(error)

    assert told.startswith("ValueError in tests.unit.test_logs:") or told.startswith("ValueError in test_logs:")
    assert "private" not in told


def test_a_flood_of_the_same_warning_is_counted_and_others_come_through() -> None:
    now = [0.0]
    gate = FloodGate(most=2, seconds=60, clock=lambda: now[0])

    def passes(text: str, level: int = logging.WARNING) -> bool:
        return gate.filter(logging.LogRecord("bot.x", level, "", 0, text, None, None))

    assert [passes("Telegram cannot be reached") for _ in range(5)] == [True, True, False, False, False]
    assert passes("The disk is full")
    assert all(passes("Case opened", logging.INFO) for _ in range(9))

    now[0] = 60
    again = logging.LogRecord("bot.x", logging.WARNING, "", 0, "Telegram cannot be reached", None, None)
    assert gate.filter(again)
    assert vars(again)["held_back"] == 3
