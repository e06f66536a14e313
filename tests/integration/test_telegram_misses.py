"""The misses have a topic of their own in the staff group, which heals as those of cases do."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.ports import Incoming, Runner, Store
from bot.service import Service
from intents.scores import NOTHING_LEARNT
from intents.understand import Reader
from knowledge.model import Knowledge
from tests.botapi import BotApi
from tests.integration.on_telegram import on_telegram

MORNING = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


class Mornings:
    """A bot that misses a message a day and offers it the next morning."""

    def __init__(self, api: BotApi, store: Store, service: Service) -> None:
        self.api = api
        self.store = store
        self._service = service
        self._days = 0

    async def miss(self, words: str) -> None:
        at = MORNING + self._days * DAY
        await self._service.runner_wrote(f"test:{self._days}", Runner(100 + self._days, "Kim"), Incoming(1, words), at)
        await self._service.offer_misses(at + timedelta(hours=1))
        self._days += 1


@pytest.fixture
async def mornings(api: BotApi, store: Store, shipped: Knowledge) -> AsyncIterator[Mornings]:
    reader, zone = Reader(shipped, NOTHING_LEARNT), ZoneInfo("Europe/London")
    service = Service(store, shipped, reader, "uk", zone, staff_chat_id=api.staff.id, waits_for_thoughts=False)
    async with on_telegram(api, service, store, shipped):
        yield Mornings(api, store, service)


async def test_the_misses_come_into_their_own_topic_day_after_day(mornings: Mornings) -> None:
    staff = mornings.api.staff
    await mornings.miss("flibber the wobbulator")
    topic = await staff.topic("Misses")
    first = await staff.shows("flibber the wobbulator", topic)
    await mornings.miss("gribble snork blent")
    await staff.shows("gribble snork blent", topic)

    assert "I could not answer this (once). Where does it belong?" in first.text
    assert [one.name for one in staff.chat.topics.values()].count("Misses") == 1


async def test_a_deleted_topic_is_made_anew(mornings: Mornings) -> None:
    staff = mornings.api.staff
    await mornings.miss("flibber the wobbulator")
    old = await staff.topic("Misses")
    await staff.shows("flibber", old)
    staff.delete_topic(old)
    await mornings.miss("gribble snork blent")
    shown = await staff.shows("gribble snork blent")

    assert shown.thread not in {None, old}
    assert staff.chat.topics[shown.thread or 0].name == "Misses"


async def test_a_topic_closed_by_hand_is_opened_again(mornings: Mornings) -> None:
    staff = mornings.api.staff
    await mornings.miss("flibber the wobbulator")
    topic = await staff.topic("Misses")
    await staff.shows("flibber", topic)
    staff.chat.topics[topic].closed = True
    await mornings.miss("gribble snork blent")

    await staff.shows("gribble snork blent", topic)


@pytest.mark.parametrize("what", ["is_forum", "bot_may_manage_topics"])
async def test_without_topics_they_come_into_the_group_itself(mornings: Mornings, what: str) -> None:
    staff = mornings.api.staff
    setattr(staff.chat, what, False)
    await mornings.miss("flibber the wobbulator")
    shown = await staff.shows("flibber the wobbulator")

    assert shown.thread is None
    await staff.taps("Ignore", None)
    await mornings.api.until(lambda: "Ignored." in mornings.api.toasts.values(), what="the toast")


async def test_whoever_talks_there_is_not_told_that_the_topic_is_left_over(mornings: Mornings) -> None:
    staff = mornings.api.staff
    await mornings.miss("flibber the wobbulator")
    topic = await staff.topic("Misses")
    await staff.shows("flibber", topic)
    await staff.writes(topic, "does anybody know what a wobbulator is?")
    await staff.taps("Something new", topic)
    await mornings.api.until(lambda: any("Proposed" in one for one in mornings.api.toasts.values()), what="the toast")

    assert not any("left over" in message.text for message in staff.screen)
