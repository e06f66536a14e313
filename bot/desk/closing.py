"""How a case ends: the runner is told, the bot is back, and asks once how it went."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.desk.board import Board
from bot.desk.timers import Timers
from bot.dialogue import memory
from bot.dialogue.conversation import Asked, OpenQuestion
from bot.dialogue.replies import Say
from bot.ports import Case, CaseState, Physio, Session


@dataclass(frozen=True, slots=True)
class Closing:
    """Ends cases."""

    board: Board
    timers: Timers

    async def close(self, session: Session, case: Case, physio: Physio, now: datetime) -> str:
        """End the case for a physio; the toast to show. No rating is asked for after a danger sign."""
        wording = self.board.wording
        if case.state is CaseState.CLOSED:
            return wording.text("staff_toast_closed")
        chat = await session.conversation(case.runner)
        ask = not chat.signs and not chat.locked_by
        await close(self.board, self.timers, session, case, physio.name, now)
        await self.board.tell_runner(session, case, Say(wording.text("physio_left", name=physio.name)), now)
        chat = memory.handed_back(chat)
        if ask:
            say = wording.question(OpenQuestion(Asked.HOW_WAS_IT, now))
            await self.board.tell_runner(session, case, say, now)
            offered = tuple((button.label, button.action) for button in say.buttons)
            chat = replace(memory.asking(chat, OpenQuestion(Asked.HOW_WAS_IT, now)), offered=offered)
        await session.keep_conversation(chat)
        return wording.text("staff_toast_closed_now")


async def close(board: Board, timers: Timers, session: Session, case: Case, who: str, now: datetime) -> None:
    """Write down that the case has ended, and show it."""
    case = replace(case, state=CaseState.CLOSED, holder=None, closed_at=now)
    await session.keep_case(case)
    await session.note_event(case.id, "closed", who, now)
    await timers.ended(session, case)
    await board.post(session, case, board.wording.text("staff_closed", name=who), now)
    await board.show_all(session, case, memory.handed_back(await session.conversation(case.runner)), now)
