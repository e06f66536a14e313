"""What happens when a case has waited long enough.

A reminder is taken in the same transaction as what it causes is saved, under the case's lock. So it
rings once, in one process, and a process that dies while it rings leaves it to the next.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot import card
from bot.desk.board import Board
from bot.desk.claims import Claims
from bot.desk.snooze import Snooze
from bot.desk.timers import Timers
from bot.dialogue import hours
from bot.dialogue.replies import Say
from bot.ports import Case, CaseState, Lane, Outgoing, Reminder, Session, ToRunner, Waits


@dataclass(frozen=True, slots=True)
class Bells:
    """Rings what is due."""

    board: Board
    claims: Claims
    timers: Timers
    snooze: Snooze

    async def ring(self, session: Session, reminder: Reminder, now: datetime) -> None:
        """Do what this reminder is for, unless somebody else was faster."""
        case = await session.case(reminder.case_id)
        if case is None or not await session.take_reminder(reminder):
            return
        match reminder.kind:
            case Waits.UNCLAIMED:
                await self._unclaimed(session, case, reminder, now)
            case Waits.SILENT:
                await self._silent(session, case, reminder, now)
            case Waits.PROMISE:
                await self._promise(session, case, now)
            case Waits.SNOOZE:
                await self.snooze.ring(session, case, now)
            case _:
                assert_never(reminder.kind)

    async def _unclaimed(self, session: Session, case: Case, reminder: Reminder, now: datetime) -> None:
        """Remind the group; on the last rung call one person by name, then once each working day."""
        if case.state is not CaseState.OPEN:
            return
        ladder = self.timers.ladder(case)
        last = reminder.step >= len(ladder) - 1
        runner = await self.board.runner_of(session, case)
        told = {
            "runner": runner.name,
            "time": hours.length_in_words(now - case.opened_at),
            "why": card.reason_in_words(case.reason, self.board.knowledge),
        }
        person = await self._last_person(session, case, told["time"], now) if last else ""
        key = "staff_waits_urgent" if case.urgent else "staff_waits"
        words = self.board.wording.text(key, **told)
        claim = self.board.wording.button("staff_button_claim", f"claim:{case.id}")
        await self.board.tell_group(session, case, f"{person}: {words}" if person else words, now, claim)
        await session.note_event(case.id, "reminded the group" if not person else f"called {person}", "bot", now)
        if last:
            await self.timers.next_working_day(session, reminder, now)
        else:
            await self.timers.again(session, reminder, now, ladder[reminder.step + 1] - ladder[reminder.step])

    async def _last_person(self, session: Session, case: Case, time: str, now: datetime) -> str:
        """How the last person is called; whoever has started a chat with the bot is written to as well."""
        team = self.board.knowledge.team
        person = next((one for one in team.people if one.name == team.reminders.last_to), None)
        if person is None:
            return ""
        username = (person.telegram or "").removeprefix("@").casefold()
        found = [one for one in await session.members() if one.username.casefold() == username]
        for member in found[:1] if username else ():
            words = self.board.wording.text("staff_waits_private", time=time)
            await session.send(Outgoing(ToRunner(member.id), Say(words), Lane.RELAY, now, about=case.runner))
        return person.telegram or person.name

    async def _silent(self, session: Session, case: Case, reminder: Reminder, now: datetime) -> None:
        """Remind the holder; as long again, and the case is offered to all."""
        if case.state is not CaseState.CLAIMED or case.holder is None:
            return
        if reminder.step:
            await self.claims.offer_again(session, case, now)
            return
        runner = await self.board.runner_of(session, case)
        holder = await self.board.called(session, case.holder)
        minutes = self.timers.team.reminders.silent_holder
        words = self.board.wording.text("staff_silent", holder=holder, runner=runner.name)
        await self.board.post(session, case, words, now)
        await session.note_event(case.id, f"reminded {case.holder.name}", "bot", now)
        await self.timers.again(session, reminder, now, minutes)

    async def _promise(self, session: Session, case: Case, now: datetime) -> None:
        """The runner was told a time, and nobody has answered by then: tell them honestly."""
        if case.state is CaseState.CLOSED:
            return
        ahead = await session.count_waiting(case.opened_at) if case.state is CaseState.OPEN else None
        when = self.board.wording.when(self.board.local(now), ahead)
        await self.board.tell_runner(session, case, Say(self.board.wording.text("promise_slipped", when=when)), now)
        await session.note_event(case.id, "told the runner that it takes longer", "bot", now)
        await self.board.post(session, case, self.board.wording.text("staff_promise_slipped"), now)
        await self.timers.promised(session, case, now)
