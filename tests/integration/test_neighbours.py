"""Several processes on one PostgreSQL database wake one another."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.ports import Lane, Outgoing, Say, ToRunner
from bot.storage.store import open_async_store
from tests.postgresql import PostgreSql

MUCH_LATER = timedelta(seconds=60)  # when a sender looks again by itself


async def test_a_commit_wakes_the_senders_of_other_processes(postgresql: PostgreSql) -> None:
    url = await postgresql.new_database()
    one, other = await open_async_store(url), await open_async_store(url)
    try:
        await asyncio.gather(one.join(), other.join())
        async with asyncio.timeout(10):
            while (one.processes, other.processes) != (2, 2):  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.05)
        async with other.begin() as session:
            await session.due(datetime.now(UTC), 10)  # what it has been told so far is seen
        waiting = asyncio.create_task(other.wait_for_outbox(MUCH_LATER))
        async with one.begin() as session:
            await session.send(Outgoing(ToRunner(7), Say("hello"), Lane.ANSWER, datetime.now(UTC)))

        async with asyncio.timeout(MUCH_LATER.total_seconds() / 2):
            await waiting
    finally:
        await one.close()
        await other.close()
