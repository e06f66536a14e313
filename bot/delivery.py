"""What became of a row that was sent, and what that means for the store.

The sender in `bot/telegram` says what happened; here it is written down: the row is done, waits
or is set aside, the runner is marked unreachable, the case learns its topic, and whoever waits
for the words is told. Everything about one row is one transaction.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from bot.ports import (
    Album,
    Case,
    Copy,
    DeleteMessage,
    DeleteTopic,
    Destination,
    Lane,
    OpenTopic,
    Outgoing,
    Pin,
    Queued,
    React,
    Say,
    Session,
    ShowCard,
    ShowState,
    ToCase,
    ToRunner,
    ToStaff,
)
from knowledge.model import Response

logger = logging.getLogger(__name__)

# What Telegram says, and the words for whoever wrote the message.
_KNOWN_REFUSALS = (
    ("can't be copied", "staff_cannot_copy"),
    ("message to copy not found", "staff_gone_before_sent"),
    ("voice_messages_forbidden", "staff_no_voice"),
    ("too long", "staff_too_long"),
)
DELIVERED = "👍"  # the reaction under a physio's message once the runner has it


@dataclass(frozen=True, slots=True)
class Arrived:
    """It is there, as this message (None for what makes no message)."""

    message_id: int | None = None
    mend: str = ""  # why it had to go into the group itself, for want of a topic, or could not be shown there
    tell_staff: str = "staff_topics_needed"  # the text that says how to mend it
    pieces: tuple[int, ...] = ()  # of an album: the message of each, in order
    shown: bool = True  # whether a reaction shows that it arrived; an album has one for all its pieces


@dataclass(frozen=True, slots=True)
class TopicMade:
    """The case has a topic now. A row that only needed one still waits to be sent."""

    topic_id: int


@dataclass(frozen=True, slots=True)
class TopicGone:
    """The case's topic is not there any more; the row is sent again into a new one."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The runner blocked the bot or is gone."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It can never be delivered as it is."""

    reason: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not now. When `tell_staff` names a text, the staff group is told what to mend."""

    until: datetime
    reason: str
    tell_staff: str = ""


Outcome = Arrived | TopicMade | TopicGone | Unreachable | Refused | Later


async def settle(session: Session, row: Queued, outcome: Outcome, now: datetime, texts: Mapping[str, Response]) -> None:
    """Write down what became of a row."""
    match outcome:
        case Arrived():
            await _arrived(session, row, outcome, now)
        case TopicMade():
            await _topic_made(session, row, outcome, now)
        case TopicGone():
            await _topic_gone(session, row, now)
        case Unreachable():
            await _unreachable(session, row, outcome, now, texts)
        case Refused():
            await _refused(session, row, outcome, now, texts)
        case Later():
            await session.postpone(row.id, outcome.until, outcome.reason)
            if outcome.tell_staff:
                await _say(session, ToStaff(), texts, outcome.tell_staff, now)
        case _:
            assert_never(outcome)


async def _arrived(session: Session, row: Queued, outcome: Arrived, now: datetime) -> None:
    to, body, confirms = row.outgoing.to, row.outgoing.body, row.outgoing.confirms
    if row.outgoing.forget:
        await session.drop(row.id)
        return
    if not await session.delivered(row.id, outcome.message_id, now):
        await _erased_meanwhile(session, to, outcome, now)
        return
    if isinstance(body, ShowCard) and isinstance(to, ToCase) and outcome.message_id:
        case = await session.case(to.case_id)
        if case and case.card_message_id != outcome.message_id:
            await session.keep_case(replace(case, card_message_id=outcome.message_id))
            if case.topic_id is not None:
                await session.send(Outgoing(to, Pin(outcome.message_id), Lane.CARD, now))
    if confirms is not None and isinstance(to, ToRunner) and outcome.shown:
        case = await session.current_case(to.runner)
        desk: Destination = ToCase(case.id) if case else ToStaff()
        await session.send(Outgoing(desk, React(confirms, DELIVERED), Lane.CARD, now))


async def _erased_meanwhile(session: Session, to: Destination, outcome: Arrived, now: datetime) -> None:
    """It was under way while its runner was erased: what it left in the staff group goes too."""
    if outcome.message_id is not None and not isinstance(to, ToRunner):
        await _remove(session, DeleteMessage(outcome.message_id), now)


async def _remove(session: Session, what: DeleteMessage | DeleteTopic, now: datetime) -> None:
    await session.send(Outgoing(ToStaff(), what, Lane.RELAY, now, forget=True))


async def _topic_made(session: Session, row: Queued, outcome: TopicMade, now: datetime) -> None:
    if isinstance(row.outgoing.to, ToCase):
        case = await session.case(row.outgoing.to.case_id)
        if case is None:  # erased while its topic was being made
            await _remove(session, DeleteTopic(outcome.topic_id), now)
            return
        await _new_home(session, case, row, outcome.topic_id, now)
    if isinstance(row.outgoing.body, OpenTopic):
        await session.delivered(row.id, None, now)


async def _topic_gone(session: Session, row: Queued, now: datetime) -> None:
    """Forget the topic, and queue the card again for the next one."""
    to = row.outgoing.to
    case = await session.case(to.case_id) if isinstance(to, ToCase) else None
    if case is None or case.topic_id is None:
        return
    await _new_home(session, case, row, None, now)
    logger.warning("A case's topic was gone; it gets a new one", extra={"action": "topic_gone", "case_id": case.id})


async def _new_home(session: Session, case: Case, row: Queued, topic_id: int | None, now: datetime) -> None:
    """The case moves: into a topic, or out of one that is gone. Its card goes with it."""
    card = await session.find_sent(ToCase(case.id), case.card_message_id) if case.card_message_id else None
    await session.keep_case(replace(case, topic_id=topic_id, card_message_id=None))
    if card and isinstance(card.body, ShowCard) and not isinstance(row.outgoing.body, ShowCard):
        await session.send(replace(card, at=now, lane=Lane.ANSWER))


async def _unreachable(
    session: Session, row: Queued, outcome: Unreachable, now: datetime, texts: Mapping[str, Response]
) -> None:
    if row.outgoing.forget:
        await session.drop(row.id)
        return
    await session.set_aside(row.id, outcome.reason, now)
    if not isinstance(row.outgoing.to, ToRunner):
        return
    runner = await session.runner(row.outgoing.to.runner)
    newly = runner is not None and runner.reachable
    if runner and newly:
        await session.keep_runner(replace(runner, reachable=False))
    case = await _case_of(session, row.outgoing)
    if case is None:
        return
    name = runner.name if runner else ""
    if row.outgoing.say_after_failure:
        await _failed(session, case, row, texts, "staff_not_delivered", now, name=name, reason=outcome.reason)
    elif newly:
        await _say(session, ToCase(case.id), texts, "staff_unreachable", now, name=name)
    if newly:
        shown = ShowState(case.state, "", unreachable=True)
        await session.send(Outgoing(ToCase(case.id), shown, Lane.CARD, now))


async def _refused(
    session: Session, row: Queued, outcome: Refused, now: datetime, texts: Mapping[str, Response]
) -> None:
    """Keep it with its reason, and tell whoever can do something about it."""
    if row.outgoing.forget:
        await _stays(session, row, now, texts)
        return
    await session.set_aside(row.id, outcome.reason, now)
    to, body = row.outgoing.to, row.outgoing.body
    logger.error(
        "A message could not be delivered and was set aside: %s",
        outcome.reason,
        extra={"action": "set_aside", "row": row.id, "kind": type(body).__name__},
    )
    if isinstance(body, React) or isinstance(to, ToStaff):
        return  # a lost reaction is no news, and news of the news would never end
    case = await _case_of(session, row.outgoing)
    if case and row.outgoing.say_after_failure:
        runner = await session.runner(case.runner)
        key = next((key for words, key in _KNOWN_REFUSALS if words in outcome.reason.lower()), "staff_not_delivered")
        name = runner.name if runner else ""
        await _failed(session, case, row, texts, key, now, name=name, reason=outcome.reason)
        return
    if case and isinstance(to, ToCase) and isinstance(body, Copy | Album):
        runner = await session.runner(case.runner)
        await _say(session, to, texts, "staff_cannot_show", now, name=runner.name if runner else "")
        return
    desk: Destination = ToCase(case.id) if case and isinstance(to, ToRunner) else ToStaff()
    await _say(session, desk, texts, "staff_dead_letter", now, reason=outcome.reason, number=str(row.id))


async def _stays(session: Session, row: Queued, now: datetime, texts: Mapping[str, Response]) -> None:
    """Telegram does not let us remove it: staff can by hand, and the runner is told that something is left."""
    await session.drop(row.id)
    match row.outgoing.body:
        case DeleteTopic(number) | DeleteMessage(number):
            await _say(session, ToStaff(), texts, "staff_delete_by_hand", now, number=str(number))
        case _:
            return
    if row.outgoing.about is not None:
        left = Say(texts["erase_left"].text)
        await session.send(Outgoing(ToRunner(row.outgoing.about), left, Lane.ANSWER, now, forget=True))


async def _case_of(session: Session, outgoing: Outgoing) -> Case | None:
    """The case that a row belongs to; for a physio's words also one that was closed with them."""
    to = outgoing.to
    match to:
        case ToCase(case_id):
            return await session.case(case_id)
        case ToRunner(runner):
            current = await session.current_case(runner)
            return current or (await session.latest_case(runner) if outgoing.say_after_failure else None)
        case ToStaff():
            return None
        case _:
            assert_never(to)


async def _failed(
    session: Session, case: Case, row: Queued, texts: Mapping[str, Response], key: str, now: datetime, **fields: str
) -> None:
    """Under the physio's message, in words, with what to do."""
    if isinstance(row.outgoing.body, DeleteMessage):
        key = "staff_not_deleted"
    under = row.outgoing.confirms
    await session.send(
        Outgoing(ToCase(case.id), Say(_filled(texts[key].text, fields), reply_to=under), Lane.RELAY, now)
    )


async def _say(
    session: Session, to: Destination, texts: Mapping[str, Response], key: str, now: datetime, **fields: str
) -> None:
    await session.send(Outgoing(to, Say(_filled(texts[key].text, fields)), Lane.RELAY, now))


def _filled(text: str, fields: Mapping[str, str]) -> str:
    for field, value in fields.items():
        text = text.replace("{" + field + "}", value)
    return text
