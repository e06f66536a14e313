"""A clock that jumps: nothing waits for an hour, and nothing is sent twice."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.ports import Lane, Outgoing, Say, Store, ToRunner
from bot.service import Service
from intents.understand import Reader
from knowledge.model import Knowledge
from tests.botapi import BotApi
from tests.fakes.recording_service import RecordingService
from tests.integration.conftest import LONDON
from tests.integration.on_telegram import on_telegram

BACK, FORWARD = timedelta(hours=-1), timedelta(days=1)


@dataclass
class JumpyClock:
    """Runs as the real one, from wherever it was set to."""

    off: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.off


async def queue(store: Store, clock: JumpyClock, *words: str) -> None:
    async with store.begin() as session:
        for text in words:
            await session.send(Outgoing(ToRunner(7), Say(text), Lane.ANSWER, clock()))


@pytest.mark.parametrize(("before", "after"), [(timedelta(), BACK), (FORWARD, timedelta()), (timedelta(), FORWARD)])
async def test_what_was_put_off_by_another_clock_is_sent_soon_and_once(
    api: BotApi, store: Store, shipped: Knowledge, before: timedelta, after: timedelta
) -> None:
    sam, clock = api.runner(7, "Sam"), JumpyClock(before)
    failing = api.fails("sendMessage", chat=7, times=2, status=502)

    async with on_telegram(api, RecordingService(store), store, shipped, clock=clock):
        await queue(store, clock, "first", "second")
        await api.until(lambda: failing.hits)
        clock.off = after
        await queue(store, clock, "third")
        await sam.hears("third")

    assert [shown.text for shown in sam.screen] == ["first", "second", "third"]


@pytest.mark.parametrize("jump", [BACK, FORWARD])
async def test_a_wait_that_telegram_asked_for_is_as_long_as_it_said(
    api: BotApi, store: Store, shipped: Knowledge, jump: timedelta
) -> None:
    sam, clock = api.runner(7, "Sam"), JumpyClock()
    told = api.fails("sendMessage", chat=7, retry_after=1)

    async with on_telegram(api, RecordingService(store), store, shipped, clock=clock):
        await queue(store, clock, "patience")
        await api.until(lambda: told.hits)
        clock.off = jump
        shown = await sam.hears("patience")

    refused, sent = (at for at, method, _ in api.calls if method == "sendMessage")
    assert 0.9 < sent - refused < 4
    assert sam.screen == [shown]


async def test_a_thought_begun_before_the_clock_was_put_back_is_answered(
    api: BotApi, store: Store, shipped: Knowledge, reader: Reader
) -> None:
    sam, clock = api.runner(7, "Sam"), JumpyClock()
    service = Service(store, shipped, reader, "uk", LONDON)

    async with on_telegram(api, service, store, shipped, clock=clock):
        await sam.writes("hi")
        await api.until(lambda: not api.waiting)
        clock.off = BACK
        await sam.hears_anything()
        clock.off = timedelta()

    assert len(sam.screen) == 1
