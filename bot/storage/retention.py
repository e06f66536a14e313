"""Forgetting what has been kept long enough, a little at a time."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, bindparam, delete, func, select

from bot.ports import Speaker
from bot.storage.tables import UNDER_WAY, cases, handled_updates, lines, outbox
from bot.storage.transaction import Transaction

CHATS_A_STEP = 50
ROWS_A_STEP = 500
# Telegram offers an update again for a day at most; a week leaves room for a clock that is wrong.
UPDATES_KEPT = timedelta(days=7)

BEFORE: BindParameter[datetime] = bindparam("before")
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
OLD_SENT = select(outbox.c.id).where(outbox.c.ended_at < BEFORE).limit(ROWS_A_STEP)
FORGET_SENT = delete(outbox).where(outbox.c.id.in_(OLD_SENT))
OLD_UPDATES = select(handled_updates.c.key).where(handled_updates.c.at < BEFORE).limit(ROWS_A_STEP)
FORGET_UPDATES = delete(handled_updates).where(handled_updates.c.key.in_(OLD_UPDATES))


class Sweep:
    """One round through everything that may be forgotten; remembers where it is between steps."""

    def __init__(self, now: datetime, keep: timedelta) -> None:
        self._quiet_since = now - keep
        self._updates_since = now - UPDATES_KEPT
        self._after = -(2**62)  # Telegram's numbers of groups are negative
        self._steps: list[Callable[[Transaction], Awaitable[bool]]] = [
            self._forget_lines,
            self._forget_sent,
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

    async def _forget_lines(self, sql: Transaction) -> bool:
        chats = await sql.all(NEXT_CHATS, {"after": self._after})
        quiet = [chat.runner for chat in chats if chat.newest < self._quiet_since]
        if quiet:
            self.removed += await sql.count(FORGET_LINES, {"quiet": quiet})
        if chats:
            self._after = chats[-1].runner
        return len(chats) < CHATS_A_STEP

    async def _forget_sent(self, sql: Transaction) -> bool:
        removed = await sql.count(FORGET_SENT, {"before": self._quiet_since})
        self.removed += removed
        return removed < ROWS_A_STEP

    async def _forget_updates(self, sql: Transaction) -> bool:
        removed = await sql.count(FORGET_UPDATES, {"before": self._updates_since})
        self.removed += removed
        return removed < ROWS_A_STEP
