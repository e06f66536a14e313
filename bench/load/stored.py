"""A database that has known many runners for a while, filled in bulk: the writing of years in a minute."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from bot.dialogue.conversation import Conversation
from bot.dialogue.replies import Say
from bot.storage.codec import encode_body, encode_conversation
from bot.storage.store import open_async_store

FIRST = 5_000_000_000  # the first runner's number; Telegram's are about as long
_ADVICE = (
    "Tight hamstrings\nOne thing the article talks about is tight muscles at the back of your thighs. What may help: "
    "loosen them a little every day, and give them some weeks. If it lasts 6 weeks or more, or keeps coming back, "
    "write to our physio team here."
)


async def fill_sqlite(file: Path, count: int) -> str:
    """A SQLite database with so many conversations; its address."""
    url = f"sqlite+aiosqlite:///{file}"
    await (await open_async_store(url)).close()
    numbers = f"WITH RECURSIVE numbers(n) AS (SELECT {FIRST} UNION ALL SELECT n + 1 FROM numbers LIMIT {count}) "
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        for table, values in _rows():
            connection.execute(f"INSERT INTO {table} {numbers} SELECT {values} FROM numbers")
    connection.close()
    return url


async def fill_postgresql(url: str, count: int) -> str:
    """A PostgreSQL database with so many conversations; its address."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        for table, values in _rows():
            numbers = f"generate_series({FIRST}, {FIRST + count - 1}) AS numbers(n)"
            await connection.execute(f"INSERT INTO {table} SELECT {values} FROM {numbers}")
        await connection.execute("ANALYZE")
    finally:
        await connection.close()
    return url


def _rows() -> Sequence[tuple[str, str]]:
    """For each table, the columns and what goes in for the runner n: two lines said, two lines answered."""
    at = f"'{datetime.now(UTC) - timedelta(days=3):%Y-%m-%d %H:%M:%S.%f}'"
    chat = encode_conversation(Conversation(FIRST, welcomed=True, last_heard=datetime.now(UTC) - timedelta(days=3)))
    body = "'" + chat.replace("'", "''").replace(str(FIRST), "' || n || '") + "'"
    kind, advice = encode_body(Say(_ADVICE))
    line = "(runner, speaker, text, at, message_id, media, name, version)"
    outbox = (
        "(state, destination, runner, lane, turn, kind, body, queued_at, say_after_failure, attempts, due, ended_at, "
        "message_id)"
    )
    sent = f"'sent', 'runner:' || n, n, 1, 1, '{kind}', '{advice}', {at}, false, 1, {at}, {at}"
    return (
        ("runner (id, name, language, reachable)", "n, 'Runner' || n, 'en', true"),
        ("conversation (runner, body, thought_since, last_heard)", f"n, {body}, NULL, {at}"),
        (f"line {line}", f"n, 'runner', 'my hamstrings are tight and my back aches', {at}, 1, '', '', 1"),
        (f"line {line}", f"n, 'bot', '{_ADVICE}', {at}, NULL, '', '', 1"),
        (f"line {line}", f"n, 'runner', 'thanks, number ' || n, {at}, 3, '', '', 1"),
        (f"outbox {outbox}", f"{sent}, 2"),
        (f"outbox {outbox}", f"{sent}, 4"),
        ("handled_update (key, at)", f"'telegram:-' || n, {at}"),
    )
