"""The desk as physios see it in Telegram: the real service and the real Application against the tests' server."""

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
        await api.staff.shows("1. Sam")

    (sent,) = [call for call in api.calls_of("sendMessage") if "1. Sam" in str(call)]
    assert f"https://t.me/c/{str(api.staff.id).removeprefix('-100')}/{topic}" in str(sent)
