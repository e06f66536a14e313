"""What a handoff sets in motion: the case, its topic and card, the alert.

Every function works inside the caller's transaction, so a case and the messages that follow from it
are saved together or not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import card
from bot.desk.board import BEFORE_THE_CASE, Board
from bot.desk.closing import close
from bot.desk.timers import Timers
from bot.dialogue.conversation import Conversation
from bot.dialogue.replies import Say
from bot.dialogue.wording import Wording
from bot.ports import (
    Body,
    Case,
    CaseState,
    Copy,
    Lane,
    OpenTopic,
    Outgoing,
    Runner,
    SendFile,
    Session,
    ShowState,
    Speaker,
    ToCase,
    ToStaff,
)
from intents.understanding import Sign, Understanding
from knowledge.model import Knowledge

_EARLIER_MEDIA = 10  # pictures from before the case that are shown with it


@dataclass(frozen=True, slots=True)
class Handover:
    """The desk's rules over one knowledge."""

    knowledge: Knowledge
    wording: Wording
    zone: ZoneInfo
    board: Board
    timers: Timers

    async def open(
        self,
        session: Session,
        runner: Runner,
        chat: Conversation,
        trigger: str,
        heard: Understanding,
        urgent: bool,
        now: datetime,
    ) -> Case:
        """Open a case, or the runner's latest one again; at once with its topic and card."""
        because = card.because(trigger, heard, self.knowledge)
        case = await self._reopen(session, runner, trigger, because, urgent, now)
        new = case is None
        if case is None:
            case, new = await session.open_case(runner.id, trigger, because, urgent, now)
        if new:
            await session.note_event(case.id, "opened", "bot", now)
            name = card.topic_name(runner, trigger, self.knowledge)
            await self._queue(session, case, OpenTopic(name), now, Lane.ANSWER)
            await self._starts_to_wait(session, case, now)
        elif urgent and not case.urgent:
            case = replace(case, urgent=True)
            await session.keep_case(case)
            await self.timers.waits(session, case, now)
        await self.board.show_card(session, case, runner, chat, now)
        if new:
            await self._show_media_since(session, case, now - BEFORE_THE_CASE, now)
        return case

    async def _show_media_since(self, session: Session, case: Case, since: datetime, now: datetime) -> None:
        """Pictures and voice notes from before the case: its card and transcript only say that there were some."""
        sent = {
            line.message_id: line
            for line in await session.transcript(case.runner, since)
            if line.speaker is Speaker.RUNNER and line.media and line.message_id is not None
        }
        for number, line in list(sent.items())[-_EARLIER_MEDIA:]:
            out = Outgoing(ToCase(case.id), Copy(case.runner, number or 0), Lane.RELAY, now, confirms=number)
            await session.send(replace(out, album=line.album))

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
        await self._show_media_since(session, case, latest.closed_at, now)
        await self._starts_to_wait(session, case, now)
        return case

    async def _starts_to_wait(self, session: Session, case: Case, now: datetime) -> None:
        await self.timers.waits(session, case, now)
        await self.timers.promised(session, case, now)

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

    async def take_back(self, session: Session, case: Case, now: datetime) -> None:
        """The runner does not want the case."""
        await self.post(session, case, self.wording.text("staff_taken_back"), now)
        await close(self.board, self.timers, session, case, "runner", now)

    async def send_transcript(self, session: Session, case: Case, now: datetime) -> str:
        """The whole chat as a file in the topic."""
        lines = card.local(await session.transcript(case.runner), now.astimezone(self.zone))
        body = SendFile(f"case-{case.id}.txt", card.transcript(lines, with_notes=True))
        await self._queue(session, case, body, now)
        return ""

    async def post(self, session: Session, case: Case, text: str, now: datetime) -> None:
        """A line in the case's topic."""
        await self._queue(session, case, Say(text), now)

    async def _queue(
        self,
        session: Session,
        case: Case,
        body: Body,
        now: datetime,
        lane: Lane = Lane.RELAY,
    ) -> None:
        await session.send(Outgoing(ToCase(case.id), body, lane, now))
