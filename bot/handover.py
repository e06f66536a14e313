"""What a handoff sets in motion: the case, its topic and card, the claim, the relay, the close.

Every function works inside the caller's transaction, so a case and the messages that follow from it
are saved together or not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import card
from bot.dialogue import memory
from bot.dialogue.conversation import Asked, Conversation, OpenQuestion
from bot.dialogue.replies import Button, Say
from bot.dialogue.wording import Wording
from bot.ports import (
    Case,
    CaseState,
    Copy,
    Incoming,
    Lane,
    Line,
    OpenTopic,
    Outgoing,
    Physio,
    Runner,
    SendFile,
    Session,
    ShowCard,
    ShowState,
    Speaker,
    ToCase,
    ToRunner,
    ToStaff,
)
from intents.understanding import Sign
from knowledge.model import Knowledge

NOTE = "//"  # a line that starts so is always a note


@dataclass(frozen=True, slots=True)
class Handover:
    """The desk's rules over one knowledge."""

    knowledge: Knowledge
    wording: Wording
    zone: ZoneInfo

    async def open(
        self,
        session: Session,
        runner: Runner,
        chat: Conversation,
        trigger: str,
        words: str,
        urgent: bool,
        now: datetime,
    ) -> Case:
        """Open a case, or the runner's latest one again; at once with its topic and card."""
        because = card.because(trigger, words, self.knowledge)
        case = await self._reopen(session, runner, trigger, because, urgent, now)
        new = case is None
        if case is None:
            case, new = await session.open_case(runner.id, trigger, because, urgent, now)
        if new:
            await session.note_event(case.id, "opened", "bot", now)
            name = card.topic_name(runner, trigger, self.knowledge)
            await self._queue(session, case, OpenTopic(name), now, Lane.ANSWER)
        elif urgent and not case.urgent:
            case = replace(case, urgent=True)
            await session.keep_case(case)
        await self.show_card(session, case, runner, chat, now)
        return case

    async def _reopen(
        self, session: Session, runner: Runner, trigger: str, because: str, urgent: bool, now: datetime
    ) -> Case | None:
        """Within the team's limit a runner who needs a person again gets the same case and topic."""
        latest = await session.latest_case(runner.id)
        limit = timedelta(days=self.knowledge.team.reopen_within_days)
        if not latest or latest.state is not CaseState.CLOSED or not latest.closed_at:
            return None
        if now - latest.closed_at > limit:
            return None
        case = replace(
            latest, state=CaseState.OPEN, holder=None, closed_at=None, reason=trigger, because=because, urgent=urgent
        )
        await session.keep_case(case)
        await session.note_event(case.id, "reopened", "bot", now)
        name = card.topic_name(runner, trigger, self.knowledge)
        await self._queue(session, case, ShowState(CaseState.OPEN, name), now)
        await self.post(session, case, self.wording.text("staff_reopened"), now)
        return case

    async def show_card(self, session: Session, case: Case, runner: Runner, chat: Conversation, now: datetime) -> None:
        """Send the card, or bring it up to date."""
        lines = card.local(
            await session.transcript(runner.id, case.opened_at - timedelta(days=7)), now.astimezone(self.zone)
        )
        local_case = replace(case, opened_at=case.opened_at.astimezone(self.zone))
        text = card.card(local_case, runner, chat, lines, self.knowledge)
        lane = Lane.ANSWER if case.card_message_id is None else Lane.CARD  # the first one opens the topic
        await self._queue(session, case, ShowCard(text, self._buttons(case, chat)), now, lane)

    def _buttons(self, case: Case, chat: Conversation) -> tuple[Button, ...]:
        button = self.wording.button
        transcript = button("staff_button_transcript", f"transcript:{case.id}")
        unlock = (button("staff_button_unlock", f"unlock:{case.id}"),) if chat.locked_by else ()
        match case.state:
            case CaseState.OPEN:
                return (button("staff_button_claim", f"claim:{case.id}"), transcript, *unlock)
            case CaseState.CLAIMED:
                release = button("staff_button_release", f"release:{case.id}")
                return (button("staff_button_close", f"close:{case.id}"), release, transcript, *unlock)
            case CaseState.CLOSED:
                return (transcript, *unlock)

    async def alert(
        self,
        session: Session,
        runner: Runner,
        case: Case | None,
        signs: Sequence[Sign],
        words: str,
        sent: str,
        now: datetime,
    ) -> None:
        """Tell staff of an emergency or same-day sign (brief, 5.13). Without a case it shows no words."""
        titles = ", ".join(
            f"{flag.code} {flag.title}" for sign in signs if (flag := self.knowledge.red_flags.get(sign.flag))
        )
        at = f"{now.astimezone(self.zone):%d %b %H:%M}"
        tier = signs[0].tier.value.replace("_", " ").upper()
        if case is None:
            text = self.wording.text("staff_alert_private", tier=tier, at=at)
            await session.send(Outgoing(ToStaff(), Say(text), Lane.SAFETY, now))
            return
        text = self.wording.text(
            "staff_alert", tier=tier, at=at, runner=runner.name, case=str(case.id), signs=titles, words=words, sent=sent
        )
        await session.send(Outgoing(ToStaff(), Say(text), Lane.SAFETY, now, about=runner.id))
        await session.send(Outgoing(ToCase(case.id), Say(text), Lane.ANSWER, now))

    async def runner_line(self, session: Session, case: Case, runner: Runner, message: Incoming, now: datetime) -> None:
        """Pass what the runner wrote on to the topic; media is copied as it is."""
        if message.media:
            await self._queue(session, case, Copy(runner.id, message.message_id), now)
        else:
            await self.post(session, case, f"{runner.name}: {message.text}", now)

    async def staff_line(self, session: Session, case: Case, physio: Physio, message: Incoming, now: datetime) -> bool:
        """Pass a holder's words on to the runner; anybody else's stay a note. True when passed on."""
        is_note = message.text.startswith(NOTE)
        holds = case.state is CaseState.CLAIMED and case.holder is not None and case.holder.id == physio.id
        speaker = Speaker.PHYSIO if holds and not is_note else Speaker.NOTE
        await session.add_line(
            Line(case.runner, speaker, message.text, now, message.message_id, message.media, physio.name, case.id)
        )
        if speaker is Speaker.PHYSIO:
            body = Copy(0, message.message_id) if message.media else Say(message.text)
            await session.send(
                Outgoing(
                    ToRunner(case.runner), body, Lane.RELAY, now, confirms=message.message_id, say_after_failure=True
                )
            )
            return True
        if not is_note and case.state is CaseState.CLAIMED and case.holder:
            text = self.wording.text("staff_kept_as_note", holder=case.holder.name)
            take_over = self.wording.button("staff_button_take_over", f"takeover:{case.id}")
            await self._queue(session, case, Say(text, buttons=(take_over,)), now)
        elif not is_note and case.state is CaseState.CLOSED:
            await self.post(session, case, self.wording.text("staff_case_closed_note"), now)
        return False

    async def claim(
        self, session: Session, case: Case, physio: Physio, now: datetime, *, take_over: bool = False
    ) -> str:
        """Make one physio the holder; the toast to show. Two taps make one holder."""
        if case.state is CaseState.CLOSED:
            return self.wording.text("staff_toast_closed")
        if case.holder and case.holder.id == physio.id:
            return self.wording.text("staff_toast_yours")
        if case.holder and not take_over:
            return self.wording.text("staff_toast_taken", holder=case.holder.name)
        before, case = case.holder, replace(case, state=CaseState.CLAIMED, holder=physio)
        await session.keep_case(case)
        await session.note_event(case.id, "taken over" if before else "claimed", physio.name, now)
        key = "staff_taken_over" if before else "staff_claimed"
        await self.post(
            session, case, self.wording.text(key, name=physio.name, before=before.name if before else ""), now
        )
        await self._tell_runner(session, case, Say(self.wording.text("physio_joined", name=physio.name)), now)
        chat = memory.held(await session.conversation(case.runner))
        await session.keep_conversation(chat)
        await self._show_all(session, case, chat, now)
        return self.wording.text("staff_toast_claimed")

    async def release(self, session: Session, case: Case, physio: Physio, now: datetime) -> str:
        """Put the case back for anybody to claim."""
        if not case.holder:
            return self.wording.text("staff_toast_not_claimed")
        case = replace(case, state=CaseState.OPEN, holder=None)
        await session.keep_case(case)
        await session.note_event(case.id, "released", physio.name, now)
        await self.post(session, case, self.wording.text("staff_released", name=physio.name), now)
        await self._tell_runner(session, case, Say(self.wording.text("physio_stepped_away")), now)
        chat = memory.released(await session.conversation(case.runner))
        await session.keep_conversation(chat)
        await self._show_all(session, case, chat, now)
        return self.wording.text("staff_toast_released")

    async def close(self, session: Session, case: Case, physio: Physio, now: datetime) -> str:
        """End the case: the bot is back, says so, and asks once how it went (never after a sign)."""
        if case.state is CaseState.CLOSED:
            return self.wording.text("staff_toast_closed")
        chat = await session.conversation(case.runner)
        ask = not chat.signs and not chat.locked_by
        await self._end(session, case, physio.name, now)
        await self._tell_runner(session, case, Say(self.wording.text("physio_left", name=physio.name)), now)
        chat = memory.handed_back(chat)
        if ask:
            say = self.wording.question(OpenQuestion(Asked.HOW_WAS_IT, now))
            await self._tell_runner(session, case, say, now)
            offered = tuple((button.label, button.action) for button in say.buttons)
            chat = replace(memory.asking(chat, OpenQuestion(Asked.HOW_WAS_IT, now)), offered=offered)
        await session.keep_conversation(chat)
        return self.wording.text("staff_toast_closed_now")

    async def take_back(self, session: Session, case: Case, now: datetime) -> None:
        """The runner does not want the case."""
        await self.post(session, case, self.wording.text("staff_taken_back"), now)
        await self._end(session, case, "runner", now)

    async def _end(self, session: Session, case: Case, who: str, now: datetime) -> None:
        case = replace(case, state=CaseState.CLOSED, holder=None, closed_at=now)
        await session.keep_case(case)
        await session.note_event(case.id, "closed", who, now)
        await self.post(session, case, self.wording.text("staff_closed", name=who), now)
        runner = await self._runner(session, case)
        chat = memory.handed_back(await session.conversation(case.runner))
        await self._show_all(session, case, chat, now, runner)

    async def unlock(self, session: Session, case: Case, physio: Physio, now: datetime) -> str:
        """A physio has checked: exercise advice is open again for this runner."""
        chat = await session.conversation(case.runner)
        locked_by = chat.locked_by or chat.no_exercises
        if not locked_by:
            return self.wording.text("staff_toast_not_locked")
        await session.note_event(case.id, f"checked and unlocked {locked_by}", physio.name, now)
        chat = memory.unlocked(chat)
        await session.keep_conversation(chat)
        await self.post(session, case, self.wording.text("staff_unlocked", name=physio.name), now)
        await self.show_card(session, case, await self._runner(session, case), chat, now)
        return self.wording.text("staff_toast_unlocked")

    async def send_transcript(self, session: Session, case: Case, now: datetime) -> str:
        """The whole chat as a file in the topic."""
        lines = card.local(await session.transcript(case.runner), now.astimezone(self.zone))
        body = SendFile(f"case-{case.id}.txt", card.transcript(lines, with_notes=True))
        await self._queue(session, case, body, now)
        return ""

    async def post(self, session: Session, case: Case, text: str, now: datetime) -> None:
        """A line in the case's topic."""
        await self._queue(session, case, Say(text), now)

    async def _show_all(
        self, session: Session, case: Case, chat: Conversation, now: datetime, runner: Runner | None = None
    ) -> None:
        runner = runner or await self._runner(session, case)
        await self.show_card(session, case, runner, chat, now)
        name = card.topic_name(runner, case.reason, self.knowledge)
        await self._queue(session, case, ShowState(case.state, name), now, Lane.CARD)

    async def _runner(self, session: Session, case: Case) -> Runner:
        return await session.runner(case.runner) or Runner(case.runner, "Runner")

    async def _tell_runner(self, session: Session, case: Case, say: Say, now: datetime) -> None:
        await session.send(Outgoing(ToRunner(case.runner), say, Lane.ANSWER, now))
        await session.add_line(Line(case.runner, Speaker.BOT, say.text, now, case_id=case.id))

    async def _queue(
        self,
        session: Session,
        case: Case,
        body: Say | OpenTopic | ShowCard | ShowState | Copy | SendFile,
        now: datetime,
        lane: Lane = Lane.RELAY,
    ) -> None:
        await session.send(Outgoing(ToCase(case.id), body, lane, now))
