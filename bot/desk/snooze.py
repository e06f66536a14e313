"""Putting a case aside until a time, or until the runner writes more than thanks.

A case is put aside while it has a reminder to wake it; nothing else has to be remembered.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.board import Board, put_aside_until
from bot.desk.timers import Timers
from bot.dialogue.hours import moment_in_words
from bot.dialogue.moments import moment_meant
from bot.ports import Case, CaseState, Physio, Reminder, Session, Waits

UNTIL_THEY_WRITE = "until they write"
_AT_THE_LONGEST = timedelta(days=90)
_CHOICES = (("staff_button_2h", "2h"), ("staff_button_tomorrow", "tomorrow"), ("staff_button_week", "1 week"))


@dataclass(frozen=True, slots=True)
class Snooze:
    """Puts cases aside and wakes them."""

    board: Board
    timers: Timers

    async def snooze(self, session: Session, case: Case, physio: Physio, until: str, now: datetime) -> str:
        """Put the case aside; without a time, ask until when. The toast to show."""
        text = self.board.wording.text
        if case.state is CaseState.CLOSED:
            return text("staff_toast_closed")
        if case.holder is None:
            return text("staff_toast_claim_first")
        if case.holder.id != physio.id:
            return text("staff_toast_not_yours", holder=case.holder.name)
        if not until:
            await self._ask(session, case, now)
            return ""
        local = self.board.local(now)
        waits = until == UNTIL_THEY_WRITE
        moment = local + _AT_THE_LONGEST if waits else moment_meant(until, self.timers.team, local)
        if moment is None or moment > local + _AT_THE_LONGEST:
            return text("staff_snooze_how")
        said = text("staff_until_they_write") if waits else moment_in_words(moment, local)
        await session.remind(Reminder(case.id, Waits.SNOOZE, moment))
        await session.forget_reminder(case.id, Waits.SILENT)
        await session.note_event(case.id, f"snoozed: {said}", physio.name, now)
        words = "staff_snoozed_until_they_write" if waits else "staff_snoozed"
        await self.board.post(session, case, text(words, name=physio.name, until=said), now)
        await self.board.show_all(session, case, await session.conversation(case.runner), now)
        return text("staff_toast_snoozed")

    async def runner_wrote(self, session: Session, case: Case, now: datetime) -> None:
        """More than thanks wakes the case."""
        if await put_aside_until(session, case) is None:
            return
        await session.forget_reminder(case.id, Waits.SNOOZE)
        await self._wake(session, case, "staff_woken_by_runner", now)

    async def ring(self, session: Session, case: Case, now: datetime) -> None:
        """The time has come."""
        if case.state is CaseState.CLAIMED:
            await self._wake(session, case, "staff_woken", now)

    async def _ask(self, session: Session, case: Case, now: datetime) -> None:
        button = self.board.wording.button
        choices = [button(label, f"snooze:{case.id}:{until}") for label, until in _CHOICES]
        choices.append(button("staff_button_until", f"snooze:{case.id}:{UNTIL_THEY_WRITE}"))
        await self.board.post(session, case, self.board.wording.text("staff_snooze_until"), now, *choices)

    async def _wake(self, session: Session, case: Case, key: str, now: datetime) -> None:
        holder = await self.board.called(session, case.holder) if case.holder else ""
        runner = await self.board.runner_of(session, case)
        await session.note_event(case.id, "woken", runner.name if key == "staff_woken_by_runner" else "bot", now)
        await self.board.post(session, case, self.board.wording.text(key, holder=holder, runner=runner.name), now)
        await self.board.show_all(session, case, await session.conversation(case.runner), now)
