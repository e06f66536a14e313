"""A runner whose chat a physio holds, with the real service and the real Application."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from bot.ports import Destination, Session, Store, ToRunner
from tests.botapi import BotApi, Runner, Shown


@dataclass
class Held:
    """A runner, their topic, and Lisa, who holds their chat."""

    api: BotApi
    sam: Runner
    topic: int
    store: Store

    async def in_topic(self, words: str = "", media: str = "") -> Shown:
        """The newest message of the bot's in the topic that is this."""

        def look() -> Shown | None:
            found = [m for m in self.api.staff.screen if m.thread == self.topic and words in m.text]
            return next((m for m in reversed(found) if m.media == media), None)

        return await self.api.until(look, what=f"{words or media!r} in the topic")

    async def at_runner(self, words: str = "", media: str = "") -> Shown:
        """The newest message of the bot's at the runner's that is this, once its arrival is written down."""

        def look() -> Shown | None:
            return next((m for m in reversed(self.sam.screen) if words in m.text and m.media == media), None)

        shown = await self.api.until(look, what=f"{words or media!r} at the runner's")
        await self._written_down(lambda session: session.find_sent(ToRunner(self.sam.id), shown.message_id))
        return shown

    async def album_at_runner(self, pieces: int) -> list[Shown]:
        """The newest album of the bot's at the runner's, once its arrival is written down."""
        album = await self.api.until(lambda: _newest_album(self.sam.screen, pieces), what="an album at the runner's")
        for piece in album:
            await self._written_down(partial(_found_at, ToRunner(self.sam.id), piece.message_id))
        return album

    async def album_in_topic(self, pieces: int) -> list[Shown]:
        """The newest album of the bot's in the topic."""

        def look() -> list[Shown] | None:
            return _newest_album([m for m in self.api.staff.screen if m.thread == self.topic], pieces)

        return await self.api.until(look, what="an album in the topic")

    async def passed_on(self, message: int, to: Destination) -> None:
        """Wait until the bot has written down as what a message arrived on the other side."""
        await self._written_down(lambda session: session.arrived_as(to, message))

    async def _written_down(self, look: Callable[[Session], Awaitable[object]]) -> None:
        async with asyncio.timeout(5):
            while True:
                async with self.store.begin() as session:
                    if await look(session) is not None:
                        return
                await asyncio.sleep(0.01)

    async def reaction(self, message: int, emoji: str = "👍") -> None:
        """Wait for the bot's reaction under a physio's message."""
        shown = self.api.staff.chat.messages[message]
        await self.api.until(lambda: shown.reaction == emoji or None, what=f"{emoji} under {shown.text!r}")


async def _found_at(to: Destination, message: int, session: Session) -> object:
    return await session.find_sent(to, message)


def _newest_album(screen: list[Shown], pieces: int) -> list[Shown] | None:
    albums = [m.album for m in screen if m.album]
    newest = [m for m in screen if albums and m.album == albums[-1]]
    return newest if len(newest) == pieces else None
