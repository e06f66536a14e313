"""What `make bench` measures with; the bench itself is no part of the tests."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.load.messages import inbox
from bench.load.stored import FIRST, fill_postgresql, fill_sqlite
from bench.load.subject import cpu_seconds, peak_megabytes
from bot.dialogue.conversation import Conversation
from bot.dialogue.thoughts import unfinished
from bot.storage.store import open_async_store
from intents.understand import Reader
from tests.postgresql import PostgreSql

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_inbox_is_the_same_each_time_and_one_runner_in_ten_is_serious(reader: Reader) -> None:
    messages = list(inbox(range(1, 51), 100))
    heard = {runner: reader.understand(text, NOW) for runner, text in messages[50:]}

    assert messages == list(inbox(range(1, 51), 100))
    assert len({text for _, text in messages}) > 70, "few texts come twice"
    serious = {n for n, one in heard.items() if one.signs or one.persistent or one.wants_person}
    assert {n for n in heard if n % 10 == 0} <= serious


def test_no_message_of_the_inbox_is_held_back_as_a_piece_of_a_thought(reader: Reader) -> None:
    texts = [text for _, text in inbox(range(1, 101), 200)]

    held = [text for text in texts if unfinished(Conversation(1), reader.understand(text, NOW), text)]

    assert not held


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_a_database_filled_in_bulk_is_one_that_the_bot_can_read(
    kind: str, tmp_path: Path, postgresql: PostgreSql
) -> None:
    if kind == "sqlite":
        url = await fill_sqlite(tmp_path / "bot.db", 20)
    else:
        url = await fill_postgresql(await postgresql.new_database(), 20)
    store = await open_async_store(url)
    async with store.begin() as session:
        chat, lines = await session.conversation(FIRST + 19), await session.transcript(FIRST + 19)
        waiting = await session.oldest_waiting()
    await store.close()

    assert chat.runner == FIRST + 19
    assert chat.welcomed
    assert [line.speaker for line in lines] == ["runner", "bot", "runner"]
    assert not waiting


def test_a_process_is_weighed() -> None:
    assert cpu_seconds(os.getpid()) > 0
    assert 10 < peak_megabytes(os.getpid()) < 10_000
