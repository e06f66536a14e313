"""The crash test in short: each way at once, a few kills each. `make crash KILLS=50` is the long one."""

import asyncio
import random

import pytest

from tests.crash.clinic import Report
from tests.crash.evening import WAYS, Way, evening
from tests.e2e.nursery import Nursery
from tests.postgresql import PostgreSql

KILLS = 3


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory, postgresql: PostgreSql, nursery: Nursery) -> dict[Way, Report]:
    """All four evenings, side by side: they mostly wait."""

    async def all_evenings(seed: int) -> list[Report]:
        addresses = [await postgresql.new_database() if way.on_postgresql else "" for way in WAYS]
        folders = [tmp_path_factory.mktemp("crash") for _ in WAYS]
        return await asyncio.gather(
            *(
                evening(way, KILLS, seed, nursery, folder, postgresql, address)
                for way, folder, address in zip(WAYS, folders, addresses, strict=True)
            )
        )

    return dict(zip(WAYS, asyncio.run(all_evenings(random.randrange(10**6))), strict=True))


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_killed_at_any_instant_it_loses_nothing_and_does_nothing_twice(way: Way, reports: dict[Way, Report]) -> None:
    report = reports[way]

    assert report.problems == []
    assert report.kills == KILLS
    assert report.physio_lines > 0
    assert report.runner_lines > 0
