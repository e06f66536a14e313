"""The commands of whoever runs the bot, as they are typed: outbox, migrate, backup, restore."""

import asyncio
import os
import re
import sqlite3
import stat
from contextlib import chdir
from datetime import UTC, datetime
from pathlib import Path

from typer.testing import CliRunner

from bot.ports import Lane, Outgoing, Runner, Say, ToRunner
from bot.storage.store import open_async_store
from main import app
from tests.postgresql import PostgreSql

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def typed(folder: Path, words: tuple[str, ...], url: str) -> tuple[int, str]:
    """Run the command line as the shell would, in this process: starting Python takes longer than the test."""
    place = {"DATABASE_URL": url or f"sqlite+aiosqlite:///{folder}/bot.db"}
    with chdir(folder):
        found = CliRunner().invoke(app, words, env=place)
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found.exit_code, found.output


async def main(folder: Path, *words: str, url: str = "", code: int = 0) -> str:
    """What `python main.py` says; and no traceback, ever."""
    exit_code, said = await asyncio.to_thread(typed, folder, words, url)
    assert exit_code == code, said
    return said


async def remember(folder: Path, name: str) -> None:
    store = await open_async_store(f"sqlite+aiosqlite:///{folder}/bot.db")
    async with store.begin() as session:
        await session.keep_runner(Runner(1, name))
    await store.close()


def remembered(path: Path) -> str:
    with sqlite3.connect(path) as database:
        (name,) = database.execute("SELECT name FROM runner").fetchone()
    database.close()
    return str(name)


async def test_the_outbox_lists_what_could_not_be_sent_and_sends_it_again(tmp_path: Path) -> None:
    store = await open_async_store(f"sqlite+aiosqlite:///{tmp_path}/bot.db")
    async with store.begin() as session:
        row = await session.send(Outgoing(ToRunner(7), Say("secret words"), Lane.ANSWER, NOW))
        await session.set_aside(row, "Bad Request: odd", NOW)

    listed = await main(tmp_path, "outbox")
    told = await main(tmp_path, "outbox", "--retry")
    after = await main(tmp_path, "outbox")
    async with store.begin() as session:
        due = await session.due(datetime.now(UTC), 10)
    await store.close()

    assert f"{row}  2026-11-22 09:00Z  a text for runner 7: Bad Request: odd" in listed
    assert "secret words" not in listed
    assert "1 dead letter queued again." in told
    assert "No dead letters." in after
    assert [one.id for one in due] == [row]


async def test_a_live_database_is_copied_and_comes_back(tmp_path: Path) -> None:
    await remember(tmp_path, "Anna")
    store = await open_async_store(f"sqlite+aiosqlite:///{tmp_path}/bot.db")  # the bot runs
    await main(tmp_path, "backup", "copy.db")
    refused = await main(tmp_path, "restore", "copy.db", code=1)
    async with store.begin() as session:
        await session.keep_runner(Runner(1, "After the copy"))
    await store.close()

    said = await main(tmp_path, "restore", "copy.db")

    kept = re.search(r"lies in (\S+)\.$", said, re.MULTILINE)
    assert "Stop it, then restore" in refused
    assert remembered(tmp_path / "bot.db") == "Anna"
    assert kept
    assert remembered(tmp_path / kept[1]) == "After the copy"
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".part")]


async def test_a_copy_that_is_no_good_replaces_nothing(tmp_path: Path) -> None:
    await remember(tmp_path, "Anna")
    await main(tmp_path, "backup", "copy.db")
    whole = (tmp_path / "copy.db").read_bytes()
    (tmp_path / "words.db").write_text("Dear diary, " * 500)
    (tmp_path / "half.db").write_bytes(whole[: len(whole) // 2])
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE shoes (size)").connection.close()
    with sqlite3.connect(tmp_path / "copy.db") as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.close()

    said = {
        name: await main(tmp_path, "restore", f"{name}.db", code=1) for name in ("words", "half", "other", "copy", "no")
    }

    assert "not a database" in said["words"]
    assert "damaged" in said["half"]
    assert "not this bot's" in said["other"]
    assert "newer version" in said["copy"]
    assert "There is no file" in said["no"]
    assert remembered(tmp_path / "bot.db") == "Anna"


async def test_the_live_database_is_not_its_own_copy(tmp_path: Path) -> None:
    await remember(tmp_path, "Anna")

    assert "live database itself" in await main(tmp_path, "backup", "bot.db", code=1)
    assert "could not be made" in await main(tmp_path, "backup", "nowhere/copy.db", code=1)
    assert remembered(tmp_path / "bot.db") == "Anna"


async def test_migrate_makes_an_empty_postgresql_database_ready(tmp_path: Path, postgresql: PostgreSql) -> None:
    url = await postgresql.new_database(empty=True)

    before = await main(tmp_path, "outbox", url=url, code=1)
    said = await main(tmp_path, "migrate", url=url)
    after = await main(tmp_path, "outbox", url=url)

    assert "Run: python main.py migrate" in before
    assert "up to date" in said
    assert "Nothing waits" in after
    assert "pg_dump" in await main(tmp_path, "backup", "copy.db", url=url, code=1)
