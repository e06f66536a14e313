"""What a holder's words go through on their way to the runner: the guard, the relay, an edit.

Held words are kept as a note until their writer says otherwise; nothing that was held goes out by itself.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from bot.copies import place_of
from bot.desk.albums import pull_back, with_the_others
from bot.desk.board import Board
from bot.desk.timers import Timers
from bot.dialogue.guard import objection
from bot.ports import (
    Body,
    Case,
    CaseState,
    Copy,
    CopyOf,
    Destination,
    Edit,
    File,
    Incoming,
    Lane,
    Line,
    Mark,
    Outgoing,
    Physio,
    Say,
    Session,
    Speaker,
    ToRunner,
)
from knowledge.model import Guard

_LONGEST_NUMBER = 16
_HELD = "held message"  # in a case's history, with the message's number
_HELD_NUMBER = re.compile(rf"^{_HELD} \d+:")


@dataclass(frozen=True, slots=True)
class Outbound:
    """The way out."""

    board: Board
    timers: Timers

    async def say(
        self, session: Session, case: Case, physio: Physio, message: Incoming, body: Body, now: datetime
    ) -> bool:
        """Pass a holder's words on as this body, or hold them once; True when passed on."""
        found = self.objection(message.text)
        line = line_of(case, Speaker.PHYSIO, physio, message, now)
        if found:
            await pull_back(session, case, message.album)
            await session.add_line(replace(line, speaker=Speaker.NOTE))
            await self._hold(session, case, physio, message.message_id, found, now)
            return False
        await self._send(session, case, line, body, now)
        return True

    async def edited(self, session: Session, case: Case, physio: Physio, message: Incoming, now: datetime) -> None:
        """A message of staff was edited: every version is kept, and the runner gets the holder's new words."""
        sent = await self._line(session, case, Speaker.PHYSIO, message.message_id)
        kept = await self._line(session, case, Speaker.NOTE, message.message_id)
        if sent is None and kept is None:
            return
        await session.note_event(case.id, "edited a message", physio.name, now)
        holds = case.holder is not None and case.holder.id == physio.id
        if not holds or (sent is None and not await self._was_held(session, case, message.message_id)):
            await self._keep(session, case, physio, message, now, as_note=sent is None)
            return
        found = self.objection(message.text)
        if found:
            await self._keep(session, case, physio, message, now, as_note=True)
            await self._hold(session, case, physio, message.message_id, found, now)
        elif sent is not None:
            line = replace(sent, text=message.text, media=message.media or sent.media)
            file = await self._new_file(session, case, message)
            if file or sent.text != message.text:
                await self._correct(session, case, line, message.marks, file, now)
        elif kept is not None:
            await session.revise_line(case.runner, Speaker.NOTE, message.message_id, message.text, now, message.media)
            await self._send_kept(session, case, replace(kept, text=message.text), now)

    async def send_anyway(self, session: Session, case: Case, physio: Physio, number: str, now: datetime) -> str:
        """The holder stands by what was held; the toast to show."""
        text = self.board.wording.text
        message_id = int(number) if number.isdecimal() and len(number) < _LONGEST_NUMBER else 0
        kept = await self._line(session, case, Speaker.NOTE, message_id)
        if kept is None or not await self._was_held(session, case, message_id):
            return text("staff_toast_old")
        if case.holder is None:
            return text("staff_toast_closed" if case.state is CaseState.CLOSED else "staff_toast_claim_first")
        if case.holder.id != physio.id:
            return text("staff_toast_not_yours", holder=case.holder.name)
        sent = await self._line(session, case, Speaker.PHYSIO, message_id)
        if sent is not None and sent.text == kept.text:
            return text("staff_toast_sent_already")
        await session.note_event(case.id, "sent a held message all the same", physio.name, now)
        if sent is not None:
            await self._correct(session, case, replace(sent, text=kept.text), (), None, now)
        else:
            await self._send_kept(session, case, kept, now)
        return text("staff_toast_sent")

    def objection(self, text: str) -> Guard | None:
        """What speaks against sending these words unasked."""
        return objection(text, self.board.knowledge.guards.values())

    async def _send(self, session: Session, case: Case, line: Line, body: Body, now: datetime) -> None:
        await session.add_line(replace(line, version=1))
        out = Outgoing(ToRunner(case.runner), body, Lane.RELAY, now, confirms=line.message_id, say_after_failure=True)
        await session.send(replace(out, album=line.album))
        await self.timers.answered(session, case)

    async def _send_kept(self, session: Session, case: Case, kept: Line, now: datetime) -> None:
        """Send what was kept as a note; of an album every piece."""
        for line in await with_the_others(session, case, kept):
            await self._send(session, case, replace(line, speaker=Speaker.PHYSIO, at=now), _as_written(line), now)

    async def _new_file(self, session: Session, case: Case, message: Incoming) -> File | None:
        """What takes the place of the picture that the runner has; None when it is the same one, or there is none."""
        to = ToRunner(case.runner)
        there = await file_sent(session, to, await session.arrived_as(to, message.message_id))
        same = there is not None and message.file is not None and there.content == message.file.content
        return None if same else message.file

    async def _correct(
        self, session: Session, case: Case, line: Line, marks: tuple[Mark, ...], file: File | None, now: datetime
    ) -> None:
        """Change what the runner has; say it anew where it has not arrived."""
        assert line.message_id is not None, "what staff write has a number"
        await session.revise_line(case.runner, Speaker.PHYSIO, line.message_id, line.text, now, line.media)
        there = await place_of(session, ToRunner(case.runner), line.message_id)
        correction = self.board.wording.text("physio_corrected", text=line.text)
        body: Body = Say(correction)
        if there is not None:
            body = Edit(there, line.text, marks, bool(line.media), correction, file)
        out = Outgoing(ToRunner(case.runner), body, Lane.RELAY, now, confirms=line.message_id, say_after_failure=True)
        await session.send(out)

    async def _keep(
        self, session: Session, case: Case, physio: Physio, message: Incoming, now: datetime, *, as_note: bool
    ) -> None:
        """Keep a version that the runner does not get."""
        speaker = Speaker.NOTE if as_note else Speaker.PHYSIO
        old = await session.revise_line(case.runner, speaker, message.message_id, message.text, now, message.media)
        if old is None:
            await session.add_line(line_of(case, speaker, physio, message, now))

    async def _hold(
        self, session: Session, case: Case, physio: Physio, message_id: int, found: Guard, now: datetime
    ) -> None:
        button = self.board.wording.button
        await session.note_event(case.id, f"{_HELD} {message_id}: {found.id}", physio.name, now)
        await self.board.post(
            session,
            case,
            self.board.wording.text("staff_held_back", why=found.why),
            now,
            button("staff_button_anyway", f"anyway:{case.id}:{message_id}"),
            button("staff_button_edit", f"edit:{case.id}:{message_id}"),
        )

    async def _was_held(self, session: Session, case: Case, message_id: int) -> bool:
        events = await session.events(case.id)
        return any(what.startswith(f"{_HELD} {message_id}:") for _, what, _ in events)

    async def _line(self, session: Session, case: Case, speaker: Speaker, message_id: int) -> Line | None:
        """The newest version of a line of staff's."""
        lines = await session.transcript(case.runner, case.opened_at)
        found = [line for line in lines if (line.speaker, line.message_id) == (speaker, message_id)]
        return max(found, key=lambda line: line.version, default=None)


def in_history(what: str) -> str:
    """An event as people read it: without the number by which a held message is found."""
    return _HELD_NUMBER.sub("held a message back:", what)


def line_of(case: Case, speaker: Speaker, physio: Physio, message: Incoming, now: datetime) -> Line:
    """What staff wrote, as a line of the transcript."""
    line = Line(case.runner, speaker, message.text, now, message.message_id, message.media, physio.name, case.id)
    return replace(line, album=message.album)


async def file_sent(session: Session, to: Destination, there: int | CopyOf | None) -> File | None:
    """The picture or paper in a message that was passed on, as far as we know."""
    sent = await session.find_sent(to, there) if isinstance(there, int) else None
    return sent.body.file if sent and isinstance(sent.body, Copy | Edit) else None


def _as_written(line: Line) -> Body:
    """A line of staff's that was kept, as the runner gets it now."""
    assert line.message_id is not None, "what staff write has a number"
    return Copy(0, line.message_id) if line.media else Say(line.text)
