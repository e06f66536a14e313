"""The staff group's twenty messages a minute: what waits for a topic goes together, and nothing is lost."""

import asyncio
import re
from zoneinfo import ZoneInfo

import pytest

from bot.ports import (
    Button,
    CaseState,
    Lane,
    OpenTopic,
    Outgoing,
    React,
    Say,
    ShowCard,
    ShowState,
    Store,
    ToCase,
    ToRunner,
)
from bot.service import Service
from bot.telegram.pace import Budget, Rate
from intents.understand import Reader
from knowledge.model import Knowledge
from tests.botapi import BotApi
from tests.fakes.recording_service import RecordingService
from tests.integration.on_telegram import on_telegram
from tests.integration.test_telegram_sender import now, open_case, queue

FREE = Rate(10_000, 1.0)
SLOW_GROUP = Budget(FREE, FREE, staff_group=Rate(3, 1.0))
TIMED = re.compile(r"^\d\d:\d\d ", re.MULTILINE)


@pytest.fixture
def service(store: Store, api: BotApi) -> RecordingService:
    return RecordingService(store, staff=api.staff.id)


async def test_two_hundred_lines_reach_the_topic_merged_in_order_and_none_is_lost(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    case = await open_case(store)
    lines = [f"Sam: line {n}" for n in range(200)]

    async with on_telegram(api, service, store, shipped, budget=SLOW_GROUP):
        await queue(store, ToCase(case.id), OpenTopic("Sam"), *map(Say, lines), lane=Lane.RELAY)
        await api.staff.shows("line 199", within=10)

    shown = "\n".join(message.text for message in api.staff.screen)
    assert TIMED.sub("", shown).splitlines() == lines
    assert len(api.staff.screen) < 8


async def test_every_merged_line_is_found_by_the_message_in_which_it_arrived(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    case = await open_case(store)

    async with on_telegram(api, service, store, shipped, budget=SLOW_GROUP):
        await queue(store, ToCase(case.id), *(Say(f"Sam: {n}") for n in range(3)), lane=Lane.RELAY)
        message = await api.staff.shows("Sam: 2")
        await queue(store, ToCase(case.id), Say("Sam: later"), lane=Lane.RELAY)
        await api.staff.shows("Sam: later")  # by then the others are written down

    async with store.begin() as session:
        newest = await session.find_sent(ToCase(case.id), message.message_id)
        waiting = await session.oldest_waiting()
    assert newest
    assert newest.body == Say("Sam: 2")
    assert waiting == {}


async def test_lines_that_telegram_refuses_together_go_one_by_one(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    case = await open_case(store)
    api.fails("sendMessage", status=400, description="Bad Request: something about a line")

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToCase(case.id), *(Say(f"Sam: {n}") for n in range(3)), lane=Lane.RELAY)
        await api.staff.shows("Sam: 2")

    assert [message.text for message in api.staff.screen] == ["Sam: 0", "Sam: 1", "Sam: 2"]


async def test_card_edits_give_way_to_words_and_only_the_newest_is_sent(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    case = await open_case(store)
    to = ToCase(case.id)

    async with on_telegram(api, service, store, shipped, budget=Budget(FREE, FREE, staff_group=Rate(2, 1.5))):
        await queue(store, to, OpenTopic("Sam"), ShowCard("card 0"))
        card = await api.staff.shows("card 0")
        await queue(store, to, *(ShowCard(f"card {n}") for n in range(1, 6)), lane=Lane.CARD)
        await queue(store, to, Say("Sam: one"), Say("Sam: two"), lane=Lane.RELAY)
        await api.until(lambda: card.text == "card 5" or None, within=8, what="the newest card")

    calls = [name for _, name, _ in api.calls if name in ("sendMessage", "editMessageText")]
    assert calls == ["sendMessage", "sendMessage", "editMessageText"]
    assert len(api.staff.screen) == 2
    async with store.begin() as session:
        assert await session.due(now(), 10) == []


async def test_a_topic_opened_again_is_not_closed_by_a_state_that_waited(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    case = await open_case(store)
    to = ToCase(case.id)

    async with on_telegram(api, service, store, shipped):
        await queue(store, to, OpenTopic("Sam"))
        topic = api.staff.chat.topics[await api.staff.topic("Sam")]
        async with store.begin() as session:
            await session.send(Outgoing(to, ShowState(CaseState.CLOSED, "Sam: done"), Lane.CARD, now()))
            await session.send(Outgoing(to, ShowState(CaseState.OPEN, "Sam: again"), Lane.RELAY, now()))
            await session.send(Outgoing(to, Say("after both"), Lane.RELAY, now()))
        await api.staff.shows("after both")
        await queue(store, to, Say("the end"), lane=Lane.RELAY)
        await api.staff.shows("the end")

    assert (topic.name, topic.closed) == ("Sam: again", False)
    assert not api.calls_of("closeForumTopic")


async def test_a_reaction_does_not_wait_for_the_group_s_minute(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    case = await open_case(store)

    async with on_telegram(api, service, store, shipped, budget=Budget(FREE, FREE, staff_group=Rate(2, 60.0))):
        await queue(store, ToCase(case.id), OpenTopic("Sam"), Say("words"))
        await api.staff.shows("words")
        written = await api.staff.writes(await api.staff.topic("Sam"), "How is it?")
        await queue(store, ToCase(case.id), Say("waits"), lane=Lane.RELAY)
        await queue(store, ToCase(case.id), React(written, "👍"), lane=Lane.CARD)
        await api.until(lambda: api.staff.chat.messages[written].reaction or None, what="the reaction")

    assert len(api.calls_of("sendMessage")) == 1


async def test_a_group_told_to_slow_down_holds_up_no_runner(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    case = await open_case(store)
    told = api.fails("sendMessage", chat=api.staff.id, retry_after=2)

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToCase(case.id), OpenTopic("Sam"), Say("Sam: hello"), lane=Lane.RELAY)
        await api.until(lambda: told.hits)
        held_from = asyncio.get_running_loop().time()
        await queue(store, ToRunner(7), *(Say(f"line {n}") for n in range(5)))
        await sam.hears("line 4")
        before = len(api.staff.screen)
        await api.staff.shows("Sam: hello", within=8)
        held = asyncio.get_running_loop().time() - held_from

    assert before == 0
    assert held > 1.8
    assert len(api.calls_of("sendMessage")) == 7  # the refused one, five for Sam, and the one sent again


async def test_topics_made_too_fast_hold_up_no_line_of_another_topic(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    there, new = await open_case(store), await open_case(store, 8, "Kim")

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToCase(there.id), OpenTopic("Sam"))
        await api.staff.topic("Sam")
        api.fails("createForumTopic", retry_after=2)
        await queue(store, ToCase(new.id), OpenTopic("Kim"))
        await api.until(lambda: len(api.calls_of("createForumTopic")) == 2)
        await queue(store, ToCase(there.id), Say("Sam: hello"), lane=Lane.RELAY)
        await api.staff.shows("Sam: hello", within=1.5)
        await api.staff.topic("Kim", within=6)


async def test_the_answer_to_a_command_does_not_wait_behind_the_lines_it_counts(
    api: BotApi, store: Store, shipped: Knowledge, reader: Reader
) -> None:
    slow = Budget(FREE, FREE, staff_group=Rate(4, 2.0))
    zone = ZoneInfo("Europe/London")
    bot = Service(store, shipped, reader, "uk", zone, staff_chat_id=api.staff.id, group_a_minute=120)
    alone = (Button("Alone", "alone"),)

    async with on_telegram(api, bot, store, shipped, budget=slow):
        for number in range(8):
            case = await open_case(store, 100 + number, f"Runner {number}")
            await queue(store, ToCase(case.id), OpenTopic(f"Runner {number}"), lane=Lane.RELAY)
            await queue(store, ToCase(case.id), Say(f"line {number}", buttons=alone), lane=Lane.RELAY)
        await api.staff.writes(None, "/queue")
        told = await api.staff.shows("Not shown here yet", within=8)
        shown = [one.text for one in api.staff.screen if one.text.startswith("line")]
        await api.staff.shows("line 7", within=15)

    assert "120 messages a minute" in told.text
    assert len(shown) < 8


async def test_ten_runners_at_once_lose_nothing_and_an_alert_passes_them_all(
    api: BotApi, store: Store, shipped: Knowledge, reader: Reader
) -> None:
    a_minute = Rate(20, 6.0)  # ten times as fast as Telegram's
    names = [f"Runner{letter}" for letter in "ABCDEFGHIJ"]
    bot = Service(store, shipped, reader, "uk", ZoneInfo("Europe/London"), staff_chat_id=api.staff.id)

    async with on_telegram(api, bot, store, shipped, budget=Budget(FREE, FREE, staff_group=a_minute)):
        runners = [api.runner(100 + number, name) for number, name in enumerate(names)]
        for runner in runners:
            await runner.writes("my lower back has hurt for 5 months")
        for number in range(5):
            for runner in runners:
                await runner.writes(f"it is worse on hill number {number}")
        await runners[0].writes("since today I can't feel when I wipe")
        await api.staff.shows("[EMERGENCY]", within=10)
        shown_before = sum("hill number" in one.text for one in api.staff.screen)
        topics = {name: await api.staff.topic(name, within=20) for name in names}
        for name in names:
            await api.staff.shows(f"{name}: it is worse on hill number 4", topics[name], within=30)

    assert shown_before < 50, "the alert did not wait for the lines before it"
    for name in names:
        text = "\n".join(one.text for one in api.staff.screen if one.thread == topics[name] and "SIGNS" not in one.text)
        told = re.findall(r"(\w+): it is worse on hill number (\d)", text)
        assert told == [(name, str(number)) for number in range(5)]
