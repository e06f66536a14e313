"""What is on its way, and which message it may be once it is there.

A row's message has no number until Telegram has answered and the sender has written it down. Which rows are
being sent is what their holder says where several processes send; alone, the process knows it by itself.
"""

from collections.abc import Set

from sqlalchemy import BindParameter, and_, bindparam, or_, select

from bot.ports import Destination, ToRunner, ToStaff
from bot.storage.neighbours import Alone, Neighbours
from bot.storage.outbox import ARRIVED, FOR_RUNNERS, name_of
from bot.storage.tables import HELD, SENT_TO_CASE, WAITING, outbox
from bot.storage.transaction import Transaction

COMING = select(outbox.c.id).where(
    WAITING, outbox.c.destination == bindparam("destination"), outbox.c.confirms == bindparam("passed_on")
)
ARRIVED_IN_A_TOPIC = select(outbox.c.id).where(SENT_TO_CASE, outbox.c.message_id == bindparam("message_id"))
THERE = or_(outbox.c.destination == bindparam("destination"), and_(bindparam("in_group"), ~FOR_RUNNERS))
THESE: BindParameter[int] = bindparam("rows", expanding=True)
SENT_BY_US = select(outbox.c.id).where(outbox.c.id.in_(THESE), WAITING, THERE)
SENT_BY_ANY = select(outbox.c.id).where(HELD, WAITING, THERE)


class ArrivalsPart:
    """The part of a session about what is on its way."""

    _sql: Transaction
    _neighbours: Alone | Neighbours

    async def is_coming(self, to: Destination, passed_on: int) -> bool:
        """Whether the other side's message still waits to be passed on there."""
        where = {"destination": name_of(to), "passed_on": passed_on}
        return await self._sql.first(COMING, where) is not None

    async def may_be(self, runner: int | None, message_id: int) -> Set[int]:
        """Rows that are being sent and may be this message of the runner's chat, or of the staff group."""
        chat = name_of(ToStaff() if runner is None else ToRunner(runner))
        if await self._sql.first(ARRIVED, {"destination": chat, "message_id": message_id}):
            return frozenset()
        if runner is None and await self._sql.first(ARRIVED_IN_A_TOPIC, {"message_id": message_id}):
            return frozenset()
        there = {"destination": chat, "in_group": runner is None}
        if isinstance(self._neighbours, Alone):
            found = await self._sql.all(SENT_BY_US, {**there, "rows": list(self._neighbours.sending)})
        else:
            found = await self._sql.all(SENT_BY_ANY, there)
        return {row.id for row in found}
