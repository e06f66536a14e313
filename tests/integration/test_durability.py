"""What is committed stays, whatever happens to the process, the disk or the file."""

# ruff: noqa: PT012, ASYNC240 (a transaction is a block; the tests may touch the disk)

import asyncio
import json
import random
import re
import shutil
import signal
import sqlite3
import time
import traceback
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.dialogue.conversation import Conversation
from bot.ports import (
    Case,
    Keep,
    Lane,
    Line,
    Outgoing,
    Reach,
    Runner,
    Say,
    Speaker,
    StoreError,
    ToCase,
    ToRunner,
    ToStaff,
)
from bot.storage import sqlite_connection
from bot.storage.store import DatabaseStore, open_async_store
from tests.integration.writer import WRITER, start

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ANNA = 700_700_001


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[DatabaseStore]:
    opened = await open_async_store(f"sqlite+aiosqlite:///{path}")
    yield opened
    await opened.close()


async def remember(store: DatabaseStore, name: str) -> None:
    async with store.begin() as session:
        await session.keep_runner(Runner(ANNA, name))


async def remembered(store: DatabaseStore) -> str:
    async with store.begin() as session:
        runner = await session.runner(ANNA)
    return runner.name if runner else ""


# Killed


def test_a_killed_process_loses_nothing_it_acknowledged_and_leaves_nothing_half(path: Path) -> None:
    dice, kept = random.Random(5), 0

    for _ in range(10):
        writer = start(WRITER, path, str(kept + 1))
        assert writer.stdout is not None
        said = [writer.stdout.readline()]  # it is under way
        time.sleep(dice.uniform(0, 0.15))
        writer.send_signal(signal.SIGKILL)
        said += writer.stdout.readlines()
        writer.wait()

        acknowledged = max(int(line) for line in said if line.endswith("\n"))
        kept = whole_commits(path)
        assert acknowledged <= kept <= acknowledged + 1  # one more may be on disk but not yet told

    assert kept >= 20


def whole_commits(path: Path) -> int:
    """How many commits are there; of each everything must be there."""
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    (body,) = database.execute("SELECT body FROM conversation").fetchone()
    last = int(json.loads(body)["not_understood"])
    everything = list(range(1, last + 1))
    assert [number for (number,) in database.execute("SELECT message_id FROM line ORDER BY id")] == everything
    assert [number for (number,) in database.execute("SELECT runner FROM outbox ORDER BY id")] == everything
    keys = {key for (key,) in database.execute("SELECT key FROM handled_update")}
    assert keys == {f"telegram:{number}" for number in everything}
    database.close()
    return last


@pytest.mark.parametrize("place", ["file", "memory"])
async def test_tasks_cancelled_at_any_instant_leave_the_store_whole(place: str, path: Path) -> None:
    store = await open_async_store(f"sqlite+aiosqlite:///{path if place == 'file' else ':memory:'}")
    dice, acknowledged = random.Random(6), 0

    async def count_up(number: int) -> None:
        nonlocal acknowledged
        async with store.begin() as session:
            chat = await session.conversation(ANNA)
            await session.keep_conversation(replace(chat, not_understood=chat.not_understood + 1))
            await session.add_line(Line(ANNA, Speaker.RUNNER, "words", NOW, number))
            await session.keep_setting("a delete", None)
        acknowledged += 1

    for number in range(300):
        task = asyncio.create_task(count_up(number))
        if number % 3 == 0:
            await asyncio.sleep(dice.uniform(0, 0.02))
        for _ in range(dice.randint(0, 40)):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])

    async with store.begin() as session:
        counted = (await session.conversation(ANNA)).not_understood
        assert counted == len(await session.transcript(ANNA))
    assert 0 < acknowledged <= counted < 300
    await store.close()


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


async def test_a_database_locked_for_too_long_is_a_store_error_and_the_store_recovers(
    store: DatabaseStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_connection, "BUSY_SECONDS", 0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreError, match="in use by another program"):
        await remember(store, "Anna")
    other.execute("COMMIT")
    other.close()

    await remember(store, "Anna")
    assert await remembered(store) == "Anna"


async def test_two_processes_write_side_by_side(store: DatabaseStore, path: Path) -> None:
    writer = start(WRITER, path, "1")
    assert writer.stdout is not None
    writer.stdout.readline()

    for number in range(50):
        await remember(store, str(number))
    told = writer.stdout.readline()
    writer.kill()
    writer.wait()
    writer.stdout.close()

    assert told, "the other process goes on writing"
    assert await remembered(store) == "49"


# The disk is full

FILLER = """
import asyncio, resource, sys
from datetime import UTC, datetime
from bot.ports import Line, Speaker, StoreError
from bot.storage import open_async_store

async def add(store, number):
    async with store.begin() as session:
        await session.first_time(f"telegram:{number}")
        await session.add_line(Line(1, Speaker.RUNNER, "x" * 20_000, datetime.now(UTC), number))
    print(number, flush=True)

async def main():
    store = await open_async_store(sys.argv[1])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    for number in range(1, 1000):
        try:
            await add(store, number)
        except StoreError as error:
            print("full:", error, flush=True)
            break
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    await add(store, number)
    await add(store, number + 1)
    await store.close()

asyncio.run(main())
"""


def test_a_full_disk_is_a_store_error_and_the_store_goes_on_once_there_is_room(path: Path) -> None:
    filler = start(FILLER, path)
    said, _ = filler.communicate(timeout=60)

    told = [int(line) for line in said.splitlines() if line.isdigit()]
    assert filler.returncode == 0
    assert sum(line.startswith("full: The disk") for line in said.splitlines()) == 1
    with sqlite3.connect(path) as database:
        assert [number for (number,) in database.execute("SELECT message_id FROM line ORDER BY id")] == told
        assert database.execute("SELECT count(*) FROM handled_update").fetchone() == (len(told),)
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()


async def test_a_full_database_saves_nothing_of_the_transaction(store: DatabaseStore) -> None:
    await remember(store, "Anna")
    await limit_pages(store, 1)

    with pytest.raises(StoreError, match="The disk is full"):
        async with store.begin() as session:
            await session.keep_runner(Runner(ANNA, "Nobody"))
            await session.add_line(Line(ANNA, Speaker.RUNNER, "x" * 500_000, NOW, 1))
    await limit_pages(store, 1_000_000)

    assert await remembered(store) == "Anna"
    await remember(store, "Annie")
    assert await remembered(store) == "Annie"


async def limit_pages(store: DatabaseStore, pages: int) -> None:
    """Let the file grow to so many pages, or leave it as large as it is."""
    async with store._engine.connect() as connection:
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


# The file is gone


async def test_a_file_that_is_gone_is_a_store_error_until_it_is_back(store: DatabaseStore, path: Path) -> None:
    await remember(store, "Anna")
    away = path.with_name("elsewhere.db")
    path.rename(away)

    with pytest.raises(StoreError, match="gone"):
        await remember(store, "Nobody")
    assert not path.exists()
    away.rename(path)

    assert await remembered(store) == "Anna"


async def test_a_file_that_was_replaced_is_opened_anew(store: DatabaseStore, path: Path, tmp_path: Path) -> None:
    await remember(store, "Anna")
    backup = tmp_path / "backup.db"
    with sqlite3.connect(path) as live, sqlite3.connect(backup) as copy:
        live.backup(copy)
    live.close()
    copy.close()
    await remember(store, "After the backup")
    for file in tmp_path.glob("bot.db*"):
        file.unlink()

    shutil.move(backup, path)

    assert await remembered(store) == "Anna"
    await remember(store, "Annie")
    assert await remembered(store) == "Annie"


# Errors keep quiet about runners


async def test_an_error_quotes_neither_sql_nor_words(store: DatabaseStore) -> None:
    secret = "my back is nobody's business"

    with pytest.raises(StoreError) as caught:
        async with store.begin() as session:
            await session.note_event(404, secret, secret, NOW)

    told = "".join(traceback.format_exception(caught.value))
    assert secret not in told
    assert "INSERT" not in told
    assert "SQLITE_CONSTRAINT_FOREIGNKEY" in told


async def fill_every_table(store: DatabaseStore, name: str) -> Case:
    async with store.begin() as session:
        await session.first_time("telegram:1")
        await session.keep_setting("staff_chat", "-5")
        await session.keep_runner(Runner(ANNA, name))
        await session.keep_conversation(Conversation(ANNA, thought=(name,), last_heard=NOW))
        case, _ = await session.open_case(ANNA, "persistent", name, True, NOW)
        await session.note_event(case.id, "opened", name, NOW)
        await session.add_line(Line(ANNA, Speaker.RUNNER, name, NOW, 1))
        await session.revise_line(ANNA, Speaker.RUNNER, 1, name * 2, NOW)
        for to in (ToRunner(ANNA), ToCase(case.id), ToStaff()):
            row = await session.send(Outgoing(to, Say(name), Lane.ANSWER, NOW, about=ANNA))
            await session.send(Outgoing(to, Say(name), Lane.ANSWER, NOW, about=ANNA))
            await session.delivered(row, 6, NOW)
    return case


# Cost


async def test_questions_asked_for_every_message_are_answered_from_an_index(store: DatabaseStore) -> None:
    asked: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(store._engine.sync_engine, "before_cursor_execute", listen)
    case = await fill_every_table(store, "Anna")
    async with store.begin() as session:
        await session.runner(ANNA)
        await session.conversation(ANNA)
        await session.unfinished(NOW, NOW)
        await session.transcript(ANNA, NOW)
        await session.current_case(ANNA)
        await session.latest_case(ANNA)
        await session.case_in_topic(7)
        await session.case_of_message(7)
        await session.arrived_as(ToRunner(ANNA), 7)
        await session.is_coming(ToRunner(ANNA), 7)
        await session.take([1])
        await session.may_be(ANNA, 7)
        await session.may_be(None, 7)
        await session.events(case.id)
        (first, *_) = await session.due(NOW, 10)
        await session.due(NOW, 10, Reach(only_safety=True))
        await session.due(NOW, 10, Reach(words_to_staff=False))
        await session.due_further(NOW, "", 10)
        await session.next_due(NOW)
        await session.bring_forward(NOW)
        await session.words_behind(first, 10)
        await session.waiting_alike(first)
        await session.dead_letters()
        await session.find_sent(ToRunner(ANNA), 6)
        await session.erase(ANNA)
    await store.forget_old(NOW, Keep(timedelta(days=30), timedelta(days=30)))

    questions = {sql for sql in asked if sql.startswith(("SELECT", "DELETE", "UPDATE"))}
    assert len(questions) > 20
    with sqlite3.connect(str(store._engine.url.database)) as database:
        for sql in questions:
            plan = database.execute(f"EXPLAIN QUERY PLAN {sql}", [0] * sql.count("?")).fetchall()
            scans = [step[3] for step in plan if re.match(r"SCAN (?!anon_|front|line$)(?!.*INDEX)", step[3])]
            assert not scans, f"{sql}\n{scans}"
    database.close()
