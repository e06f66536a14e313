"""The desk as physios see it in Telegram: the real service and the real Application against the tests' server."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.ports import Store
from bot.service import Service
from intents.understand import Reader
from knowledge.model import Knowledge
from tests.botapi import BotApi
from tests.botapi.people import StaffGroup
from tests.integration.on_telegram import on_telegram

LASTING = "my lower back has hurt for 5 months"


@pytest.fixture
def bot(store: Store, api: BotApi, shipped: Knowledge, reader: Reader) -> Service:
    zone = ZoneInfo("Europe/London")
    return Service(store, shipped, reader, "uk", zone, staff_chat_id=api.staff.id, waits_for_thoughts=False)


async def written_down(store: Store, message: int) -> None:
    """Wait until the bot knows as what its line has arrived."""
    async with asyncio.timeout(5):
        while True:
            async with store.begin() as session:
                if await session.case_of_message(message):
                    return
            await asyncio.sleep(0.01)


async def test_two_physios_tap_claim_and_one_holds_the_chat(
    api: BotApi, store: Store, bot: Service, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, bot, store, shipped):
        await sam.writes(LASTING)
        topic = await api.staff.topic("Sam")
        card = await api.staff.shows("Since", topic)
        assert "Claim" in card.labels
        first = await api.staff.taps("Claim", topic, by="Lisa")
        second = await api.staff.taps("Claim", topic, by="Tom")
        await api.until(lambda: first in api.toasts and second in api.toasts, what="both toasts")
        holder = await api.staff.shows("has claimed this chat", topic)
        mine, other = ("Lisa", "Tom") if holder.text.startswith("Lisa") else ("Tom", "Lisa")
        await api.staff.writes(topic, "Hello, where is it sore?", by=mine)
        await sam.hears("Hello, where is it sore?")
        await api.staff.writes(topic, "ask about shoes", by=other)
        await api.staff.shows("did not get it", topic)
        await api.staff.writes(topic, f"/transfer {other}", by=mine)
        await sam.hears(f"{other} from our physio team has joined")
        await api.staff.writes(topic, "On we go", by=other)
        await sam.hears("On we go")

    assert not any("shoes" in message.text for message in sam.screen)
    assert sum("has joined" in message.text for message in sam.screen) == 2


async def test_the_desks_buttons_and_commands_do_nothing_outside_the_linked_group(
    api: BotApi, store: Store, bot: Service, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    elsewhere = StaffGroup(api, -1009999, ("Eve",))

    async with on_telegram(api, bot, store, shipped):
        await sam.writes(LASTING)
        topic = await api.staff.topic("Sam")
        await api.staff.shows("Since", topic)
        api.add(elsewhere.chat, "Card", 424242, thread=5, buttons=[[{"text": "Claim", "callback_data": "claim:1"}]])
        tap = await elsewhere.taps("Claim", 5, by="Eve")
        await elsewhere.writes(5, "/claim", by="Eve")
        await elsewhere.writes(5, "hello runner", by="Eve")
        await api.until(lambda: api.toasts.get(tap), what="the toast")
        await api.until(lambda: api.waiting == 0, what="all to be confirmed")

    assert "only in the physio team's group" in api.toasts[tap]
    assert not any("has joined" in message.text for message in sam.screen)


async def test_open_leads_to_the_topics_of_those_who_wait(
    api: BotApi, store: Store, bot: Service, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, bot, store, shipped):
        await sam.writes(LASTING)
        topic = await api.staff.topic("Sam")
        await api.staff.shows("Since", topic)
        await api.staff.writes(None, "/open", by="Tom")
        await api.staff.shows("oldest first: 1")

    (sent,) = [call for call in api.calls_of("sendMessage") if "oldest first: 1" in str(call)]
    assert f"https://t.me/c/{str(api.staff.id).removeprefix('-100')}/{topic}" in str(sent)


async def test_an_unclaimed_case_reminds_the_group_which_can_claim_it_there(
    api: BotApi, store: Store, bot: Service, shipped: Knowledge
) -> None:
    now = [datetime(2026, 11, 24, 10, tzinfo=UTC)]
    sam = api.runner(7, "Sam")

    async with on_telegram(api, bot, store, shipped, clock=lambda: now[0]):
        await sam.writes(LASTING)
        topic = await api.staff.topic("Sam")
        await api.staff.shows("Since", topic)
        now[0] += timedelta(minutes=31)
        reminder = await api.staff.shows("has waited 31 minutes", within=10)
        await api.staff.taps("Claim", reminder.thread, by="Tom")
        await sam.hears("Tom from our physio team has joined")


async def test_the_card_grows_with_the_answers_and_the_questions_stop_at_the_claim(
    api: BotApi, store: Store, bot: Service, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, bot, store, shipped):
        await sam.writes(LASTING)
        topic = await api.staff.topic("Sam")
        card = await api.staff.shows("Since", topic)
        await sam.taps("Answer a few questions")
        await sam.taps("None of these")
        await sam.taps("Left low back")
        await sam.hears("Noted: Left low back")
        await api.until(lambda: "Where: Left low back" in card.text, what="the card to be edited in place")
        await api.staff.taps("Claim", topic)
        await sam.hears("has joined this chat")
        heard = len(sam.screen)
        await sam.taps("That's all")
        await api.staff.writes(topic, "Hello Sam")
        await sam.hears("Hello Sam")
        await api.until(lambda: card.pinned or None, what="the card to be pinned")

    assert len(sam.screen) == heard + 1


async def test_a_dose_is_held_until_the_physio_sends_it_anyway(
    api: BotApi, store: Store, bot: Service, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, bot, store, shipped):
        await sam.writes(LASTING)
        topic = await api.staff.topic("Sam")
        await api.staff.taps("Claim", topic)
        await sam.hears("has joined")
        written = await api.staff.writes(topic, "Take 400 mg of ibuprofen")
        await api.staff.shows("Not sent yet", topic)
        assert not any("400 mg" in message.text for message in sam.screen)
        await api.staff.taps("Send anyway", topic)
        await sam.hears("Take 400 mg of ibuprofen")
        await api.until(lambda: api.staff.chat.messages[written].reaction, what="the reaction")


async def test_send_shows_the_exercise_and_sends_it_on_a_tap(
    api: BotApi, store: Store, bot: Service, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, bot, store, shipped):
        await sam.writes(LASTING)
        topic = await api.staff.topic("Sam")
        await api.staff.taps("Claim", topic)
        await sam.hears("has joined")
        await api.staff.writes(topic, "/send ded bug")
        await api.staff.shows("The runner would see", topic)
        assert not any("Dead bug" in message.text for message in sam.screen)
        await api.staff.taps("Send", topic)
        await sam.hears("Dead bug")


async def test_a_physio_asks_under_a_line_why_the_bot_said_it(
    api: BotApi, store: Store, bot: Service, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, bot, store, shipped):
        await sam.writes(LASTING)
        topic = await api.staff.topic("Sam")
        await api.staff.shows("Since", topic)
        await sam.writes("how do I do the bird dog?")
        line = await api.staff.shows("Sam: how do I do the bird dog?", topic)
        assert "Bot: Bird dog" in line.text
        await written_down(store, line.message_id)
        await api.staff.writes(topic, "/why", reply_to=line.message_id)
        told = await api.staff.shows("Why I answered “how do I do the bird dog?”", topic)

    assert "Match: Bird dog 1.00" in told.text
