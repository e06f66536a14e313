"""Words between runner and physio, as they were written: lines, replies, reactions, deletions.

What a physio's words go through on the way out, edits too, is `outbound.py`'s.

A message has two places, the runner's chat and the topic. What was passed on knows which message of the
other side it is, so an answer, an edit or a reaction finds its place there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.copies import place_of
from bot.delivery import DELIVERED
from bot.desk.albums import NOTE, is_kept, pull_back
from bot.desk.board import Board
from bot.desk.outbound import Outbound, file_sent, line_of
from bot.dialogue.replies import Say
from bot.ports import (
    OWN_EMOJI,
    Body,
    Case,
    CaseState,
    Copy,
    CopyOf,
    DeleteMessage,
    Destination,
    File,
    Incoming,
    Lane,
    Line,
    Outgoing,
    Physio,
    React,
    Runner,
    Session,
    Speaker,
    ToCase,
    ToRunner,
)

KEPT = "✍"  # the reaction under a colleague's line: kept, and not sent
_BOTS_WORDS = 120  # characters that the topic shows of the bot's answer
_QUOTED = 60  # characters of a message of the bot's that a runner reacts to


@dataclass(frozen=True, slots=True)
class Relay:
    """Passes on what one side wrote to the other."""

    board: Board
    outbound: Outbound

    # From the runner.

    async def runner_line(self, session: Session, case: Case, runner: Runner, message: Incoming, now: datetime) -> None:
        """Show in the topic what the runner wrote; media is copied as it is."""
        answered = await self._in_topic(session, case, message.reply_to)
        if message.media:
            body: Body = _copy(runner.id, message, answered)
        else:
            who = f"{runner.name}: "
            marks = tuple(mark.moved(len(who.encode("utf-16-le")) // 2) for mark in message.marks)
            body = Say(who + message.text, marks=marks, reply_to=answered)
        out = Outgoing(ToCase(case.id), body, Lane.RELAY, now, confirms=message.message_id, album=message.album)
        await session.send(out)

    async def runner_edited(
        self,
        session: Session,
        case: Case,
        runner: Runner,
        was: Line | None,
        message: Incoming,
        now: datetime,
        *,
        one_of_many: bool = False,
    ) -> None:
        """Show the old words and the new ones, the new picture too, under the line that they were.

        One of many edits is not shown under its line: several come in one message.
        """
        text = self.board.wording.text
        line = None if one_of_many else await place_of(session, ToCase(case.id), message.message_id)
        if was is None or was.text != message.text:
            words = text("staff_edited", runner=runner.name, was=was.text if was else "?", now=message.text)
            await self.board.queue(session, case, Say(words, reply_to=line), now)
        if message.file and _is_another(message.file, await file_sent(session, ToCase(case.id), line), was):
            words = text("staff_changed_picture", runner=runner.name)
            await self.board.queue(session, case, Say(words, reply_to=line), now)
            new = _copy(runner.id, message, line)
            await session.send(Outgoing(ToCase(case.id), new, Lane.RELAY, now, confirms=message.message_id))

    async def runner_reacted(
        self, session: Session, case: Case, runner: Runner, message_id: int, emoji: str, now: datetime
    ) -> None:
        """Show a reaction under the physio's message; one to the bot's own words as a line."""
        text = self.board.wording.text
        sent = await session.find_sent(ToRunner(runner.id), message_id)
        shown = text("staff_own_emoji") if emoji == OWN_EMOJI else emoji
        if sent and sent.confirms is not None:
            standard = "" if emoji == OWN_EMOJI else emoji
            await self.board.queue(session, case, React(sent.confirms, standard or DELIVERED), now, Lane.CARD)
            if emoji == OWN_EMOJI:
                words = text("staff_reacted_here", runner=runner.name, emoji=shown)
                await self.board.queue(session, case, Say(words, reply_to=sent.confirms), now)
        elif emoji and sent and isinstance(sent.body, Say):
            words = text("staff_reacted", runner=runner.name, emoji=shown, words=sent.body.text[:_QUOTED])
            await self.board.post(session, case, words, now)

    async def bot_line(self, session: Session, case: Case, says: Sequence[Say], now: datetime) -> None:
        """Show in the topic, in short, what the bot has said to a runner who waits."""
        words = " / ".join(_in_short(say) for say in says)
        if words:
            await self.board.post(session, case, self.board.wording.text("staff_bot_said", words=words), now)

    # From staff.

    async def staff_line(self, session: Session, case: Case, physio: Physio, message: Incoming, now: datetime) -> bool:
        """Pass a holder's words on to the runner; anybody else's stay a note. True when passed on."""
        is_note = message.text.startswith(NOTE) or await is_kept(session, case, message.album)
        if _holds(case, physio) and not is_note:
            body = await self._body_for_runner(session, case, message)
            return await self.outbound.say(session, case, physio, message, body, now)
        await pull_back(session, case, message.album)
        await session.add_line(line_of(case, Speaker.NOTE, physio, message, now))
        if not is_note:
            await self._kept(session, case, message, now)
        return False

    async def staff_reacted(
        self, session: Session, case: Case, physio: Physio, message_id: int, emoji: str, now: datetime
    ) -> None:
        """Show the holder's reaction under the runner's message."""
        shown = await session.find_sent(ToCase(case.id), message_id)
        if not shown or shown.confirms is None or not _holds(case, physio):
            return
        if emoji == OWN_EMOJI:
            runner = await self.board.runner_of(session, case)
            words = self.board.wording.text("staff_emoji_not_passed_on", runner=runner.name)
            await self.board.queue(session, case, Say(words, reply_to=message_id), now)
        else:
            await session.send(Outgoing(ToRunner(case.runner), React(shown.confirms, emoji), Lane.CARD, now))

    async def delete(self, session: Session, case: Case, physio: Physio, command: Incoming, now: datetime) -> None:
        """Take a message of the holder's away from the runner; what became of it is said under the command."""
        there = None
        if command.reply_to is not None:
            there = await place_of(session, ToRunner(case.runner), command.reply_to)
        if not _holds(case, physio) or there is None:
            words = self.board.wording.text("staff_delete_what")
            await self.board.queue(session, case, Say(words, reply_to=command.message_id), now)
            return
        await session.note_event(case.id, "took a message back", physio.name, now)
        await self._to_runner(session, case, DeleteMessage(there), command, now)

    async def _to_runner(self, session: Session, case: Case, body: Body, message: Incoming, now: datetime) -> None:
        """With a reaction under the staff's message once it has arrived, or words once it cannot."""
        outgoing = Outgoing(ToRunner(case.runner), body, Lane.RELAY, now, confirms=message.message_id)
        await session.send(replace(outgoing, say_after_failure=True))

    async def _body_for_runner(self, session: Session, case: Case, message: Incoming) -> Body:
        answered = await self._at_runner(session, case, message.reply_to)
        if message.media:
            return _copy(0, message, answered)
        return Say(message.text, marks=message.marks, reply_to=answered)

    async def _kept(self, session: Session, case: Case, message: Incoming, now: datetime) -> None:
        """Say under a line that the runner did not get it, and how they would."""
        text = self.board.wording.text
        if case.state is CaseState.CLAIMED and case.holder:
            await self.board.queue(session, case, React(message.message_id, KEPT), now, Lane.CARD)
            take_over = self.board.wording.button("staff_button_take_over", f"takeover:{case.id}")
            words = text("staff_kept_as_note", holder=case.holder.name)
            await self.board.queue(session, case, Say(words, buttons=(take_over,), reply_to=message.message_id), now)
        elif case.state is CaseState.CLOSED:
            words = text("staff_case_closed_note")
            await self.board.queue(session, case, Say(words, reply_to=message.message_id), now)

    # Where a message stands on the other side.

    async def _in_topic(self, session: Session, case: Case, answered: int | None) -> int | CopyOf | None:
        """The message of the topic that the runner answers: a physio's, or a line of their own."""
        return await _counterpart(session, ToRunner(case.runner), ToCase(case.id), answered)

    async def _at_runner(self, session: Session, case: Case, answered: int | None) -> int | CopyOf | None:
        """The message of the runner's chat that a physio answers: the runner's, or one of their own."""
        return await _counterpart(session, ToCase(case.id), ToRunner(case.runner), answered)


def _in_short(say: Say) -> str:
    """A line's worth of a text: the runner has the whole, and so has the transcript."""
    words = " ".join(f"{say.title}. {say.text}".split() if say.title else say.text.split())
    return words if len(words) <= _BOTS_WORDS else f"{words[:_BOTS_WORDS].rstrip()}…"


def _copy(from_chat: int, message: Incoming, answered: int | CopyOf | None) -> Copy:
    return Copy(from_chat, message.message_id, message.text, answered, message.marks, message.file)


def _is_another(file: File, shown: File | None, was: Line | None) -> bool:
    """Whether a picture is not the one that was there before the edit."""
    if shown:
        return shown.content != file.content
    return was is not None and was.media != file.kind


async def _counterpart(
    session: Session, here: Destination, there: Destination, message_id: int | None
) -> int | CopyOf | None:
    """A message that came from there is found by what it passed on; one that was written here by how it arrived."""
    if message_id is None:
        return None
    sent = await session.find_sent(here, message_id)
    return sent.confirms if sent else await place_of(session, there, message_id)


def _holds(case: Case, physio: Physio) -> bool:
    return case.state is CaseState.CLAIMED and case.holder is not None and case.holder.id == physio.id
