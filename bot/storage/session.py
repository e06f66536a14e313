"""One transaction, put together from its parts, with the little that belongs to none of them."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, Delete, bindparam, delete, or_, select, union

from bot.ports import Speaker, ToStaff
from bot.storage.arrivals import ArrivalsPart
from bot.storage.cases import CasesPart
from bot.storage.desk import DeskPart
from bot.storage.dialects import put, put_once
from bot.storage.misses import MissesPart
from bot.storage.neighbours import Alone, Neighbours
from bot.storage.outbox import OutboxPart, name_of
from bot.storage.people import PeoplePart
from bot.storage.tables import (
    case_events,
    cases,
    conversations,
    handled_updates,
    lines,
    outbox,
    reminders,
    runners,
    settings,
)
from bot.storage.transaction import Transaction
from bot.storage.transcript import TranscriptPart
from bot.storage.wake import Bell

SETTING = select(settings.c.value).where(settings.c.key == bindparam("name"))
FORGET_SETTING = delete(settings).where(settings.c.key == bindparam("name"))

TO_STAFF = name_of(ToStaff())
THEIRS: BindParameter[int] = bindparam("runner")
THEIR_CASES = select(cases.c.id).where(cases.c.runner == THEIRS)
# Every table that holds something about a runner, those that point at others first.
ERASE: tuple[Delete, ...] = (
    delete(outbox).where(or_(outbox.c.runner == THEIRS, outbox.c.case_id.in_(THEIR_CASES)), ~outbox.c.forget),
    delete(reminders).where(reminders.c.case_id.in_(THEIR_CASES)),
    delete(case_events).where(case_events.c.case_id.in_(THEIR_CASES)),
    delete(lines).where(lines.c.runner == THEIRS),
    delete(cases).where(cases.c.runner == THEIRS),
    delete(conversations).where(conversations.c.runner == THEIRS),
    delete(runners).where(runners.c.id == THEIRS),
)
# What stands in the staff group outside any topic: alerts, and all of a case that never had one.
THEIR_HOMELESS_CASES = THEIR_CASES.where(cases.c.topic_id.is_(None))
IN_THE_GROUP = union(
    select(outbox.c.message_id).where(outbox.c.runner == THEIRS, outbox.c.destination == TO_STAFF),
    select(outbox.c.message_id).where(outbox.c.case_id.in_(THEIR_HOMELESS_CASES)),
    select(lines.c.message_id).where(
        lines.c.case_id.in_(THEIR_HOMELESS_CASES), lines.c.speaker.in_((Speaker.PHYSIO.value, Speaker.NOTE.value))
    ),
)


class DatabaseSession(PeoplePart, TranscriptPart, CasesPart, DeskPart, MissesPart, OutboxPart, ArrivalsPart):
    """One transaction. Everything in it is on disk when the block ends, or nothing is."""

    def __init__(
        self, transaction: Transaction, bell: Bell, neighbours: Alone | Neighbours, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(transaction)
        self._bell = bell
        self._neighbours = neighbours
        self._clock = clock

    async def first_time(self, update: str) -> bool:
        """Record that this update is handled; False when it was handled before."""
        values = {"key": update, "at": self._clock()}
        return await self._sql.count(put_once(self._sql.dialect, handled_updates), values) == 1

    async def setting(self, key: str) -> str | None:
        """A small thing to remember, such as the linked staff group."""
        value: str | None = await self._sql.scalar(SETTING, {"name": key})
        return value

    async def keep_setting(self, key: str, value: str | None) -> None:
        """Replace it; None forgets it."""
        if value is None:
            await self._sql.run(FORGET_SETTING, {"name": key})
        else:
            await self._sql.run(put(self._sql.dialect, settings), {"key": key, "value": value})

    async def staff_messages(self, runner: int) -> Sequence[int]:
        """Messages about the runner in the staff group that no topic of theirs holds."""
        found = await self._sql.all(IN_THE_GROUP, {"runner": runner})
        return sorted(row.message_id for row in found if row.message_id is not None)

    async def erase(self, runner: int) -> int:
        """Remove everything kept about a runner, but what an earlier erase has yet to do; how many rows went."""
        return sum([await self._sql.count(statement, {"runner": runner}) for statement in ERASE])
