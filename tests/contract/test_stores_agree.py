"""Whatever is asked of them, in whatever order, the fake store and the databases answer alike."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.dialogue.conversation import Conversation
from bot.ports import (
    Body,
    CaseState,
    Destination,
    Keep,
    Lane,
    Line,
    OpenTopic,
    Outgoing,
    Physio,
    Pin,
    React,
    Reminder,
    Runner,
    Say,
    Session,
    ShowCard,
    ShowState,
    Speaker,
    Store,
    StoreError,
    StoreRefusedError,
    ToCase,
    ToRunner,
    ToStaff,
    Waits,
)
from bot.storage.outbox import name_of
from bot.storage.store import DatabaseStore, open_async_store
from tests.fakes.store import FakeStore

START = datetime(2026, 11, 22, 9, tzinfo=UTC)
RUNNERS = (1, 2, 3)
Step = Callable[[Session], Awaitable[Any]]


class Walk:
    """Picks what to ask next. Numbers stay small, so that the steps meet each other."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self.now = START

    def transaction(self) -> tuple[list[Step], bool]:
        """A few steps, and whether the block ends with an error."""
        return [self._step() for _ in range(self._dice.randint(1, 5))], self._dice.random() < 0.1

    def _step(self) -> Step:
        self.now += timedelta(seconds=self._dice.randint(0, 40_000))
        return self._dice.choice(
            [self._people, self._lines, self._cases, self._queue, self._queue, self._sender, self._sender, self._look]
        )()

    def _people(self) -> Step:
        runner, number, now = self._runner(), self._small(), self.now
        thought = now if self._dice.random() < 0.5 else None
        return self._dice.choice(
            [
                lambda s: s.first_time(f"telegram:{number}"),
                lambda s: s.keep_runner(Runner(runner, f"R{number}", reachable=number % 2 == 0)),
                lambda s: s.keep_conversation(Conversation(runner, pain=number, thought_since=thought)),
                lambda s: s.keep_conversation(Conversation(runner, pain=number, locked_by="bladder")),
                lambda s: s.unfinished(now - timedelta(hours=5), now - timedelta(hours=1)),
                lambda s: s.keep_setting(f"key{number % 2}", None if number == 3 else str(number)),
                lambda s: s.erase(runner) if number == 1 else s.runner(runner),
            ]
        )

    def _lines(self) -> Step:
        runner, number, now = self._runner(), self._small(), self.now
        speaker = self._dice.choice(list(Speaker))
        return self._dice.choice(
            [
                lambda s: s.add_line(Line(runner, speaker, f"words {number}", now, number)),
                lambda s: s.add_line(Line(runner, Speaker.BOT, "advice", now, case_id=number if number == 1 else None)),
                lambda s: s.revise_line(runner, speaker, number, "other words", now),
                lambda s: s.transcript(runner, now - timedelta(hours=20)),
            ]
        )

    def _cases(self) -> Step:
        runner, number, now = self._runner(), self._small(), self.now
        state, kind = self._dice.choice(list(CaseState)), self._dice.choice(list(Waits))

        async def change(session: Session) -> Any:
            case = await session.case(number)
            if case is None:
                return None
            holder = Physio(9, "Sam") if state is CaseState.CLAIMED else None
            closed = now if state is CaseState.CLOSED else None
            topic = number % 2 or None
            return await session.keep_case(replace(case, state=state, holder=holder, topic_id=topic, closed_at=closed))

        return self._dice.choice(
            [
                lambda s: s.open_case(runner, "asked", "because", number == 2, now),
                change,
                change,
                lambda s: s.note_event(number, state.value, "Sam", now),
                lambda s: s.case_in_topic(number),
                lambda s: s.remind(Reminder(number, kind, now, number)),
                lambda s: s.forget_reminder(number, Waits.SILENT),
                lambda s: s.take_reminder(Reminder(number, Waits.UNCLAIMED, now)),
                lambda s: s.keep_member(Physio(number, f"P{number}", "sam")),
            ]
        )

    def _queue(self) -> Step:
        to = self._destination()
        words = Say(f"words {self._small()}")
        others: list[Body] = [
            OpenTopic("Anna"),
            ShowCard("card"),
            ShowState(CaseState.OPEN, "Anna"),
            React(5, "👍"),
            Pin(5),
        ]
        body = self._dice.choice(others) if self._dice.random() < 0.4 else words
        about = self._runner() if self._dice.random() < 0.3 else None
        number = self._small() if self._dice.random() < 0.5 else None
        outgoing = Outgoing(to, body, self._dice.choice(list(Lane)), self.now, about=about, confirms=number)
        return lambda s: s.send(outgoing)

    def _sender(self) -> Step:
        row, number, now, to = self._dice.randint(1, 30), self._small(), self.now, self._destination()
        return self._dice.choice(
            [
                lambda s: s.delivered(row, number, now),
                lambda s: s.postpone(row, now + timedelta(hours=number), "later"),
                lambda s: s.set_aside(row, "never", now),
                lambda s: s.revive(row, now),
                lambda s: s.find_sent(to, number),
                lambda s: s.arrived_as(to, number),
                lambda s: s.case_of_message(number) if number == 4 else s.arrived_as(to, number),
                lambda s: s.due(now, number),
                lambda s: s.due_further(now, name_of(to), number),
                lambda s: s.bring_forward(now) if number == 4 else s.next_due(now),
            ]
        )

    def _look(self) -> Step:
        return lambda s: everything(s, self.now)

    def _runner(self) -> int:
        return self._dice.choice(RUNNERS)

    def _small(self) -> int:
        return self._dice.randint(1, 4)

    def _destination(self) -> Destination:
        places: list[Destination] = [ToRunner(self._runner()), ToCase(self._small()), ToStaff()]
        return self._dice.choice(places)


async def everything(session: Session, now: datetime) -> list[Any]:
    """All that can be asked without changing anything."""
    found: list[Any] = [await session.due(now, 100), await session.next_due(now), await session.dead_letters()]
    found += [await session.oldest_waiting(), await session.count_unsent(), await session.count_dead()]
    found += [await session.setting("key0"), await session.setting("key1")]
    for runner in RUNNERS:
        found += [await session.runner(runner), await session.conversation(runner), await session.transcript(runner)]
        found += [await session.current_case(runner), await session.latest_case(runner)]
        found += [await session.cases(runner), await session.staff_messages(runner)]
    for number in range(1, 5):
        found += [await session.case(number), await session.events(number)]
        found += [await session.reminders(number)]
    found += [await session.waiting_cases(2), await session.count_waiting(now), await session.members()]
    found += [await session.due_reminders(now, 3), await session.find_cases(["words", "2"], 2)]
    return found


async def answers(store: Store, steps: list[Step], fails: bool) -> list[Any]:
    """What a store says to the steps of one transaction."""
    said: list[Any] = []
    try:
        async with store.begin() as session:
            for step in steps:
                said.append(await step(session))
            if fails:
                raise ZeroDivisionError
    except (StoreError, ZeroDivisionError) as error:
        said.append(type(error))
    return said


NUMBERS = ("case_id_seq", "outbox_id_seq")


async def numbers(store: DatabaseStore) -> list[tuple[str, int, bool]]:
    """Which numbers PostgreSQL gives out next; the others have nothing to say."""
    if store._engine.dialect.name != "postgresql":
        return []
    async with store._engine.connect() as connection:
        found = [(name, (await connection.exec_driver_sql(f"SELECT * FROM {name}")).one()) for name in NUMBERS]
    return [(name, row.last_value, row.is_called) for name, row in found]


async def give_back(store: DatabaseStore, before: list[tuple[str, int, bool]]) -> None:
    """PostgreSQL gives no number twice, even after a transaction that failed; here it would only confuse."""
    async with store._engine.connect() as connection:
        for name, value, called in before:
            await connection.exec_driver_sql(f"SELECT setval('{name}', {value}, {str(called).lower()})")
        await connection.commit()


@pytest.mark.parametrize(
    ("kind", "seed"), [*(("sqlite", seed) for seed in range(12)), *(("postgresql", seed) for seed in range(12, 15))]
)
async def test_both_answer_alike(kind: str, seed: int, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    fake = FakeStore()
    url = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    if kind == "postgresql":
        url = await request.getfixturevalue("postgresql").emptied_database()
    real = await open_async_store(url)
    walk = Walk(seed)

    for number in range(120):
        steps, fails = walk.transaction()
        before = await numbers(real)
        said = await answers(real, steps, fails)
        assert await answers(fake, steps, fails) == said, f"transaction {number}"
        if said[-1] in (StoreError, StoreRefusedError, ZeroDivisionError):
            await give_back(real, before)
        if number % 40 == 39:
            keep = Keep(timedelta(days=2), timedelta(days=3))
            assert await fake.forget_old(walk.now, keep) == await real.forget_old(walk.now, keep)

    assert await answers(fake, [walk._look()], False) == await answers(real, [walk._look()], False)
    await real.close()
