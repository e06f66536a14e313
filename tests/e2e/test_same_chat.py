"""One chat's updates at the same moment through three processes: a real race, and the lock in the database."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.botapi import BotApi, Runner
from tests.botapi.webhook import SECRET_HEADER
from tests.e2e.nursery import Nursery, NurseryBot
from tests.postgresql import PostgreSql

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "a-secret-between-us"
HOOK = {"WEBHOOK_URL": "https://bot.example/hook", "WEBHOOK_SECRET": SECRET}
LASTING = "my lower back has hurt for 5 months"
Json = dict[str, Any]


class Three:
    """Three processes on one database, called directly and all at once."""

    def __init__(self, api: BotApi, bots: list[NurseryBot], postgresql: PostgreSql, address: str) -> None:
        self.api = api
        self._bots = bots
        self._postgresql = postgresql
        self._address = address

    async def rows(self, query: str) -> list[tuple[object, ...]]:
        """Look into the database."""
        return await self._postgresql.rows(self._address, query)

    async def cut(self) -> None:
        """Every connection to the database breaks at once."""
        await self._postgresql.drop_connections(self._address)

    def chat_in_hand(self, runner: int) -> AbstractAsyncContextManager[None]:
        """Hold a chat's lock, as a process does that has one of its updates in hand."""
        lock = f"SELECT pg_advisory_xact_lock(hashtextextended('runner:{runner}', 0))"
        return self._postgresql.while_it(self._address, lock)

    async def get_at_once(self, updates: list[Json], *, each_by_all: bool = False) -> list[int]:
        """Each update by one process, in turn, or by all of them; the statuses."""
        calls = [(bot, one) for one in updates for bot in self._bots] if each_by_all else self._in_turn(updates)
        headers = {SECRET_HEADER: SECRET}
        async with aiohttp.ClientSession() as http:

            async def call(bot: NurseryBot, update: Json) -> int:
                async with http.post(bot.listens + "/hook", data=json.dumps(update), headers=headers) as answer:
                    return answer.status

            return list(await asyncio.gather(*(call(bot, update) for bot, update in calls)))

    def _in_turn(self, updates: list[Json]) -> list[tuple[NurseryBot, Json]]:
        return [(self._bots[place % len(self._bots)], update) for place, update in enumerate(updates)]

    async def new_updates(self, runner: Runner, *texts: str) -> list[Json]:
        """What the runner writes, kept from Telegram: the test delivers it."""
        before = len(self.api.updates)
        for text in texts:
            await runner.writes(text)
        updates, self.api.updates[before:] = self.api.updates[before:], []
        return updates


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def three(
    nursery: Nursery, postgresql: PostgreSql, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Three]:
    address = await postgresql.new_database()
    async with BotApi() as api:
        folders = [tmp_path_factory.mktemp("same") for _ in range(3)]
        bots = [NurseryBot(nursery, api, folder, DATABASE_URL=address, **HOOK) for folder in folders]
        try:
            await asyncio.gather(*(bot.start() for bot in bots))
            yield Three(api, bots, postgresql, address)
        finally:
            for bot in bots:
                await bot.end()


async def test_the_same_update_to_all_three_at_once_is_done_once(three: Three) -> None:
    runners = [three.api.runner(400 + number, f"Rue{number}") for number in range(10)]
    updates = [update for runner in runners for update in await three.new_updates(runner, LASTING)]

    statuses = await three.get_at_once(updates, each_by_all=True)
    for runner in runners:
        await runner.hears("physio team", within=20)
        await three.api.staff.topic(f"{runner.name}:", within=20)

    assert set(statuses) == {200}
    assert len(three.api.staff.chat.topics) == 10
    assert await three.rows("select count(*), count(distinct runner) from line where speaker = 'runner'") == [(10, 10)]
    assert await three.rows('select count(*), count(distinct runner) from "case"') == [(10, 10)]
    assert [len(runner.screen) for runner in runners] == [1] * 10


async def test_one_chats_updates_through_different_processes_overwrite_nothing(three: Three) -> None:
    runner = three.api.runner(500, "Ada")
    pieces = [f"hiya {name}" for name in ("Al", "Bo", "Cy", "Di", "Ed", "Flo", "Gil", "Hal", "Ian")]

    statuses = await three.get_at_once(await three.new_updates(runner, *pieces))
    ((body,),) = await three.rows("select body from conversation where runner = 500")
    thought = json.loads(str(body))["thought"]

    assert set(statuses) == {200}
    assert sorted(thought) == pieces, "each transaction saw what the one before it had kept"


async def test_many_who_ask_for_a_person_at_once_get_one_case_each(three: Three) -> None:
    runners = [three.api.runner(600 + number, f"Kit{number}") for number in range(6)]
    texts = (LASTING, "can a physio help me please?", "I want to talk to a person", LASTING)
    updates = [update for runner in runners for update in await three.new_updates(runner, *texts)]

    statuses = await three.get_at_once(updates)

    assert set(statuses) == {200}
    cases = await three.rows('select runner, count(*) from "case" where runner between 600 and 699 group by runner')
    assert sorted(cases) == [(runner.id, 1) for runner in runners]
    kept = await three.rows("select count(*) from line where speaker = 'runner' and runner between 600 and 699")
    assert kept == [(24,)]


async def test_a_chat_that_is_held_up_holds_up_no_other(three: Three) -> None:
    held, other = three.api.runner(700, "Held"), three.api.runner(701, "Free")
    (first,) = await three.new_updates(held, LASTING)
    (second,) = await three.new_updates(other, LASTING)

    async with three.chat_in_hand(700):
        waiting = asyncio.create_task(three.get_at_once([first]))
        await asyncio.sleep(0.2)
        started = time.monotonic()
        statuses = await three.get_at_once([second])
        took = time.monotonic() - started
        still_waits = not waiting.done()

    assert statuses == [200]
    assert still_waits
    assert took < 2
    assert await waiting == [200]


async def test_a_cut_of_every_connection_while_calls_are_under_way_doubles_nothing(three: Three) -> None:
    runners = [three.api.runner(800 + number, f"Cut{number}") for number in range(12)]
    three.api.latency = 2.0

    await three.get_at_once([update for runner in runners for update in await three.new_updates(runner, LASTING)])
    await asyncio.sleep(0.5)
    await three.cut()
    await asyncio.sleep(2)
    three.api.latency = 0.0
    for runner in runners:
        await runner.hears("physio team", within=20)
        await three.api.staff.topic(f"{runner.name}:", within=20)

    assert [len(runner.screen) for runner in runners] == [1] * len(runners)
    assert len([topic for topic in three.api.staff.chat.topics.values() if topic.name.startswith("Cut")]) == 12
