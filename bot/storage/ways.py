"""How a transaction gets to the database, and onto the disk: all behind one writer, or side by side.

SQLite has one writer, and a commit waits some milliseconds for the disk. So transactions take turns, in
the order they came, and those that were waiting when a batch was opened are put on disk together: one
commit, one wait. Each stands on its own all the same: one that fails is undone alone, and none is over
before the shared commit is on disk. PostgreSQL does this by itself, and takes them side by side.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Protocol

from bot.ports import StoreError
from bot.storage import sqlite_connection
from bot.storage.dialects import SQLITE
from bot.storage.errors import store_errors
from bot.storage.sqlite_file import DatabaseFile
from bot.storage.transaction import Transaction
from bot.storage.turns import Turns

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

_MOST_PARTS = 50  # of one batch, so that the first of them does not wait for long
_CLOSED = "The store was closed. Nothing was saved."
_REPLACED = "The database file was replaced meanwhile. Nothing was saved."

Bell = Callable[[], None]  # rung after a commit that queued something to send


class Way(Protocol):
    """A way to the database."""

    def transaction(self, patience: float | None = None) -> AbstractAsyncContextManager[Transaction]:
        """Begin, hand out, and commit; or undo, after whatever error. After so many seconds before all others."""

    async def close(self) -> None:
        """Let no more transactions in, after the one that is under way."""


class SideBySide:
    """Each transaction has a connection and a commit of its own; one connection is kept free for the hasty."""

    def __init__(self, engine: "AsyncEngine", queued: Bell, connections: int) -> None:
        self._engine = engine
        self._queued = queued
        self._places = asyncio.Semaphore(connections - 1)
        self._closed = False

    @asynccontextmanager
    async def transaction(self, patience: float | None = None) -> AsyncIterator[Transaction]:
        """Begin, hand out, and commit; or undo, after whatever error. Who has little patience waits for nobody."""
        async with self._places if patience is None else nullcontext():
            if self._closed:
                raise StoreError(_CLOSED)
            async with self._alone() as transaction:
                yield transaction

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[Transaction]:
        connection = self._engine.connect()
        transaction = Transaction(connection, self._engine.dialect.name)
        try:
            with store_errors():
                await connection.start()
                await connection.begin()
            yield transaction
            transaction.must_be_sound()
            try:
                with store_errors():
                    await connection.commit()
            finally:
                if transaction.queued:
                    self._queued()  # also when nobody can say whether the commit arrived
        finally:
            with suppress(StoreError), store_errors():
                await connection.close()  # undoes what was not committed

    async def close(self) -> None:
        """Let no more in."""
        self._closed = True


class Batch:
    """Transactions that are committed together."""

    def __init__(self, connection: sqlite_connection.Connection) -> None:
        self._connection = connection
        self._over: asyncio.Future[StoreError | None] = asyncio.get_running_loop().create_future()
        self.parts = 0
        self.queued = False
        self.is_sound = True
        self.until = math.inf  # when somebody in it has no patience left: it ends with the part that is under way

    @asynccontextmanager
    async def part(self) -> AsyncIterator[Transaction]:
        """One of the transactions; when it fails, the others stand."""
        transaction = Transaction(self._connection, SQLITE)
        await self._must("SAVEPOINT part")
        try:
            yield transaction
            transaction.must_be_sound()
        except BaseException:
            with suppress(StoreError):
                await self._must("ROLLBACK TO part")
                await self._must("RELEASE part")
            raise
        await self._must("RELEASE part")
        self.parts += 1
        self.queued = self.queued or transaction.queued

    async def saved(self) -> None:
        """Return once everything is on disk. Raises StoreError when nothing is."""
        error = await asyncio.shield(self._over)
        if error:
            raise type(error)(*error.args)  # one for each: a traceback belongs to one task

    async def commit(self) -> None:
        """Put everything on disk."""
        await self._end(self._connection.commit)

    async def give_up(self, why: str) -> None:
        """Undo everything."""
        self._settle(StoreError(why))
        await self._end(self._connection.rollback)

    async def _end(self, ending: Callable[[], Awaitable[None]]) -> None:
        try:
            with store_errors():
                await ending()
            self._settle(None)
        except StoreError as error:
            self._settle(error)
            with suppress(StoreError), store_errors():
                await self._connection.invalidate()  # nobody knows what state it is in
        finally:
            self._settle(StoreError("The commit was interrupted. It may or may not have been saved."))
            with suppress(StoreError), store_errors():
                await self._connection.close()

    def _settle(self, outcome: StoreError | None) -> None:
        """The first word on how it ended is the last."""
        if not self._over.done():
            self._over.set_result(outcome)

    async def _must(self, sql: str) -> None:
        """Where parts begin and end. If that cannot be said any more, SQLite has undone the whole batch."""
        try:
            with store_errors():
                await self._connection.exec_driver_sql(sql)
        except StoreError:
            self.is_sound = False
            raise


class OneWriter:
    """Transactions take turns and share commits."""

    def __init__(
        self,
        engine: sqlite_connection.Engine,
        file: DatabaseFile | None,
        make_ready: Callable[[], Awaitable[None]],
        queued: Bell,
    ) -> None:
        self._engine = engine
        self._file = file
        self._make_ready = make_ready
        self._queued = queued
        self._turns = Turns()
        self._whose_turn: asyncio.Task[object] | None = None
        self._batch: Batch | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False

    @asynccontextmanager
    async def transaction(self, patience: float | None = None) -> AsyncIterator[Transaction]:
        """Wait for the turn, hand out, and return when it is on disk together with those that waited too."""
        if self._whose_turn is not None and self._whose_turn is asyncio.current_task():
            raise RuntimeError("A transaction was opened inside another one; it would wait for itself")
        asked = time.monotonic()
        async with self._turns.take(patience):
            if self._closed:
                raise StoreError(_CLOSED)
            batch = self._batch or await self._open()
            self._whose_turn = asyncio.current_task()
            if patience is not None:
                batch.until = min(batch.until, asked + patience)
            try:
                async with batch.part() as transaction:
                    yield transaction
            finally:
                self._whose_turn = None
                if not batch.is_sound or batch.parts >= _MOST_PARTS or time.monotonic() >= batch.until:
                    await self._end(batch)
        await batch.saved()

    async def close(self) -> None:
        """Let no more in, after the batch that is under way."""
        async with self._turns.take():
            self._closed = True
            if self._batch:
                await self._end(self._batch)

    async def _open(self) -> Batch:
        """Take SQLite's write lock. The end of the batch queues up behind those who wait for their turn now."""
        await self._look_at_the_file()
        connection = self._engine.connect()
        try:
            with store_errors():
                await connection.start()
                await connection.begin()
        except BaseException:
            with suppress(StoreError), store_errors():
                await connection.close()
            raise
        batch = self._batch = Batch(connection)
        ending = asyncio.create_task(self._end_in_turn(batch))
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)
        return batch

    async def _end_in_turn(self, batch: Batch) -> None:
        async with self._turns.take():
            await self._end(batch)

    async def _end(self, batch: Batch) -> None:
        """Commit, unless that is done already or must not be."""
        if self._batch is not batch:
            return
        self._batch = None
        why_not = self._against(batch)
        if why_not:
            await batch.give_up(why_not)
        else:
            await batch.commit()
        if batch.queued:
            self._queued()  # also when nobody can say whether the commit arrived

    def _against(self, batch: Batch) -> str:
        """Why the batch must not be committed; "" when it may."""
        if not batch.is_sound:
            return "The database gave up a batch of changes. Nothing was saved."
        try:
            return _REPLACED if self._file and self._file.is_another() else ""
        except StoreError as gone:
            return str(gone)

    async def _look_at_the_file(self) -> None:
        """Notice that the file is gone, and open it anew when another was put in its place."""
        if self._file and self._file.is_another():
            await self._engine.dispose()
            await self._make_ready()
