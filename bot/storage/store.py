"""The database behind the bot: opened once, one transaction at a time.

How a transaction gets there and onto the disk is `ways.py`'s to say. On PostgreSQL they run side by side,
and each keeps its runner's chat to itself.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, make_url, text
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import ArgumentError

from bot.ports import Keep, Session, StoreError
from bot.storage import migrate, sqlite_connection
from bot.storage.alone import Alone, Company
from bot.storage.dialects import SQLITE
from bot.storage.errors import store_errors
from bot.storage.only_one import OnlyOne
from bot.storage.retention import Sweep
from bot.storage.session import DatabaseSession
from bot.storage.sqlite_file import DatabaseFile
from bot.storage.tables import metadata
from bot.storage.wake import Bell
from bot.storage.ways import OneWriter, SideBySide, Way

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

_CONNECTIONS = 10  # to PostgreSQL, and one more aside; its default allows about a hundred in all
_PATIENCE = 15.0  # seconds for a statement, or for a connection that is free
IN_MEMORY = "sqlite+aiosqlite:///:memory:"
MIGRATING = text("SELECT pg_advisory_xact_lock(hashtext('migrating'))")


async def open_async_store(url: str) -> "DatabaseStore":
    """Open the database, bring a SQLite one up to date, and refuse a PostgreSQL one that is behind.

    Raises StoreError with a sentence that says what to do.
    """
    where = _address(url)
    file = _file(where)
    only_one = OnlyOne(file.path) if file else None
    bell = Bell()
    neighbours = Alone(bell, only_one) if where.get_backend_name() == SQLITE else _neighbours(where, bell)
    store = DatabaseStore(_engine(where), file, bell, neighbours)
    try:
        await store.make_ready()
    except BaseException:
        await store.close()
        raise
    return store


def is_there(url: str) -> bool:
    """Whether there is a database already; of one on a server only opening it tells."""
    file = _place(_address(url))
    return file is None or file.is_file()


async def upgrade_store(url: str) -> None:
    """Bring any database up to date, PostgreSQL too. Raises StoreError with a sentence that says what to do."""
    where = _address(url)
    _file(where)
    engine = _engine(where)
    try:
        with store_errors():
            async with engine.begin() as connection:
                await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


class DatabaseStore:
    """Where everything is remembered."""

    def __init__(
        self,
        engine: "AsyncEngine | sqlite_connection.Engine",
        file: DatabaseFile | None,
        bell: Bell,
        neighbours: Company,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = engine
        self._file = file
        self._clock = clock
        self._bell = bell
        self._neighbours = neighbours
        queued = neighbours.queued
        self._way: Way = (
            OneWriter(engine, file, self.make_ready, queued)
            if isinstance(engine, sqlite_connection.Engine)
            else SideBySide(engine, queued, _CONNECTIONS)
        )
        self._closed = False

    @asynccontextmanager
    async def begin(self, patience: float | None = None) -> AsyncIterator[Session]:
        """Open a transaction, before all others once so many seconds have passed.

        Raises StoreError when the store is away.
        """
        async with self._way.transaction(patience) as transaction:
            yield DatabaseSession(transaction, self._bell, self._neighbours, self._clock)

    async def join(self) -> None:
        """Work beside the other processes on the same database."""
        await self._neighbours.join()

    @property
    def processes(self) -> int:
        """How many processes share the outbox."""
        return self._neighbours.share.parts

    async def lead(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do what only one process may do, whenever this one is the one."""
        await self._neighbours.lead(what, work)

    async def wait_for_outbox(self, at_most: timedelta) -> None:
        """Return as soon as something was queued by a commit, or after this long."""
        await self._bell.wait(at_most)

    async def forget_old(self, now: datetime, keep: Keep) -> int:
        """Remove what has been kept long enough, in small steps; rows removed.

        Each step is a transaction of its own, so that messages go on being answered in between.
        """
        sweep = Sweep(now, keep)
        while not sweep.done:
            async with self._way.transaction() as transaction:
                await sweep.step(transaction)
        return sweep.removed

    async def close(self) -> None:
        """Let go of the database, after the transaction that is under way."""
        if self._closed:
            return
        self._closed = True
        await self._way.close()
        await self._neighbours.leave()
        await self._engine.dispose()

    async def make_ready(self) -> None:
        """See that the tables are there and as this version of the code needs them."""
        with store_errors():
            async with self._engine.begin() as connection:
                await connection.run_sync(_bring_up_to_date, self._file is not None)
        if self._file:
            self._file.opened()


def _address(url: str) -> URL:
    """Read DATABASE_URL."""
    try:
        return make_url(url)
    except ArgumentError:
        raise StoreError(
            "DATABASE_URL cannot be read. Write it like sqlite+aiosqlite:///data/bot.db "
            "or postgresql+asyncpg://name:password@host/database."
        ) from None


def _place(where: URL) -> Path | None:
    """Where the file of a SQLite database lies."""
    if where.get_backend_name() != SQLITE or where.database in sqlite_connection.IN_MEMORY:
        return None
    return Path(str(where.database))


def _file(where: URL) -> DatabaseFile | None:
    """The file of a SQLite database, there from now on."""
    path = _place(where)
    if path is None:
        return None
    DatabaseFile.prepare(path)
    return DatabaseFile(path)


def _neighbours(where: URL, bell: Bell) -> Company:
    """The other processes on a PostgreSQL database."""
    from bot.storage.neighbours import Neighbours  # with SQLite its driver is not needed

    return Neighbours(where, bell)


def _engine(where: URL) -> "AsyncEngine | sqlite_connection.Engine":
    """An engine that never writes a runner's words into an error or a log."""
    try:
        if where.get_backend_name() == SQLITE:
            return sqlite_connection.Engine(where)
        from sqlalchemy.ext.asyncio import create_async_engine  # brings all of the ORM along, ten megabytes

        return create_async_engine(
            where,
            hide_parameters=True,
            pool_size=_CONNECTIONS,
            max_overflow=0,
            pool_timeout=_PATIENCE,
            connect_args={"timeout": 5, "command_timeout": _PATIENCE, "server_settings": {"jit": "off"}},
        )
    except ModuleNotFoundError as error:
        raise StoreError(f"This database needs the Python package {error.name}. Install it with pip.") from None
    except (ArgumentError, ImportError):
        raise StoreError("DATABASE_URL names a kind of database that is not known here.") from None


def _bring_up_to_date(connection: Connection, is_file: bool) -> None:
    """Migrate a SQLite file; make the tables of a new one, or of a memory; only look at PostgreSQL's."""
    if connection.dialect.name == SQLITE and not is_file:
        metadata.create_all(connection)  # it is new each time, so there is nothing to migrate
        return
    version = _version(connection)
    if version == migrate.newest():
        return
    if connection.dialect.name == SQLITE and not version and not inspect(connection).get_table_names():
        metadata.create_all(connection)  # a new file; what migrates an old one is not even read
        migrate.mark_as_newest(connection)
        return
    if connection.dialect.name != SQLITE:
        raise StoreError("The database is not up to date. Run: python main.py migrate")
    migrate.upgrade(connection)


def _upgrade(connection: Connection) -> None:
    """Migrate; on PostgreSQL one process at a time, the next finds it done."""
    if connection.dialect.name != SQLITE:
        connection.execute(MIGRATING)
    _version(connection)
    migrate.upgrade(connection)


def _version(connection: Connection) -> str:
    """The database's version, if this code knows it."""
    version = migrate.version_of(connection)
    if migrate.is_newer_than_the_code(version):
        raise StoreError("The database was used by a newer version of the bot. Update the bot.")
    return version
