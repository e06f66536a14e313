"""One crash test: a clinic's evening during which the bot is killed again and again."""

import asyncio
import random
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from tests.botapi import BotApi
from tests.crash.clinic import Clinic, Report
from tests.crash.doubles import Kill, Rows
from tests.e2e.nursery import Nursery, NurseryBot
from tests.postgresql import PostgreSql

HOOK = {"WEBHOOK_URL": "https://bot.example/hook", "WEBHOOK_SECRET": "a-secret-between-us"}
SPREAD = 0.6  # seconds over which a cycle's messages are written
LATENCY = 0.015  # of every call, so that some are under way whenever the bot is killed
NOTHING_MOVES = 30.0  # seconds
BACKLOG = 30  # updates; a machine that cannot keep up with the writers is given time between two kills
MOMENTS = ("sendMessage", "createForumTopic", "getUpdates", "pinChatMessage", "*")


@dataclass(frozen=True)
class Way:
    """How updates come and where everything is kept."""

    webhook: bool
    on_postgresql: bool

    def __str__(self) -> str:
        return f"{'webhook' if self.webhook else 'polling'}-{'postgresql' if self.on_postgresql else 'sqlite'}"


WAYS = tuple(Way(webhook, on_postgresql) for on_postgresql in (False, True) for webhook in (False, True))


async def evening(
    way: Way, kills: int, seed: int, nursery: Nursery, folder: Path, postgresql: PostgreSql, address: str
) -> Report:
    """Kill the bot so often while people write, let it finish, and see what they got.

    The address is that of a PostgreSQL database, or "" for a SQLite file in the folder.
    """
    dice = random.Random(seed)
    async with BotApi() as api:
        api.latency = LATENCY
        listen = f"127.0.0.1:{_free_port()}"
        environment = {"LISTEN": listen, **(HOOK if way.webhook else {})}
        bot = NurseryBot(nursery, api, folder, **environment, **({"DATABASE_URL": address} if address else {}))
        api.hook.targets = [f"http://{listen}"]

        async def rows(query: str) -> list[tuple[object, ...]]:
            return await postgresql.rows(address, query) if address else bot.rows(query)

        clinic, killed, again = Clinic(api, dice), [], 0
        await bot.start()
        try:
            await clinic.open_the_door()
            for _ in range(kills):
                await api.until(lambda: api.waiting < BACKLOG, within=60, what="the bot to catch up")
                writing = asyncio.create_task(clinic.cycle(SPREAD))
                await _some_moment(api, dice)
                killed.append(await _kill(bot, rows))
                again += sum(api.handed_out[update["update_id"]] > 0 for update in api.updates)
                await bot.start(until="")
                await writing
            unfinished = await _until_quiet(api, rows)
            report = await clinic.check(rows, killed, again)
            report.problems += unfinished
            if "Traceback" in bot.log or "set aside" in bot.log or not bot.is_alive:
                report.problems.append(f"the log: {bot.log[-2000:]}")
            return report
        finally:
            await bot.end()


async def _kill(bot: NurseryBot, rows: Rows) -> Kill:
    """Kill it, wait until what it had under way is over, and see what it had not written down."""
    await bot.kill()
    at = time.monotonic()
    await asyncio.sleep(2 * LATENCY)
    waiting = await rows("select id from outbox where state = 'waiting'")
    return Kill(at, time.monotonic(), frozenset(int(str(row)) for (row,) in waiting))


async def _some_moment(api: BotApi, dice: random.Random) -> None:
    """Any instant: while it starts, later, or when a call has taken effect and is not yet answered."""
    kind = dice.random()
    if kind < 0.5:
        await asyncio.sleep(dice.uniform(0, 0.3 if kind < 0.2 else 1.2))
        return
    method = dice.choice(MOMENTS)
    target = len(api.calls) + dice.randint(1, 25)

    def reached() -> bool:
        return len(api.calls) >= target if method == "*" else api.calls[-1:] != [] and api.calls[-1][1] == method

    try:
        await api.until(lambda: reached() or None, within=1.5)
    except AssertionError:
        return  # no such call came: this instant is as good as any


async def _until_quiet(api: BotApi, rows: Rows) -> list[str]:
    """Everything confirmed, every thought answered, everything sent; what is not so when nothing moves any more."""
    before, moved = "", time.monotonic()
    while time.monotonic() < moved + NOTHING_MOVES:
        sending = await rows("select id, destination, kind, due, reason from outbox where state = 'waiting'")
        thoughts = await rows("select runner from conversation where thought_since is not null")
        if not api.waiting and not sending and not thoughts:
            return []
        now = f"{api.updates} {sending} {thoughts}"
        before, moved = now, moved if now == before else time.monotonic()
        await asyncio.sleep(0.2)
    return [f"unfinished: {api.waiting} updates such as {api.updates[:1]}, thoughts {thoughts}, rows {sending[:5]}"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
