"""Handoffs and their history."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, func, insert, or_, select, union, update

from bot.ports import Case, CaseState, Physio, Speaker
from bot.storage.dialects import lock_runner, put_once
from bot.storage.tables import CLAIMABLE, OF_STAFF, SENT_TO_CASE, UNDER_WAY, case_events, cases, lines, outbox, runners
from bot.storage.transaction import Transaction

CASE = select(cases).where(cases.c.id == bindparam("case_id"))
CURRENT = select(cases).where(cases.c.runner == bindparam("runner"), UNDER_WAY)
OF_RUNNER = select(cases).where(cases.c.runner == bindparam("runner")).order_by(cases.c.id)
LATEST = select(cases).where(cases.c.runner == bindparam("runner")).order_by(cases.c.id.desc()).limit(1)
OF_RUNNER = select(cases).where(cases.c.runner == bindparam("runner")).order_by(cases.c.id)
IN_TOPIC = select(cases).where(cases.c.topic_id == bindparam("topic_id")).order_by(cases.c.id.desc()).limit(1)
WAITING = select(cases).where(CLAIMABLE).order_by(cases.c.opened_at, cases.c.id).limit(bindparam("at_most"))
COUNT_WAITING = select(func.count(cases.c.id)).where(CLAIMABLE, cases.c.opened_at < bindparam("before"))
OF_OURS = select(outbox.c.case_id).where(SENT_TO_CASE, outbox.c.message_id == bindparam("message_id"))
OF_THEIRS = select(lines.c.case_id).where(OF_STAFF, lines.c.message_id == bindparam("message_id"))
OF_THEIRS = OF_THEIRS.where(lines.c.speaker.in_((Speaker.PHYSIO.value, Speaker.NOTE.value)))
OF_MESSAGE = select(cases).where(cases.c.id.in_(union(OF_OURS, OF_THEIRS))).order_by(cases.c.id).limit(1)
REPLACE = update(cases).where(cases.c.id == bindparam("case_id"))
EVENTS = select(case_events).where(case_events.c.case_id == bindparam("case_id")).order_by(case_events.c.id)
NEW_EVENT = insert(case_events).inline()  # inline: nobody needs the new row's number


class CasesPart:
    """The part of a session about cases."""

    _sql: Transaction
    _current: dict[int, Case | None]  # by the runner: asked for several times within a block

    async def open_case(self, runner: int, reason: str, because: str, urgent: bool, at: datetime) -> tuple[Case, bool]:
        """The runner's open case, and whether it is new. One open case per runner.

        The database itself refuses a second one, so this holds whoever else is opening one.
        """
        case, is_new = await self.current_case(runner), False
        if case is None:
            new = Case(0, runner, reason, because, CaseState.OPEN, at, urgent)
            is_new = await self._sql.count(put_once(self._sql.dialect, cases), _values(new)) == 1
            self._current.clear()
            case = await self.current_case(runner)
        assert case is not None, "either it was there or it was just made"
        return case, is_new

    async def case(self, case_id: int) -> Case | None:
        """A case by its number. Locked until the block ends, as its runner's chat is."""
        await self._lock_chat_of(CASE, {"case_id": case_id})
        return await self._one_case(CASE, {"case_id": case_id})

    async def current_case(self, runner: int) -> Case | None:
        """The runner's open or claimed case."""
        if runner not in self._current:
            self._current[runner] = await self._one_case(CURRENT, {"runner": runner})
        return self._current[runner]

    async def latest_case(self, runner: int) -> Case | None:
        """The runner's newest case, closed or not."""
        return await self._one_case(LATEST, {"runner": runner})

    async def cases(self, runner: int) -> Sequence[Case]:
        """Every case of the runner, oldest first."""
        return [_case(row) for row in await self._sql.all(OF_RUNNER, {"runner": runner})]

    async def find_cases(self, words: Sequence[str], limit: int) -> Sequence[Case]:
        """Cases whose runner's name, reason or chat holds every one of these words, newest first."""
        found = select(cases).where(*map(_holds, words)).order_by(cases.c.id.desc()).limit(limit)
        return [_case(row) for row in await self._sql.all(found)]

    async def case_in_topic(self, topic_id: int) -> Case | None:
        """The newest case whose topic this is. Locked until the block ends, as its runner's chat is."""
        await self._lock_chat_of(IN_TOPIC, {"topic_id": topic_id})
        return await self._one_case(IN_TOPIC, {"topic_id": topic_id})

    async def case_of_message(self, message_id: int) -> Case | None:
        """The case that a message of the staff group belongs to. Locked until the block ends."""
        await self._lock_chat_of(OF_MESSAGE, {"message_id": message_id})
        return await self._one_case(OF_MESSAGE, {"message_id": message_id})

    async def keep_case(self, case: Case) -> None:
        """Replace a case. One that was erased in the meantime stays erased."""
        await self._sql.run(REPLACE, {"case_id": case.id, **_values(case)})
        self._current.clear()

    async def note_event(self, case_id: int, what: str, who: str, at: datetime) -> None:
        """Who did what, for the case's history."""
        await self._sql.run(NEW_EVENT, {"case_id": case_id, "what": what, "who": who, "at": at})

    async def events(self, case_id: int) -> Sequence[tuple[datetime, str, str]]:
        """The case's history, oldest first: when, what, who."""
        return [(row.at, row.what, row.who) for row in await self._sql.all(EVENTS, {"case_id": case_id})]

    async def waiting_cases(self, limit: int) -> Sequence[Case]:
        """Cases that nobody has claimed, oldest first."""
        return [_case(row) for row in await self._sql.all(WAITING, {"at_most": limit})]

    async def count_waiting(self, before: datetime) -> int:
        """How many cases that nobody has claimed were opened before this moment."""
        return int(await self._sql.scalar(COUNT_WAITING, {"before": before}))

    async def _lock_chat_of(self, statement: Select[Any], values: dict[str, Any]) -> None:
        """Two processes must not change one case at the same moment. The chat's lock comes first everywhere."""
        lock = lock_runner(self._sql.dialect)
        if lock is not None and (row := await self._sql.first(statement, values)):
            await self._sql.run(lock, {"runner": str(row.runner)})

    async def _one_case(self, statement: Select[Any], values: dict[str, Any]) -> Case | None:
        row = await self._sql.first(statement, values)
        return _case(row) if row else None


def _holds(word: str) -> ColumnElement[bool]:
    """Whether a word stands anywhere in a case; each case looks only at its own runner's lines."""

    def has(text: ColumnElement[str]) -> ColumnElement[bool]:
        return func.lower(text).contains(word.lower(), autoescape=True)

    named = exists().where(runners.c.id == cases.c.runner, has(runners.c.name))
    said = exists().where(lines.c.runner == cases.c.runner, has(lines.c.text))
    return or_(has(cases.c.because), named, said)


def _values(case: Case) -> dict[str, Any]:
    """A case as a row, without its number: the database gives that."""
    return {
        "runner": case.runner,
        "reason": case.reason,
        "because": case.because,
        "state": case.state.value,
        "opened_at": case.opened_at,
        "urgent": case.urgent,
        "holder_id": case.holder.id if case.holder else None,
        "holder_name": case.holder.name if case.holder else None,
        "topic_id": case.topic_id,
        "card_message_id": case.card_message_id,
        "closed_at": case.closed_at,
    }


def _case(row: Row[Any]) -> Case:
    """A row as a case."""
    return Case(
        id=row.id,
        runner=row.runner,
        reason=row.reason,
        because=row.because,
        state=CaseState(row.state),
        opened_at=row.opened_at,
        urgent=row.urgent,
        holder=None if row.holder_id is None else Physio(row.holder_id, row.holder_name or ""),
        topic_id=row.topic_id,
        card_message_id=row.card_message_id,
        closed_at=row.closed_at,
    )
