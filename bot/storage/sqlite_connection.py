"""SQLite beside the event loop, with a thread only for what can take long.

A statement touches a few pages in memory and takes some microseconds. An asynchronous driver sends each
step of it to a thread, and SQLAlchemy's way of waiting for that costs five times the statement even when
nothing is waited for. So statements run where they are, by SQLAlchemy's plain SQLite dialect, and the
thread is kept for what waits for the disk: opening the file, a COMMIT that has something to write, an undoing,
and statements over many rows (a DELETE that is not marked as short). Waiting for another program's lock
needs no thread; BEGIN asks again a little later.

A journey to the thread that has begun is waited for even when the task is cancelled, because a connection
that is still busy when somebody else takes it up would mix two transactions.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, ParamSpec, Self, TypeVar

from sqlalchemy import URL, CursorResult, Delete, Dialect, Executable, create_engine, event
from sqlalchemy.engine import Connection as PlainConnection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool, StaticPool

from bot.storage.transaction import Values

BUSY_SECONDS = 5.0  # how long to wait for another program that holds the file
ASK_AGAIN = 0.01  # seconds
IN_MEMORY = (None, "", ":memory:")
SHORT = "short"
"""How a statement is marked that removes a few rows by an index: `.execution_options(short=True)`."""

# WAL lets readers (a backup) and the bot work side by side; FULL has every commit on disk before we
# go on; secure_delete overwrites what a runner had erased. Changing to WAL may have to wait for
# another program; from then on BEGIN does the waiting, without holding up a thread.
PRAGMAS = (
    "busy_timeout = 5000",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "busy_timeout = 0",
)

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")


class Engine:
    """As much of an asynchronous engine as the store asks for."""

    def __init__(self, where: URL) -> None:
        self.in_memory = where.database in IN_MEMORY
        self.sync_engine = create_engine(
            where.set(drivername="sqlite"),
            hide_parameters=True,  # an error never tells a runner's words
            poolclass=StaticPool if self.in_memory else QueuePool,
            connect_args={"timeout": 0, "check_same_thread": False},
        )
        self._thread = ThreadPoolExecutor(1, "sqlite")
        _keep_transactions_as_sql_means_them(self.sync_engine)

    @property
    def dialect(self) -> Dialect:
        """What speaks to the database."""
        return self.sync_engine.dialect

    def connect(self) -> "Connection":
        """A connection; nothing happens before it starts."""
        return Connection(self)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator["Connection"]:
        """A transaction of its own."""
        async with self.connect() as connection:
            await connection.begin()
            yield connection
            await connection.commit()

    async def dispose(self) -> None:
        """Close every connection that is not in use."""
        self.sync_engine.dispose()

    async def open(self) -> PlainConnection:
        """A connection that was used before, or a new one."""
        pool = self.sync_engine.pool
        if isinstance(pool, QueuePool) and not pool.checkedin():
            return await self.aside(self.sync_engine.connect)
        return self.sync_engine.connect()

    async def aside(self, work: Callable[_Given, _Found], *values: _Given.args, **named: _Given.kwargs) -> _Found:
        """Do something in the thread, and come back only when it is over."""
        journey = asyncio.get_running_loop().run_in_executor(self._thread, partial(work, *values, **named))
        try:
            return await asyncio.shield(journey)
        except asyncio.CancelledError:
            await asyncio.wait([journey])
            if not journey.cancelled():
                journey.exception()  # looked at, so that nobody reports it as forgotten
            raise


class Connection:
    """As much of an asynchronous connection as the store asks for."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._plain: PlainConnection | None = None
        self._changes_before = 0

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def start(self) -> Self:
        """Open it."""
        self._plain = await self._engine.open()
        return self

    async def begin(self) -> None:
        """Take the write lock, patiently: another program may hold it."""
        give_up = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                self._open.begin()
            except OperationalError as error:
                if not _is_busy(error) or time.monotonic() > give_up:
                    raise
                await asyncio.sleep(ASK_AGAIN)
            else:
                self._changes_before = self._driver.total_changes
                return

    async def execute(self, statement: Executable, values: Values | None = None) -> CursorResult[Any]:
        """Run a statement; one over many rows in the thread."""
        if self._engine.in_memory or not _may_take_long(statement):
            return self._open.execute(statement, values)
        return await self._engine.aside(self._open.execute, statement, values)

    async def exec_driver_sql(self, sql: str) -> CursorResult[Any]:
        """Run short SQL as it stands."""
        return self._open.exec_driver_sql(sql)

    async def run_sync(self, work: Callable[..., _Found], *values: Any) -> _Found:
        """Do longer work with the plain connection."""
        if self._engine.in_memory:
            return work(self._open, *values)
        return await self._engine.aside(work, self._open, *values)

    async def commit(self) -> None:
        """Put the transaction on disk; one that changed nothing is over at once."""
        if self._engine.in_memory or self._driver.total_changes == self._changes_before:
            self._open.commit()
        else:
            await self._engine.aside(self._open.commit)

    async def rollback(self) -> None:
        """Undo the transaction, if one is open: after some errors SQLite has undone it already."""
        await self._end(self._open.rollback)

    async def invalidate(self) -> None:
        """Never use it again."""
        self._open.invalidate()

    async def close(self) -> None:
        """Let go of it; what was not committed is undone."""
        if self._plain is not None:
            await self._end(self._plain.close)

    async def _end(self, ending: Callable[[], None]) -> None:
        if not self._open.invalidated and self._driver.in_transaction and not self._engine.in_memory:
            await self._engine.aside(ending)
        else:
            ending()

    @property
    def _open(self) -> PlainConnection:
        assert self._plain is not None, "it was started"
        return self._plain

    @property
    def _driver(self) -> sqlite3.Connection:
        driver = self._open.connection.dbapi_connection
        assert isinstance(driver, sqlite3.Connection)
        return driver


def _keep_transactions_as_sql_means_them(engine: Any) -> None:
    """Say BEGIN IMMEDIATE ourselves: whoever writes waits at the start, and what was read stays true.

    Python's sqlite3 begins a transaction only before it writes, and then without taking the lock,
    so that two writers can meet half way.
    """

    @event.listens_for(engine, "connect")
    def connected(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: PlainConnection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _is_busy(error: OperationalError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", 0)
    return bool(code & 0xFF == sqlite3.SQLITE_BUSY)


def _may_take_long(statement: Executable) -> bool:
    return isinstance(statement, Delete) and not statement.get_execution_options().get(SHORT)
