"""Several rows that one call sends.

The staff group may get twenty messages a minute, so lines that wait for the same topic go as one
message, in their order, each with its time; and of a card or a state that was changed several times
only the newest is sent. Alerts, files, answers, and lines with buttons or formatting stay messages of their own.
The pieces of an album go together, as an album, and each of them is a message that Telegram counts.
What became of the call is then written down for each of its rows.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.copies import looked_up
from bot.delivery import Arrived, Later, Outcome, Refused
from bot.ports import Album, Copy, Lane, Outgoing, Queued, Say, Session, ShowCard, ShowState, ToCase
from bot.telegram.render import LONGEST_TEXT, how_many, length

_MOST = 100  # lines of one message
_PIECES = 10  # of one album


@dataclass(frozen=True, slots=True)
class Bundle:
    """The rows that one call sends, in their order, and what it says."""

    rows: tuple[Queued, ...]
    outgoing: Outgoing

    @property
    def first(self) -> Queued:
        """The row that was first in its line."""
        return self.rows[0]

    @property
    def ids(self) -> set[int]:
        """Its rows' numbers."""
        return {row.id for row in self.rows}

    @property
    def messages(self) -> int:
        """How many messages Telegram counts."""
        return how_many(self.outgoing.body)


async def bundle_of(session: Session, row: Queued, zone: ZoneInfo, alone: Set[int]) -> Bundle:
    """The row, with what can go in the same call. Those that must go `alone` share it with nobody."""
    if isinstance(row.outgoing.body, ShowCard | ShowState):
        return newest_of(row, await session.waiting_alike(row))
    if row.outgoing.album and row.id not in alone:
        pieces = [replace(one, outgoing=await looked_up(session, one.outgoing)) for one in await session.album_of(row)]
        return together(pieces)
    if is_line(row) and row.id not in alone:
        behind = await session.words_behind(row, _MOST - 1)
        return merged(row, list(takewhile(lambda one: one.id not in alone, behind)), zone)
    return Bundle((row,), await looked_up(session, row.outgoing))


def newest_of(row: Queued, alike: Sequence[Queued]) -> Bundle:
    """A card or a state in its newest version; the older ones are done with it."""
    rows = tuple(one for one in alike if one.id != row.id)
    newest = max((row, *rows), key=lambda one: one.id)
    return Bundle((row, *rows), newest.outgoing)


def together(pieces: Sequence[Queued]) -> Bundle:
    """An album as one; a piece that has lost the others goes by itself."""
    first, *_ = pieces
    copies = [(one, one.outgoing.body) for one in pieces[:_PIECES] if isinstance(one.outgoing.body, Copy)]
    if len(copies) < 2:
        return Bundle((first,), first.outgoing)
    copies.sort(key=lambda piece: piece[1].message_id)  # several processes may have taken them in
    return Bundle(
        tuple(one for one, _ in copies), replace(first.outgoing, body=Album(tuple(body for _, body in copies)))
    )


def is_line(row: Queued) -> bool:
    """Whether the row is a line of a topic that may share a message with others."""
    outgoing = row.outgoing
    return (
        isinstance(outgoing.to, ToCase)
        and isinstance(outgoing.body, Say)
        and not outgoing.body.buttons
        and not outgoing.body.marks  # formatting counts from the message's first letter
        and outgoing.body.reply_to is None
        and outgoing.lane is Lane.RELAY
    )


def merged(row: Queued, behind: Sequence[Queued], zone: ZoneInfo) -> Bundle:
    """As many of the lines right behind this one as fit into one message."""
    rows, text = [row], _timed(row, zone)
    for one in behind:
        longer = f"{text}\n{_timed(one, zone)}" if is_line(one) else ""
        if not longer or length(longer) > LONGEST_TEXT:
            break
        rows.append(one)
        text = longer
    if len(rows) == 1:
        return Bundle((row,), row.outgoing)
    return Bundle(tuple(rows), replace(row.outgoing, body=Say(text)))


def outcomes(bundle: Bundle, outcome: Outcome, now: datetime) -> list[tuple[Queued, Outcome]]:
    """What the outcome of the call means for each row."""
    first, *others = bundle.rows
    match outcome:
        case Arrived(pieces=(_, *_) as pieces):
            arrived = [replace(outcome, message_id=piece, pieces=(), shown=not at) for at, piece in enumerate(pieces)]
            return list(zip(bundle.rows, arrived, strict=True))
        case Arrived():
            return [(row, outcome) for row in bundle.rows]
        case Refused() if others:
            return [(row, Later(now, "sent again, one by one")) for row in bundle.rows]
        case Later():
            return [(first, outcome), *((row, Later(outcome.until, outcome.reason)) for row in others)]
    return [(first, outcome), *((row, Later(now, "its topic has to be made first")) for row in others)]


def _timed(row: Queued, zone: ZoneInfo) -> str:
    """A line with the time at which it was written."""
    assert isinstance(row.outgoing.body, Say), "only lines are merged"
    body = row.outgoing.body
    words = f"{body.title}\n{body.text}" if body.title else body.text
    return f"{row.outgoing.at.astimezone(zone):%H:%M} {words}"
