"""/why in a case's topic: the answer that a message stands for, and what decided it, with files and lines."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.live import lines_now
from bot.ports import Incoming, Say, SendFile, ShowCard, Store, ToCase
from bot.service import Service
from bot.storage.store import open_async_store
from intents.understand import Reader
from knowledge.lines import read_lines
from knowledge.model import Knowledge
from tests.integration.desk import SAM, TOM, Desk

SHIPPED = Path(__file__).parents[2] / "knowledge"
FIRST = "my mid back is stiff, no numbness between my legs"
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    store = await open_async_store("sqlite+aiosqlite:///:memory:")
    yield store
    await store.close()


def explaining(store: Store, knowledge: Knowledge, reader: Reader) -> Service:
    return Service(store, knowledge, reader, "uk", LONDON, waits_for_thoughts=False, lines=lambda: lines_now(SHIPPED))


@pytest.fixture
async def desk(store: Store, shipped: Knowledge, reader: Reader) -> Desk:
    """Sam has had advice, then asked for a person, and asks something more while waiting."""
    desk = Desk(explaining(store, shipped, reader), store)
    for text in (FIRST, "can I talk to a person", "how often do I stretch?"):
        await desk.runner(text)
        desk.now += timedelta(minutes=5)
    return desk


async def shown_as(desk: Desk, kind: type[Say | ShowCard | SendFile], words: str = "") -> int:
    """The message of the topic with these words."""
    case = await desk.case()
    for number in range(1, 60):
        async with desk.store.begin() as session:
            sent = await session.find_sent(ToCase(case.id), number)
        if sent and isinstance(sent.body, kind) and words in getattr(sent.body, "text", ""):
            return number
    raise AssertionError(f"nothing in the topic says: {words}")


async def why(desk: Desk, *, under: int | None = None, argument: str = "") -> str:
    start = len(desk.sent)
    case, message = await desk.case(), Incoming(777, f"/why {argument}".strip(), reply_to=under)
    await desk.service.staff_commanded(desk.key(), TOM, "why", argument, case.topic_id, desk.now, message)
    (said,) = [body for to, body in await desk.since(start) if isinstance(to, ToCase) and isinstance(body, Say)]
    assert said.reply_to == 777
    return said.text


async def test_the_topic_shows_what_the_bot_says_to_a_runner_who_waits(desk: Desk) -> None:
    posts = desk.posts(desk.sent)

    assert "Sam: how often do I stretch?" in posts
    assert any(post.startswith("Bot: ") for post in posts)


async def test_the_card_stands_for_the_answer_that_opened_the_case(desk: Desk) -> None:
    told = await why(desk, under=await shown_as(desk, ShowCard))

    assert told.startswith("Why I answered “can I talk to a person” (23 Nov 22:05)\nWhat I did: handoff.")
    assert "asked for one: “" in told
    assert "responses.yaml:" in told


@pytest.mark.parametrize("line", ["Sam: how often do I stretch?", "Bot: "])
async def test_a_line_stands_for_the_answer_to_it(desk: Desk, line: str) -> None:
    told = await why(desk, under=await shown_as(desk, Say, line))

    assert told.startswith("Why I answered “how often do I stretch?” (23 Nov 22:10)")


async def test_an_answer_from_before_the_case_is_found_by_some_words(desk: Desk, shipped: Knowledge) -> None:
    told = await why(desk, argument="mid BACK is")

    lines = read_lines(SHIPPED)
    place = lines.of("stiff_mid_back", shipped.causes["stiff_mid_back"].say.strip())
    assert told.startswith(f"Why I answered “{FIRST}” (23 Nov 22:00)")
    assert "Match: A stiff mid-back " in told
    assert "Next best: " in told
    assert "denied, “numbness between my legs”" in told
    assert "taken away by “no" in told
    assert "phrase: numb between my legs, red_flags/saddle_numbness.yaml:" in told
    assert f"\n{place} say\n" in told
    assert told.endswith(f"I knew version {shipped.version} then, and still do.")


async def test_the_transcript_and_no_message_at_all_stand_for_the_latest_answer(desk: Desk) -> None:
    await desk.tap("transcript")

    assert "how often do I stretch?" in await why(desk, under=await shown_as(desk, SendFile))
    assert "how often do I stretch?" in await why(desk)


async def test_an_alert_in_the_topic_stands_for_the_safety_text(desk: Desk) -> None:
    await desk.runner("I can't feel anything when I wipe and I can't pee")

    told = await why(desk, under=await shown_as(desk, Say, "EMERGENCY"))

    assert "What I did: emergency. Rule: sign: " in told
    assert "raised, “" in told


async def test_what_a_physio_or_nobody_has_said_has_no_reason(desk: Desk) -> None:
    await desk.tap("claim")
    await desk.runner("still there?")

    for under in (99_999, await shown_as(desk, Say, "Sam: still there?")):
        assert (await why(desk, under=under)).startswith("I have no reason to show for that.")


async def test_an_answer_from_an_earlier_version_says_so(
    desk: Desk, shipped: Knowledge, reader: Reader, store: Store
) -> None:
    desk.service = explaining(store, shipped.model_copy(update={"version": "of-old"}), reader)
    await desk.runner("how often do I stretch?")

    assert f"I knew version of-old then. The files hold {shipped.version} now" in await why(desk)


async def test_harm_by_somebody_is_explained_to_nobody(desk: Desk) -> None:
    desk.now += timedelta(minutes=1)
    await desk.runner("my partner hits me and my back hurts")

    assert "hits me" not in await why(desk)


async def test_an_erased_runners_reasons_are_gone(desk: Desk, store: Store) -> None:
    await desk.service.runner_commanded(desk.key(), SAM, "erase", "yes", desk.now)

    async with store.begin() as session:
        assert await session.transcript(SAM.id) == []


async def test_outside_a_topic_it_says_where_to_write(desk: Desk) -> None:
    (text,) = desk.to_group(await desk.command("/why", in_topic=False))

    assert text == "Write /why in a runner's topic, in answer to one of my lines."
