"""What staff look up: a case's history, who waits, and the team's own cases by their words."""

from dataclasses import dataclass
from datetime import datetime

from bot import card
from bot.desk.board import Board
from bot.dialogue.hours import length_in_words
from bot.dialogue.replies import Button, Say
from bot.ports import Case, CaseState, Session

_AT_MOST = 20  # rows on one screen


@dataclass(frozen=True, slots=True)
class Looking:
    """Answers that change nothing."""

    board: Board

    async def history(self, session: Session, case: Case) -> Say:
        """Who did what in this case, and when."""
        events = await session.events(case.id)
        lines = [f"{self.board.local(at):%d %b %H:%M}  {what} ({who})" for at, what, who in events]
        return Say("\n".join([self.board.wording.text("staff_history", case=str(case.id)), *lines]))

    async def waiting(self, session: Session, now: datetime) -> Say:
        """The cases that nobody has claimed, oldest first, each with the way to its topic."""
        cases = await session.waiting_cases(_AT_MOST)
        if not cases:
            return Say(self.board.wording.text("staff_open_none"))
        rows = [await self._row(session, number, case, now) for number, case in enumerate(cases, 1)]
        total = await session.count_waiting(now)
        head = self.board.wording.text("staff_open", number=str(max(total, len(cases))))
        return Say(
            "\n".join([head, *(line for line, _ in rows)]), buttons=tuple(way for _, ways in rows for way in ways)
        )

    async def find(self, session: Session, words: str, now: datetime) -> Say:
        """The cases in which these words stand, newest first."""
        if not words.split():
            return Say(self.board.wording.text("staff_find_how"))
        cases = await session.find_cases(words.split(), _AT_MOST)
        if not cases:
            return Say(self.board.wording.text("staff_find_none", words=words))
        rows = [await self._row(session, number, case, now) for number, case in enumerate(cases, 1)]
        head = self.board.wording.text("staff_find", words=words)
        return Say(
            "\n".join([head, *(line for line, _ in rows)]), buttons=tuple(way for _, ways in rows for way in ways)
        )

    async def _row(self, session: Session, number: int, case: Case, now: datetime) -> tuple[str, tuple[Button, ...]]:
        runner = await self.board.runner_of(session, case)
        why = card.reason_in_words(case.reason, self.board.knowledge)
        line = f"{number}. {runner.name} · case {case.id} · {self._state(case, now)} · {why}"
        way = (Button(f"{number}. {runner.name}"[:30], f"topic:{case.topic_id}"),) if case.topic_id else ()
        return line, way

    def _state(self, case: Case, now: datetime) -> str:
        match case.state:
            case CaseState.OPEN:
                waits = f"waits for {length_in_words(now - case.opened_at)}"
                return f"URGENT, {waits}" if case.urgent else waits
            case CaseState.CLAIMED:
                return f"with {case.holder.name if case.holder else 'a physio'}"
            case CaseState.CLOSED:
                return f"closed {self.board.local(case.closed_at or case.opened_at):%d %b %Y}"
