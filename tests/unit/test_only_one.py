"""Of two processes on one SQLite file the second waits, says so once, and works when the first has ended."""

import asyncio
from pathlib import Path

import pytest

from bot.storage.only_one import OnlyOne


async def test_the_second_waits_until_the_first_lets_go(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    first, second = OnlyOne(tmp_path / "bot.db"), OnlyOne(tmp_path / "bot.db")
    await first.take()

    waiting = asyncio.create_task(second.take())
    await asyncio.sleep(1.2)
    waited = not waiting.done()
    first.let_go()
    async with asyncio.timeout(5):
        await waiting
    second.let_go()

    assert waited
    assert caplog.text.count("Another process of the bot works on this database") == 1


async def test_whoever_has_it_may_take_it_again(tmp_path: Path) -> None:
    one = OnlyOne(tmp_path / "bot.db")

    async with asyncio.timeout(1):
        await one.take()
        await one.take()

    one.let_go()
