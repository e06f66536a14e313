"""On SQLite transactions that wait for one another share a commit, and each stands on its own all the same."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from bot.ports import Runner, StoreError
from bot.storage import sqlite_connection
from bot.storage.store import DatabaseStore, open_async_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[DatabaseStore]:
    opened = await open_async_store(f"sqlite+aiosqlite:///{path}")
    yield opened
    await opened.close()


@pytest.fixture
def commits(store: DatabaseStore) -> list[object]:
    """Grows by one with each commit."""
    seen: list[object] = []
    event.listen(store._engine.sync_engine, "commit", seen.append)
    return seen


async def keep(store: DatabaseStore, number: int, fail: type[Exception] | None = None, name: str = "Anna") -> None:
    async with store.begin() as session:
        await session.keep_runner(Runner(number, name))
        await asyncio.sleep(0)
        if fail:
            raise fail


def on_disk(path: Path) -> set[int]:
    """As another program sees it: only what is committed."""
    database = sqlite3.connect(path)
    found = {row[0] for row in database.execute("select id from runner")}
    database.close()
    return found


async def test_those_that_wait_for_one_another_share_commits(store: DatabaseStore, commits: list[object]) -> None:
    await asyncio.gather(*(keep(store, number) for number in range(1, 41)))

    assert 1 <= len(commits) <= 3


async def test_each_is_on_disk_when_its_block_ends(store: DatabaseStore, path: Path) -> None:
    async def keep_and_look(number: int) -> bool:
        await keep(store, number)
        return number in on_disk(path)

    assert all(await asyncio.gather(*(keep_and_look(number) for number in range(1, 121))))


async def test_one_that_fails_is_undone_alone(store: DatabaseStore, path: Path) -> None:
    ended = await asyncio.gather(
        *(keep(store, number, ValueError if number % 3 == 0 else None) for number in range(1, 31)),
        return_exceptions=True,
    )

    assert [isinstance(one, ValueError) for one in ended] == [number % 3 == 0 for number in range(1, 31)]
    assert on_disk(path) == {number for number in range(1, 31) if number % 3}


async def test_one_that_is_cancelled_in_its_block_or_in_the_queue_harms_no_other(
    store: DatabaseStore, path: Path
) -> None:
    tasks = [asyncio.create_task(keep(store, number)) for number in range(1, 11)]
    await asyncio.sleep(0)
    for number in (1, 5, 10):
        tasks[number - 1].cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)

    saved = {number for number, one in enumerate(ended, 1) if one is None}
    assert saved == {2, 3, 4, 6, 7, 8, 9}
    assert saved <= on_disk(path)


async def test_a_commit_that_fails_fails_everybody_who_shares_it(
    store: DatabaseStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_: sqlite_connection.Connection) -> None:
        raise OperationalError("COMMIT", None, sqlite3.OperationalError())

    with monkeypatch.context() as broken:
        broken.setattr(sqlite_connection.Connection, "commit", refuse)
        ended = await asyncio.gather(*(keep(store, number) for number in range(1, 11)), return_exceptions=True)
    await keep(store, 11)

    assert all(isinstance(one, StoreError) for one in ended)
    assert len({id(one) for one in ended}) == 10, "one error for each task"
    assert on_disk(path) == {11}


async def test_a_file_that_vanishes_under_a_batch_fails_it_and_is_used_again_once_it_is_back(
    store: DatabaseStore, path: Path
) -> None:
    await keep(store, 1)
    away = path.with_name("elsewhere.db")

    with pytest.raises(StoreError, match="is gone"):
        async with store._way.transaction():
            os.rename(path, away)
    os.rename(away, path)
    await keep(store, 2)

    assert on_disk(path) == {1, 2}


async def test_a_disk_that_fills_up_loses_none_that_was_told_it_was_saved(store: DatabaseStore, path: Path) -> None:
    async with store._way.transaction() as transaction:
        await transaction.run(text("PRAGMA max_page_count = 120"))
    saved: set[int] = set()

    async def keep_much(number: int) -> None:
        with suppress(StoreError):
            await keep(store, number, name="x" * 20_000)
            saved.add(number)

    for first in (1, 21, 41):
        await asyncio.gather(*(keep_much(number) for number in range(first, first + 20)))

    assert saved == on_disk(path)
    assert 0 < len(saved) < 60


async def test_closing_ends_the_batch_that_is_under_way(store: DatabaseStore, path: Path) -> None:
    tasks = [asyncio.create_task(keep(store, number)) for number in range(1, 6)]
    await asyncio.sleep(0)
    await store.close()
    ended = await asyncio.gather(*tasks, return_exceptions=True)

    assert {number for number, one in enumerate(ended, 1) if one is None} == on_disk(path) != set()
    with pytest.raises(StoreError):
        await keep(store, 7)
