"""The one place where SQLite and PostgreSQL differ."""

from functools import cache
from typing import Any

from sqlalchemy import Executable, Table, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine

SQLITE = "sqlite"
POSTGRESQL = "postgresql"

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


def prepare_sqlite(engine: AsyncEngine) -> None:
    """Make the driver keep transactions as SQL means them.

    Python's sqlite3 begins a transaction only before it writes, and then without taking the lock,
    so that two writers can meet half way. We say BEGIN IMMEDIATE ourselves: whoever writes waits
    at the start, and what was read stays true until the commit.
    """

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@cache
def put(dialect: str, table: Table) -> Executable:
    """Insert a row, or replace the one with the same primary key."""
    new = _insert(dialect, table)
    keys = [column.name for column in table.primary_key]
    rest = {column.name: new.excluded[column.name] for column in table.columns if column.name not in keys}
    statement: Executable = new.on_conflict_do_update(index_elements=keys, set_=rest).inline()
    return statement


@cache
def put_once(dialect: str, table: Table) -> Executable:
    """Insert a row unless one like it is there already; its row count says which."""
    statement: Executable = _insert(dialect, table).on_conflict_do_nothing().inline()
    return statement


def _insert(dialect: str, table: Table) -> Any:
    """The dialect's own INSERT, the only one that knows ON CONFLICT."""
    if dialect == SQLITE:
        from sqlalchemy.dialects.sqlite import insert as sqlite_insert

        return sqlite_insert(table)
    from sqlalchemy.dialects.postgresql import insert as postgresql_insert

    return postgresql_insert(table)


@cache
def lock_runner(dialect: str) -> Executable | None:
    """Keep one runner's chat for this transaction, also when nothing is stored about it yet.

    SQLite has one writer at a time and needs no more.
    """
    if dialect == SQLITE:
        return None
    return text("SELECT pg_advisory_xact_lock(hashtextextended('runner:' || :runner, 0))")
