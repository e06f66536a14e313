"""An aiosqlite connection that goes to its thread only for what can take long.

aiosqlite sends every call to a thread: making a cursor, executing, fetching and closing are four
journeys for one statement and thirty for one message, and each takes longer than the statement
itself, which touches a few pages in memory. So short statements run where they are, and the
thread is kept for what waits for the disk: a COMMIT that has something to write, and statements
over many rows (DELETE and everything else). Waiting for another program's lock needs no thread;
BEGIN asks again a little later.

A journey that has begun is waited for even when the task is cancelled, because a connection that
is still busy when somebody else takes it up would mix two transactions.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Self

import aiosqlite

BUSY_SECONDS = 5.0  # how long to wait for another program that holds the file
ASK_AGAIN = 0.01  # seconds
SHORT = ("SELECT ", "INSERT ", "UPDATE ", "SAVEPOINT ", "RELEASE ", "ROLLBACK TO ")
IN_MEMORY = ":memory:"


async def connect(path: str | None) -> "Connection":
    """Open the file, or memory. Any thread may use the connection, one at a time."""
    place = path or IN_MEMORY
    connection = Connection(partial(sqlite3.connect, place, timeout=0, check_same_thread=False), iter_chunk_size=64)
    connection.in_memory = place == IN_MEMORY
    connection._thread.daemon = True  # a program that ends does not wait for this thread
    await connection
    return connection


class Connection(aiosqlite.Connection):
    """A connection whose cursors bring everything back at once."""

    in_memory = False
    changes_before = 0

    def cursor(self) -> "Cursor":  # type: ignore[override]
        """A cursor; nothing happens before it executes."""
        return Cursor(self)

    async def commit(self) -> None:
        """Put the transaction on disk; one that changed nothing is over at once."""
        if self.in_memory or self._conn.total_changes == self.changes_before:
            self._conn.commit()
        else:
            await super().commit()

    async def rollback(self) -> None:
        """Undo the transaction, if one is open: after some errors SQLite has undone it already."""
        if self._conn.in_transaction:
            await super().rollback()

    async def do(self, sql: str, work: Callable[..., Any], values: Iterable[Any]) -> Any:
        """Do short work here and anything else in the connection's thread."""
        if sql.startswith("BEGIN"):
            return await self._begin(sql, work)
        if self.in_memory or sql.startswith(SHORT):
            return work(self._conn, sql, values)
        return await self._execute(work, self._conn, sql, values)

    async def _begin(self, sql: str, work: Callable[..., Any]) -> Any:
        """Take the write lock, patiently: another program may hold it."""
        give_up = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                begun = work(self._conn, sql, ())
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                    raise
                await asyncio.sleep(ASK_AGAIN)
            else:
                self.changes_before = self._conn.total_changes
                return begun

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        journey = asyncio.ensure_future(super()._execute(fn, *args, **kwargs))  # type: ignore[no-untyped-call]
        try:
            return await asyncio.shield(journey)
        except asyncio.CancelledError:
            await asyncio.wait([journey])
            journey.exception()  # looked at, so that nobody reports it as forgotten
            raise


class Cursor:
    """As much of a cursor as SQLAlchemy asks for."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Sequence[Any] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, values: Iterable[Any] = ()) -> Self:
        """Run a statement and fetch all it has to say."""
        self._keep(*await self._connection.do(sql, _run, values))
        return self

    async def executemany(self, sql: str, rows: Iterable[Iterable[Any]]) -> Self:
        """Run a statement for each row of values."""
        self._keep(*await self._connection.do(sql, _run_many, rows))
        return self

    async def fetchall(self) -> list[Any]:
        """The rows, once."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is left open."""

    def _keep(self, cursor: sqlite3.Cursor, rows: list[Any]) -> None:
        self._rows = rows
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid


def _run(connection: sqlite3.Connection, sql: str, values: Iterable[Any]) -> tuple[sqlite3.Cursor, list[Any]]:
    cursor = connection.execute(sql, tuple(values))
    return cursor, cursor.fetchall()


def _run_many(
    connection: sqlite3.Connection, sql: str, rows: Iterable[Iterable[Any]]
) -> tuple[sqlite3.Cursor, list[Any]]:
    return connection.executemany(sql, [tuple(row) for row in rows]), []
