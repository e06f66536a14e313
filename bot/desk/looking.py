"""What staff look up: a case's history, who waits, and the team's own cases by their words."""

from dataclasses import dataclass
from datetime import datetime

from bot.desk.board import Board
from bot.dialogue.replies import Say
from bot.ports import Case, Session

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
        total = max(await session.count_waiting(now), len(cases))
        return self.board.listed(self.board.wording.text("staff_open", number=str(total)), cases, now)

    async def find(self, session: Session, words: str, now: datetime) -> Say:
        """The cases in which these words stand, newest first."""
        if not words.split():
            return Say(self.board.wording.text("staff_find_how"))
        cases = await session.find_cases(words.split(), _AT_MOST)
        if not cases:
            return Say(self.board.wording.text("staff_find_none", words=words))
        return self.board.listed(self.board.wording.text("staff_find", words=words), cases, now)
