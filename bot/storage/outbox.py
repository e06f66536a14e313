"""What must still be sent, what was, and what never could be.

Each destination is a queue of its own: only its first waiting row may go, so a chat keeps its order
and a slow one delays nobody else. Safety rows go before everything else in their queue, except
the row that opens the topic, without which there is nowhere to send to.
"""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Row,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

from bot.ports import (
    DeadLetter,
    Destination,
    Lane,
    OpenTopic,
    Outgoing,
    Queued,
    StoreError,
    ToCase,
    ToRunner,
    ToStaff,
)
from bot.storage.codec import decode_body, encode_body
from bot.storage.dialects import SQLITE
from bot.storage.neighbours import Alone, Neighbours
from bot.storage.tables import DEAD, WAITING, outbox
from bot.storage.transaction import Transaction
from bot.storage.wake import Bell

earlier = outbox.alias("earlier")
FIRST_IN_LINE = ~exists(
    select(literal_column("1")).where(
        earlier.c.destination == outbox.c.destination,
        earlier.c.state == literal_column("'waiting'"),
        tuple_(earlier.c.turn, earlier.c.id) < tuple_(outbox.c.turn, outbox.c.id),
    )
)

# The chat's number shares the outbox out among processes; the group with its topics is the first one's.
CHAT = case((outbox.c.destination.startswith("runner:"), func.abs(outbox.c.runner)), else_=0)
OURS = and_(
    CHAT % bindparam("parts", type_=BigInteger) == bindparam("part"),
    or_(outbox.c.holder.is_(None), outbox.c.holder == bindparam("me")),
)

SEND = insert(outbox).returning(outbox.c.id)
DUE_NOW = (
    select(outbox)
    .where(WAITING, outbox.c.due <= bindparam("now"), FIRST_IN_LINE, OURS)
    .order_by(outbox.c.lane, outbox.c.id)
    .limit(bindparam("limit"))
)
# In the order of the index, so that it ends at the first row that is first in its line.
NEXT_DUE = select(outbox.c.due).where(WAITING, FIRST_IN_LINE, OURS).order_by(outbox.c.due).limit(1)
OLDEST = select(outbox.c.queued_at).where(WAITING, outbox.c.lane == bindparam("of_lane")).order_by(outbox.c.id).limit(1)
DEAD_LETTERS = select(outbox).where(DEAD).order_by(outbox.c.id)
COUNT_DEAD = select(func.count(outbox.c.id)).where(DEAD)
ARRIVED = (
    select(outbox)
    .where(outbox.c.destination == bindparam("destination"), outbox.c.message_id == bindparam("message_id"))
    .order_by(outbox.c.id.desc())
    .limit(1)
)
PASSED_ON = (
    select(outbox.c.message_id)
    .where(
        outbox.c.destination == bindparam("destination"),
        outbox.c.confirms == bindparam("passed_on"),
        outbox.c.message_id.is_not(None),
    )
    .order_by(outbox.c.id)
    .limit(1)
)
THESE: BindParameter[int] = bindparam("rows", expanding=True)
FREE = (
    select(outbox.c.id)
    .where(outbox.c.id.in_(THESE), WAITING, or_(outbox.c.holder.is_(None), outbox.c.holder == bindparam("me")))
    .with_for_update(skip_locked=True)
)
TAKE = update(outbox).where(outbox.c.id.in_(FREE)).values(holder=bindparam("me")).returning(outbox.c.id)
THIS_ROW = update(outbox).where(outbox.c.id == bindparam("row"))
TRIED = THIS_ROW.values(attempts=outbox.c.attempts + 1, holder=None)
REVIVE = THIS_ROW.where(DEAD)
DROP = delete(outbox).where(outbox.c.id == bindparam("row"))


class OutboxPart:
    """The part of a session about the outbox."""

    _sql: Transaction
    _bell: Bell
    _neighbours: Alone | Neighbours

    async def send(self, outgoing: Outgoing) -> int:
        """Queue something to send; its row id. The sender wakes when the block ends."""
        row: int = await self._sql.scalar(SEND, _values(outgoing))
        self._sql.queued = True
        return row

    async def due(self, now: datetime, limit: int) -> Sequence[Queued]:
        """The first waiting row of each of our destinations whose time has come: by lane, then oldest first."""
        self._bell.looked()
        try:
            rows = await self._sql.all(DUE_NOW, {"now": now, "limit": limit, **self._our_share()})
        except StoreError:
            self._bell.ring()  # nobody has seen what was queued
            raise
        return [Queued(row.id, _outgoing(row), row.attempts, row.due) for row in rows]

    async def next_due(self) -> datetime | None:
        """When the next row that may go is due; None when the outbox is empty."""
        moment: datetime | None = await self._sql.scalar(NEXT_DUE, self._our_share())
        return moment

    async def take(self, rows: Sequence[int]) -> Set[int]:
        """Keep these rows from other processes; those that we have now. Alone, one has them all."""
        if self._sql.dialect == SQLITE or not rows:
            return set(rows)
        taken = await self._sql.all(TAKE, {"rows": list(rows), "me": self._neighbours.share.holder})
        return {row.id for row in taken}

    def _our_share(self) -> dict[str, int]:
        share = self._neighbours.share
        return {"me": share.holder, "part": share.part, "parts": share.parts}

    async def delivered(self, row: int, message_id: int | None, at: datetime) -> bool:
        """It arrived, as this message of the destination's chat; False when the row was erased meanwhile."""
        arrived = {"row": row, "state": "sent", "message_id": message_id, "ended_at": at}
        return await self._sql.count(TRIED, arrived) == 1

    async def drop(self, row: int) -> None:
        """Its time is over; keep nothing of it."""
        await self._sql.run(DROP, {"row": row})

    async def postpone(self, row: int, until: datetime, reason: str) -> None:
        """Try again then."""
        await self._sql.run(TRIED, {"row": row, "due": until, "reason": reason})

    async def set_aside(self, row: int, reason: str, at: datetime) -> None:
        """It can never be delivered; keep it with its reason."""
        await self._sql.run(TRIED, {"row": row, "state": "dead", "reason": reason, "ended_at": at})

    async def oldest_waiting(self) -> Mapping[Lane, datetime]:
        """When the oldest unsent row of each lane was queued."""
        found = [(lane, await self._sql.scalar(OLDEST, {"of_lane": lane.value})) for lane in Lane]
        return {lane: queued_at for lane, queued_at in found if queued_at is not None}

    async def dead_letters(self) -> Sequence[DeadLetter]:
        """What could not be delivered, oldest first."""
        rows = await self._sql.all(DEAD_LETTERS)
        return [DeadLetter(row.id, _outgoing(row), row.reason, row.ended_at) for row in rows]

    async def count_dead(self) -> int:
        """How many rows could not be delivered."""
        return int(await self._sql.scalar(COUNT_DEAD))

    async def revive(self, row: int, at: datetime) -> bool:
        """Queue a dead letter again."""
        fresh = {"row": row, "state": "waiting", "due": at, "attempts": 0, "reason": None, "ended_at": None}
        revived = await self._sql.count(REVIVE, fresh) == 1
        self._sql.queued = self._sql.queued or revived
        return revived

    async def arrived_as(self, to: Destination, passed_on: int) -> int | None:
        """The message as which the other side's message arrived there, if it did."""
        number: int | None = await self._sql.scalar(PASSED_ON, {"destination": name_of(to), "passed_on": passed_on})
        return number

    async def find_sent(self, to: Destination, message_id: int) -> Outgoing | None:
        """What we sent as this message, if we did; the newest, when a card was edited in place."""
        row = await self._sql.first(ARRIVED, {"destination": name_of(to), "message_id": message_id})
        return _outgoing(row) if row else None


def name_of(to: Destination) -> str:
    """A destination as one word."""
    match to:
        case ToRunner(runner):
            return f"runner:{runner}"
        case ToCase(case_id):
            return f"case:{case_id}"
        case ToStaff():
            return "staff"


def overtakes(outgoing: Outgoing) -> bool:
    """Whether a row goes before the others of its destination."""
    return outgoing.lane is Lane.SAFETY or isinstance(outgoing.body, OpenTopic)


def _values(outgoing: Outgoing) -> dict[str, Any]:
    """An outgoing text as a new row."""
    kind, body = encode_body(outgoing.body)
    return {
        "state": "waiting",
        "destination": name_of(outgoing.to),
        "runner": outgoing.to.runner if isinstance(outgoing.to, ToRunner) else outgoing.about,
        "case_id": outgoing.to.case_id if isinstance(outgoing.to, ToCase) else None,
        "lane": outgoing.lane.value,
        "turn": 0 if overtakes(outgoing) else 1,
        "kind": kind,
        "body": body,
        "queued_at": outgoing.at,
        "confirms": outgoing.confirms,
        "say_after_failure": outgoing.say_after_failure,
        "attempts": 0,
        "due": outgoing.at,
        "forget": outgoing.forget,
    }


def _outgoing(row: Row[Any]) -> Outgoing:
    """A row as it was queued."""
    to: Destination = ToStaff()
    about: int | None = row.runner
    if row.case_id is not None:
        to = ToCase(row.case_id)
    elif row.destination != name_of(to):
        to, about = ToRunner(row.runner), None
    return Outgoing(
        to=to,
        body=decode_body(row.kind, row.body),
        lane=Lane(row.lane),
        at=row.queued_at,
        confirms=row.confirms,
        say_after_failure=row.say_after_failure,
        about=about,
        forget=row.forget,
    )
