"""Whoever has little patience gets to the database, and onto the disk, however many wait."""

import asyncio
from pathlib import Path

from bot.storage.store import open_async_store
from tests.postgresql import PostgreSql


async def test_on_postgresql_a_connection_is_kept_free_for_them(postgresql: PostgreSql) -> None:
    store = await open_async_store(await postgresql.emptied_database())
    end = asyncio.Event()

    async def takes_long() -> None:
        async with store.begin() as session:
            await session.setting("staff_chat")
            await end.wait()

    many = [asyncio.create_task(takes_long()) for _ in range(30)]
    await asyncio.sleep(0.5)
    async with asyncio.timeout(10), store.begin(patience=0.1) as session:
        await session.keep_setting("key", "value")
        waited_for = sum(task.done() for task in many)
    end.set()
    await asyncio.gather(*many)
    await store.close()

    assert waited_for == 0


async def test_on_sqlite_they_do_not_wait_for_the_rest_of_a_batch(tmp_path: Path) -> None:
    store = await open_async_store(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}")
    begun: list[str] = []

    async def takes(name: str, seconds: float, patience: float | None = None) -> None:
        async with store.begin(patience) as session:
            begun.append(name)
            await session.keep_setting(name, "value")
            await asyncio.sleep(seconds)

    many = [asyncio.create_task(takes(f"slow {number}", 0.1)) for number in range(20)]
    await asyncio.sleep(0.05)
    hasty = asyncio.create_task(takes("hasty", 0.0, patience=0.1))
    await hasty
    begun_before = len(begun)
    await asyncio.gather(*many)
    await store.close()

    assert begun_before < 10, "the others go on after its commit"
