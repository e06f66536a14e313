"""Forgetting goes by small steps, and nobody waits for it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.ports import Keep, Line, Runner, Speaker
from bot.storage.store import DatabaseStore, open_async_store
from tests.postgresql import PostgreSql

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
KEEP = Keep(chats=timedelta(days=30), cases=timedelta(days=3000))
QUIET_CHATS = 600


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[DatabaseStore]:
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    if request.param == "postgresql":
        server: PostgreSql = request.getfixturevalue("postgresql")
        url = await server.emptied_database()
    opened = await open_async_store(url)
    yield opened
    await opened.close()


async def test_messages_are_kept_while_a_long_forgetting_goes_on(store: DatabaseStore) -> None:
    async with store.begin() as session:
        for runner in range(QUIET_CHATS):
            await session.keep_runner(Runner(runner, "R"))
            await session.add_line(Line(runner, Speaker.RUNNER, "long ago", NOW - timedelta(days=60), 1))

    forgetting = asyncio.create_task(store.forget_old(NOW, KEEP))
    kept = 0
    while not forgetting.done() and kept < 10:
        async with store.begin() as session:
            kept += await session.first_time(f"telegram:{kept}")
    in_between = not forgetting.done()

    assert in_between, "ten messages were kept before it was over"
    assert await forgetting == 2 * QUIET_CHATS


async def test_a_runner_who_writes_while_being_forgotten_is_answered_for(store: DatabaseStore) -> None:
    async with store.begin() as session:
        await session.keep_runner(Runner(1, "Anna"))
        await session.add_line(Line(1, Speaker.RUNNER, "long ago", NOW - timedelta(days=60), 1))

    async def writes() -> None:
        """As the service does: the chat's lock first, then who it is, then the words."""
        async with store.begin() as session:
            await session.conversation(1)
            if await session.runner(1) is None:
                await session.keep_runner(Runner(1, "Anna"))
            await asyncio.sleep(0)
            await session.add_line(Line(1, Speaker.RUNNER, "back again", NOW, 2))

    await asyncio.gather(store.forget_old(NOW, KEEP), writes(), store.forget_old(NOW, KEEP))

    async with store.begin() as session:
        assert await session.runner(1) == Runner(1, "Anna")
        assert [line.text for line in await session.transcript(1)][-1] == "back again"
