"""What went wrong with the database, in a plain sentence.

The driver's own words stay behind: they quote the SQL, and with it what a runner wrote.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError

from bot.ports import StoreError, StoreRefusedError

# What the drivers say, and what we say. SQLite's codes and PostgreSQL's have nothing in common.
CURES = {
    "SQLITE_BUSY": "The database is in use by another program. Close it, or wait for it to finish.",
    "SQLITE_LOCKED": "The database is in use by another program. Close it, or wait for it to finish.",
    "SQLITE_FULL": "The disk is full. Make room on it.",
    "SQLITE_IOERR": "The disk does not take or give what it should. Look for a full or failing disk.",
    "SQLITE_CANTOPEN": "The database file cannot be opened. Check that its folder exists and may be written to.",
    "SQLITE_READONLY": "The database file may not be written to. Check who owns it.",
    "SQLITE_CORRUPT": "The database file is damaged. Restore a backup.",
    "SQLITE_NOTADB": "The file is not a database. Check DATABASE_URL.",
    "53100": "The database server's disk is full. Make room on it.",
    "53300": "The database server has no connection left for us. Allow more, or run fewer programs.",
}
# A value or a row that contradicts what is there: it would be refused again.
FINAL = ("SQLITE_CONSTRAINT", "SQLITE_TOOBIG", "SQLITE_MISMATCH", "22", "23")
AWAY = "The database cannot be reached."
REFUSED = "The database refused what was to be saved, because it contradicts what is there."
ODD = "The database could not do what was asked."


def plain(error: BaseException) -> StoreError:
    """The sentence for an error, with the driver's code for whoever mends it."""
    code = code_of(error)
    sentence = next((said for start, said in CURES.items() if code.startswith(start)), "")
    if not sentence:
        sentence = REFUSED if code.startswith(FINAL) else ODD if code else AWAY
    kind = StoreRefusedError if code.startswith(FINAL) else StoreError
    return kind(f"{sentence} Nothing was saved.{f' ({code})' if code else ''}")


def code_of(error: BaseException) -> str:
    """SQLite's name for an error or PostgreSQL's five characters, wherever the wrappers keep it."""
    inner: BaseException | None = error.orig if isinstance(error, DBAPIError) else error
    while inner is not None:
        code = getattr(inner, "sqlite_errorname", None) or getattr(inner, "sqlstate", None)
        if code:
            return str(code)
        inner = inner.__cause__
    return ""


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn everything a database can throw into a StoreError; our own mistakes stay what they are."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        if isinstance(error, StatementError) and isinstance(error.orig, ValueError):
            raise error.orig from None  # a value that no database was asked to keep
        raise plain(error) from None
