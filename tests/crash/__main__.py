"""The long crash test: `python -m tests.crash --kills 50`; counts for each way, exit 1 if anything was lost."""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.crash.clinic import Report
from tests.crash.evening import WAYS, Way, evening
from tests.e2e.nursery import Nursery
from tests.postgresql import PostgreSql


def main() -> None:
    """Run the evenings one after the other and print what came of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="how often the bot is killed in each way")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="to repeat a run, as far as timing allows")
    parser.add_argument("--way", choices=[str(way) for way in WAYS], action="append", help="default: all four")
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    nursery, postgresql, sound = Nursery(), PostgreSql(), True
    try:
        for way in WAYS:
            if asked.way and str(way) not in asked.way:
                continue
            with tempfile.TemporaryDirectory() as folder:
                report = asyncio.run(_evening(way, asked, nursery, Path(folder), postgresql))
            sound = sound and not report.problems
            print(f"\n== {way}\n{report}", flush=True)
    finally:
        nursery.close()
        postgresql.stop()
    sys.exit(0 if sound else 1)


async def _evening(
    way: Way, asked: argparse.Namespace, nursery: Nursery, folder: Path, postgresql: PostgreSql
) -> Report:
    address = await postgresql.new_database() if way.on_postgresql else ""
    return await evening(way, asked.kills, asked.seed, nursery, folder, postgresql, address)


if __name__ == "__main__":
    main()
