"""An older database becomes what the code expects; the first version and every later one."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.pool import StaticPool

from bot.ports import Runner, StoreError
from bot.storage import migrate
from bot.storage.store import open_async_store
from bot.storage.tables import metadata


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def shape(connection: Connection) -> dict[str, object]:
    """Everything that the database says about its tables."""
    found = inspect(connection)
    written = {
        name: " ".join(sql.split())
        for name, sql in connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'index'")
        if sql
    }
    return {"indexes": written} | {
        name: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(name)),
            sorted(str(sorted(key.items())) for key in found.get_foreign_keys(name)),
            sorted(str(sorted(key.items())) for key in found.get_unique_constraints(name)),
            sorted(str(sorted(check.items())) for check in found.get_check_constraints(name)),
        )
        for name in found.get_table_names()
        if name not in {"alembic_version", "sqlite_sequence"}
    }


def test_the_migrations_make_what_the_tables_say(connection: Connection) -> None:
    migrate.upgrade(connection)

    assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_memory_made_without_migrations_is_the_same(connection: Connection) -> None:
    migrate.upgrade(connection)
    other = create_engine("sqlite://", poolclass=StaticPool)
    with other.begin() as directly:
        metadata.create_all(directly)

        assert shape(directly) == shape(connection)
    other.dispose()


def test_the_newest_version_is_the_one_alembic_means() -> None:
    assert ScriptDirectory(str(migrate.HERE)).get_current_head() == migrate.newest()


def test_a_database_that_is_new_or_up_to_date_needs_no_alembic(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    code = (
        "import asyncio, sys; from bot.storage import open_async_store\n"
        f"async def main(): await (await open_async_store({url!r})).close()\n"
        "asyncio.run(main()); print([name for name in ('alembic', 'asyncpg', 'sqlalchemy.orm') if name in sys.modules])"
    )

    said = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        for _ in range(2)
    ]

    assert said == ["[]", "[]"]


async def test_a_new_file_is_as_if_it_had_been_migrated(connection: Connection, tmp_path: Path) -> None:
    migrate.upgrade(connection)
    path = tmp_path / "bot.db"
    await (await open_async_store(f"sqlite+aiosqlite:///{path}")).close()

    new = create_engine(f"sqlite:///{path}")
    with new.begin() as directly:
        assert shape(directly) == shape(connection)
        assert migrate.version_of(directly) == migrate.version_of(connection) == migrate.newest()
        migrate.upgrade(directly)
    new.dispose()


async def test_what_was_kept_before_a_restart_is_there_after_it(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'not' / 'there yet' / 'bot.db'}"
    first = await open_async_store(url)
    async with first.begin() as session:
        await session.keep_runner(Runner(1, "Anna"))
    await first.close()

    second = await open_async_store(url)
    async with second.begin() as session:
        assert await session.runner(1) == Runner(1, "Anna")
    await second.close()


async def test_a_database_from_the_future_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    url = f"sqlite+aiosqlite:///{path}"
    await (await open_async_store(url)).close()
    with sqlite3.connect(path) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()

    with pytest.raises(StoreError, match="newer version"):
        await open_async_store(url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("bot.db", "DATABASE_URL cannot be read"),
        ("nosuch://somewhere/bot", "not known here"),
        ("sqlite+aiosqlite:////proc/nowhere/bot.db", "cannot be made"),
    ],
)
async def test_an_address_that_leads_nowhere_is_explained(url: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        await open_async_store(url)


async def test_a_file_that_is_no_database_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    path.write_text("Dear diary, " * 200)

    with pytest.raises(StoreError, match="not a database"):
        await open_async_store(f"sqlite+aiosqlite:///{path}")
    assert path.read_text().startswith("Dear diary")


def test_a_new_version_is_written_from_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = shutil.copytree(migrate.HERE, tmp_path / "migrations")
    version = migrate.newest()
    monkeypatch.setattr(migrate, "HERE", copy)

    written = migrate.write_revision("nothing changed yet")

    text = written.read_text()
    assert written.name == f"v{int(version) + 1:04}_nothing_changed_yet.py"
    assert f'down_revision = "{version}"' in text.replace("'", '"')
    assert "op." not in text.split("def upgrade", 1)[1]
