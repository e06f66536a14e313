"""The same desk in a terminal: a runner, a physio and a colleague, from lines of a pipe."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from rich.console import Console

from bot.service import Service
from bot.storage.store import open_async_store
from bot.terminal.chat import TerminalChat
from bot.terminal.screen import Screen
from intents.understand import Reader
from knowledge.model import Knowledge
from tests.integration.conftest import LONDON

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


async def typed(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


async def played(knowledge: Knowledge, reader: Reader, *lines: str) -> str:
    """What stands on the screen after these lines."""
    store = await open_async_store("sqlite+aiosqlite:///:memory:")
    service = Service(store, knowledge, reader, "uk", LONDON, waits_for_thoughts=False)
    shown = io.StringIO()
    screen = Screen(Console(file=shown, width=160))
    await TerminalChat(service, store, screen, lambda: NOW).run(typed(*lines))
    await store.close()
    return shown.getvalue()


async def test_a_physio_and_a_colleague_share_the_desk_in_a_terminal(shipped: Knowledge, reader: Reader) -> None:
    screen = await played(
        shipped,
        reader,
        "my lower back has hurt for 5 months",
        "physio tom: Hello, Tom here",
        "physio ann: ask about her shoes",
        "physio ann: Take over",
        "physio ann: Hello, Ann here",
        "physio ann: /transfer tom",
    )

    assert "Tom holds this chat, so the runner did not get it" in screen
    assert "Ann has taken over from Tom" in screen
    assert "Ann has handed this chat to Tom" in screen


async def test_without_a_case_a_physio_is_told_so(shipped: Knowledge, reader: Reader) -> None:
    assert "No case is open" in await played(shipped, reader, "physio: hello?")


async def test_a_card_that_is_edited_in_place_shows_what_has_changed(shipped: Knowledge, reader: Reader) -> None:
    screen = await played(
        shipped, reader, "my lower back has hurt for 5 months", "physio tom: Hello, Tom here", "physio tom: /snooze 2h"
    )

    assert screen.count("SIGNS") == 1
    assert screen.count("Topic is now claimed") == 1
    assert "The card now says:" in screen
    assert "WITH Tom · SNOOZED until 24 Nov 12:00" in screen
