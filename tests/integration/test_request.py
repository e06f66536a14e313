"""Calls by aiohttp end as python-telegram-bot expects of calls by its own HTTP library."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import InputFile
from telegram.error import NetworkError, TimedOut

from bot.telegram.intake import PatientBot
from bot.telegram.request import Request
from tests.botapi import BotApi


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[PatientBot]:
    made = PatientBot(
        api.token,
        base_url=f"{api.url}/bot",
        request=Request(8, read=0.2, write=30),
        get_updates_request=Request(1, read=0.2, write=30),
    )
    async with made:
        yield made


async def test_an_answer_that_takes_too_long_is_timed_out(api: BotApi, bot: PatientBot) -> None:
    api.fails("getChat", delay=20.0)

    with pytest.raises(TimedOut):
        async with asyncio.timeout(10):  # the time to write is no time to wait for the answer
            await bot.get_chat(api.staff.id)


async def test_a_call_may_be_more_patient_than_the_rest(api: BotApi, bot: PatientBot) -> None:
    sam = api.runner(7, "Sam")
    asking = asyncio.create_task(bot.waiting_updates(0, 5))
    await asyncio.sleep(0.5)  # longer than the others may take
    await sam.writes("my back hurts")

    assert [update["message"]["text"] for update in await asking] == ["my back hurts"]


async def test_a_server_that_is_away_is_a_network_error_that_does_not_say_the_token(
    api: BotApi, bot: PatientBot
) -> None:
    await api.stop()

    with pytest.raises(NetworkError) as caught:
        await bot.get_chat(api.staff.id)

    assert api.token not in f"{caught.value} {caught.value.__cause__}"


async def test_a_connection_that_breaks_is_a_network_error(api: BotApi, bot: PatientBot) -> None:
    api.fails("getChat", cut=True)

    with pytest.raises(NetworkError):
        await bot.get_chat(api.staff.id)

    assert (await bot.get_chat(api.staff.id)).id == api.staff.id, "the next one has a new connection"


async def test_texts_and_files_arrive_as_they_are(api: BotApi, bot: PatientBot) -> None:
    sam = api.runner(7, "Sam")
    text = "50 % + ü & 😀 = <fine>"

    await bot.send_message(7, text)
    await bot.send_document(7, InputFile("all of it & ü".encode(), filename="chat.txt"), caption="yours + mine")

    assert [shown.text for shown in sam.screen] == [text, "yours + mine"]
    assert sam.screen[1].media == "document:chat.txt"


async def test_calls_go_by_the_proxy_that_the_environment_names(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", api.url)
    monkeypatch.setenv("no_proxy", "")
    far = "http://only-the-proxy-knows.invalid/bot"

    async with PatientBot(api.token, base_url=far, request=Request(1), get_updates_request=Request(1)) as bot:
        assert (await bot.get_chat(api.staff.id)).id == api.staff.id
