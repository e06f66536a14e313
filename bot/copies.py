"""Where a message that was passed on stands on the other side, also while it is on its way there.

A message's copy gets its number when Telegram answers, and people are faster than that:

- What is to be done about a copy that still waits says whose copy it means (`CopyOf`); the two go to the same
  place in their order, so the number is known when it is needed, and is looked up then (`looked_up`).
- Somebody who answers or reacts to a message of ours that nobody knows yet is heard once what is being sent to
  that chat is written down (`Arrivals`).
"""

import asyncio
from dataclasses import replace

from bot.ports import Copy, CopyOf, DeleteMessage, Destination, Edit, Outgoing, Say, Session, Store

# Seconds between looks, three in all: a call that hangs for longer holds nobody up.
_PAUSES = (0.01, 0.02, 0.05, 0.1, *[0.2] * 14)


async def place_of(session: Session, to: Destination, passed_on: int) -> int | CopyOf | None:
    """The copy of a message, there or on its way; None when it never comes."""
    there = await session.arrived_as(to, passed_on)
    if there is None and await session.is_coming(to, passed_on):
        return CopyOf(passed_on)
    return there


async def looked_up(session: Session, outgoing: Outgoing) -> Outgoing:
    """With the numbers of the copies it means. One that never arrived cannot be answered, changed or removed."""
    match outgoing.body:
        case Say(reply_to=CopyOf(original)) | Copy(reply_to=CopyOf(original)):
            there = await session.arrived_as(outgoing.to, original)
            return replace(outgoing, body=replace(outgoing.body, reply_to=there))
        case Edit(message_id=CopyOf(original)):
            there = await session.arrived_as(outgoing.to, original)
            said = Say(outgoing.body.otherwise)
            return replace(outgoing, body=said if there is None else replace(outgoing.body, message_id=there))
        case DeleteMessage(message_id=CopyOf(original)):
            there = await session.arrived_as(outgoing.to, original)
            return outgoing if there is None else replace(outgoing, body=DeleteMessage(there))
    return outgoing


class Arrivals:
    """Waits until it is known which message of ours somebody means."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def known(self, runner: int | None, message_id: int | None) -> None:
        """Return once the message of the runner's chat, or with None of the staff group, cannot be one on its way."""
        candidates = await self._candidates(runner, message_id)
        for pause in _PAUSES:
            if not candidates:
                return
            await asyncio.sleep(pause)
            candidates &= await self._candidates(runner, message_id)

    async def _candidates(self, runner: int | None, message_id: int | None) -> set[int]:
        if message_id is None:
            return set()
        async with self._store.begin() as session:
            return set(await session.may_be(runner, message_id))
