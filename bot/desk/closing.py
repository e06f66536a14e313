"""How a case ends: the runner is told, the bot is back, and asks once how it went."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.desk.board import Board
from bot.desk.timers import Timers
from bot.dialogue import memory
from bot.dialogue.conversation import Asked, OpenQuestion
from bot.dialogue.replies import Say
from bot.ports import (
    Case,
    CaseState,
    Lane,
    Line,
    Outgoing,
    Physio,
    Runner,
    Session,
    Speaker,
    ToRunner,
)

ASKED = "asked how it went"  # in a case's history
RATED = "rated"


@dataclass(frozen=True, slots=True)
class Closing:
    """Ends cases."""

    board: Board
    timers: Timers

    async def close(
        self, session: Session, case: Case, physio: Physio, word: str, now: datetime, command: int | None = None
    ) -> str:
        """End the case for a physio, with a last word for the runner if the command has one; the toast to show.

        How it went is asked once in a case, and never after a danger sign.
        """
        wording = self.board.wording
        if case.state is CaseState.CLOSED:
            return wording.text("staff_toast_closed")
        if case.holder and case.holder.id != physio.id:
            return wording.text("staff_toast_not_yours", holder=case.holder.name)
        if word and not case.holder:
            return wording.text("staff_toast_claim_first")
        chat = await session.conversation(case.runner)
        asked = any(what == ASKED for _, what, _ in await session.events(case.id))
        ask = not chat.signs and not chat.locked_by and not asked
        if word:
            await self._last_word(session, case, physio, word, now, command)
        await close(self.board, self.timers, session, case, physio.name, now)
        left = wording.text("physio_left" if case.holder else "physio_closed", name=physio.name)
        await self.board.tell_runner(session, case, Say(left), now)
        chat = memory.handed_back(chat)
        if ask:
            say = wording.question(OpenQuestion(Asked.HOW_WAS_IT, now))
            await self.board.tell_runner(session, case, say, now)
            offered = tuple((button.label, button.action) for button in say.buttons)
            chat = replace(memory.asking(chat, OpenQuestion(Asked.HOW_WAS_IT, now)), offered=offered)
            await session.note_event(case.id, ASKED, "bot", now)
        await session.keep_conversation(chat)
        return wording.text("staff_toast_closed_now")

    async def rated(self, session: Session, runner: Runner, answer: str, now: datetime) -> None:
        """The runner has said how it went: kept with the case and shown to the team, once."""
        case = await session.latest_case(runner.id)
        if case is None or any(what.startswith(RATED) for _, what, _ in await session.events(case.id)):
            return
        await session.note_event(case.id, f"{RATED}: {answer}", runner.name, now)
        words = self.board.wording.text("staff_rated", runner=runner.name, answer=answer)
        await self.board.post(session, case, words, now)

    async def _last_word(
        self, session: Session, case: Case, physio: Physio, word: str, now: datetime, command: int | None
    ) -> None:
        await session.add_line(Line(case.runner, Speaker.PHYSIO, word, now, command, "", physio.name, case.id))
        out = Outgoing(ToRunner(case.runner), Say(word), Lane.RELAY, now, confirms=command, say_after_failure=True)
        await session.send(out)


async def close(board: Board, timers: Timers, session: Session, case: Case, who: str, now: datetime) -> None:
    """Write down that the case has ended, and show it."""
    case = replace(case, state=CaseState.CLOSED, holder=None, closed_at=now)
    await session.keep_case(case)
    await session.note_event(case.id, "closed", who, now)
    await timers.ended(session, case)
    await board.post(session, case, board.wording.text("staff_closed", name=who), now)
    await board.show_all(session, case, memory.handed_back(await session.conversation(case.runner)), now)
