"""Tells the sender that something was queued."""

import asyncio
from datetime import timedelta


class Bell:
    """Rung by a commit, quiet again once somebody looks.

    It stays rung until the next look, so a commit between looking and waiting is never missed;
    everybody who is waiting hears it.
    """

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Something was queued."""
        self._rung.set()

    def looked(self) -> None:
        """Somebody is about to read the outbox: whatever is queued from now on is news."""
        self._rung.clear()

    async def wait(self, at_most: timedelta) -> None:
        """Return when it rings, or after this long."""
        try:
            async with asyncio.timeout(max(at_most.total_seconds(), 0)):
                await self._rung.wait()
        except TimeoutError:
            return
