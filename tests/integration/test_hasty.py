"""On PostgreSQL whoever has little patience finds a connection free, however many wait for one."""

import asyncio

from bot.storage.store import open_async_store
from tests.postgresql import PostgreSql


async def test_the_hasty_do_not_wait_behind_the_many(postgresql: PostgreSql) -> None:
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
