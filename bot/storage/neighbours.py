"""Other processes on the same PostgreSQL database: who is there, who leads, and news among them.

Each process keeps one connection aside. On it stands an advisory lock with the process's number,
which the server lets go of the moment the process dies; so whoever holds a lock is alive.

- The chats are shared out: of n processes the k-th sends to the chats whose number leaves k when
  divided by n, so that each chat's pace is one process's to keep. The staff group is the first one's.
- A row that a process is sending carries its number; rows of a process that is gone are free again.
- What only one may do (asking Telegram for updates, forgetting) is done by whoever holds its lock.
- A commit that queued something is told to the others by NOTIFY, after the commit and at most every
  few milliseconds: inside each transaction it would make all commits wait for one another.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from sqlalchemy.engine import URL

from bot.ports import StoreError
from bot.storage.only_one import OnlyOne
from bot.storage.wake import Bell

logger = logging.getLogger(__name__)

_CHANNEL = "forrunners_outbox"
_MEMBER, _LEADER = 0x626F74, 0x6C6561  # the two kinds of advisory lock
_LOOK_EVERY = 1.0  # seconds
_TELL_EVERY = 0.01
_PATIENCE = 5.0  # for one question to the server
# After a cut everybody connects anew. Whoever is late is alive all the same, and knows what became of its rows.
_GRACE = 3.0  # seconds
# So that the server notices within seconds that a machine has vanished.
_KEEPALIVE = {"tcp_keepalives_idle": "3", "tcp_keepalives_interval": "1", "tcp_keepalives_count": "3"}
_LIVING = (
    "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND classid = $1 "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_FREE = f"UPDATE outbox SET holder = NULL WHERE holder IS NOT NULL AND state = 'waiting' AND holder NOT IN ({_LIVING})"  # noqa: S608
_NONE_FREED = "UPDATE 0"
_TROUBLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of the outbox is this process's to send."""

    holder: int = 0  # the process's number
    part: int = 0
    parts: int = 1


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


@dataclass
class _Seat:
    """What only one process may do."""

    held: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def hold(self, held: bool) -> None:
        """It is ours now, or no longer."""
        self.held = held
        self.changed.set()
        self.changed = asyncio.Event()

    async def until(self, held: bool) -> None:
        """Wait until it is, or is not, ours."""
        while self.held != held:
            await self.changed.wait()


class Neighbours:
    """The processes on one PostgreSQL database, seen from this one."""

    def __init__(self, where: URL, bell: Bell) -> None:
        self._address = where.set(drivername="postgresql").render_as_string(hide_password=False)
        self._bell = bell
        self._number = secrets.randbelow(2**31 - 1) + 1
        self._share = Share(self._number)
        self._seats: dict[str, _Seat] = {}
        self._staying: asyncio.Task[None] | None = None
        self._connected = asyncio.Event()
        self._news = asyncio.Event()  # something for the others to hear, or a seat somebody wants

    @property
    def share(self) -> Share:
        """Our part. Without the connection that says we are alive we have none."""
        if self._staying and not self._connected.is_set():
            raise StoreError("The database cannot be reached. Nothing was saved.")
        return self._share

    async def join(self) -> None:
        """Be one of them from now on; whatever happens to the connection, it is made again."""
        if self._staying is None:
            self._staying = asyncio.create_task(self._stay())
        await self._connected.wait()

    async def leave(self) -> None:
        """Let go of everything; the others notice at once."""
        if self._staying:
            self._staying.cancel()
            await asyncio.gather(self._staying, return_exceptions=True)

    def queued(self) -> None:
        """Wake the sender, ours and theirs."""
        self._bell.ring()
        if self._share.parts > 1:
            self._news.set()

    async def lead(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        """Work while nobody else does; stop when the connection that says so is lost."""
        seat = self._seats.setdefault(what, _Seat())
        self._news.set()
        while True:
            await seat.until(held=True)
            logger.info("This process leads", extra={"action": "leads", "what": what})
            working, lost = asyncio.ensure_future(work()), asyncio.create_task(seat.until(held=False))
            try:
                await asyncio.wait({working, lost}, return_when=asyncio.FIRST_COMPLETED)
                if working.done():
                    return working.result()
            finally:
                for task in (working, lost):
                    task.cancel()
                await asyncio.gather(working, lost, return_exceptions=True)

    async def _stay(self) -> None:
        """Keep the connection, and make it anew when it breaks."""
        grace = 0.0
        while True:
            with suppress(*_TROUBLE):
                await self._be_there(grace)
            grace = _GRACE
            self._lost()
            await asyncio.sleep(0.5)

    async def _be_there(self, grace: float) -> None:
        """One connection, for as long as it holds; what others hold is left to them for a while."""
        connection = await asyncpg.connect(
            self._address, timeout=_PATIENCE, command_timeout=_PATIENCE, server_settings=_KEEPALIVE
        )
        try:
            await connection.add_listener(_CHANNEL, self._heard)
            await connection.execute("SET synchronous_commit = off")  # a wake-up need not survive a power cut
            await connection.execute("SELECT pg_advisory_lock($1, $2)", _MEMBER, self._number)
            loop, next_look = asyncio.get_running_loop(), 0.0
            may_free = loop.time() + grace
            while True:
                if loop.time() >= next_look or self._wants_a_seat():
                    await self._look(connection, frees=loop.time() >= may_free)
                    next_look = loop.time() + _LOOK_EVERY
                with suppress(TimeoutError):
                    async with asyncio.timeout_at(next_look):
                        await self._news.wait()
                if self._news.is_set():
                    self._news.clear()
                    await connection.execute(f"NOTIFY {_CHANNEL}")
                    await asyncio.sleep(_TELL_EVERY)
        finally:
            connection.terminate()

    def _wants_a_seat(self) -> bool:
        return self._news.is_set() and not all(seat.held for seat in self._seats.values())

    async def _look(self, connection: Any, *, frees: bool) -> None:
        """Who is alive, what the dead left behind, and whether a seat is free."""
        living = sorted(row[0] for row in await connection.fetch(_LIVING, _MEMBER))
        share = Share(self._number, living.index(self._number), len(living))
        if share != self._share:
            logger.info("The chats are shared out", extra={"action": "shared", "processes": len(living)})
        freed = await connection.execute(_FREE, _MEMBER) if frees else _NONE_FREED
        if share != self._share or freed != _NONE_FREED:
            self._share = share
            self._bell.ring()
        self._connected.set()
        for what, seat in self._seats.items():
            if not seat.held and await connection.fetchval(
                "SELECT pg_try_advisory_lock($1, hashtext($2))", _LEADER, what
            ):
                seat.hold(True)

    def _heard(self, *_: object) -> None:
        self._bell.ring()

    def _lost(self) -> None:
        self._connected.clear()
        for seat in self._seats.values():
            if seat.held:
                seat.hold(False)
