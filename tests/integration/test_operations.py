"""The commands of whoever runs the bot, as they are typed: outbox, migrate, backup, restore."""

import asyncio
import os
import re
import shutil
import sqlite3
import stat
from contextlib import chdir
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.ports import Lane, Outgoing, Runner, Say, ToRunner
from bot.storage.store import open_async_store, upgrade_store
from main import app
from tests.integration.writer import WRITER, start
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


def counted(path: Path) -> tuple[int, int, int]:
    """How many of what each commit of the writer makes one of."""
    with sqlite3.connect(path) as database:
        ((updates, lines, rows),) = database.execute(
            "SELECT (SELECT count(*) FROM handled_update), (SELECT count(*) FROM line), (SELECT count(*) FROM outbox)"
        )
    database.close()
    return updates, lines, rows


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
    (tmp_path / "unmade.db").write_bytes(whole)
    with sqlite3.connect(tmp_path / "unmade.db") as unmade:
        unmade.execute("DELETE FROM alembic_version")
    unmade.close()
    with sqlite3.connect(tmp_path / "copy.db") as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.close()

    said = {
        name: await main(tmp_path, "restore", f"{name}.db", code=1)
        for name in ("words", "half", "other", "unmade", "copy", "no")
    }

    assert "not a database" in said["words"]
    assert "damaged" in said["half"]
    assert "not this bot's" in said["other"]
    assert "not this bot's" in said["unmade"]
    assert "newer version" in said["copy"]
    assert "There is no file" in said["no"]
    assert remembered(tmp_path / "bot.db") == "Anna"


async def test_the_live_database_is_not_its_own_copy(tmp_path: Path) -> None:
    await remember(tmp_path, "Anna")

    assert "live database itself" in await main(tmp_path, "backup", "bot.db", code=1)
    assert "live database itself" in await main(tmp_path, "restore", "bot.db", code=1)
    assert remembered(tmp_path / "bot.db") == "Anna"


async def test_a_copy_made_while_the_bot_writes_is_whole_and_of_one_moment(tmp_path: Path) -> None:
    writer = start(WRITER, tmp_path / "bot.db", "1")
    assert writer.stdout
    copied, written = [], 0
    try:
        for number in range(4):
            for _ in range(25):
                written = int(writer.stdout.readline())
            await main(tmp_path, "backup", f"copies/{number}.db")
            copied.append((written, *counted(tmp_path / "copies" / f"{number}.db")))
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()

    for acknowledged, updates, lines, rows in copied:
        assert updates == lines == rows, "a commit is in the copy whole, or not at all"
        assert updates >= acknowledged, "what was committed before the copy is in it"


async def test_a_copy_goes_into_a_folder_made_for_it_but_never_over_something_else(tmp_path: Path) -> None:
    await remember(tmp_path, "Anna")
    (tmp_path / "notes.txt").write_text("Buy milk")

    await main(tmp_path, "backup", "backups/monday.db")
    await main(tmp_path, "backup", "backups/monday.db")
    said = await main(tmp_path, "backup", "notes.txt", code=1)

    assert remembered(tmp_path / "backups/monday.db") == "Anna"
    assert stat.S_IMODE((tmp_path / "backups").stat().st_mode) == 0o700
    assert "something else" in said
    assert (tmp_path / "notes.txt").read_text() == "Buy milk"


async def test_the_database_is_its_owner_s_alone(tmp_path: Path) -> None:
    await remember(tmp_path, "Anna")

    assert stat.S_IMODE((tmp_path / "bot.db").stat().st_mode) == 0o600


async def test_a_file_copied_by_hand_without_its_journal_is_not_restored(tmp_path: Path) -> None:
    await remember(tmp_path, "Anna")
    shutil.copy(tmp_path / "bot.db", tmp_path / "by-hand.db")
    (tmp_path / "by-hand.db-wal").write_bytes(b"the newest messages")

    assert "A journal lies beside" in await main(tmp_path, "restore", "by-hand.db", code=1)


async def test_a_damaged_database_gives_no_copy_and_makes_way_for_an_earlier_one(tmp_path: Path) -> None:
    await remember(tmp_path, "Anna")
    await main(tmp_path, "backup", "copy.db")
    whole = (tmp_path / "bot.db").read_bytes()
    (tmp_path / "bot.db").write_bytes(whole[:8192] + b"?" * 40_000 + whole[48_192:])
    (tmp_path / "bot.db-wal").write_bytes(b"of the damaged one")

    refused = await main(tmp_path, "backup", "another.db", code=1)
    said = await main(tmp_path, "restore", "copy.db")

    kept = re.search(r"lies in (\S+)\.$", said, re.MULTILINE)
    assert "damaged" in refused
    assert not (tmp_path / "another.db").exists()
    assert remembered(tmp_path / "bot.db") == "Anna"
    assert not (tmp_path / "bot.db-wal").exists(), "the damaged one's journal would be laid over the copy"
    assert kept
    assert (tmp_path / kept[1]).exists()


async def test_a_disk_without_second_names_keeps_what_was_there_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    await remember(tmp_path, "Anna")
    await main(tmp_path, "backup", "copy.db")
    monkeypatch.setattr(Path, "hardlink_to", refuse)

    said = await main(tmp_path, "restore", "copy.db")

    kept = re.search(r"lies in (\S+)\.$", said, re.MULTILINE)
    assert kept
    assert remembered(tmp_path / kept[1]) == remembered(tmp_path / "bot.db") == "Anna"


async def test_migrate_makes_a_new_file_ready_and_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    made = await main(tmp_path, "migrate", url=f"sqlite+aiosqlite:///{tmp_path}/new/bot.db")
    again = await main(tmp_path, "migrate", url=f"sqlite+aiosqlite:///{tmp_path}/new/bot.db")
    with sqlite3.connect(tmp_path / "new/bot.db") as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.close()

    assert "up to date" in made
    assert "up to date" in again
    assert "newer version" in await main(tmp_path, "migrate", url=f"sqlite+aiosqlite:///{tmp_path}/new/bot.db", code=1)


async def test_two_machines_may_migrate_at_once(tmp_path: Path, postgresql: PostgreSql) -> None:
    url = await postgresql.new_database(empty=True)

    await asyncio.gather(*(upgrade_store(url) for _ in range(3)))

    assert "Nothing waits" in await main(tmp_path, "outbox", url=url)


async def test_migrate_makes_an_empty_postgresql_database_ready(tmp_path: Path, postgresql: PostgreSql) -> None:
    url = await postgresql.new_database(empty=True)

    before = await main(tmp_path, "outbox", url=url, code=1)
    said = await main(tmp_path, "migrate", url=url)
    after = await main(tmp_path, "outbox", url=url)

    assert "Run: python main.py migrate" in before
    assert "up to date" in said
    assert "Nothing waits" in after
    assert "pg_dump" in await main(tmp_path, "backup", "copy.db", url=url, code=1)
