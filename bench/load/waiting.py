"""What waits costs nothing: memory with a backlog of updates, and safety texts past a full outbox.

    python -m bench.load.waiting            # some six minutes
    python -m bench.load.waiting --updates 1000000 --rows 1000000 --seconds 30

The bot is a process. For each way in, polling and webhook, so many updates wait at the Bot API server
while it works on them for a while; shown is the memory it holds then, beside what it holds with a
backlog of a thousand. Then so many rows wait in its outbox, at Telegram's own budget, while runners write
of danger: shown is the time from a message's being taken in, which is before it is read and saved, to the
call that sends the safety text.
"""

import argparse
import asyncio
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.load.messages import inbox
from bench.load.subject import peak_megabytes
from bot.dialogue.replies import Say
from bot.storage.codec import encode_body
from bot.storage.store import open_async_store
from tests.botapi import BotApi
from tests.e2e.bot_process import BotProcess

RUNNERS = 2000
FEW = 1000  # a backlog to compare with
HOOK = {"WEBHOOK_URL": "https://bot.example/hook", "WEBHOOK_SECRET": "a-secret-between-us"}
TELEGRAMS_OWN = {"TELEGRAM_LIMITS": "30/1 3/3 20/60"}
DANGER = "I can't feel it when I wipe"
TIMES = 30


async def with_backlog(folder: Path, updates: int, seconds: float, **settings: str) -> str:
    """The most memory held while so many updates wait."""
    async with BotApi() as api:
        for runner, text in inbox(range(1, RUNNERS + 1), updates):
            await api.runner(runner, f"R{runner}").writes(text)
        bot = await BotProcess(api, folder, **settings).start(within=120)
        api.hook.targets = [bot.listens]
        at_start = peak_megabytes(bot.pid)
        done = await _worked(api, updates, seconds)
        peak = peak_megabytes(bot.pid)
        await bot.end()
    return f"{updates:>9,} waited, {done:>7,} handled   {at_start:6.1f} MB at the start   {peak:6.1f} MB at most"


async def _worked(api: BotApi, updates: int, seconds: float) -> int:
    try:
        async with asyncio.timeout(seconds):
            await api.until(lambda: not api.waiting, within=seconds * 2)
    except TimeoutError:
        pass
    return updates - api.waiting


async def with_full_outbox(folder: Path, rows: int) -> str:
    """How soon a safety text goes while so many rows wait."""
    await _fill(folder / "bot.db", rows)
    async with BotApi() as api:
        bot = await BotProcess(api, folder, **TELEGRAMS_OWN).start(within=120)
        took = [await _danger(api, bot, 900_000 + number) for number in range(TIMES)]
        others = len(api.calls_of("sendMessage"))
        peak = peak_megabytes(bot.pid)
        left = bot.rows("select count(*) from outbox where state = 'waiting'")[0][0]
        await bot.end()
    median, worst = statistics.median(took) * 1000, max(took) * 1000
    return (
        f"{rows:>9,} rows waited, {left:,} still do after {others} sent   "
        f"median {median:.0f} ms, slowest of {TIMES} {worst:.0f} ms   {peak:6.1f} MB at most"
    )


async def _danger(api: BotApi, bot: BotProcess, number: int) -> float:
    """Seconds from a message's being taken in to the arrival of the safety text."""
    await asyncio.sleep(0.3)
    runner = api.runner(number, f"Danger{number}")
    await runner.writes(DANGER)
    shown = await runner.hears_anything(within=60)
    arrived = time.time() - (time.monotonic() - shown.at)
    taken_in = bot.rows(f"select min(queued_at) from outbox where destination = 'runner:{number}'")[0][0]
    return arrived - datetime.fromisoformat(f"{taken_in}+00:00").timestamp()


async def _fill(database: Path, rows: int) -> None:
    """Rows for a fifth as many runners."""
    await (await open_async_store(f"sqlite+aiosqlite:///{database}")).close()
    kind, body = encode_body(Say("An answer that waits for its turn, about as long as a short one is."))
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"
    columns = "(state, destination, runner, lane, turn, kind, body, queued_at, say_after_failure, attempts, due)"
    waiting: Sequence[tuple[object, ...]] = [
        ("waiting", f"runner:{n}", n, 1, 1, kind, body, now, 0, 0, now)
        for n in (row % (rows // 5) + 1 for row in range(rows))
    ]
    with sqlite3.connect(database) as connection:
        connection.executemany(f"INSERT INTO outbox {columns} VALUES (?,?,?,?,?,?,?,?,?,?,?)", waiting)
    connection.close()


async def main() -> None:
    """Run everything and print a line for each."""
    wanted = argparse.ArgumentParser(prog="python -m bench.load.waiting")
    wanted.add_argument("--updates", type=int, default=100_000)
    wanted.add_argument("--rows", type=int, default=100_000)
    wanted.add_argument("--seconds", type=float, default=60.0, help="for how long to work on a backlog")
    wanted.add_argument("--only", choices=("polling", "webhook", "outbox"), help="one part")
    chosen = wanted.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folders = (Path(name) / str(number) for number in range(10))
        for way, settings in (("polling", {}), ("webhook", HOOK)):
            for updates in (FEW, chosen.updates) if chosen.only in (None, way) else ():
                (folder := next(folders)).mkdir()
                print(f"{way}  {await with_backlog(folder, updates, chosen.seconds, **settings)}", flush=True)
        for _ in range(chosen.only in (None, "outbox")):
            (folder := next(folders)).mkdir()
            print(f"outbox   {await with_full_outbox(folder, chosen.rows)}")
    print(f"(this script and its Bot API server: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB)")


if __name__ == "__main__":
    asyncio.run(main())
