"""What a holder's words go through on their way to the runner: the guard, the relay, an edit.

Held words are kept as a note until their writer says otherwise; nothing that was held goes out by itself.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.copies import place_of
from bot.desk.board import Board
from bot.desk.timers import Timers
from bot.dialogue.guard import objection
from bot.ports import (
    Body,
    Case,
    Copy,
    Edit,
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
        line = Line(
            case.runner, Speaker.PHYSIO, message.text, now, message.message_id, message.media, physio.name, case.id
        )
        if found:
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
        elif sent is not None and sent.text != message.text:
            await self._correct(session, case, replace(sent, text=message.text), message.marks, now)
        elif kept is not None:
            await session.revise_line(case.runner, Speaker.NOTE, message.message_id, message.text, now)
            line = replace(kept, speaker=Speaker.PHYSIO, text=message.text, at=now)
            await self._send(session, case, line, _as_written(line), now)

    async def send_anyway(self, session: Session, case: Case, physio: Physio, number: str, now: datetime) -> str:
        """The holder stands by what was held; the toast to show."""
        text = self.board.wording.text
        message_id = int(number) if number.isdecimal() and len(number) < _LONGEST_NUMBER else 0
        kept = await self._line(session, case, Speaker.NOTE, message_id)
        if kept is None or not await self._was_held(session, case, message_id):
            return text("staff_toast_gone")
        if case.holder is None or case.holder.id != physio.id:
            return text("staff_toast_not_yours", holder=case.holder.name if case.holder else text("staff_nobody"))
        sent = await self._line(session, case, Speaker.PHYSIO, message_id)
        if sent is not None and sent.text == kept.text:
            return text("staff_toast_sent_already")
        await session.note_event(case.id, f"sent {message_id} all the same", physio.name, now)
        if sent is not None:
            await self._correct(session, case, replace(sent, text=kept.text), (), now)
        else:
            line = replace(kept, speaker=Speaker.PHYSIO, at=now, version=1)
            await self._send(session, case, line, _as_written(line), now)
        return text("staff_toast_sent")

    def objection(self, text: str) -> Guard | None:
        """What speaks against sending these words unasked."""
        return objection(text, self.board.knowledge.guards.values())

    async def _send(self, session: Session, case: Case, line: Line, body: Body, now: datetime) -> None:
        await session.add_line(replace(line, version=1))
        out = Outgoing(ToRunner(case.runner), body, Lane.RELAY, now, confirms=line.message_id, say_after_failure=True)
        await session.send(out)
        await self.timers.answered(session, case)

    async def _correct(self, session: Session, case: Case, line: Line, marks: tuple[Mark, ...], now: datetime) -> None:
        """Change what the runner has; say it anew where it has not arrived."""
        assert line.message_id is not None, "what staff write has a number"
        await session.revise_line(case.runner, Speaker.PHYSIO, line.message_id, line.text, now)
        there = await place_of(session, ToRunner(case.runner), line.message_id)
        correction = self.board.wording.text("physio_corrected", text=line.text)
        body: Body = Say(correction)
        if there is not None:
            body = Edit(there, line.text, marks, bool(line.media), correction)
        out = Outgoing(ToRunner(case.runner), body, Lane.RELAY, now, confirms=line.message_id, say_after_failure=True)
        await session.send(out)

    async def _keep(
        self, session: Session, case: Case, physio: Physio, message: Incoming, now: datetime, *, as_note: bool
    ) -> None:
        """Keep a version that the runner does not get."""
        speaker = Speaker.NOTE if as_note else Speaker.PHYSIO
        old = await session.revise_line(case.runner, speaker, message.message_id, message.text, now)
        if old is None:
            line = Line(
                case.runner, speaker, message.text, now, message.message_id, message.media, physio.name, case.id
            )
            await session.add_line(line)

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


def _as_written(line: Line) -> Body:
    """A line of staff's that was kept, as the runner gets it now."""
    assert line.message_id is not None, "what staff write has a number"
    return Copy(0, line.message_id) if line.media else Say(line.text)
