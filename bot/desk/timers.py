"""What a case is waiting for: reminders are set and dropped here, as rows with a due time.

The minutes of `team.yaml` are counted while the desk is open, so nobody is reminded of Friday
evening's cases on Saturday. `bells.py` says what happens when one is due.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.dialogue import hours
from bot.ports import Case, CaseState, Reminder, Session, Waits
from knowledge.model import Team

_NO_HOURS_IN_SIGHT = timedelta(days=30)  # closed for so long: look again then


@dataclass(frozen=True, slots=True)
class Timers:
    """Sets the clocks of one team."""

    team: Team
    zone: ZoneInfo

    async def waits(self, session: Session, case: Case, now: datetime) -> None:
        """Nobody holds the case from now on: climb the ladder from its first rung."""
        await session.forget_reminder(case.id, Waits.SILENT)
        await session.forget_reminder(case.id, Waits.SNOOZE)
        await session.remind(Reminder(case.id, Waits.UNCLAIMED, self._due(now, self.ladder(case)[0])))

    async def promised(self, session: Session, case: Case, now: datetime) -> None:
        """The runner was told by when to expect an answer."""
        by = hours.answer_by(self.team, now.astimezone(self.zone))
        if by is not None:
            await session.remind(Reminder(case.id, Waits.PROMISE, by))

    async def held(self, session: Session, case: Case, now: datetime) -> None:
        """Somebody holds the case from now on, and the runner waits for their first word."""
        await session.forget_reminder(case.id, Waits.UNCLAIMED)
        await session.forget_reminder(case.id, Waits.SNOOZE)
        await self._wait_for_holder(session, case, now)

    async def runner_wrote(self, session: Session, case: Case, now: datetime) -> None:
        """The runner waits for an answer, since their first line that has none."""
        if case.state is not CaseState.CLAIMED:
            return
        if not any(one.kind is Waits.SILENT for one in await session.reminders(case.id)):
            await self._wait_for_holder(session, case, now)

    async def answered(self, session: Session, case: Case) -> None:
        """The holder has written: nobody waits."""
        await session.forget_reminder(case.id, Waits.SILENT)
        await session.forget_reminder(case.id, Waits.PROMISE)

    async def ended(self, session: Session, case: Case) -> None:
        """The case is closed: nothing rings any more."""
        for kind in Waits:
            await session.forget_reminder(case.id, kind)

    async def again(self, session: Session, reminder: Reminder, now: datetime, minutes: int) -> None:
        """Ring once more after so many minutes of opening time."""
        due = self._due(now, minutes)
        await session.remind(Reminder(reminder.case_id, reminder.kind, due, reminder.step + 1))

    async def next_working_day(self, session: Session, reminder: Reminder, now: datetime) -> None:
        """Ring again when the desk opens on another day, for as long as it takes."""
        tonight = now.astimezone(self.zone).replace(hour=23, minute=59)
        due = hours.next_opening(self.team, tonight) or now + _NO_HOURS_IN_SIGHT
        await session.remind(Reminder(reminder.case_id, reminder.kind, due, reminder.step + 1))

    def ladder(self, case: Case) -> tuple[int, ...]:
        """Minutes from the moment the case waits to each rung; shorter after a danger sign."""
        return self.team.reminders.urgent if case.urgent else self.team.reminders.waiting

    async def _wait_for_holder(self, session: Session, case: Case, now: datetime) -> None:
        due = self._due(now, self.team.reminders.silent_holder)
        await session.remind(Reminder(case.id, Waits.SILENT, due))

    def _due(self, now: datetime, minutes: int) -> datetime:
        local = now.astimezone(self.zone)
        return hours.after_open_minutes(self.team, local, minutes) or now + _NO_HOURS_IN_SIGHT
