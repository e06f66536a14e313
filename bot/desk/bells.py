"""What happens when a case has waited long enough.

A reminder is taken in the same transaction as what it causes is saved, under the case's lock. So it
rings once, in one process, and a process that dies while it rings leaves it to the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from bot import card
from bot.desk.board import Board
from bot.desk.claims import Claims
from bot.desk.snooze import Snooze
from bot.desk.timers import Timers
from bot.dialogue import hours
from bot.dialogue.replies import Say
from bot.ports import Case, CaseState, Lane, Outgoing, Reminder, Session, ToRunner, ToStaff, Waits


@dataclass(frozen=True, slots=True)
class Bells:
    """Rings what is due."""

    board: Board
    claims: Claims
    timers: Timers
    snooze: Snooze

    async def ring(self, session: Session, reminders: Sequence[Reminder], now: datetime) -> None:
        """Do what these are for, unless somebody else was faster. Several are of cases that nobody has claimed."""
        reminder = reminders[0]
        if reminder.kind is Waits.UNCLAIMED:
            await self._unclaimed(session, reminders, now)
            return
        case = await session.case(reminder.case_id)
        if case is None or not await session.take_reminder(reminder):
            return
        match reminder.kind:
            case Waits.SILENT:
                await self._silent(session, case, reminder, now)
            case Waits.PROMISE:
                await self._promise(session, case, now)
            case Waits.SNOOZE:
                await self.snooze.ring(session, case, now)
            case _:
                assert_never(reminder.kind)

    async def _unclaimed(self, session: Session, reminders: Sequence[Reminder], now: datetime) -> None:
        """Cases that nobody has claimed, in one message: many become due at once when the desk opens.

        They are locked in the order of their numbers, so that two processes never wait for each other.
        """
        waiting: list[tuple[Case, Reminder]] = []
        for reminder in sorted(reminders, key=lambda one: one.case_id):
            case = await session.case(reminder.case_id)
            if case and await session.take_reminder(reminder) and case.state is CaseState.OPEN:
                waiting.append((case, reminder))
        calm = [one for one in waiting if not one[0].urgent]
        for together in (*([one] for one in waiting if one[0].urgent), *([calm] if calm else [])):
            await self._remind_group(session, together, now)

    async def _remind_group(self, session: Session, waiting: Sequence[tuple[Case, Reminder]], now: datetime) -> None:
        """One message; somebody is called by name when one of the cases is on its last rung."""
        last = [case for case, reminder in waiting if self._is_last(case, reminder)]
        cases = sorted((case for case, _ in waiting), key=lambda case: case.opened_at)
        time = hours.length_in_words(now - min(case.opened_at for case in last or cases))
        person = await self._last_person(session, last[0], time, now) if last else ""
        say = await self._told(session, cases, now)
        say = replace(say, text=f"{person}: {say.text}") if person else say
        about = cases[0].runner if len(cases) == 1 else None
        await session.send(Outgoing(ToStaff(), say, Lane.RELAY, now, about=about))
        for case, reminder in waiting:
            await session.note_event(case.id, f"called {person}" if person else "reminded the group", "bot", now)
            await self._climb(session, case, reminder, now)

    async def _told(self, session: Session, cases: Sequence[Case], now: datetime) -> Say:
        """One case with the button to claim it, or a list of them."""
        wording = self.board.wording
        if len(cases) > 1:
            return self.board.listed(wording.text("staff_wait_many", number=str(len(cases))), cases, now)
        (case,) = cases
        words = wording.text(
            "staff_waits_urgent" if case.urgent else "staff_waits",
            runner=(await self.board.runner_of(session, case)).name,
            time=hours.length_in_words(now - case.opened_at),
            why=card.reason_in_words(case.reason, self.board.knowledge),
        )
        way = (wording.button("staff_button_topic", f"topic:{case.topic_id}"),) if case.topic_id else ()
        return Say(words, buttons=(wording.button("staff_button_claim", f"claim:{case.id}"), *way))

    def _is_last(self, case: Case, reminder: Reminder) -> bool:
        return reminder.step >= len(self.timers.ladder(case)) - 1

    async def _climb(self, session: Session, case: Case, reminder: Reminder, now: datetime) -> None:
        """To the next rung; after the last one, once each working day."""
        ladder = self.timers.ladder(case)
        if self._is_last(case, reminder):
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
        when = self.board.wording.when(self.board.local(now), hours.Expectation(ahead))
        await self.board.tell_runner(session, case, Say(self.board.wording.text("promise_slipped", when=when)), now)
        await session.note_event(case.id, "told the runner that it takes longer", "bot", now)
        await self.board.post(session, case, self.board.wording.text("staff_promise_slipped"), now)
        await self.timers.promised(session, case, now)
