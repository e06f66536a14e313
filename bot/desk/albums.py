"""Albums: one thing to whoever sends it, a message for each piece to Telegram.

What becomes of one piece becomes of all: an album with one piece that must not go out stays a note as a whole.
"""

from bot.ports import Case, Line, Session, Speaker, ToRunner

NOTE = "//"  # a line that starts so is always a note


async def is_kept(session: Session, case: Case, album: str) -> bool:
    """Whether an earlier piece of this album stayed a note."""
    return bool(album) and any(line.album == album for line in await _notes(session, case))


async def pull_back(session: Session, case: Case, album: str) -> None:
    """A piece must not go out: neither do the earlier ones, which have waited for it."""
    if album and await session.drop_album(ToRunner(case.runner), album):
        await session.keep_as_notes(case.runner, album)


async def with_the_others(session: Session, case: Case, kept: Line) -> list[Line]:
    """A kept line in its newest version, with the other kept pieces of its album."""
    if not kept.album:
        return [kept]
    newest = {line.message_id: line for line in await _notes(session, case) if line.album == kept.album}
    newest[kept.message_id] = kept
    return [line for line in newest.values() if not line.text.startswith(NOTE)]


async def _notes(session: Session, case: Case) -> list[Line]:
    return [line for line in await session.transcript(case.runner, case.opened_at) if line.speaker is Speaker.NOTE]
