"""Every line of every chat, in every version."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from bot.ports import Line, Speaker
from bot.storage.codec import decode_reason, encode_reason
from bot.storage.dialects import put_once
from bot.storage.tables import lines
from bot.storage.transaction import Transaction

TRANSCRIPT = select(lines).where(lines.c.runner == bindparam("runner")).order_by(lines.c.id)
SINCE = TRANSCRIPT.where(lines.c.at >= bindparam("since"))
NEWEST_VERSION = (
    select(lines)
    .where(
        lines.c.runner == bindparam("runner"),
        lines.c.speaker == bindparam("speaker"),
        lines.c.message_id == bindparam("message_id"),
    )
    .order_by(lines.c.version.desc())
    .limit(1)
)

KEEP_AS_NOTES = (
    update(lines)
    .where(
        lines.c.runner == bindparam("of_runner"),
        lines.c.speaker == Speaker.PHYSIO.value,
        lines.c.album == bindparam("of_album"),
    )
    .values(speaker=Speaker.NOTE.value)
)


class TranscriptPart:
    """The part of a session about lines."""

    _sql: Transaction

    async def add_line(self, line: Line) -> None:
        """Append to the transcript. A line that is there already stays as it is."""
        await self._sql.run(put_once(self._sql.dialect, lines), _values(line))

    async def revise_line(
        self, runner: int, speaker: Speaker, message_id: int, text: str, at: datetime, media: str = ""
    ) -> Line | None:
        """Add a version of a line; the version it replaces, or None when we never saw the line."""
        which = {"runner": runner, "speaker": speaker.value, "message_id": message_id}
        row = await self._sql.first(NEWEST_VERSION, which)
        if row is None:
            return None
        old = _line(row)
        await self.add_line(replace(old, text=text, at=at, media=media or old.media, version=old.version + 1))
        return old

    async def keep_as_notes(self, runner: int, album: str) -> None:
        """A physio's album that the runner did not get after all: its lines are notes."""
        await self._sql.run(KEEP_AS_NOTES, {"of_runner": runner, "of_album": album})

    async def transcript(self, runner: int, since: datetime | None = None) -> Sequence[Line]:
        """Every version of every line, in the order they were kept."""
        if since is None:
            rows = await self._sql.all(TRANSCRIPT, {"runner": runner})
        else:
            rows = await self._sql.all(SINCE, {"runner": runner, "since": since})
        return [_line(row) for row in rows]


def _values(line: Line) -> dict[str, Any]:
    """A line as a row."""
    return {
        "runner": line.runner,
        "speaker": line.speaker.value,
        "text": line.text,
        "at": line.at,
        "message_id": line.message_id,
        "media": line.media,
        "name": line.name,
        "case_id": line.case_id,
        "version": line.version,
        "album": line.album,
        "why": encode_reason(line.why),
    }


def _line(row: Row[Any]) -> Line:
    """A row as a line."""
    return Line(
        runner=row.runner,
        speaker=Speaker(row.speaker),
        text=row.text,
        at=row.at,
        message_id=row.message_id,
        media=row.media,
        name=row.name,
        case_id=row.case_id,
        version=row.version,
        album=row.album,
        why=decode_reason(row.why),
    )
