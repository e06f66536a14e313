"""A claim that holds: one holder, whoever taps, and a way on when the holder is silent."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.ports import CaseState, Incoming, Physio, React
from bot.service import Service
from bot.storage.store import open_async_store
from intents.understand import Reader
from knowledge.model import Knowledge
from tests.integration.desk import ANN, SAM, TOM, Desk

LASTING = "my lower back has hurt for 5 months"
MONDAY_TEN = timedelta(hours=12)  # after the desk's own start on Monday night: Tuesday at ten


@pytest.fixture(params=["sqlite", "postgresql"])
async def desks(
    request: pytest.FixtureRequest, tmp_path: Path, shipped: Knowledge, reader: Reader
) -> AsyncIterator[list[Desk]]:
    """Two processes on one PostgreSQL database; on SQLite one process, which is all it allows."""
    if request.param == "sqlite":
        stores = [await open_async_store(f"sqlite+aiosqlite:///{tmp_path}/bot.db")] * 2
    else:
        url = await request.getfixturevalue("postgresql").emptied_database()
        stores = [await open_async_store(url), await open_async_store(url)]
    zone = ZoneInfo("Europe/London")
    yield [Desk(Service(store, shipped, reader, "uk", zone, waits_for_thoughts=False), store) for store in stores]
    for store in stores:
        await store.close()


async def test_two_taps_in_the_same_instant_make_one_holder(desks: list[Desk]) -> None:
    here, there = desks
    await here.runner(LASTING)
    there.count = 500

    for who in (Physio(number, f"Physio {number}") for number in range(1, 5)):
        toasts = await asyncio.gather(here.tap("claim", who), there.tap("claim", Physio(who.id + 50, "Other")))
        holder = (await here.case()).holder
        assert holder is not None
        assert sorted("was first" in toast or "holds" in toast for toast in toasts) == [False, True]
        await here.tap("release", holder)

    history = await here.history()
    assert sum(event.startswith("claimed") for event in history) == 4


async def test_whatever_is_done_at_once_one_physio_holds_the_chat(desks: list[Desk]) -> None:
    await desks[0].runner(LASTING)
    (case, now), dice = (await desks[0].case(), desks[0].now), random.Random(7)
    people = [Physio(number, f"P{number}") for number in range(10, 15)]
    verbs = ("claim", "takeover", "release", "close", "transfer", "transfer", "write", "ring", "runner")

    async def act(number: int) -> None:
        service, who = desks[number % 2].service, dice.choice(people)
        match dice.choice(verbs):
            case "write":
                await service.staff_wrote(f"{number}", who, case.topic_id, Incoming(2000 + number, "hello"), now)
            case "runner":
                await service.runner_wrote(f"{number}", SAM, Incoming(3000 + number, "a physio please"), now)
            case "ring":
                await service.ring_due(now + timedelta(hours=dice.randint(0, 50)))
            case verb:
                to = dice.choice(people).name if verb == "transfer" else ""
                await service.staff_commanded(f"{number}", who, verb, to, case.topic_id, now)

    for batch in range(0, 56, 8):
        await asyncio.gather(*map(act, range(batch, batch + 8)))

    held = [event for event in await desks[0].history() if event.startswith(("claimed", "taken over", "handed on"))]
    joined = [text for text in desks[0].to_runner(await desks[0].drain()) if "has joined" in text]
    assert len(held) > 5
    assert [text.split()[0] for text in joined] == [_new_holder(event) for event in held]


def _new_holder(event: str) -> str:
    """Whom an event such as "claimed (Tom)" or "handed on to Ann (Tom)" made the holder."""
    what, _, who = event.rstrip(")").partition(" (")
    return what.removeprefix("handed on to ") if what.startswith("handed on") else who


async def test_a_reminder_rings_in_one_process_alone(desks: list[Desk]) -> None:
    here, there = desks
    await here.runner(LASTING)
    later = here.now + timedelta(hours=12)

    await asyncio.gather(*(desk.service.ring_due(later) for desk in (here, there, here, there)))

    assert sum(event.startswith("reminded the group") for event in await here.history()) == 1


async def test_the_holder_is_told_when_a_colleague_takes_over(desk: Desk) -> None:
    await desk.runner(LASTING)
    await desk.tap("claim", TOM)
    start = len(desk.sent)

    await desk.tap("takeover", ANN)

    assert any("@tom_physio" in post and "Ann" in post for post in desk.posts(desk.sent[start:]))
    assert desk.to_runner(await desk.physio("Tom again", TOM)) == []
    assert desk.to_runner(await desk.physio("Hello, Ann here", ANN)) == ["Hello, Ann here"]


async def test_a_colleagues_line_gets_a_reaction_that_says_it_is_a_note(desk: Desk) -> None:
    await desk.runner(LASTING)
    await desk.tap("claim", TOM)

    sent = await desk.physio("ask about her shoes", ANN)

    assert any(isinstance(body, React) and body.emoji == "✍" for body in desk.to_case(sent))


async def test_transfer_hands_the_case_to_a_colleague_by_name(desk: Desk) -> None:
    await desk.runner(LASTING)
    await desk.physio("// I know this one", ANN)
    await desk.tap("claim", TOM)

    sent = await desk.command("/transfer ann")

    assert (await desk.case()).holder == ANN
    assert any("Ann from our physio team has joined" in text for text in desk.to_runner(sent))
    assert "handed on to Ann (Tom)" in await desk.history()


async def test_transfer_finds_a_colleague_by_their_name_in_telegram(desk: Desk) -> None:
    await desk.runner(LASTING)
    await desk.physio("hm", TOM)
    await desk.tap("claim", ANN)

    await desk.command("/transfer @Tom_Physio", ANN)

    assert (await desk.case()).holder == TOM


async def test_transfer_to_nobody_known_changes_nothing_and_says_so(desk: Desk) -> None:
    await desk.runner(LASTING)
    await desk.tap("claim", TOM)

    sent = await desk.command("/transfer @nobody")

    assert (await desk.case()).holder == TOM
    assert any("nobody" in post for post in desk.posts(sent))


async def test_transfer_without_a_name_says_who_is_known(desk: Desk) -> None:
    await desk.runner(LASTING)
    await desk.tap("claim", ANN)
    await desk.tap("claim", TOM)

    sent = await desk.command("/transfer", ANN)

    assert desk.posts(sent) == ["Write who takes it, for instance /transfer @name. I know: Tom."]


async def test_only_the_holder_puts_a_case_back(desk: Desk) -> None:
    await desk.runner(LASTING)
    await desk.tap("claim", TOM)

    toast = await desk.tap("release", ANN)

    assert "Tom holds this chat" in toast
    assert (await desk.case()).holder == TOM


async def test_only_the_holder_hands_a_case_on(desk: Desk) -> None:
    await desk.runner(LASTING)
    await desk.tap("claim", TOM)

    await desk.command("/transfer ann", ANN)

    assert (await desk.case()).holder == TOM


async def test_a_silent_holder_is_reminded_then_the_case_is_offered_to_all_again(desk: Desk) -> None:
    desk.now += MONDAY_TEN
    await desk.runner(LASTING)
    await desk.tap("claim", TOM)
    await desk.physio("Hi, where is it sore?")
    await desk.runner("on the left, and it is worse after hills")

    too_early = await desk.later(minutes=59)
    reminded = await desk.later(minutes=1)
    offered = await desk.later(minutes=60)

    assert desk.posts(too_early) == []
    assert any("@tom_physio" in post for post in desk.posts(reminded))
    assert (await desk.case()).state is CaseState.OPEN
    assert any("anyone can claim" in text for text in desk.to_group(offered))
    assert any("stepped away" in text for text in desk.to_runner(offered))


async def test_a_holder_who_answers_is_not_reminded(desk: Desk) -> None:
    desk.now += MONDAY_TEN
    await desk.runner(LASTING)
    await desk.tap("claim", TOM)
    await desk.runner("it is worse after hills")
    await desk.physio("Thanks, tell me more")

    sent = await desk.later(hours=5)

    assert desk.posts(sent) == []
    assert (await desk.case()).holder == TOM


async def test_thanks_alone_does_not_wait_for_an_answer(desk: Desk) -> None:
    desk.now += MONDAY_TEN
    await desk.runner(LASTING)
    await desk.tap("claim", TOM)
    await desk.physio("Rest for two days, then try again")
    await desk.runner("great, thanks")

    sent = await desk.later(hours=3)

    assert desk.posts(sent) == []


async def test_a_night_does_not_count_as_the_holders_silence(desk: Desk) -> None:
    desk.now += MONDAY_TEN + timedelta(hours=6, minutes=30)
    await desk.runner(LASTING)
    await desk.tap("claim", TOM)

    assert desk.posts(await desk.later(hours=14)) == []
    assert any("waiting for your answer" in post for post in desk.posts(await desk.later(hours=3)))
