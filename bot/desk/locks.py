"""Exercise advice stays locked after a danger sign until a physio has checked."""

from dataclasses import dataclass
from datetime import datetime

from bot.desk.board import Board
from bot.dialogue import memory
from bot.dialogue.conversation import Conversation
from bot.ports import Case, Physio, Session

LOCKED = "locked exercises"  # in a case's history
UNLOCKED = "checked and unlocked"


@dataclass(frozen=True, slots=True)
class Locks:
    """Opens what a sign has locked."""

    board: Board

    async def locked(self, session: Session, case: Case, chat: Conversation, now: datetime) -> None:
        """A sign has locked exercise advice: kept in the case's history, once until somebody unlocks it."""
        events = [what for _, what, _ in await session.events(case.id)]
        since = [what for what in events if what.startswith((LOCKED, UNLOCKED))]
        if not since or since[-1].startswith(UNLOCKED):
            await session.note_event(case.id, f"{LOCKED}: {self._named(chat.locked_by)}", "bot", now)

    def _named(self, flag: str) -> str:
        found = self.board.knowledge.red_flags.get(flag)
        return found.title if found else flag

    async def unlock(self, session: Session, case: Case, physio: Physio, now: datetime) -> str:
        """A physio has checked: exercise advice is open again for this runner; the toast to show."""
        chat = await session.conversation(case.runner)
        locked_by = chat.locked_by or chat.no_exercises
        if not locked_by:
            return self.board.wording.text("staff_toast_not_locked")
        await session.note_event(case.id, f"{UNLOCKED}: {self._named(locked_by)}", physio.name, now)
        chat = memory.unlocked(chat)
        await session.keep_conversation(chat)
        await self.board.post(session, case, self.board.wording.text("staff_unlocked", name=physio.name), now)
        await self.board.show_card(session, case, await self.board.runner_of(session, case), chat, now)
        return self.board.wording.text("staff_toast_unlocked")
