"""What must still be sent, what was, and what never could be.

Each destination is a queue of its own: only its first waiting row may go, so a chat keeps its order
and a slow one delays nobody else. Safety rows go before everything else in their queue, except
the row that opens the topic, without which there is nowhere to send to, and a card that is new there. A
card or a state that is only brought up to date gives way to words, and a reaction waits for nothing but
other reactions.

Looking for what may go costs the same with a hundred thousand waiting rows as with a hundred: the
oldest rows of each lane are looked at every time, and all destinations in turn, a few at a time.
"""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Executable,
    Integer,
    Row,
    ScalarSelect,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    distinct,
    exists,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
    update,
)

from bot.ports import (
    ALBUM_PAUSE,
    EVERYTHING,
    Backlog,
    DeadLetter,
    Destination,
    Lane,
    OpenTopic,
    Outgoing,
    Pin,
    Queued,
    Reach,
    React,
    ShowCard,
    ShowState,
    StoreError,
    ToCase,
    ToRunner,
    ToStaff,
)
from bot.storage.codec import NAMES, decode_body, encode_body
from bot.storage.dialects import SQLITE
from bot.storage.neighbours import Alone, Neighbours
from bot.storage.tables import DEAD, WAITING, outbox
from bot.storage.transaction import Transaction
from bot.storage.wake import Bell

_FRONT = 500  # rows of each lane that are looked at every time, the oldest ones
_FAR = timedelta(minutes=1)  # nothing is put off for longer, so what is due later was put off by a wrong clock


class Turn(IntEnum):
    """What goes first within one destination."""

    OVERTAKES = 0  # safety texts, the row that opens the topic, and the card that is new there
    WORDS = 1
    GIVES_WAY = 2  # a card or a state that is brought up to date
    ASIDE = 3  # reactions and pins: they wait for nobody, and nobody waits for them


earlier = outbox.alias("earlier")
FIRST_IN_LINE = ~exists(
    select(literal_column("1")).where(
        earlier.c.destination == outbox.c.destination,
        earlier.c.state == literal_column("'waiting'"),
        tuple_(earlier.c.turn, earlier.c.id) < tuple_(outbox.c.turn, outbox.c.id),
        or_(outbox.c.turn != int(Turn.ASIDE), earlier.c.turn == int(Turn.ASIDE)),
    )
)

# The chat's number shares the outbox out among processes; the group with its topics is the first one's.
FOR_RUNNERS = outbox.c.destination.startswith("runner:")
CHAT = case((FOR_RUNNERS, func.abs(outbox.c.runner)), else_=0)
OURS = and_(
    CHAT % bindparam("parts", type_=BigInteger) == bindparam("part"),
    or_(outbox.c.holder.is_(None), outbox.c.holder == bindparam("me")),
)

SEND = insert(outbox).returning(outbox.c.id)
# Of rows never tried only an album's pieces wait for their time. All others are due whatever it says: the clock
# may have been put back since.
HAS_A_TIME = or_(outbox.c.attempts > 0, outbox.c.album != literal_column("''"))
ITS_TIME_HAS_COME = or_(outbox.c.due <= bindparam("now"), ~HAS_A_TIME)
FRONT = union_all(
    *(
        select(
            select(outbox.c.id)
            .where(WAITING, outbox.c.lane == lane.value)
            .order_by(outbox.c.id)
            .limit(_FRONT)
            .subquery()
            .c.id
        )
        for lane in Lane
    )
).subquery("front")
DUE_NOW = (
    select(outbox)
    .select_from(FRONT.join(outbox, outbox.c.id == FRONT.c.id))
    .where(WAITING, ITS_TIME_HAS_COME, FIRST_IN_LINE, OURS)
    .order_by(outbox.c.lane, outbox.c.id)
    .limit(bindparam("limit"))
)
NO_WORDS_TO_STAFF = or_(FOR_RUNNERS, outbox.c.lane == int(Lane.SAFETY), outbox.c.turn == int(Turn.ASIDE))
DUE_TO_RUNNERS = DUE_NOW.where(NO_WORDS_TO_STAFF)
DUE_SAFETY = (
    select(outbox)
    .where(WAITING, outbox.c.lane == literal_column(str(Lane.SAFETY.value)), ITS_TIME_HAS_COME, FIRST_IN_LINE, OURS)
    .order_by(outbox.c.id)
    .limit(bindparam("limit"))
)


def _next_line(after: ColumnElement[str]) -> ScalarSelect[str]:
    """The next destination for which something waits."""
    further = outbox.c.destination > after
    return (
        select(outbox.c.destination).where(WAITING, further).order_by(outbox.c.destination).limit(1).scalar_subquery()
    )


def _first_of(line: ColumnElement[str], *which: ColumnElement[bool]) -> ScalarSelect[int]:
    """The row of a destination that goes first."""
    theirs = select(outbox.c.id).where(WAITING, outbox.c.destination == line, *which)
    return theirs.order_by(outbox.c.turn, outbox.c.id).limit(1).scalar_subquery()


# From one destination to the next by the index, without touching the rows in between.
LINE = select(_next_line(bindparam("after", type_=Text)).label("destination"), literal(1).label("number")).cte(
    "line", recursive=True
)
LINE = LINE.union_all(
    select(_next_line(LINE.c.destination), LINE.c.number + 1).where(
        LINE.c.destination.is_not(None), LINE.c.number < bindparam("lines", type_=Integer)
    )
)
LINES = select(
    LINE.c.destination,
    _first_of(LINE.c.destination).label("first"),
    _first_of(LINE.c.destination, outbox.c.turn == int(Turn.ASIDE)).label("aside"),
).where(LINE.c.destination.is_not(None))
THESE: BindParameter[int] = bindparam("rows", expanding=True)
DUE_OF_THESE = (
    select(outbox).where(outbox.c.id.in_(THESE), WAITING, ITS_TIME_HAS_COME, OURS).order_by(outbox.c.lane, outbox.c.id)
)
NEXT_DUE = select(outbox.c.due).where(WAITING, outbox.c.due > bindparam("now"), HAS_A_TIME, OURS)
NEXT_DUE = NEXT_DUE.order_by(outbox.c.due).limit(1)
BRING_FORWARD = update(outbox).where(WAITING, outbox.c.due > bindparam("far")).values(due=bindparam("at_once"))
BEHIND = (
    select(outbox)
    .where(
        WAITING,
        outbox.c.destination == bindparam("destination"),
        outbox.c.turn == int(Turn.WORDS),
        outbox.c.id > bindparam("row"),
    )
    .order_by(outbox.c.id)
    .limit(bindparam("limit"))
)
ALIKE = (
    select(outbox)
    .where(WAITING, outbox.c.destination == bindparam("destination"), outbox.c.kind == bindparam("kind"))
    .order_by(outbox.c.id)
)
OF_ALBUM = and_(WAITING, outbox.c.destination == bindparam("of_destination"), outbox.c.album == bindparam("of_album"))
ALBUM = select(outbox).where(OF_ALBUM).order_by(outbox.c.id)
WAIT_FOR_ONE_MORE = update(outbox).where(OF_ALBUM).values(due=bindparam("one_more_by"))
DROP_ALBUM = delete(outbox).where(OF_ALBUM)
OLDEST = select(outbox.c.queued_at).where(WAITING, outbox.c.lane == bindparam("of_lane")).order_by(outbox.c.id).limit(1)
COUNT_UNSENT = select(outbox.c.lane, func.count(outbox.c.id).label("number")).where(WAITING).group_by(outbox.c.lane)
# Of a card or a state that was changed several times only the newest is sent.
NEWEST_ALONE = outbox.c.kind.in_([NAMES[ShowCard], NAMES[ShowState]])
WHAT_IS_SHOWN = case((NEWEST_ALONE, outbox.c.destination + outbox.c.kind), else_=cast(outbox.c.id, Text))
GROUP_BACKLOG = (
    select(
        outbox.c.lane,
        func.count(distinct(WHAT_IS_SHOWN)).label("number"),
        func.min(outbox.c.queued_at).label("oldest"),
    )
    .where(WAITING, ~FOR_RUNNERS, outbox.c.turn != int(Turn.ASIDE))
    .group_by(outbox.c.lane)
)
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
        if outgoing.album:
            await self._sql.run(
                WAIT_FOR_ONE_MORE,
                {**_album(outgoing.to, outgoing.album), "one_more_by": outgoing.at + ALBUM_PAUSE},
            )
        self._sql.queued = True
        return row

    async def due(self, now: datetime, limit: int, reach: Reach = EVERYTHING) -> Sequence[Queued]:
        """The first waiting row of our destinations, among the oldest rows of each lane: by lane, then oldest first."""
        self._bell.looked()
        try:
            everything = DUE_NOW if reach.words_to_staff else DUE_TO_RUNNERS
            return await self._due(DUE_SAFETY if reach.only_safety else everything, {"now": now, "limit": limit})
        except StoreError:
            self._bell.ring()  # nobody has seen what was queued
            raise

    async def due_further(self, now: datetime, after: str, lines: int) -> tuple[Sequence[Queued], str]:
        """The same for the next destinations after this one, and the last one looked at: "" after all of them."""
        found = await self._sql.all(LINES, {"after": after, "lines": lines})
        last = found[-1].destination if len(found) == lines else ""
        ids = [number for line in found for number in (line.first, line.aside) if number is not None]
        return await self._due(DUE_OF_THESE, {"now": now, "rows": ids}) if ids else [], last

    async def next_due(self, now: datetime) -> datetime | None:
        """When the next row that was put off is due; None when none was."""
        moment: datetime | None = await self._sql.scalar(NEXT_DUE, {"now": now, **self._our_share()})
        return moment

    async def bring_forward(self, now: datetime) -> int:
        """Rows that were put off absurdly far, by a clock that was wrong, are due now; how many."""
        return await self._sql.count(BRING_FORWARD, {"at_once": now, "far": now + _FAR})

    async def words_behind(self, row: Queued, limit: int) -> Sequence[Queued]:
        """What else waits for the same destination after this row, in order; cards and reactions left out."""
        where = {"destination": name_of(row.outgoing.to), "row": row.id, "limit": limit}
        return [_queued(one) for one in await self._sql.all(BEHIND, where)]

    async def waiting_alike(self, row: Queued) -> Sequence[Queued]:
        """Every row with the same kind of body that waits for the same destination, oldest first."""
        where = {"destination": name_of(row.outgoing.to), "kind": NAMES[type(row.outgoing.body)]}
        return [_queued(one) for one in await self._sql.all(ALIKE, where)]

    async def album_of(self, row: Queued) -> Sequence[Queued]:
        """Every piece of the row's album that waits for the same destination, in order."""
        where = _album(row.outgoing.to, row.outgoing.album)
        return [_queued(one) for one in await self._sql.all(ALBUM, where)]

    async def drop_album(self, to: Destination, album: str) -> int:
        """Its pieces that still wait must not go there; how many did."""
        return await self._sql.count(DROP_ALBUM, _album(to, album))

    async def take(self, rows: Sequence[int]) -> Set[int]:
        """Keep these rows from other processes; those that we have now. Alone, one has them all."""
        if isinstance(self._neighbours, Alone):
            self._neighbours.sending.update(rows)
        if self._sql.dialect == SQLITE or not rows:
            return set(rows)
        taken = await self._sql.all(TAKE, {"rows": list(rows), "me": self._neighbours.share.holder})
        return {row.id for row in taken}

    async def _due(self, statement: Executable, values: Mapping[str, Any]) -> Sequence[Queued]:
        return [_queued(row) for row in await self._sql.all(statement, {**values, **self._our_share()})]

    def _our_share(self) -> dict[str, int]:
        share = self._neighbours.share
        return {"me": share.holder, "part": share.part, "parts": share.parts}

    async def delivered(self, row: int, message_id: int | None, at: datetime) -> bool:
        """It arrived, as this message of the destination's chat; False when the row was erased meanwhile."""
        arrived = {"row": row, "state": "sent", "message_id": message_id, "ended_at": at}
        return await self._ended(TRIED, arrived) == 1

    async def drop(self, row: int) -> None:
        """Its time is over; keep nothing of it."""
        await self._ended(DROP, {"row": row})

    async def postpone(self, row: int, until: datetime, reason: str) -> None:
        """Try again then."""
        await self._ended(TRIED, {"row": row, "due": until, "reason": reason})

    async def set_aside(self, row: int, reason: str, at: datetime) -> None:
        """It can never be delivered; keep it with its reason."""
        await self._ended(TRIED, {"row": row, "state": "dead", "reason": reason, "ended_at": at})

    async def _ended(self, statement: Executable, values: Mapping[str, Any]) -> int:
        """The row is no longer being sent; how many rows there were to say so of."""
        if isinstance(self._neighbours, Alone):
            self._neighbours.sending.discard(values["row"])
        return await self._sql.count(statement, values)

    async def oldest_waiting(self) -> Mapping[Lane, datetime]:
        """When the oldest unsent row of each lane was queued."""
        found = [(lane, await self._sql.scalar(OLDEST, {"of_lane": lane.value})) for lane in Lane]
        return {lane: queued_at for lane, queued_at in found if queued_at is not None}

    async def count_unsent(self) -> Mapping[Lane, int]:
        """How many rows wait in each lane."""
        return {Lane(row.lane): row.number for row in await self._sql.all(COUNT_UNSENT)}

    async def group_backlog(self) -> Mapping[Lane, Backlog]:
        """What waits for the staff group and its topics, by lane; reactions left out."""
        found = await self._sql.all(GROUP_BACKLOG)
        return {Lane(row.lane): Backlog(row.number, row.oldest) for row in found}

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


def _album(to: Destination, album: str) -> dict[str, str]:
    return {"of_destination": name_of(to), "of_album": album}


def turn_of(outgoing: Outgoing) -> Turn:
    """A row's place among the others of its destination."""
    match outgoing.body:
        case React() | Pin():
            return Turn.ASIDE
        case OpenTopic():
            return Turn.OVERTAKES
        case ShowCard() if outgoing.lane is Lane.ANSWER:
            return Turn.OVERTAKES
        case _ if outgoing.lane is Lane.SAFETY:
            return Turn.OVERTAKES
        case ShowCard() | ShowState() if outgoing.lane is Lane.CARD:
            return Turn.GIVES_WAY
    return Turn.WORDS


def _values(outgoing: Outgoing) -> dict[str, Any]:
    """An outgoing text as a new row."""
    kind, body = encode_body(outgoing.body)
    return {
        "state": "waiting",
        "destination": name_of(outgoing.to),
        "runner": outgoing.to.runner if isinstance(outgoing.to, ToRunner) else outgoing.about,
        "case_id": outgoing.to.case_id if isinstance(outgoing.to, ToCase) else None,
        "lane": outgoing.lane.value,
        "turn": int(turn_of(outgoing)),
        "kind": kind,
        "body": body,
        "queued_at": outgoing.at,
        "confirms": outgoing.confirms,
        "say_after_failure": outgoing.say_after_failure,
        "attempts": 0,
        "due": outgoing.at,
        "forget": outgoing.forget,
        "album": outgoing.album,
    }


def _queued(row: Row[Any]) -> Queued:
    """A row as the sender sees it."""
    return Queued(row.id, _outgoing(row), row.attempts, row.due)


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
        album=row.album,
    )
