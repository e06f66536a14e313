"""Who works on the same database: what the store asks of them, and the answer where there is nobody.

Several processes need PostgreSQL; they are in `neighbours.py`, which is read only where there is one.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.storage.only_one import OnlyOne
from bot.storage.wake import Bell


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of the outbox is this process's to send."""

    holder: int = 0  # the process's number
    part: int = 0
    parts: int = 1


class Company(Protocol):
    """The other processes on the same database."""

    @property
    def share(self) -> Share:
        """Our part of the outbox."""

    async def join(self) -> None:
        """Be one of them from now on."""

    async def leave(self) -> None:
        """Be one of them no longer."""

    def queued(self) -> None:
        """Something was queued: wake the senders."""

    async def lead(self, what: str, work: Callable[[], Awaitable[None]], /) -> None:
        """Do what only one process may do, whenever this one is the one."""


class Alone:
    """No other process: SQLite. One that comes all the same waits until the first has ended."""

    share = Share()

    def __init__(self, bell: Bell, only_one: OnlyOne | None = None) -> None:
        self.sending: set[int] = set()  # rows whose outcome is not written down yet
        self._bell = bell
        self._only_one = only_one

    async def join(self) -> None:
        """Be the only one to work from now on."""
        if self._only_one:
            await self._only_one.take()

    async def leave(self) -> None:
        """Make room for another one."""
        if self._only_one:
            self._only_one.let_go()

    def queued(self) -> None:
        """Wake the sender."""
        self._bell.ring()

    async def lead(self, _what: str, work: Callable[[], Awaitable[None]]) -> None:
        """Whoever is alone leads."""
        await work()
