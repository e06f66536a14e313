"""What staff tap and command, and which part of the desk does it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.desk.bells import Bells
from bot.desk.board import Board
from bot.desk.claims import Claims
from bot.desk.closing import Closing
from bot.desk.locks import Locks
from bot.desk.timers import Timers
from bot.dialogue.wording import Wording
from bot.handover import Handover
from bot.ports import Case, Physio, Session
from knowledge.model import Knowledge

IN_TOPIC = frozenset({"claim", "release", "takeover", "transfer", "close", "unlock", "transcript"})
"""Commands about the case in whose topic they are written. But for `transfer` they are buttons too."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts of the desk, put together once."""

    board: Board
    timers: Timers
    handover: Handover
    claims: Claims
    bells: Bells
    closing: Closing
    locks: Locks

    async def act(
        self, session: Session, case: Case, physio: Physio, verb: str, argument: str, now: datetime
    ) -> str | None:
        """Do what a button or a command asks for; the toast to show, None for a verb nobody knows."""
        match verb:
            case "claim":
                return await self.claims.claim(session, case, physio, now)
            case "takeover":
                return await self.claims.take_over(session, case, physio, now)
            case "transfer":
                return await self.claims.transfer(session, case, physio, argument, now)
            case "release":
                return await self.claims.release(session, case, physio, now)
            case "close":
                return await self.closing.close(session, case, physio, now)
            case "unlock":
                return await self.locks.unlock(session, case, physio, now)
            case "transcript":
                return await self.handover.send_transcript(session, case, now)
        return None


def make_desk(knowledge: Knowledge, wording: Wording, zone: ZoneInfo) -> Desk:
    """Wire the parts together."""
    board = Board(knowledge, wording, zone)
    timers = Timers(knowledge.team, zone)
    claims = Claims(board, timers)
    return Desk(
        board,
        timers,
        Handover(knowledge, wording, zone, board, timers),
        claims,
        Bells(board, claims, timers),
        Closing(board, timers),
        Locks(board),
    )
