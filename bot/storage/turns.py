"""Whose turn it is to write: in the order of arrival, and nobody with little patience waits for long."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_Place = asyncio.Future[None]


class Turns:
    """One at a time.

    Who has waited longer than they said they could goes before everybody else: what was sent must be
    written down soon, for until then a crash makes it be sent again.
    """

    def __init__(self) -> None:
        self._taken = False
        self._queue: deque[_Place] = deque()
        self._hasty: dict[_Place, float] = {}  # until when each can wait

    @asynccontextmanager
    async def take(self, patience: float | None = None) -> AsyncIterator[None]:
        """Wait for the turn, in order, or out of it once patience (seconds) is over."""
        if self._taken:
            await self._wait(patience)
        self._taken = True
        try:
            yield
        finally:
            self._taken = False
            self._pass_on()

    async def _wait(self, patience: float | None) -> None:
        place: _Place = asyncio.get_running_loop().create_future()
        self._queue.append(place)
        if patience is not None:
            self._hasty[place] = time.monotonic() + patience
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():  # it was ours already
                self._taken = False
                self._pass_on()
            raise
        finally:
            self._hasty.pop(place, None)
            if place in self._queue:
                self._queue.remove(place)

    def _pass_on(self) -> None:
        """Give the turn to the next one; from now on nobody may slip in."""
        now = time.monotonic()
        hasty = (place for place, until in self._hasty.items() if until <= now)
        following = next((place for place in (*hasty, *self._queue) if not place.done()), None)
        if following is not None:
            self._taken = True
            following.set_result(None)
