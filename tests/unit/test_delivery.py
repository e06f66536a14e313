"""What became of a row, written down."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import Arrived, Later, Outcome, Refused, TopicGone, TopicMade, Unreachable, settle
from bot.ports import (
    Body,
    Case,
    CaseState,
    Destination,
    Lane,
    OpenTopic,
    Outgoing,
    Pin,
    Queued,
    React,
    Runner,
    Say,
    ShowCard,
    ShowState,
    Store,
    ToCase,
    ToRunner,
    ToStaff,
)
from knowledge.model import Knowledge
from tests.fakes.store import FakeStore

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
SAM = Runner(7, "Sam")


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


async def open_case(store: Store) -> Case:
    async with store.begin() as session:
        await session.keep_runner(SAM)
        case, _ = await session.open_case(7, "p1", "it has lasted", False, NOW)
        return case


async def row(store: Store, to: Destination, body: Body, **more: object) -> Queued:
    async with store.begin() as session:
        number = await session.send(Outgoing(to, body, Lane.RELAY, NOW, **more))  # type: ignore[arg-type]
        return next(one for one in await session.due(NOW, 99) if one.id == number)


async def end(store: Store, row: Queued, outcome: Outcome, knowledge: Knowledge) -> list[Outgoing]:
    """Settle it; what waits to be sent then."""
    async with store.begin() as session:
        await settle(session, row, outcome, NOW, knowledge.responses.say)
    async with store.begin() as session:
        return [one.outgoing for one in await session.due(NOW + timedelta(hours=1), 99)]


async def test_what_arrived_is_done(store: FakeStore, shipped: Knowledge) -> None:
    sent = await row(store, ToRunner(7), Say("hello"))

    assert await end(store, sent, Arrived(55), shipped) == []
    async with store.begin() as session:
        assert await session.find_sent(ToRunner(7), 55) == sent.outgoing


async def test_a_physio_s_message_that_arrived_gets_its_reaction(store: FakeStore, shipped: Knowledge) -> None:
    case = await open_case(store)
    sent = await row(store, ToRunner(7), Say("hello"), confirms=501)

    (waiting,) = await end(store, sent, Arrived(55), shipped)

    assert (waiting.to, waiting.body) == (ToCase(case.id), React(501, "👍"))


async def test_a_topic_made_for_a_message_is_kept_and_the_message_still_waits(
    store: FakeStore, shipped: Knowledge
) -> None:
    case = await open_case(store)
    sent = await row(store, ToCase(case.id), Say("hello"))

    assert await end(store, sent, TopicMade(31), shipped) == [sent.outgoing]
    async with store.begin() as session:
        found = await session.case_in_topic(31)
    assert found
    assert found.id == case.id


async def test_a_topic_that_was_asked_for_is_done_once_made(store: FakeStore, shipped: Knowledge) -> None:
    case = await open_case(store)

    assert await end(store, await row(store, ToCase(case.id), OpenTopic("Sam")), TopicMade(31), shipped) == []


async def test_a_lost_topic_is_forgotten_and_its_card_sent_again(store: FakeStore, shipped: Knowledge) -> None:
    case = await open_case(store)
    await end(store, await row(store, ToCase(case.id), OpenTopic("Sam")), TopicMade(31), shipped)
    (pin,) = await end(store, await row(store, ToCase(case.id), ShowCard("The card")), Arrived(77), shipped)
    sent = await row(store, ToCase(case.id), Say("hello"))

    await end(store, sent, TopicGone(), shipped)

    async with store.begin() as session:
        kept = await session.case(case.id)
        await session.delivered(sent.id, 78, NOW)
        waiting = await session.due(NOW, 9)
    assert kept
    assert (kept.topic_id, kept.card_message_id) == (None, None)
    assert pin.body == Pin(77)
    assert [one.outgoing.body for one in waiting if one.outgoing != pin] == [ShowCard("The card")]


async def test_a_blocked_runner_is_marked_and_the_topic_told_once(store: FakeStore, shipped: Knowledge) -> None:
    case = await open_case(store)

    (told,) = await end(store, await row(store, ToRunner(7), Say("one")), Unreachable("blocked"), shipped)
    async with store.begin() as session:
        (news,) = await session.due(NOW, 9)
    (shown,) = await end(store, news, Arrived(80), shipped)
    left = await end(store, await row(store, ToRunner(7), Say("two")), Unreachable("blocked"), shipped)

    assert told.to == ToCase(case.id)
    assert shown.body == ShowState(CaseState.OPEN, "", unreachable=True)
    assert left == [shown], "nothing new"
    async with store.begin() as session:
        runner = await session.runner(7)
    assert runner
    assert not runner.reachable


async def test_a_physio_who_waits_is_told_every_time(store: FakeStore, shipped: Knowledge) -> None:
    await open_case(store)

    for count in (1, 2):
        sent = await row(store, ToRunner(7), Say("how are you?"), say_after_failure=True)
        await end(store, sent, Unreachable("blocked"), shipped)
        async with store.begin() as session:
            assert len(await session.dead_letters()) == count


async def test_news_of_a_refusal_never_makes_more_news_without_end(store: FakeStore, shipped: Knowledge) -> None:
    case = await open_case(store)

    (told,) = await end(store, await row(store, ToCase(case.id), Say("x")), Refused("too long"), shipped)
    assert told.to == ToStaff()
    assert isinstance(told.body, Say)
    assert "too long" in told.body.text

    async with store.begin() as session:
        (news,) = await session.due(NOW, 9)
    assert await end(store, news, Refused("too long"), shipped) == []


async def test_what_cannot_go_now_waits_and_staff_are_told_what_to_mend(store: FakeStore, shipped: Knowledge) -> None:
    case = await open_case(store)
    sent = await row(store, ToCase(case.id), OpenTopic("Sam"))

    later = Later(NOW + timedelta(minutes=1), "not enough rights", "staff_topics_needed")
    waiting = await end(store, sent, later, shipped)

    assert {type(one.body) for one in waiting} == {OpenTopic, Say}
    async with store.begin() as session:
        assert [one.outgoing.to for one in await session.due(NOW, 9)] == [ToStaff()]
