"""Forgetting what has been kept long enough, a little at a time.

- A chat that has been quiet for long loses its transcript, what was noted from it and, without a
  case, the runner's name. What keeps exercises from a runner until a physio has checked stays, and so
  does everything of a chat whose case is under way.
- A case that has been closed for long goes with its notes, its history and its alerts.
- What runners wrote, kept without names where the team wants it, goes after its own time.
- What was sent, or never could be, goes as soon as a quiet chat would. The alerts that all staff got stay as
  long as cases: an erase must find them.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Delete, and_, bindparam, delete, exists, func, select

from bot.dialogue.conversation import Conversation
from bot.dialogue.memory import after_long_quiet
from bot.ports import Keep, Speaker, ToStaff
from bot.storage.outbox import name_of
from bot.storage.people import PeoplePart
from bot.storage.tables import (
    UNDER_WAY,
    case_events,
    cases,
    conversations,
    handled_updates,
    kept_messages,
    lines,
    outbox,
    reminders,
    runners,
)
from bot.storage.transaction import Transaction

CHATS_A_STEP = 50
CASES_A_STEP = 20
ROWS_A_STEP = 500
# Telegram offers an update again for a day at most; a week leaves room for a clock that is wrong.
UPDATES_KEPT = timedelta(days=7)

BEFORE: BindParameter[datetime] = bindparam("before")
RUNNER: BindParameter[int] = bindparam("runner")

OLD_CASES = (
    select(cases.c.id).where(cases.c.closed_at < BEFORE, ~UNDER_WAY).order_by(cases.c.closed_at).limit(CASES_A_STEP)
)
THESE: BindParameter[int] = bindparam("these", expanding=True)
# Those that point at others first.
FORGET_CASES: tuple[Delete, ...] = (
    delete(outbox).where(outbox.c.case_id.in_(THESE)),
    delete(lines).where(lines.c.case_id.in_(THESE)),
    delete(case_events).where(case_events.c.case_id.in_(THESE)),
    delete(reminders).where(reminders.c.case_id.in_(THESE)),
    delete(cases).where(cases.c.id.in_(THESE)),
)

NEXT_CHATS = (
    select(lines.c.runner, func.max(lines.c.at).label("newest"))
    .where(lines.c.runner > bindparam("after"))
    .group_by(lines.c.runner)
    .order_by(lines.c.runner)
    .limit(CHATS_A_STEP)
)
QUIET: BindParameter[int] = bindparam("quiet", expanding=True)
# A case that is under way needs its transcript; staff's notes belong to the case and stay with it.
IN_HAND = select(cases.c.runner).where(cases.c.runner.in_(QUIET), UNDER_WAY)
FORGET_LINES = delete(lines).where(
    lines.c.runner.in_(QUIET), lines.c.runner.not_in(IN_HAND), lines.c.speaker != Speaker.NOTE.value
)

NEXT_RUNNERS = select(runners.c.id).where(runners.c.id > bindparam("after")).order_by(runners.c.id).limit(CHATS_A_STEP)
WITHOUT_WORDS = ~exists().where(lines.c.runner == runners.c.id, lines.c.speaker != Speaker.NOTE.value)
WITHOUT_A_CASE = ~exists().where(cases.c.runner == runners.c.id)
NO_CASE_UNDER_WAY = ~exists().where(cases.c.runner == runners.c.id, UNDER_WAY)
FORGOTTEN = select(runners.c.id).where(runners.c.id.in_(THESE), WITHOUT_WORDS, NO_CASE_UNDER_WAY)
FORGET_CONVERSATION = delete(conversations).where(conversations.c.runner == RUNNER)
FORGET_RUNNER = delete(runners).where(runners.c.id == RUNNER, WITHOUT_A_CASE)

AN_ALERT = and_(outbox.c.destination == name_of(ToStaff()), outbox.c.runner.is_not(None))
OLD_SENT = select(outbox.c.id).where(outbox.c.ended_at < BEFORE, ~AN_ALERT).limit(ROWS_A_STEP)
OLD_ALERTS = select(outbox.c.id).where(outbox.c.ended_at < BEFORE, AN_ALERT).limit(ROWS_A_STEP)
FORGET_SENT = delete(outbox).where(outbox.c.id.in_(OLD_SENT))
FORGET_ALERTS = delete(outbox).where(outbox.c.id.in_(OLD_ALERTS))
OLD_UPDATES = select(handled_updates.c.key).where(handled_updates.c.at < BEFORE).limit(ROWS_A_STEP)
FORGET_UPDATES = delete(handled_updates).where(handled_updates.c.key.in_(OLD_UPDATES))
OLD_MESSAGES = select(kept_messages.c.id).where(kept_messages.c.at < BEFORE).limit(ROWS_A_STEP)
FORGET_MESSAGES = delete(kept_messages).where(kept_messages.c.id.in_(OLD_MESSAGES))
FIRST = -(2**62)  # before every number; Telegram's numbers of groups are negative


class Sweep:
    """One round through everything that may be forgotten; remembers where it is between steps."""

    def __init__(self, now: datetime, keep: Keep) -> None:
        self._quiet_since = now - keep.chats
        self._cases_since = now - keep.cases
        self._messages_since = now - keep.messages
        self._updates_since = now - UPDATES_KEPT
        self._after = FIRST
        self._steps: list[Callable[[Transaction], Awaitable[bool]]] = [
            self._forget_cases,
            self._forget_lines,
            self._forget_people,
            self._forget_sent,
            self._forget_alerts,
            self._forget_messages,
            self._forget_updates,
        ]
        self.removed = 0

    @property
    def done(self) -> bool:
        """Whether there is nothing left to do in this round."""
        return not self._steps

    async def step(self, sql: Transaction) -> None:
        """Do a little; the next kind of thing comes when this one is finished."""
        if await self._steps[0](sql):
            del self._steps[0]
            self._after = FIRST

    async def _forget_cases(self, sql: Transaction) -> bool:
        old = [row.id for row in await sql.all(OLD_CASES, {"before": self._cases_since})]
        if old:
            self.removed += sum([await sql.count(statement, {"these": old}) for statement in FORGET_CASES])
        return len(old) < CASES_A_STEP

    async def _forget_lines(self, sql: Transaction) -> bool:
        chats = await sql.all(NEXT_CHATS, {"after": self._after})
        quiet = [chat.runner for chat in chats if chat.newest < self._quiet_since]
        if quiet:
            self.removed += await sql.count(FORGET_LINES, {"quiet": quiet})
        if chats:
            self._after = chats[-1].runner
        return len(chats) < CHATS_A_STEP

    async def _forget_people(self, sql: Transaction) -> bool:
        """What was noted about those whose words are gone."""
        known = [row.id for row in await sql.all(NEXT_RUNNERS, {"after": self._after})]
        for runner in await self._forgotten(sql, known):
            await self._forget_person(sql, runner)
        if known:
            self._after = known[-1]
        return len(known) < CHATS_A_STEP

    async def _forgotten(self, sql: Transaction, these: Sequence[int]) -> Sequence[int]:
        return [row.id for row in await sql.all(FORGOTTEN, {"these": these})] if these else []

    async def _forget_person(self, sql: Transaction, runner: int) -> None:
        people = PeoplePart(sql)
        chat = await people.conversation(runner)
        if not await self._forgotten(sql, [runner]):
            return  # they wrote just before their chat was locked
        left = after_long_quiet(chat)
        if left == Conversation(runner):
            self.removed += await sql.count(FORGET_CONVERSATION, {"runner": runner})
        elif left != chat:
            await people.keep_conversation(left)
        self.removed += await sql.count(FORGET_RUNNER, {"runner": runner})

    async def _forget_sent(self, sql: Transaction) -> bool:
        return await self._forget_rows(sql, FORGET_SENT, self._quiet_since)

    async def _forget_alerts(self, sql: Transaction) -> bool:
        return await self._forget_rows(sql, FORGET_ALERTS, self._cases_since)

    async def _forget_messages(self, sql: Transaction) -> bool:
        return await self._forget_rows(sql, FORGET_MESSAGES, self._messages_since)

    async def _forget_updates(self, sql: Transaction) -> bool:
        return await self._forget_rows(sql, FORGET_UPDATES, self._updates_since)

    async def _forget_rows(self, sql: Transaction, statement: Delete, before: datetime) -> bool:
        removed = await sql.count(statement, {"before": before})
        self.removed += removed
        return removed < ROWS_A_STEP
