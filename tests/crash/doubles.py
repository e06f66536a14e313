"""What came twice, and whether a kill explains it.

A call whose outcome nobody could write down any more is made again after the next start: that is the one reason
for which words may come twice. So a message that no row of the outbox knows as its own must have come shortly
before a kill at which its row still waited in the store, and no other process may have sent it before that kill.
"""

import json
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.botapi import Shown

Rows = Callable[[str], Awaitable[list[tuple[object, ...]]]]
# Between a call's effect and the moment when the bot can know of it, on a busy machine.
ON_ITS_WAY = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class Kill:
    """The end of a process."""

    at: float
    over: float  # from now on only the next process sends
    unwritten: frozenset[int]  # the rows that waited in the store: of what became of them it knew nothing


@dataclass(frozen=True, slots=True)
class Written:
    """A row of the outbox, as it stands after all."""

    row: int
    message_id: int
    body: str
    text: str  # as the message shows it, when it was sent alone
    attempts: int  # outcomes that were written down
    at: float  # when the last one was


@dataclass(frozen=True, slots=True)
class Double:
    """A message whose words came again."""

    first: Shown
    problem: str = ""
    unknown: float = 0.0  # seconds between the message and the kill that explains it


async def written_down(rows: Rows, staff: int, wall_minus_steady: float) -> dict[tuple[int, int], list[Written]]:
    """What the outbox says has arrived: the rows of each message of each chat."""
    found: dict[tuple[int, int], list[Written]] = {}
    query = "select id, destination, message_id, body, attempts, ended_at from outbox where message_id is not null"
    for row, destination, message_id, body, attempts, ended in await rows(query):
        kind, _, number = str(destination).partition(":")
        chat = int(number) if kind == "runner" else staff
        at = _moment(ended).timestamp() - wall_minus_steady
        one = Written(_int(row), _int(message_id), str(body), _text(str(body)), _int(attempts), at)
        found.setdefault((chat, one.message_id), []).append(one)
    return found


def doubles(
    places: Iterable[tuple[str, Sequence[Shown]]],
    written: Mapping[tuple[int, int], Collection[Written]],
    kills: Sequence[Kill],
) -> Iterator[Double]:
    """Every message that was not the last with its words in its place, and what is wrong about it."""
    moments = sorted(one.at for rows in written.values() for one in rows)
    for words, shown in places:
        if len(shown) > 1:
            yield from _of_one(words, shown, written, kills, moments)


def _of_one(
    words: str,
    shown: Sequence[Shown],
    written: Mapping[tuple[int, int], Collection[Written]],
    kills: Sequence[Kill],
    moments: Sequence[float],
) -> Iterator[Double]:
    *earlier, last = shown
    known = {one.message_id: _rows_with(words, one, written.get((one.chat, one.message_id), ())) for one in shown}
    known[last.message_id] = known[last.message_id] or _overtaken(last, written)
    rows = {row.row: row for found in known.values() for row in found}
    for one, again in zip(earlier, shown[1:], strict=True):
        kill = next((kill for kill in kills if kill.over > one.at), None)
        if known[one.message_id]:
            yield Double(one, f"sent twice by rows {sorted(rows)}")
        elif not known[last.message_id]:
            yield Double(one, "of the last one nothing is written down")
        elif kill is None or again.at < kill.over:
            attempts = [row.attempts for row in rows.values()]
            yield Double(one, f"sent twice by one process, {attempts} outcomes written down")
        elif not rows.keys() & kill.unwritten:
            yield Double(one, f"sent again though rows {sorted(rows)} were done")
        elif late := [at - one.at for at in moments if one.at + ON_ITS_WAY < at < kill.at]:
            yield Double(one, f"not written down when others were, {late[0]:.2f} s later")
        else:
            yield Double(one, unknown=max(0.0, kill.at - one.at))


def _rows_with(words: str, shown: Shown, rows: Collection[Written]) -> list[Written]:
    """Of the rows that one message holds those with these words; a card in all its versions is one message."""
    return list(rows) if words == shown.html else [row for row in rows if words in row.body]


def _overtaken(shown: Shown, written: Mapping[tuple[int, int], Collection[Written]]) -> list[Written]:
    """The rows of a card that a newer version of it was sent in place of."""
    theirs = (row for (chat, _), rows in written.items() if chat == shown.chat for row in rows)
    return [row for row in theirs if row.text == shown.text]


def _text(body: str) -> str:
    said = json.loads(body)
    return "\n".join(filter(None, (said.get("title"), said.get("text")))).strip()


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value


def _moment(value: object) -> datetime:
    """SQLite keeps a moment as text, in UTC."""
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)
