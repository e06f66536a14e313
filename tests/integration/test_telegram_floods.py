"""A runner who sends hundreds of messages at once: one answer, told once, danger at once, nobody starved."""

import asyncio
import re
import time
from datetime import timedelta

import pytest

from bot.ports import Speaker, Store
from bot.service import Service
from bot.telegram.pace import Budget, Rate
from intents.understand import Reader
from knowledge.model import Knowledge
from tests.botapi import BotApi, Shown
from tests.botapi.world import BOT_ID
from tests.integration.conftest import LONDON
from tests.integration.on_telegram import on_telegram, real_clock

TOLD = "I've got all your messages"
SAFETY = "999"
NUMB = {"text": "Numb between the legs", "callback_data": "sign:saddle_numbness"}
FREE = Rate(10_000, 1.0)
TIMED = re.compile(r"^\d\d:\d\d ", re.MULTILINE)


@pytest.fixture
def service(store: Store, api: BotApi, shipped: Knowledge, reader: Reader) -> Service:
    return Service(store, shipped, reader, "uk", LONDON, staff_chat_id=api.staff.id)


async def lines_kept(store: Store, runner: int) -> list[str]:
    async with store.begin() as session:
        lines = await session.transcript(runner)
    return [line.text for line in lines if line.speaker is Speaker.RUNNER]


async def test_two_hundred_messages_are_one_thought_told_once_and_starve_nobody(
    api: BotApi, store: Store, service: Service, shipped: Knowledge
) -> None:
    sam, kim = api.runner(7, "Sam"), api.runner(8, "Kim")
    words = [f"my lower back aches after {n} km" for n in range(200)]
    for text in words:
        await sam.writes(text)
    await kim.writes("how often should I stretch my hamstrings?")

    async with on_telegram(api, service, store, shipped):
        answer = await kim.hears_anything(within=60)
        await api.until(lambda: not api.waiting, within=60)
        await sam.hears_anything(more_than=1, within=60)

    assert [TOLD in message.text for message in sam.screen][:2] == [True, False]
    assert sum(TOLD in message.text for message in sam.screen) == 1
    assert len(sam.screen) <= 4  # one answer; a machine that stands still for seconds may make it two
    assert answer.at < sam.screen[1].at
    assert await lines_kept(store, 7) == words


async def test_danger_in_the_middle_of_a_flood_is_answered_at_once_and_not_for_every_line(
    api: BotApi, store: Store, service: Service, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    for number in range(60):
        await sam.writes(f"my lower back aches after {number} km")
    for _ in range(5):
        await sam.writes("I can't feel it when I wipe")
    for number in range(60):
        await sam.writes(f"and after {number} miles")

    async with on_telegram(api, service, store, shipped):
        await sam.hears(SAFETY, within=60)
        heard_after = len(sam.screen)
        await api.until(lambda: not api.waiting, within=60)
        await api.staff.shows("wipe")

    assert heard_after <= 3  # the flood's one line, and the safety texts
    safety = [message for message in sam.screen if SAFETY in message.text]
    # Nor again for each piece of the flood: only a line that comes seconds after "did you get help?" may be an answer.
    assert len(safety) <= 3 + (safety[-1].at - safety[0].at) / 3


async def test_two_hundred_pictures_get_one_answer(
    api: BotApi, store: Store, service: Service, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    for _ in range(200):
        await sam.sends("photo")

    async with on_telegram(api, service, store, shipped):
        await api.until(lambda: not api.waiting, within=60)
        await sam.hears("can't see pictures")
        await sam.hears(TOLD)

    assert len(sam.screen) == 2


async def test_in_a_chat_that_a_physio_holds_every_line_reaches_the_topic_in_order(
    api: BotApi, store: Store, service: Service, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    budget = Budget(FREE, FREE, staff_group=Rate(5, 1.0))

    async with on_telegram(api, service, store, shipped, budget=budget):
        await sam.writes("I'd like to talk to a physio please")
        topic = await api.staff.topic("Sam", within=10)
        await api.staff.taps("Claim", topic, by="Tom")
        await sam.hears("Tom from our physio team has joined")
        said, shown = len(sam.screen), len(api.staff.screen)
        for number in range(200):
            await (sam.sends("photo", f"picture {number}") if number == 100 else sam.writes(f"line {number}"))
        await api.staff.shows("line 199", topic, within=60)

    text = "\n".join(message.text for message in api.staff.screen[shown:] if message.thread == topic)
    found = re.findall(r"(?:line|picture) \d+", TIMED.sub("", text))
    assert found == [f"picture {n}" if n == 100 else f"line {n}" for n in range(200)]
    assert len(api.staff.screen) - shown < 100
    assert len(sam.screen) == said


ASKED_TOO_OFTEN = "so I've answered the first of them"


def the_first_few(screen: list[Shown]) -> float:
    """Twenty answers, one for each second since the first, the one line, and the runner's first question."""
    return 22 + screen[-1].at - screen[0].at


async def is_quiet(api: BotApi, store: Store) -> None:
    """Everything is taken in, and everything is sent."""
    await api.until(lambda: not api.waiting, within=60)
    async with asyncio.timeout(60):
        while True:
            async with store.begin() as session:
                if not await session.count_unsent():
                    return
            await asyncio.sleep(0.05)


async def test_two_hundred_commands_are_answered_a_few_times_told_once_and_starve_nobody(
    api: BotApi, store: Store, service: Service, shipped: Knowledge
) -> None:
    sam, kim, later = api.runner(7, "Sam"), api.runner(8, "Kim"), timedelta()
    for number in range(200):
        await sam.writes(("/help", "/export", "/start", "/privacy")[number % 4])
    await sam.writes("/physio")
    await kim.writes("how often should I stretch my hamstrings?")

    async with on_telegram(api, service, store, shipped, clock=lambda: real_clock() + later):
        await kim.hears_anything(within=60)
        await api.staff.topic("Sam", within=60)
        await is_quiet(api, store)
        before = len(sam.screen)
        later += timedelta(seconds=10)
        await sam.writes("/privacy")
        await sam.hears_anything(more_than=before)

    assert before <= the_first_few(sam.screen[:before])
    assert sum(ASKED_TOO_OFTEN in message.text for message in sam.screen) == 1
    assert len(await lines_kept(store, 7)) == 202


async def test_two_hundred_taps_are_answered_a_few_times_and_one_that_means_danger_at_once(
    api: BotApi, store: Store, service: Service, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, service, store, shipped):
        await sam.writes("my hamstrings are tight after running")
        shown = await sam.hears_anything(within=10)
        label = shown.labels[0]
        for _ in range(200):
            await sam.taps(label, shown)
        await is_quiet(api, store)
        answers = len(sam.screen)
        card = api.add(sam.chat, "an old safety card", by=BOT_ID, buttons=[[NUMB]])
        await sam.taps(NUMB["text"], card)
        await sam.hears(SAFETY, within=10)

    assert answers <= the_first_few(sam.screen[:answers])
    assert sum(ASKED_TOO_OFTEN in message.text for message in sam.screen) == 1


async def test_two_hundred_edits_get_one_answer_and_every_version_is_kept(
    api: BotApi, store: Store, service: Service, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, service, store, shipped):
        written = await sam.writes("my lower back aches after 0 km")
        await sam.hears_anything(within=10)
        before = len(sam.screen)
        words = [f"my lower back aches after {n} km" for n in range(1, 201)]
        for text in words:
            await sam.edits(written, text)
        await is_quiet(api, store)
        await sam.hears_anything(more_than=before + 1, within=10)

    assert len(sam.screen) <= before + 3
    assert sum(TOLD in message.text for message in sam.screen) == 1
    assert await lines_kept(store, 7) == ["my lower back aches after 0 km", *words]


async def test_two_hundred_edits_to_a_physio_come_in_a_few_messages(
    api: BotApi, store: Store, service: Service, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    budget = Budget(FREE, FREE, staff_group=Rate(2, 1.0))

    async with on_telegram(api, service, store, shipped, budget=budget):
        await sam.writes("I'd like to talk to a physio please")
        topic = await api.staff.topic("Sam", within=10)
        await api.staff.taps("Claim", topic, by="Tom")
        await sam.hears("Tom from our physio team has joined")
        written = await sam.writes("line 0")
        await api.staff.shows("line 0", topic)
        before, begun = len(api.staff.screen), time.monotonic()
        for number in range(1, 201):
            await sam.edits(written, f"line {number}")
        await api.staff.shows("Now: line 200", topic, within=60)

        seconds = time.monotonic() - begun

    assert len(api.staff.screen) - before < 22 + 2 * seconds  # one by one they would take a hundred seconds
