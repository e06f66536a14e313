"""The desk as physios see it in Telegram: the real service and the real Application against the tests' server."""

from zoneinfo import ZoneInfo

import pytest

from bot.ports import Store
from bot.service import Service
from intents.understand import Reader
from knowledge.model import Knowledge
from tests.botapi import BotApi
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
