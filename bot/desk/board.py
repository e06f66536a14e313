"""What the desk shows: lines in a case's topic, its card and state, words to the group and to the runner."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import card
from bot.dialogue.conversation import Conversation
from bot.dialogue.hours import length_in_words
from bot.dialogue.replies import Button, Say
from bot.dialogue.wording import Wording
from bot.ports import (
    Body,
    Case,
    CaseState,
    Lane,
    Line,
    Outgoing,
    Physio,
    Runner,
    Session,
    ShowCard,
    ShowState,
    Speaker,
    ToCase,
    ToRunner,
    ToStaff,
    Waits,
)
from knowledge.model import Knowledge

LOCKED = "locked exercises"  # in a case's history
UNLOCKED = "checked and unlocked"
_EARLIER = 3  # earlier cases that the card names
BEFORE_THE_CASE = timedelta(days=7)  # how far back the card looks for the runner's words


@dataclass(frozen=True, slots=True)
class Board:
    """Puts things where staff and runner see them."""

    knowledge: Knowledge
    wording: Wording
    zone: ZoneInfo

    def local(self, moment: datetime) -> datetime:
        """A moment on the team's own clock."""
        return moment.astimezone(self.zone)

    async def queue(self, session: Session, case: Case, body: Body, now: datetime, lane: Lane = Lane.RELAY) -> None:
        """Anything for the case's topic."""
        await session.send(Outgoing(ToCase(case.id), body, lane, now))

    async def post(self, session: Session, case: Case, text: str, now: datetime, *buttons: Button) -> None:
        """A line in the case's topic."""
        await self.queue(session, case, Say(text, buttons=buttons), now)

    async def tell_group(self, session: Session, case: Case, text: str, now: datetime, *buttons: Button) -> None:
        """A line about a case where everybody in the group sees it, with the way to its topic."""
        way = (self.wording.button("staff_button_topic", f"topic:{case.topic_id}"),) if case.topic_id else ()
        say = Say(text, buttons=(*buttons, *way))
        await session.send(Outgoing(ToStaff(), say, Lane.RELAY, now, about=case.runner))

    async def tell_runner(self, session: Session, case: Case, say: Say, now: datetime) -> None:
        """The bot's own words to the runner about their case."""
        await session.send(Outgoing(ToRunner(case.runner), say, Lane.ANSWER, now))
        await session.add_line(Line(case.runner, Speaker.BOT, say.text, now, case_id=case.id))

    async def show_card(self, session: Session, case: Case, runner: Runner, chat: Conversation, now: datetime) -> None:
        """Send the card, or bring it up to date."""
        lines = card.local(await session.transcript(runner.id, case.opened_at - BEFORE_THE_CASE), self.local(now))
        about = await self._about(session, case)
        local = replace(case, opened_at=self.local(case.opened_at))
        text = card.card(local, runner, chat, lines, self.knowledge, about)
        lane = Lane.ANSWER if case.card_message_id is None else Lane.CARD  # the first one opens the topic
        await self.queue(session, case, ShowCard(text, (*self._buttons(case, chat), *_ways(about))), now, lane)

    async def _about(self, session: Session, case: Case) -> card.AboutCase:
        """What the card says of other cases, of the lock, and of the snooze."""
        earlier = [one for one in await session.cases(case.runner) if one.id < case.id]
        unlocks = [(at, who) for at, what, who in await session.events(case.id) if what.startswith(UNLOCKED)]
        checked = f"checked by {unlocks[-1][1]} {self.local(unlocks[-1][0]):%d %b %H:%M}" if unlocks else ""
        until = await put_aside_until(session, case)
        return card.AboutCase(tuple(reversed(earlier[-_EARLIER:])), checked, self.local(until) if until else None)

    async def show_all(self, session: Session, case: Case, chat: Conversation, now: datetime) -> None:
        """The card, and the state in the topic's name and icon."""
        runner = await self.runner_of(session, case)
        await self.show_card(session, case, runner, chat, now)
        name = card.topic_name(runner, case.reason, self.knowledge)
        aside = await put_aside_until(session, case) is not None
        await self.queue(
            session, case, ShowState(case.state, name, snoozed=aside, unreachable=not runner.reachable), now, Lane.CARD
        )

    async def runner_of(self, session: Session, case: Case) -> Runner:
        """Whose case it is."""
        return await session.runner(case.runner) or Runner(case.runner, "Runner")

    def _standing(self, case: Case, now: datetime) -> str:
        match case.state:
            case CaseState.OPEN:
                waits = f"waits for {length_in_words(now - case.opened_at)}"
                return f"URGENT, {waits}" if case.urgent else waits
            case CaseState.CLAIMED:
                return f"with {case.holder.name if case.holder else 'a physio'}"
            case CaseState.CLOSED:
                return f"closed {self.local(case.closed_at or case.opened_at):%d %b %Y}"

    def listed(self, head: str, cases: Sequence[Case], now: datetime) -> Say:
        """A list of cases, each with the way to its topic.

        It names nobody: it outlives the topics, and a runner who is erased must not be left standing in it.
        """
        reasons = [card.reason_in_words(case.reason, self.knowledge) for case in cases]
        told = zip(cases, reasons, strict=True)
        lines = [f"case {case.id} · {self._standing(case, now)} · {reason}" for case, reason in told]
        ways = (Button(f"Case {case.id}", f"topic:{case.topic_id}") for case in cases if case.topic_id)
        return Say("\n".join([head, *lines]), buttons=tuple(ways))

    async def called(self, session: Session, physio: Physio) -> str:
        """A physio so that their phone rings, where Telegram knows a name to call them by."""
        known = next((member for member in await session.members() if member.id == physio.id), physio)
        return f"@{known.username}" if known.username else known.name

    def _buttons(self, case: Case, chat: Conversation) -> tuple[Button, ...]:
        button = self.wording.button
        transcript = button("staff_button_transcript", f"transcript:{case.id}")
        unlock = (button("staff_button_unlock", f"unlock:{case.id}"),) if chat.locked_by or chat.no_exercises else ()
        match case.state:
            case CaseState.OPEN:
                return (button("staff_button_claim", f"claim:{case.id}"), transcript, *unlock)
            case CaseState.CLAIMED:
                release = button("staff_button_release", f"release:{case.id}")
                snooze = button("staff_button_snooze", f"snooze:{case.id}")
                return (button("staff_button_close", f"close:{case.id}"), snooze, release, transcript, *unlock)
            case CaseState.CLOSED:
                return (transcript, *unlock)


def _ways(about: card.AboutCase) -> tuple[Button, ...]:
    """Buttons into the topics of earlier cases."""
    return tuple(Button(f"Case {one.id}", f"topic:{one.topic_id}") for one in about.earlier if one.topic_id)


async def put_aside_until(session: Session, case: Case) -> datetime | None:
    """Until when a case is put aside; None when it is not."""
    reminders = await session.reminders(case.id)
    return next((one.due for one in reminders if one.kind is Waits.SNOOZE), None)
