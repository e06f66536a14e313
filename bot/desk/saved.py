"""Saved replies and exercises by name: found, shown as the runner would see them, sent on a tap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.board import Board
from bot.desk.timers import Timers
from bot.dialogue.decisions import Advise, Aspect, Part
from bot.dialogue.replies import Button, Say
from bot.ports import Case, Lane, Line, Outgoing, Physio, Session, Speaker, ToRunner
from intents.near_names import named

_REPLY, _EXERCISE = "r", "x"  # where a saved thing stands, short: a button carries 64 bytes
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Saved:
    """What physios send often."""

    board: Board
    timers: Timers

    async def find(self, session: Session, case: Case, physio: Physio, words: str, now: datetime) -> str:
        """Show what these words may mean; the toast to show when it cannot be sent."""
        text = self.board.wording.text
        refused = self._refused(case, physio)
        if refused:
            return refused
        found = named(words, self._names(), _SHOWN) if words else []
        if not found:
            names = ", ".join(reply.title for reply in self.board.knowledge.replies.values())
            return text("staff_send_how" if words else "staff_send_what", names=names)
        if len(found) == 1:
            return await self.show(session, case, physio, found[0], now)
        buttons = [Button(self._title(key), f"show:{case.id}:{key}") for key in found]
        await self.board.post(session, case, text("staff_send_which"), now, *buttons)
        return ""

    async def show(self, session: Session, case: Case, physio: Physio, key: str, now: datetime) -> str:
        """Show one of them as the runner would see it, with Send under it."""
        says, refused = await self._ready(session, case, physio, key)
        if refused:
            return refused
        number = len(await session.events(case.id))  # until it is sent: two previews make one message
        send = self.board.wording.button("staff_button_send", f"send:{case.id}:{key}:{number}")
        shown = "\n\n".join(filter(None, (part for say in says for part in (say.title, say.text))))
        await self.board.post(session, case, self.board.wording.text("staff_send_preview", text=shown), now, send)
        return ""

    async def _ready(self, session: Session, case: Case, physio: Physio, key: str) -> tuple[Sequence[Say], str]:
        """What would be sent, and why it must not be; "" when it may."""
        says = await self._says(session, case, physio, key)
        refused = self._refused(case, physio) or ("" if says else self.board.wording.text("staff_send_gone"))
        if not refused and await self._is_locked(session, case, key):
            refused = self.board.wording.text("staff_send_locked")
        return says, refused

    async def send(self, session: Session, case: Case, physio: Physio, what: str, now: datetime) -> str:
        """Send what was shown, once; the toast to show."""
        key, _, number = what.partition(":")
        says, refused = await self._ready(session, case, physio, key)
        if refused:
            return refused
        if not await session.first_time(f"send:{case.id}:{key}:{number}"):
            return self.board.wording.text("staff_toast_sent_already")
        for say in says:
            words = f"{say.title}\n{say.text}" if say.title else say.text
            await session.add_line(Line(case.runner, Speaker.PHYSIO, words, now, name=physio.name, case_id=case.id))
            bare = Say(say.text, say.title)  # the bot's own buttons are silent while a physio holds the chat
            await session.send(Outgoing(ToRunner(case.runner), bare, Lane.RELAY, now, say_after_failure=True))
        await self.timers.answered(session, case)
        await session.note_event(case.id, f"sent {self._title(key)}", physio.name, now)
        await self.board.post(session, case, self.board.wording.text("staff_sent", what=self._title(key)), now)
        return self.board.wording.text("staff_toast_sent")

    def _refused(self, case: Case, physio: Physio) -> str:
        text = self.board.wording.text
        if case.holder is None:
            return text("staff_toast_claim_first")
        return "" if case.holder.id == physio.id else text("staff_toast_not_yours", holder=case.holder.name)

    async def _is_locked(self, session: Session, case: Case, key: str) -> bool:
        chat = await session.conversation(case.runner)
        return key.startswith(_EXERCISE) and bool(chat.locked_by or chat.no_exercises)

    async def _says(self, session: Session, case: Case, physio: Physio, key: str) -> Sequence[Say]:
        """What the runner would get."""
        shelf, _, name = key.partition("/")
        knowledge, wording = self.board.knowledge, self.board.wording
        if shelf == _EXERCISE and name in knowledge.exercises:
            part = Part(name, Aspect.STEPS)
            return wording.replies(Advise((part,)), self.board.local(case.opened_at))
        if shelf == _REPLY and name in knowledge.replies:
            runner = await self.board.runner_of(session, case)
            return (Say(wording.fill(knowledge.replies[name].say, name=runner.name, physio=physio.name)),)
        return ()

    def _names(self) -> dict[str, list[str]]:
        knowledge = self.board.knowledge
        replies = {
            f"{_REPLY}/{one.id}": [one.title, _said(one.id), *one.also_called] for one in knowledge.replies.values()
        }
        exercises = {
            f"{_EXERCISE}/{one.id}": [one.title, one.field_name, _said(one.id), *one.also_called]
            for one in knowledge.exercises.values()
        }
        return {**replies, **exercises}

    def _title(self, key: str) -> str:
        shelf, _, name = key.partition("/")
        entries = self.board.knowledge.replies if shelf == _REPLY else self.board.knowledge.exercises
        return entries[name].title


def _said(name: str) -> str:
    return name.replace("_", " ")
