"""Who holds a case: claim, take over, hand on, put back.

One physio holds a case at a time. The case's row is locked from before it is read until the commit,
on both databases, so the second of two taps finds the first one's name.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.desk.board import Board
from bot.desk.timers import Timers
from bot.dialogue import memory
from bot.dialogue.replies import Say
from bot.ports import Case, CaseState, Physio, Session


@dataclass(frozen=True, slots=True)
class Claims:
    """The rules of holding. Each method gives the toast to show to whoever tapped."""

    board: Board
    timers: Timers

    async def claim(self, session: Session, case: Case, physio: Physio, now: datetime) -> str:
        """Make a physio the holder of a case that nobody holds."""
        text = self.board.wording.text
        if case.state is CaseState.CLOSED:
            return text("staff_toast_closed")
        if case.holder:
            mine = case.holder.id == physio.id
            return text("staff_toast_yours") if mine else text("staff_toast_taken", holder=case.holder.name)
        await self._hold(session, case, physio, "claimed", physio, now)
        await self.board.post(session, case, text("staff_claimed", name=physio.name), now)
        return text("staff_toast_claimed")

    async def take_over(self, session: Session, case: Case, physio: Physio, now: datetime) -> str:
        """Make a physio the holder in place of another one, who is told."""
        before = case.holder
        if case.state is CaseState.CLOSED or before is None or before.id == physio.id:
            return await self.claim(session, case, physio, now)
        await self._hold(session, case, physio, f"taken over from {before.name}", physio, now)
        told = await self.board.called(session, before)
        words = self.board.wording.text("staff_taken_over", name=physio.name, before=told)
        await self.board.post(session, case, words, now)
        return self.board.wording.text("staff_toast_claimed")

    async def transfer(self, session: Session, case: Case, physio: Physio, to: str, now: datetime) -> str:
        """The holder hands the case on to a colleague."""
        text = self.board.wording.text
        if case.state is CaseState.CLOSED:
            return text("staff_toast_closed")
        if case.holder and case.holder.id != physio.id:
            return text("staff_toast_not_yours", holder=case.holder.name)
        members = await session.members()
        found = who_is_meant(to, members)
        if len(found) != 1:
            names = ", ".join(member.name for member in found or members if member.id != physio.id)
            unknown = "staff_transfer_unknown" if to else "staff_transfer_how"
            return text("staff_transfer_which" if found else unknown, names=names or text("staff_nobody"), name=to)
        if case.holder and found[0].id == case.holder.id:
            return text("staff_toast_yours")
        await self._hold(session, case, found[0], f"handed on to {found[0].name}", physio, now)
        words = text("staff_transferred", before=physio.name, name=await self.board.called(session, found[0]))
        await self.board.post(session, case, words, now)
        return text("staff_toast_transferred", name=found[0].name)

    async def release(self, session: Session, case: Case, physio: Physio, now: datetime) -> str:
        """Put the case back for anybody to claim."""
        text = self.board.wording.text
        if not case.holder:
            return text("staff_toast_not_claimed")
        if case.holder.id != physio.id:
            return text("staff_toast_not_yours", holder=case.holder.name)
        await self._put_back(session, case, "released", physio.name, now)
        await self.board.post(session, case, text("staff_released", name=physio.name), now)
        return text("staff_toast_released")

    async def offer_again(self, session: Session, case: Case, now: datetime) -> None:
        """The holder has been silent for too long: anybody may claim the case."""
        holder = case.holder
        if holder is None:
            return
        await self._put_back(session, case, f"offered to all again: {holder.name} did not answer", "bot", now)
        words = self.board.wording.text("staff_offered_again", holder=await self.board.called(session, holder))
        claim = self.board.wording.button("staff_button_claim", f"claim:{case.id}")
        await self.board.post(session, case, words, now)
        runner = await self.board.runner_of(session, case)
        words = self.board.wording.text("staff_offered_again_group", holder=holder.name, runner=runner.name)
        await self.board.tell_group(session, case, words, now, claim)

    async def _hold(self, session: Session, case: Case, holder: Physio, what: str, who: Physio, now: datetime) -> None:
        case = replace(case, state=CaseState.CLAIMED, holder=holder)
        await session.keep_case(case)
        await session.note_event(case.id, what, who.name, now)
        await self.timers.held(session, case, now)
        joined = Say(self.board.wording.text("physio_joined", name=holder.name))
        await self.board.tell_runner(session, case, joined, now)
        chat = memory.held(await session.conversation(case.runner))
        await session.keep_conversation(chat)
        await self.board.show_all(session, case, chat, now)

    async def _put_back(self, session: Session, case: Case, what: str, who: str, now: datetime) -> None:
        case = replace(case, state=CaseState.OPEN, holder=None)
        await session.keep_case(case)
        await session.note_event(case.id, what, who, now)
        await self.timers.waits(session, case, now)
        stepped_away = Say(self.board.wording.text("physio_stepped_away"))
        await self.board.tell_runner(session, case, stepped_away, now)
        chat = memory.released(await session.conversation(case.runner))
        await session.keep_conversation(chat)
        await self.board.show_all(session, case, chat, now)


def who_is_meant(words: str, members: Sequence[Physio]) -> list[Physio]:
    """The colleagues that "@tom" or "Tom" may mean: by their name in Telegram, else by a name or first name."""
    wanted = words.strip().removeprefix("@").casefold()
    if not wanted:
        return []
    by_username = [member for member in members if member.username.casefold() == wanted]
    by_name = [member for member in members if member.name.casefold() == wanted]
    by_first_name = [member for member in members if member.name.casefold().split()[:1] == [wanted]]
    return by_username or by_name or by_first_name
