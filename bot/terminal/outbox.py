"""What waits to be sent and what never could be, for whoever runs the bot. Numbers and reasons, never words."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import assert_never

from bot.ports import DeadLetter, Destination, Store, ToCase, ToRunner, ToStaff


async def outbox_lines(store: Store, now: datetime) -> list[str]:
    """How long each lane has waited, and every dead letter with its reason."""
    async with store.begin() as session:
        oldest, dead = await session.oldest_waiting(), await session.dead_letters()
    waiting = [f"{lane.name.lower()}: the oldest waits for {_time(now - at)}" for lane, at in sorted(oldest.items())]
    lines = waiting or ["Nothing waits to be sent."]
    if not dead:
        return [*lines, "No dead letters."]
    return [*lines, f"{_letters(len(dead))}:", *map(_line, dead), "Send them again with: python main.py outbox --retry"]


async def retry_dead(store: Store, now: datetime) -> str:
    """Queue every dead letter again; a running bot sends them at once."""
    async with store.begin() as session:
        revived = [await session.revive(letter.id, now) for letter in await session.dead_letters()]
    return f"{_letters(sum(revived))} queued again."


def _letters(number: int) -> str:
    return "1 dead letter" if number == 1 else f"{number} dead letters"


def _line(letter: DeadLetter) -> str:
    kind = type(letter.outgoing.body).__name__
    return f"  {letter.id}  {letter.at:%Y-%m-%d %H:%M}Z  {kind} to {_whom(letter.outgoing.to)}: {letter.reason}"


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
