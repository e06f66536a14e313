"""What waits to be sent and what never could be, for whoever runs the bot. Numbers and reasons, never words."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import assert_never

from bot.ports import (
    Body,
    Copy,
    DeadLetter,
    DeleteTopic,
    Destination,
    Lane,
    OpenTopic,
    Pin,
    React,
    Say,
    SendFile,
    ShowCard,
    ShowState,
    Store,
    ToCase,
    ToRunner,
    ToStaff,
)

_LANES = {Lane.SAFETY: "safety", Lane.ANSWER: "answers", Lane.RELAY: "relayed words", Lane.CARD: "cards and reactions"}
_KINDS: dict[type[Body], str] = {
    Say: "a text",
    Copy: "a picture or file passed on",
    SendFile: "a file",
    OpenTopic: "a new topic",
    ShowCard: "a card",
    ShowState: "a topic's name and icon",
    Pin: "a pin",
    React: "a reaction",
    DeleteTopic: "a topic to remove",
}


async def outbox_lines(store: Store, now: datetime) -> list[str]:
    """What waits in each lane and for how long, and every dead letter with its reason."""
    async with store.begin() as session:
        oldest, count, dead = (
            await session.oldest_waiting(),
            await session.count_unsent(),
            await session.dead_letters(),
        )
    waiting = [
        f"{_LANES[lane]}: {count.get(lane, 0)} waiting, the oldest for {_time(now - at)}"
        for lane, at in sorted(oldest.items())
    ]
    lines = waiting or ["Nothing waits to be sent."]
    if not dead:
        return [*lines, "No dead letters."]
    return [*lines, f"{_letters(len(dead))}:", *map(_line, dead), "Send them again with: python main.py outbox --retry"]


async def retry_dead(store: Store, now: datetime) -> str:
    """Queue every dead letter again, in the old order; a running bot sends them at once."""
    async with store.begin() as session:
        revived = [await session.revive(letter.id, now) for letter in await session.dead_letters()]
    if not revived:
        return "No dead letters, so nothing was queued."
    return f"{_letters(sum(revived))} queued again. What Telegram still refuses comes back to this list."


def _letters(number: int) -> str:
    return "1 dead letter" if number == 1 else f"{number} dead letters"


def _line(letter: DeadLetter) -> str:
    what = f"{_KINDS[type(letter.outgoing.body)]} for {_whom(letter.outgoing.to)}"
    return f"  {letter.id}  {letter.at:%Y-%m-%d %H:%M}Z  {what}: {letter.reason}"


def _whom(to: Destination) -> str:
    match to:
        case ToRunner(runner):
            return f"runner {runner}"
        case ToCase(case_id):
            return f"the topic of case {case_id}"
        case ToStaff():
            return "the staff group"
    assert_never(to)


def _time(wait: timedelta) -> str:
    return ", ".join(_parts(max(int(wait.total_seconds()), 0))) or "less than a second"


def _parts(seconds: int) -> Iterator[str]:
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        number, seconds = divmod(seconds, length)
        if number:
            yield f"{number} {unit}"
