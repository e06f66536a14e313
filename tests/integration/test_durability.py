"""What is committed stays, whatever happens to the process, the disk or the file."""

import asyncio
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.dialogue.conversation import Conversation
from bot.ports import Case, Lane, Line, Outgoing, Runner, Say, Speaker, StoreError, ToCase, ToRunner, ToStaff
from bot.storage import sqlite_connection
from bot.storage.store import DatabaseStore, open_async_store
from bot.storage.tables import metadata

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ANNA = 700_700_001
ROOT = Path(__file__).parent.parent.parent

# Each commit touches four tables; what it has acknowledged, it prints.
WRITER = """
import asyncio, sys
from datetime import UTC, datetime
from bot.dialogue.conversation import Conversation
from bot.ports import Lane, Line, Outgoing, Say, Speaker, ToRunner
from bot.storage import open_async_store

async def main():
    store = await open_async_store(sys.argv[1])
    number, now = int(sys.argv[2]), datetime.now(UTC)
    while True:
        async with store.begin() as session:
            await session.first_time(f"telegram:{number}")
            await session.keep_conversation(Conversation(1, not_understood=number))
            await session.add_line(Line(1, Speaker.RUNNER, "x" * 700, now, number))
            await session.send(Outgoing(ToRunner(number), Say("y" * 700), Lane.ANSWER, now))
        print(number, flush=True)
        number += 1

asyncio.run(main())
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[DatabaseStore]:
    opened = await open_async_store(f"sqlite+aiosqlite:///{path}")
    yield opened
    await opened.close()


def start(code: str, path: Path, *arguments: str) -> subprocess.Popen[str]:
    """A bot of sorts, as a process of its own."""
    url = f"sqlite+aiosqlite:///{path}"
    return subprocess.Popen(
        [sys.executable, "-c", code, url, *arguments], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


async def remember(store: DatabaseStore, name: str) -> None:
    async with store.begin() as session:
        await session.keep_runner(Runner(ANNA, name))


async def remembered(store: DatabaseStore) -> str:
    async with store.begin() as session:
        runner = await session.runner(ANNA)
    return runner.name if runner else ""


# Killed


async def test_a_killed_process_loses_nothing_it_acknowledged_and_leaves_nothing_half(path: Path) -> None:
    dice, acknowledged = random.Random(5), 0

    for _ in range(10):
        writer = start(WRITER, path, str(acknowledged + 1))
        assert writer.stdout is not None
        said = [writer.stdout.readline()]  # it is under way
        time.sleep(dice.uniform(0, 0.15))
        writer.send_signal(signal.SIGKILL)
        said += writer.stdout.readlines()
        writer.wait()
        acknowledged = max(int(line) for line in said if line.endswith("\n"))

        kept = await whole_commits(path)
        assert acknowledged <= kept <= acknowledged + 1  # one more may be on disk, not yet said
        acknowledged = kept

    assert acknowledged >= 20


async def whole_commits(path: Path) -> int:
    """How many commits are there, when in each of them everything is there."""
    store = await open_async_store(f"sqlite+aiosqlite:///{path}")
    async with store.begin() as session:
        lines = [line.message_id for line in await session.transcript(1)]
        rows = [row.outgoing.to.runner for row in await session.due(datetime.now(UTC), 100_000)
                if isinstance(row.outgoing.to, ToRunner)]  # fmt: skip
        last = (await session.conversation(1)).not_understood
        assert not await session.first_time(f"telegram:{last}")
        assert await session.first_time(f"telegram:{last + 1}")
        raise_if = [lines, rows]
        await session.keep_setting("looked", None)
        assert raise_if == [list(range(1, last + 1))] * 2
        await forget_that_we_asked(session, last + 1)
    await store.close()
    return last


async def forget_that_we_asked(session: object, number: int) -> None:
    """Replaced below."""


# Another program holds the file


async def test_a_locked_database_is_waited_for(store: DatabaseStore, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    saving = asyncio.create_task(remember(store, "Anna"))
    await asyncio.sleep(0.2)
    assert not saving.done()
    other.execute("COMMIT")
    other.close()

    await saving
    assert await remembered(store) == "Anna"
