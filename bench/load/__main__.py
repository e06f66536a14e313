"""`make bench`: runs the cases and prints a table. `ONLY=drain` (or latency, stored) runs a part."""

import argparse
import asyncio
import os
import platform
import statistics
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from pathlib import Path

from bench.load.cases import Figures, drain, steady
from bench.load.clock import ClockedApi
from bench.load.stored import FIRST, fill_postgresql, fill_sqlite
from bench.load.subject import Bot, Echo
from tests.postgresql import PostgreSql

CASES = ("drain", "latency", "stored")
BACKLOG, RUNNERS = 3000, 200
SLOW = 0.05  # seconds added to each answer of the Bot API
ECHO_BACKLOG_WHEN_SLOW = 300  # it answers some 18 a second then, however many wait
SECONDS = 20  # of a steady load
FEW, MANY = 10_000, 1_000_000
_HEAD = ("a second", "CPU ms", "p50 ms", "p99 ms", "(written)", "peak MB")
_WIDTHS = (10, 9, 9, 9, 11, 9)

Load = Callable[[ClockedApi, Bot | Echo], Awaitable[Figures]]
Rounds = dict[str, list[Figures]]  # by the subject


class Bench:
    """Runs loads in a folder of its own."""

    def __init__(self, folder: Path, rounds: int, backlog: int, postgresql: PostgreSql) -> None:
        self._folder = folder
        self._rounds = rounds
        self._backlog = backlog
        self._postgresql = postgresql
        self._databases = 0

    async def drain(self) -> None:
        """A backlog, with the Bot API at once and slow."""
        runners = range(1, RUNNERS + 1)
        for latency in (0.0, SLOW):
            load = partial(drain, runners=runners, count=self._backlog)
            shorter = min(self._backlog, ECHO_BACKLOG_WHEN_SLOW) if latency else self._backlog
            found = await self._beside(load, partial(drain, runners=runners, count=shorter), latency)
            _show(f"drain of {self._backlog} from {RUNNERS} runners, {latency * 1000:.0f} ms", found)

    async def latency(self) -> None:
        """A steady load at Telegram's own ceiling, and at a good deal more."""
        for per_second, latency in ((30, 0.0), (200, 0.0), (30, SLOW)):
            load = partial(steady, runners=range(1, 100_000), per_second=per_second, seconds=SECONDS)
            found = await self._beside(load, load, latency)
            _show(f"{per_second} a second for {SECONDS} s, {latency * 1000:.0f} ms", found)

    async def stored(self) -> None:
        """The bot alone, with few conversations stored and with many."""
        loads: dict[str, Load] = {
            "30 a second": partial(steady, runners=range(FIRST, FIRST + FEW), per_second=30, seconds=SECONDS),
            "drain": partial(drain, runners=range(FIRST, FIRST + FEW, FEW // RUNNERS), count=self._backlog),
        }
        urls = {f"{kind} {n}": await fill(n) for n in (FEW, MANY) for kind, fill in self._fillers().items()}
        for name, load in loads.items():
            found: Rounds = {}
            for _ in range(self._rounds):
                for subject, url in urls.items():
                    found.setdefault(subject, []).append(await self._once(load, 0.0, url))
            for kind in self._fillers():
                few, many = f"{kind} {FEW}", f"{kind} {MANY}"
                _show(f"{name}, stored conversations", {few: found[few], many: found[many]})

    def _fillers(self) -> dict[str, Callable[[int], Awaitable[str]]]:
        async def in_postgresql(count: int) -> str:
            return await fill_postgresql(await self._postgresql.new_database(), count)

        return {"SQLite": lambda n: fill_sqlite(self._folder / f"stored{n}.db", n), "PostgreSQL": in_postgresql}

    async def _beside(self, bots: Load, echos: Load, latency: float) -> Rounds:
        """The echo, then the bot on each database, so many times."""
        found: Rounds = {}
        for _ in range(self._rounds):
            found.setdefault("echo", []).append(await self._once(echos, latency, None))
            found.setdefault("SQLite", []).append(await self._once(bots, latency, self._new_file()))
            url = await self._postgresql.new_database()
            found.setdefault("PostgreSQL", []).append(await self._once(bots, latency, url))
        return found

    def _new_file(self) -> str:
        self._databases += 1
        return f"sqlite+aiosqlite:///{self._folder / f'bot{self._databases}.db'}"

    async def _once(self, load: Load, latency: float, url: str | None) -> Figures:
        """One run; without an address of a database, the echo's."""
        async with ClockedApi() as api:
            api.latency = latency
            folder = Path(tempfile.mkdtemp(dir=self._folder))
            subject = Bot(api, folder, url) if url else Echo(api)
            try:
                return await load(api, subject)
            finally:
                await subject.stop()


def _show(title: str, found: Rounds) -> None:
    """A row for each subject, and beneath it how it stands to the first one, by the median of the rounds."""
    head = "".join(f"{name:>{width}}" for name, width in zip(_HEAD, _WIDTHS, strict=True))
    print(f"\n{title}\n  {'':20}{head}  answers", flush=True)
    first = next(iter(found.values()))
    for subject, runs in found.items():
        print(
            f"  {subject:20}" + _row(statistics.median(values) for values in _columns(runs)) + f"{runs[-1].answers:9}"
        )
        if runs is not first:
            pairs = zip(_columns(first), _columns(runs), strict=True)
            ratios = [[theirs / ours for ours, theirs in zip(*pair, strict=True)] for pair in pairs]
            print(f"  {'  times the first':20}" + _row(statistics.median(each) for each in ratios))


def _columns(runs: list[Figures]) -> list[list[float]]:
    """One list for each column of the table, with a value for each round."""
    table = [(run.per_second, run.cpu_ms, run.p50, run.p99, run.p99_written, run.peak_mb) for run in runs]
    return [list(column) for column in zip(*table, strict=True)]


def _row(values: Iterable[float]) -> str:
    return "".join(f"{value:{width}.{0 if value >= 100 else 2}f}" for value, width in zip(values, _WIDTHS, strict=True))


def _machine() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.machine())
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} x {model}, Python {platform.python_version()}, load {load:.1f} at the start"


async def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", choices=CASES, action="append", help="one case (may be repeated); default: all")
    parser.add_argument("--rounds", type=int, default=3, help="figures are the medians of so many")
    parser.add_argument("--backlog", type=int, default=BACKLOG, help="messages to drain")
    asked = parser.parse_args()
    print(_machine())
    postgresql = PostgreSql(durable=True)
    try:
        with tempfile.TemporaryDirectory(prefix="bench") as folder:
            bench = Bench(Path(folder), asked.rounds, asked.backlog, postgresql)
            for case in asked.only or CASES:
                await getattr(bench, case)()
    finally:
        postgresql.stop()


if __name__ == "__main__":
    asyncio.run(main())
