"""Updates come in: acknowledged after the commit, each chat in order, nothing lost."""

import asyncio
import logging

import pytest

from bot.ports import Store, StoreError, StoreRefusedError
from knowledge.model import Knowledge
from tests.botapi import BotApi
from tests.fakes.recording_service import RecordingService
from tests.integration.on_telegram import on_telegram


async def test_a_message_is_answered(api: BotApi, store: Store, service: RecordingService, shipped: Knowledge) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, service, store, shipped):
        await sam.writes("my back is sore")

        await sam.hears("You said: my back is sore")


async def test_an_update_is_not_confirmed_before_it_is_done(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    service.slow["wait"] = asyncio.Event()

    async with on_telegram(api, service, store, shipped):
        number = api.next_update
        await sam.writes("wait")
        await asyncio.sleep(0.3)
        unconfirmed = api.waiting
        service.slow["wait"].set()
        await api.until(lambda: api.confirmed_up_to > number, what="the update to be confirmed")

    assert unconfirmed == 1


async def test_a_slow_chat_holds_up_no_other(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam, kim = api.runner(7, "Sam"), api.runner(8, "Kim")
    service.slow["wait"] = asyncio.Event()

    async with on_telegram(api, service, store, shipped):
        await sam.writes("wait")
        await kim.writes("hello")
        await kim.hears("You said: hello")
        await asyncio.sleep(0.2)
        await kim.writes("and again")
        await kim.hears("You said: and again", within=2)
        service.slow["wait"].set()
        await sam.hears("You said: wait")


async def test_one_chat_keeps_its_order(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    for number in range(30):
        await sam.writes(f"line {number}")

    async with on_telegram(api, service, store, shipped):
        await sam.hears("line 29", within=10)

    assert [m.text for m in sam.screen] == [f"You said: line {n}" for n in range(30)]


async def test_a_backlog_larger_than_the_window_is_worked_off(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    runners = [api.runner(100 + n, f"R{n}") for n in range(30)]
    for number in range(5):
        for runner in runners:
            await runner.writes(f"line {number}")

    async with on_telegram(api, service, store, shipped):
        await api.until(lambda: api.waiting == 0, within=20, what="the backlog to be confirmed")

    assert len(service.heard) == 150


async def test_by_webhook_no_more_is_in_hand_than_memory_allows_and_telegram_keeps_the_rest(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.intake._MOST_IN_HAND", 2)
    service.slow["wait"] = asyncio.Event()
    updates = []
    for number in (7, 8, 9):
        await api.runner(number, "Sam").writes("wait" if number < 9 else "hello")
        updates.append(api.updates.pop())

    async with on_telegram(api, service, store, shipped) as bot:
        first = [asyncio.create_task(bot._intake.hand_in(update, 30)) for update in updates[:2]]
        await asyncio.sleep(0)
        refused = await bot._intake.hand_in(updates[2], 30)
        service.slow["wait"].set()
        taken = [await task for task in first]
        again = await bot._intake.hand_in(updates[2], 30)

    assert (refused, taken, again) == (False, [True, True], True)
    assert len(service.heard) == 3


async def test_nothing_is_confirmed_while_the_store_is_away(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    service.errors["hello"] = [StoreError("locked")] * 8

    async with on_telegram(api, service, store, shipped):
        await sam.writes("hello")
        await asyncio.sleep(0.4)
        unconfirmed = api.waiting
        service.errors["hello"].clear()
        await sam.hears("You said: hello", within=8)

    assert unconfirmed == 1
    assert service.apologies == []


@pytest.mark.parametrize("error", [ValueError("poison words"), StoreRefusedError("Refused.")], ids=["bug", "refused"])
async def test_an_update_that_keeps_failing_is_set_aside_with_an_apology(
    api: BotApi,
    store: Store,
    service: RecordingService,
    shipped: Knowledge,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    sam = api.runner(7, "Sam")
    service.errors["poison words"] = [error] * 99

    async with on_telegram(api, service, store, shipped):
        await sam.writes("poison words")
        await sam.writes("next")
        await sam.hears("You said: next", within=8)
        await api.until(lambda: api.waiting == 0, what="both to be confirmed")

    assert service.apologies == [7]
    assert f"An update was set aside: {type(error).__name__} in " in caplog.text
    assert "poison words" not in caplog.text


async def test_an_update_that_fails_once_is_tried_again(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    service.errors["hello"] = [RuntimeError("once")]

    async with on_telegram(api, service, store, shipped):
        await sam.writes("hello")
        await sam.hears("You said: hello")

    assert service.apologies == []


async def test_an_update_that_cannot_be_read_harms_no_other(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    api.update(message={"message_id": "not a message", "chat": 5})

    async with on_telegram(api, service, store, shipped):
        await sam.writes("hello")
        await sam.hears("You said: hello")
        await api.until(lambda: api.waiting == 0, what="both to be confirmed")


async def test_an_update_that_comes_twice_is_answered_once(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    await sam.writes("hello")
    twice = dict(api.updates[0])

    async with on_telegram(api, service, store, shipped):
        await sam.hears("You said: hello")
        await api.until(lambda: api.waiting == 0)
        api.updates.append(twice)
        await sam.writes("goodbye")
        await sam.hears("You said: goodbye")

    assert [m.text for m in sam.screen] == ["You said: hello", "You said: goodbye"]


async def test_telegram_away_is_waited_out(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    api.fails("getUpdates", times=2, status=502, body="<html>Bad Gateway</html>")

    async with on_telegram(api, service, store, shipped):
        await sam.writes("hello")
        await sam.hears("You said: hello", within=8)


async def test_a_second_poller_is_named_and_not_fought(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge, caplog: pytest.LogCaptureFixture
) -> None:
    api.fails("getUpdates", times=50, status=409, description="Conflict: terminated by other getUpdates request")

    async with on_telegram(api, service, store, shipped):
        await asyncio.sleep(2.5)  # the first conflict may have been our own; after a second, seconds pass

    assert "Another process takes this bot's updates" in caplog.text
    assert len(api.calls_of("getUpdates")) == 2


async def test_stopping_finishes_what_is_in_hand_and_leaves_the_rest(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    service.slow["first"] = asyncio.Event()

    async with on_telegram(api, service, store, shipped):
        await sam.writes("first")
        await sam.writes("second")
        await api.until(lambda: len(api.calls_of("getUpdates")) > 1)
        asyncio.get_running_loop().call_later(0.3, service.slow["first"].set)

    assert service.words() == ["first"]
    assert api.waiting == 2, "Telegram keeps both: the first one does nothing when it comes again"


async def test_the_log_holds_neither_words_nor_the_token(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    sam = api.runner(7, "Sam")
    api.fails("sendMessage", times=1, status=502, body="<html>private words</html>")

    async with on_telegram(api, service, store, shipped):
        await sam.writes("private words")
        await sam.hears("You said: private words")

    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert ours
    assert not any("private words" in line or api.token in line for line in ours)
