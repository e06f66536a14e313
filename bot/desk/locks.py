"""Exercise advice stays locked after a danger sign until a physio has checked."""

from dataclasses import dataclass
from datetime import datetime

from bot.desk.board import Board
from bot.dialogue import memory
from bot.ports import Case, Physio, Session


@dataclass(frozen=True, slots=True)
class Locks:
    """Opens what a sign has locked."""

    board: Board

    async def unlock(self, session: Session, case: Case, physio: Physio, now: datetime) -> str:
        """A physio has checked: exercise advice is open again for this runner; the toast to show."""
        chat = await session.conversation(case.runner)
        locked_by = chat.locked_by or chat.no_exercises
        if not locked_by:
            return self.board.wording.text("staff_toast_not_locked")
        await session.note_event(case.id, f"checked and unlocked {locked_by}", physio.name, now)
        chat = memory.unlocked(chat)
        await session.keep_conversation(chat)
        await self.board.post(session, case, self.board.wording.text("staff_unlocked", name=physio.name), now)
        await self.board.show_card(session, case, await self.board.runner_of(session, case), chat, now)
        return self.board.wording.text("staff_toast_unlocked")
