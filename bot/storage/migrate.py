"""Bring a database up to date.

A new version of the tables is made so: change `tables.py`, then

    python -m bot.storage.migrate "what the change is for"

which compares the tables with what the migrations so far make (in memory; no database is needed)
and writes the difference to `migrations/versions/`. Read that file and mend it before committing:
Alembic sees columns, not meanings. A test fails while tables and migrations disagree.

Alembic takes a while to import, so it is imported only when there is something to migrate.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Column, Connection, MetaData, String, Table, create_engine, inspect, text
from sqlalchemy.pool import StaticPool

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic's own table, as it makes it.
VERSION = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
HERE = Path(__file__).parent / "migrations"


def newest() -> str:
    """The newest version that the code knows; the files are named v0001_what.py and so on."""
    return max(path.name for path in (HERE / "versions").glob("v[0-9]*.py"))[1:5]


def version_of(connection: Connection) -> str:
    """The version a database is at; nothing for a new one."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def is_newer_than_the_code(version: str) -> bool:
    """Whether a database was last used by a later version of the bot."""
    return version > newest()


def mark_as_newest(connection: Connection) -> None:
    """A database that was made from the tables as they are now has nothing to migrate."""
    VERSION.create(connection)
    connection.execute(VERSION.insert(), {"version_num": newest()})


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, all of them or none."""
    from alembic import command

    command.upgrade(_config(connection), "head")


def write_revision(reason: str) -> Path:
    """Write what is missing between the migrations and `tables.py` as a new version."""
    from alembic import command

    with create_engine("sqlite://", poolclass=StaticPool).begin() as connection:
        upgrade(connection)
        number = f"{int(newest()) + 1:04}"
        script = command.revision(_config(connection), reason, autogenerate=True, rev_id=number)
    assert script is not None
    assert not isinstance(script, list)
    return Path(script.path)


def _config(connection: Connection) -> "Config":
    """Alembic's settings, made here so that a clone needs no alembic.ini."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("file_template", "v%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit('Say what the new version is for: python -m bot.storage.migrate "remember the shoe size"')
    print(write_revision(sys.argv[1]))
