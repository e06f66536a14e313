"""What staff look up: a case's history, who waits, the team's own cases, and how far behind the group is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from bot.desk.board import Board
from bot.desk.outbound import in_history
from bot.dialogue.hours import length_in_words
from bot.dialogue.replies import Say
from bot.ports import Case, Lane, Session

_AT_MOST = 20  # rows on one screen
_LANES = {  # first those that go first
    Lane.SAFETY: "staff_queue_safety",
    Lane.ANSWER: "staff_queue_answer",
    Lane.RELAY: "staff_queue_relay",
    Lane.CARD: "staff_queue_card",
}


@dataclass(frozen=True, slots=True)
class Looking:
    """Answers that change nothing."""

    board: Board
    a_minute: int  # messages that Telegram lets into the group

    async def history(self, session: Session, case: Case) -> Say:
        """Who did what in this case, and when."""
        events = await session.events(case.id)
        lines = [f"{self.board.local(at):%d %b %H:%M}  {in_history(what)} ({who})" for at, what, who in events]
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

    async def queue(self, session: Session, now: datetime) -> Say:
        """How far behind the group is: what has not been shown there yet, and when it will be."""
        text, backlog = self.board.wording.text, await session.group_backlog()
        if not backlog:
            return Say(text("staff_queue_none"))
        total = sum(waiting.number for waiting in backlog.values())
        head = text(
            "staff_queue",
            number=str(total),
            age=length_in_words(now - min(waiting.oldest for waiting in backlog.values())),
            limit=str(self.a_minute),
            time=length_in_words(timedelta(minutes=ceil(total / self.a_minute))),
        )
        lanes = [
            text(key, number=str(backlog[lane].number), age=length_in_words(now - backlog[lane].oldest))
            for lane, key in _LANES.items()
            if lane in backlog
        ]
        return Say("\n".join([head, *lanes]))
