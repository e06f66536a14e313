"""What staff tap and command, and which part of the desk does it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.desk.bells import Bells
from bot.desk.board import Board
from bot.desk.claims import Claims
from bot.desk.closing import Closing
from bot.desk.explaining import Explaining
from bot.desk.locks import Locks
from bot.desk.looking import Looking
from bot.desk.outbound import Outbound
from bot.desk.relay import Relay
from bot.desk.saved import Saved
from bot.desk.snooze import Snooze
from bot.desk.timers import Timers
from bot.dialogue.hours import Expectation
from bot.dialogue.replies import Say
from bot.dialogue.wording import Wording
from bot.handover import Handover
from bot.ports import Case, CaseState, Physio, Runner, Session, Waits
from knowledge.model import Knowledge

_TOLD_IN_THE_TOPIC = (
    "staff_toast_claimed",
    "staff_toast_released",
    "staff_toast_snoozed",
    "staff_toast_closed_now",
    "staff_toast_unlocked",
)
_OF_A_CASE = frozenset(
    ("claim", "close", "delete", "history", "release", "send", "snooze", "takeover", "transcript", "transfer", "unlock")
)


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts of the desk, put together once."""

    board: Board
    timers: Timers
    handover: Handover
    relay: Relay
    outbound: Outbound
    saved: Saved
    claims: Claims
    bells: Bells
    snooze: Snooze
    closing: Closing
    locks: Locks
    looking: Looking
    explaining: Explaining

    async def wait_of(self, session: Session, runner: Runner, now: datetime) -> Expectation:
        """How many wait before this runner, and what they were told already."""
        case = await session.current_case(runner.id)
        if case is None:
            return Expectation(await session.count_waiting(now))
        promised = [one.due for one in await session.reminders(case.id) if one.kind is Waits.PROMISE]
        by = self.board.local(promised[0]) if promised else None
        ahead = await session.count_waiting(case.opened_at) if case.state is CaseState.OPEN else None
        return Expectation(ahead, by)

    @property
    def _said_already(self) -> set[str]:
        """Toasts that a line in the topic has told in more words."""
        return {self.board.wording.text(key) for key in _TOLD_IN_THE_TOPIC}

    async def command(
        self,
        session: Session,
        case: Case | None,
        physio: Physio,
        name: str,
        argument: str,
        now: datetime,
        message: int | None = None,
    ) -> Say | None:
        """Do what a command asks for; what to answer where it was written, if anything."""
        match name:
            case "open":
                return await self.looking.waiting(session, now)
            case "find":
                return await self.looking.find(session, argument, now)
            case "queue":
                return await self.looking.queue(session, now)
            case "why":  # in a topic the service has answered it
                return Say(self.board.wording.text("staff_why_where"))
            case "history" if case:
                return await self.looking.history(session, case)
            case "send" if case:
                found = await self.saved.find(session, case, physio, argument, now)
                return Say(found) if found else None
            case "delete" if case:
                return Say(self.board.wording.text("staff_delete_what"))
            case _ if name in _OF_A_CASE and case is None:
                return Say(self.board.wording.text("staff_which_runner"))
            case "takeover" | "claim" | "release" | "transfer" | "snooze" | "close" | "unlock" | "transcript" if case:
                toast = await self.act(session, case, physio, name, argument, now, message)
                return Say(toast) if toast and toast not in self._said_already else None
        return Say(self.board.wording.text("staff_help"))

    async def act(
        self,
        session: Session,
        case: Case,
        physio: Physio,
        verb: str,
        argument: str,
        now: datetime,
        message: int | None = None,
    ) -> str | None:
        """Do what a button or a command, in this message, asks for; the toast to show, None for an unknown verb."""
        match verb:
            case "claim":
                return await self.claims.claim(session, case, physio, now)
            case "takeover":
                return await self.claims.take_over(session, case, physio, now)
            case "transfer":
                return await self.claims.transfer(session, case, physio, argument, now)
            case "release":
                return await self.claims.release(session, case, physio, now)
            case "anyway":
                return await self.outbound.send_anyway(session, case, physio, argument, now)
            case "edit":
                return self.board.wording.text("staff_toast_edit")
            case "show":
                return await self.saved.show(session, case, physio, argument, now)
            case "send":
                return await self.saved.send(session, case, physio, argument, now)
            case "close" if argument and (found := self.outbound.objection(argument)):
                return self.board.wording.text("staff_close_held", why=found.why)
            case "close":
                return await self.closing.close(session, case, physio, argument, now, message)
            case "snooze":
                return await self.snooze.snooze(session, case, physio, argument, now)
            case "unlock":
                return await self.locks.unlock(session, case, physio, now)
            case "transcript":
                return await self.handover.send_transcript(session, case, now)
        return None


def make_desk(knowledge: Knowledge, wording: Wording, zone: ZoneInfo, group_a_minute: int) -> Desk:
    """Wire the parts together."""
    board = Board(knowledge, wording, zone)
    timers = Timers(knowledge.team, zone)
    claims, snooze, outbound = Claims(board, timers), Snooze(board, timers), Outbound(board, timers)
    return Desk(
        board,
        timers,
        Handover(knowledge, wording, zone, board, timers),
        Relay(board, outbound),
        outbound,
        Saved(board, timers),
        claims,
        Bells(board, claims, timers, snooze),
        snooze,
        Closing(board, timers),
        Locks(board),
        Looking(board, group_a_minute),
        Explaining(board),
    )
