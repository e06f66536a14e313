"""Several processes on one PostgreSQL database: nothing lost, nothing doubled, somebody always leads."""

import asyncio
import collections
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from tests.botapi import BotApi
from tests.e2e.bot_process import BotProcess
from tests.postgresql import PostgreSql

pytestmark = pytest.mark.asyncio(loop_scope="module")

Three = tuple[BotApi, list[BotProcess], str]
HOOK = {"WEBHOOK_URL": "https://bot.example/hook", "WEBHOOK_SECRET": "a-secret-between-us"}
RUNNERS, ROUNDS = 20, 5


@asynccontextmanager
async def processes(
    api: BotApi, folder: Path, url: str, count: int, **environment: str
) -> AsyncIterator[list[BotProcess]]:
    """So many bots on one database."""
    bots = []
    for number in range(count):
        place = folder / f"bot{number}"
        place.mkdir()
        bots.append(BotProcess(api, place, DATABASE_URL=url, **environment))
    try:
        await asyncio.gather(*(bot.start() for bot in bots))
        yield bots
    finally:
        await asyncio.gather(*(bot.end() for bot in bots))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def three(tmp_path_factory: pytest.TempPathFactory, postgresql: PostgreSql) -> AsyncIterator[Three]:
    """Three processes behind a load balancer; the last test that uses them kills one."""
    url = await postgresql.new_database()
    folder = tmp_path_factory.mktemp("three")
    async with BotApi() as api, processes(api, folder, url, 3, **HOOK) as bots:
        api.hook.targets = [bot.listens for bot in bots]
        yield api, bots, url


def one_each(number: int, round_number: int) -> str:
    return f"my lower back has hurt for {round_number + 4} months, number {number}"


async def test_processes_send_each_line_once(three: Three, postgresql: PostgreSql) -> None:
    api, _, url = three
    api.latency = 0.05
    runners = [api.runner(900 + n, f"Once{n}") for n in range(30)]
    for runner in runners:
        await runner.writes("my hamstrings are tight and my lower back aches after a long run")
    for runner in runners:
        await runner.hears("hamstring", within=30)
    await _until_all_is_sent(postgresql, url)

    assert len(api.calls_of("sendMessage")) == await _sent(postgresql, url)


async def test_one_of_three_is_killed_under_load_and_nothing_is_lost(three: Three, postgresql: PostgreSql) -> None:
    api, bots, url = three
    api.latency = 0.0
    calls = len(api.calls_of("sendMessage"))
    before = await _sent(postgresql, url)
    runners = [api.runner(700 + n, f"Load{n}") for n in range(RUNNERS)]
    for number in range(ROUNDS):
        for runner in runners:
            await runner.writes(one_each(runner.id, number))
        if number == 2:
            await api.until(lambda: len(api.calls_of("sendMessage")) > calls + 10, within=30)
            await bots[1].kill()
    await api.until(lambda: api.waiting == 0, within=60, what="every message to be confirmed")
    await api.until(lambda: len(api.staff.chat.topics) >= RUNNERS, within=30)
    await api.until(lambda: all(r.screen for r in runners) or None, within=30)
    await _until_all_is_sent(postgresql, url)
    said = await postgresql.rows(
        url, "select runner, text from line where speaker = 'runner' and runner < 800 order by id"
    )
    cases = await postgresql.rows(url, 'select runner, count(*) from "case" group by runner')
    sent = await _sent(postgresql, url) - before
    dead = await postgresql.rows(url, "select reason from outbox where state = 'dead'")

    by_runner = collections.defaultdict(list)
    for who, text in said:
        by_runner[who].append(text)
    assert by_runner == {r.id: [one_each(r.id, n) for n in range(ROUNDS)] for r in runners}, "each once, in order"
    assert sorted(cases) == [(r.id, 1) for r in runners]
    assert not dead
    # At most what the killed one had under way comes twice.
    assert len(api.calls_of("sendMessage")) - calls <= sent + 40


async def test_when_the_one_that_polls_dies_another_takes_over_within_ten_seconds(
    tmp_path: Path, postgresql: PostgreSql
) -> None:
    url = await postgresql.new_database()
    async with BotApi() as api, processes(api, tmp_path, url, 2) as bots:
        sam = api.runner(801, "Ada")
        await sam.writes("my lower back has hurt for 5 months")
        await sam.hears("physio team", within=20)
        await api.until(lambda: api.waiting == 0, within=10)
        (leader,) = [bot for bot in bots if "what=polling" in bot.log]

        await leader.kill()
        started = time.monotonic()
        heard = len(sam.screen)
        await sam.writes("how often should I stretch my hamstrings?")
        await sam.hears_anything(more_than=heard, within=20)
        took = time.monotonic() - started

        assert took < 10
        assert not any("Another process takes" in bot.log for bot in bots), "they never fought"


async def test_a_database_that_restarts_is_waited_for(tmp_path: Path, postgresql: PostgreSql) -> None:
    url = await postgresql.new_database()
    async with BotApi() as api, processes(api, tmp_path, url, 1, **HOOK) as (bot,):
        api.hook.targets = [bot.listens]
        sam = api.runner(802, "Ben")
        await sam.writes("my lower back hurts")
        await sam.hears_anything(within=20)
        heard = len(sam.screen)

        await postgresql.drop_connections(url)
        await sam.writes("it has lasted 5 months")
        await sam.hears_anything(more_than=heard, within=20)
        await api.staff.topic("Ben")

        assert bot.is_alive


async def test_a_database_that_is_behind_is_refused_with_what_to_run(tmp_path: Path, postgresql: PostgreSql) -> None:
    url = await postgresql.new_database(empty=True)
    async with BotApi() as api:
        bot = BotProcess(api, tmp_path, DATABASE_URL=url)
        await bot.start(until="migrate")

        assert await bot.ended() == 1
    assert "Run: python main.py migrate" in bot.log
    assert "Traceback" not in bot.log


async def _until_all_is_sent(postgresql: PostgreSql, url: str) -> None:
    async with asyncio.timeout(40):
        while (await postgresql.rows(url, "select count(*) from outbox where state = 'waiting'"))[0][0]:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def _sent(postgresql: PostgreSql, url: str) -> int:
    """How many messages the outbox says were sent with sendMessage."""
    query = "select count(*) from outbox where state = 'sent' and kind = 'say'"
    cards = 'select count(*) from "case" where card_message_id is not null'
    counted = [await postgresql.rows(url, one) for one in (query, cards)]
    return sum(int(str(rows[0][0])) for rows in counted)
