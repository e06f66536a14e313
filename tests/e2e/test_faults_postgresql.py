"""PostgreSQL locked, full or gone: the bot as a process waits, says why, and loses nothing."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.botapi import BotApi, Runner
from tests.e2e.nursery import Nursery, NurseryBot
from tests.postgresql import PostgreSql

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVERYDAY = "my hamstrings are tight and my lower back aches after a long run"
# What PostgreSQL says when its disk is full, said by a trigger.
FILL = """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON line EXECUTE FUNCTION refuse()
"""
MAKE_ROOM = "DROP TRIGGER full_disk ON line; DROP FUNCTION refuse"


class Desk:
    """One bot on PostgreSQL and its runners."""

    def __init__(self, api: BotApi, bot: NurseryBot, address: str) -> None:
        self.api, self.bot, self.address = api, bot, address

    async def someone_writes(self, number: int) -> Runner:
        runner = self.api.runner(number, f"Rue{number}")
        await runner.writes(EVERYDAY)
        return runner

    async def until_logged(self, words: str) -> None:
        async with asyncio.timeout(25):
            while words not in self.bot.page:  # noqa: ASYNC110  (the log is a file: nothing to wait on)
                await asyncio.sleep(0.05)

    async def is_answered_once(self, runner: Runner) -> None:
        await runner.hears("hamstring", within=20)
        await self.api.until(lambda: self.api.waiting == 0, within=10)
        assert len(runner.screen) == 1
        assert self.bot.is_alive
        assert "Traceback" not in self.bot.log


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def module_desk(
    nursery: Nursery, postgresql: PostgreSql, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Desk]:
    address = await postgresql.new_database()
    async with BotApi() as api:
        bot = NurseryBot(nursery, api, tmp_path_factory.mktemp("faults"), DATABASE_URL=address)
        await bot.start()
        yield Desk(api, bot, address)
        await bot.end()


@pytest.fixture
def desk(module_desk: Desk) -> Desk:
    module_desk.bot.turn_the_page()
    return module_desk


async def test_a_locked_table_is_waited_for(desk: Desk, postgresql: PostgreSql) -> None:
    async with postgresql.while_it(desk.address, "LOCK TABLE line IN ACCESS EXCLUSIVE MODE"):
        runner = await desk.someone_writes(101)
        await asyncio.sleep(1)
        unconfirmed = desk.api.waiting

    await desk.is_answered_once(runner)
    assert unconfirmed == 1


async def test_a_full_disk_is_waited_for(desk: Desk, postgresql: PostgreSql) -> None:
    await postgresql.run(FILL, desk.address)
    runner = await desk.someone_writes(102)
    await desk.until_logged("The database server's disk is full. Make room on it.")
    unconfirmed = desk.api.waiting
    await postgresql.run(MAKE_ROOM, desk.address)

    await desk.is_answered_once(runner)
    assert unconfirmed == 1
    assert desk.bot.page.count("disk is full") == 1


async def test_a_database_that_is_gone_is_waited_for(desk: Desk, postgresql: PostgreSql) -> None:
    async with postgresql.away(desk.address):
        runner = await desk.someone_writes(103)
        await asyncio.sleep(3)
        unconfirmed = desk.api.waiting

    await desk.is_answered_once(runner)
    assert unconfirmed == 1
    assert desk.bot.page.count("WARNING") + desk.bot.page.count("ERROR") <= 4
