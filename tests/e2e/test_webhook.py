"""The bot as a process behind a webhook, and what it answers on LISTEN."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from tests.botapi import BotApi
from tests.botapi.webhook import SECRET_HEADER
from tests.e2e.bot_process import BotProcess

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "a-secret-between-us"
HOOK = {"WEBHOOK_URL": "https://bot.example/hook", "WEBHOOK_SECRET": SECRET}
WORDS = "my hamstrings are tight and my lower back aches after a long run"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(api: BotApi, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BotProcess]:
    bot = await BotProcess(api, tmp_path_factory.mktemp("hook"), **HOOK).start()
    api.hook.targets = [bot.listens]
    yield bot
    await bot.end()


async def post(bot: BotProcess, body: bytes, secret: str = SECRET) -> int:
    headers = {SECRET_HEADER: secret, "Content-Type": "application/json"}
    async with aiohttp.ClientSession() as http, http.post(bot.listens + "/hook", data=body, headers=headers) as answer:
        return answer.status


async def test_a_message_is_answered_and_confirmed(api: BotApi, bot: BotProcess) -> None:
    sam = api.runner(501, "Ada")

    await sam.writes(WORDS)
    await sam.hears("hamstring")
    await api.until(lambda: api.waiting == 0, what="the update to be confirmed")

    assert api.calls_of("getUpdates") == []


async def test_the_same_update_delivered_twice_does_nothing_twice(api: BotApi, bot: BotProcess) -> None:
    sam = api.runner(502, "Ben")
    await sam.writes("my lower back has hurt for 5 months")
    update = json.dumps(api.updates[-1]).encode()

    statuses = await asyncio.gather(*(post(bot, update) for _ in range(4)))
    await sam.hears("physio team")
    await api.staff.topic("Ben")
    await api.until(lambda: api.waiting == 0)

    assert statuses == [200] * 4
    assert len([topic for topic in api.staff.chat.topics.values() if "Ben" in topic.name]) == 1
    assert bot.rows("select count(*) from line where runner = 502 and speaker = 'runner'") == [(1,)]


async def test_what_does_not_come_from_telegram_is_refused_and_harms_nothing(api: BotApi, bot: BotProcess) -> None:
    update = json.dumps({"update_id": 7, "message": {}}).encode()

    assert await post(bot, update, secret="a-guess") == 403
    assert await post(bot, update, secret="") == 403
    assert await post(bot, b"x" * 10 * 2**20) == 413
    assert await post(bot, b'{"update_id": 7, "mess') == 400
    assert await post(bot, b"[]") == 400
    assert await post(bot, b"\xff\xfe") == 400
    assert await post(bot, b"[" * 200_000) == 400

    sam = api.runner(503, "Cleo")
    await sam.writes(WORDS)
    await sam.hears("hamstring")
    assert SECRET not in bot.log


async def test_an_update_that_cannot_be_read_is_confirmed_and_harms_no_other(api: BotApi, bot: BotProcess) -> None:
    api.update(message={"message_id": "not a message", "chat": 5})

    await api.until(lambda: api.waiting == 0, what="it to be confirmed")


async def test_metrics_count_and_name_nobody(api: BotApi, bot: BotProcess) -> None:
    sam = api.runner(504_504, "Dev")
    await sam.writes(WORDS)
    await sam.hears("hamstring")

    status, text = await bot.get("/metrics")

    assert status == 200
    assert 'bot_updates_total{outcome="handled"}' in text
    assert 'bot_decisions_total{action="advise"}' in text
    assert 'bot_outbox_oldest_seconds{lane="safety"} 0' in text
    assert "bot_database_up 1" in text
    assert int(text.split("bot_answer_seconds_count ")[1].split()[0]) > 0
    assert "504504" not in text
    assert "hamstring" not in text
    assert "Dev" not in text


async def test_healthz_says_when_the_database_is_gone_and_nothing_is_confirmed_until_it_is_back(
    api: BotApi, tmp_path: Path
) -> None:
    async with BotApi() as api:
        bot = await BotProcess(api, tmp_path, **HOOK).start()
        api.hook.targets = [bot.listens]
        try:
            assert (await bot.get("/healthz"))[0] == 200
            away = bot.database.rename(tmp_path / "elsewhere.db")
            sam = api.runner(505, "Eve")
            await sam.writes(WORDS)
            status, said = await bot.get("/healthz")
            unconfirmed = api.waiting
            away.rename(bot.database)
            await sam.hears("hamstring", within=10)
        finally:
            await bot.end()

    assert status == 503
    assert json.loads(said)["alive"] is True
    assert unconfirmed == 1


async def test_an_address_that_is_taken_is_named_with_its_cure(api: BotApi, bot: BotProcess, tmp_path: Path) -> None:
    other = BotProcess(api, tmp_path, **HOOK, LISTEN=bot.listens.removeprefix("http://"))
    await other.start(until="LISTEN")

    assert await other.ended() == 1
    assert "cannot be had" in other.log
    assert "Traceback" not in other.log
