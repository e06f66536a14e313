"""A copy of a live SQLite database, and the way back.

A copy is made by SQLite itself, of one moment, so it is whole even while the bot writes; it is looked
over before it gets its name. A restore looks the copy over first, keeps what was there beside it, and
touches nothing while a bot has the database open: its journal would be laid over the restored pages.
At no moment is there no database: `run` would begin a new, empty one.
"""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from bot.ports import StoreError
from bot.storage import migrate
from bot.storage.dialects import SQLITE

_OURS = {"alembic_version", "conversation", "case", "outbox"}  # tables since the first version
_PRIVATE = 0o600  # health data is nobody else's
_SQLITE_BEGINS = b"SQLite format 3\0"
_JOURNALS = ("-wal", "-journal")  # what a database's file has beside it while it is in use


def back_up(url: str, to: Path) -> None:
    """Copy the live database. Raises StoreError with a sentence that says what to do."""
    live = _file_of(url)
    if not live.is_file():
        raise StoreError(f"There is no database at {live} yet. Start the bot once, or mend DATABASE_URL.")
    if to.exists() and to.samefile(live):
        raise StoreError("That is the live database itself. Name another file for the copy.")
    if to.exists() and not _is_sqlite(to):
        raise StoreError(f"{to} is something else than a database, and stays. Name another file for the copy.")
    beside = _beside(to)
    try:
        to.parent.mkdir(_PRIVATE | 0o100, parents=True, exist_ok=True)
        with closing(sqlite3.connect(f"file:{live}?mode=ro", uri=True)) as source, _new(beside) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
        if fault := _fault(beside):
            raise StoreError(f"The database {fault}. No copy was made; go back to an earlier one with `restore`.")
        _put(beside, to)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"The copy could not be made ({_words(error)}). Nothing was written to {to}.") from None
    finally:
        beside.unlink(missing_ok=True)


def restore(url: str, copy: Path, now: datetime) -> Path | None:
    """Put a copy in the database's place; where what was there lies now, if there was something."""
    live = _file_of(url)
    if not copy.is_file():
        raise StoreError(f"There is no file {copy}. Name one that `backup` has made.")
    if live.exists() and copy.samefile(live):
        raise StoreError("That is the live database itself. Name a file that `backup` has made.")
    if any(copy.with_name(copy.name + journal).exists() for journal in _JOURNALS):
        raise StoreError("A journal lies beside this file, so `backup` has not made it. Use one that it has.")
    beside = _beside(live)
    try:
        live.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(copy, beside)
        beside.chmod(_PRIVATE)
        if fault := _fault(beside):
            raise StoreError(f"The copy {fault}. Nothing was changed. Name another one that `backup` has made.")
        kept = _keep(live, now) if live.exists() else None
        _put(beside, live)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"The copy cannot be restored ({_words(error)}). The database is as it was.") from None
    finally:
        beside.unlink(missing_ok=True)
    return kept


def _file_of(url: str) -> Path:
    """The SQLite file that DATABASE_URL names."""
    where = make_url(url)
    if where.get_backend_name() != SQLITE:
        raise StoreError("Only SQLite is copied here. For PostgreSQL use its own pg_dump and pg_restore.")
    if where.database in (None, "", ":memory:"):
        raise StoreError("A database in memory has no file. Set DATABASE_URL to one that has.")
    return Path(str(where.database))


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def _new(path: Path) -> "closing[sqlite3.Connection]":
    """A database that only its owner can read."""
    path.touch(_PRIVATE)
    return closing(sqlite3.connect(path))


def _is_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_SQLITE_BEGINS)) == _SQLITE_BEGINS


def _fault(path: Path) -> str:
    """What speaks against this file; nothing when it is whole, ours, and not from a later version of the bot."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as database:
        try:
            whole = database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            whole = whole and not database.execute("PRAGMA foreign_key_check").fetchall()
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        except sqlite3.DatabaseError:
            return "is not a database, or is damaged"
        if not whole:
            return "is damaged"
        versions = database.execute("SELECT version_num FROM alembic_version").fetchall() if tables >= _OURS else []
    if len(versions) != 1:
        return "is not this bot's database"
    return "was made by a newer version of the bot" if migrate.is_newer_than_the_code(str(versions[0][0])) else ""


def _keep(live: Path, now: datetime) -> Path:
    """Close the journal, which only works while nobody else has the database open, and give it a second name."""
    with closing(sqlite3.connect(live, timeout=1.0)) as database:
        try:
            database.execute("PRAGMA journal_mode = DELETE").fetchone()
        except sqlite3.OperationalError:
            raise StoreError("The bot has the database open. Stop it, then restore. Nothing was changed.") from None
        except sqlite3.DatabaseError:
            pass  # what is there is damaged: all the more reason to restore
    kept = live.with_name(f"{live.name}.before-restore-{now:%Y%m%d-%H%M%S}")
    _name_again(live, kept)
    kept.chmod(_PRIVATE)
    for journal in _JOURNALS:  # a damaged database leaves one; it belongs to what is kept
        with suppress(FileNotFoundError):
            live.with_name(live.name + journal).rename(kept.with_name(kept.name + journal))
    live.with_name(live.name + "-shm").unlink(missing_ok=True)
    return kept


def _name_again(live: Path, kept: Path) -> None:
    """A second name for the same file; where the disk knows no such thing, its only one."""
    try:
        kept.hardlink_to(live)
    except FileExistsError:
        raise
    except OSError:
        live.rename(kept)


def _put(beside: Path, to: Path) -> None:
    """Give it its name, on disk, at one stroke."""
    _sync(beside)
    os.replace(beside, to)
    _sync(to.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _words(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
