"""The one place where SQLite and PostgreSQL differ."""

from functools import cache
from typing import Any

from sqlalchemy import Executable, Table, text

SQLITE = "sqlite"
POSTGRESQL = "postgresql"


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
