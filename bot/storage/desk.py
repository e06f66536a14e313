"""What cases are waiting for, and who is at the desk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, select

from bot.ports import Physio, Reminder, Waits
from bot.storage.dialects import put
from bot.storage.sqlite_connection import SHORT
from bot.storage.tables import members, reminders
from bot.storage.transaction import Transaction

MEMBERS = select(members).order_by(members.c.id)
OF_CASE = reminders.c.case_id == bindparam("of_case")
FORGET = delete(reminders).where(OF_CASE, reminders.c.kind == bindparam("of_kind")).execution_options(**{SHORT: True})
# The due time is part of the question: whoever comes second finds it changed or gone.
TAKE = FORGET.where(reminders.c.due == bindparam("was_due"))
REMINDERS = select(reminders).where(OF_CASE).order_by(reminders.c.due)
DUE = select(reminders).where(reminders.c.due <= bindparam("now")).order_by(reminders.c.due).limit(bindparam("at_most"))


class DeskPart:
    """The part of a session about reminders and the people of the staff group."""

    _sql: Transaction

    async def keep_member(self, physio: Physio) -> None:
        """Insert or replace somebody of the staff group."""
        values = {"id": physio.id, "name": physio.name, "username": physio.username}
        await self._sql.run(put(self._sql.dialect, members), values)

    async def members(self) -> Sequence[Physio]:
        """Everybody of the staff group who has written or tapped there."""
        return [Physio(row.id, row.name, row.username) for row in await self._sql.all(MEMBERS)]

    async def remind(self, reminder: Reminder) -> None:
        """Set, or set anew, the case's reminder of this kind."""
        values = {
            "case_id": reminder.case_id,
            "kind": reminder.kind.value,
            "due": reminder.due,
            "step": reminder.step,
        }
        await self._sql.run(put(self._sql.dialect, reminders), values)

    async def forget_reminder(self, case_id: int, kind: Waits) -> bool:
        """Drop it; whether there was one."""
        return await self._sql.count(FORGET, {"of_case": case_id, "of_kind": kind.value}) == 1

    async def reminders(self, case_id: int) -> Sequence[Reminder]:
        """What a case is waiting for, soonest first."""
        return [_reminder(row) for row in await self._sql.all(REMINDERS, {"of_case": case_id})]

    async def due_reminders(self, now: datetime, limit: int) -> Sequence[Reminder]:
        """What is due, oldest first."""
        return [_reminder(row) for row in await self._sql.all(DUE, {"now": now, "at_most": limit})]

    async def take_reminder(self, reminder: Reminder) -> bool:
        """Remove it as it is; False when it was changed, dropped or taken by another process."""
        values = {"of_case": reminder.case_id, "of_kind": reminder.kind.value, "was_due": reminder.due}
        return await self._sql.count(TAKE, values) == 1


def _reminder(row: Row[Any]) -> Reminder:
    return Reminder(row.case_id, Waits(row.kind), row.due, row.step)
