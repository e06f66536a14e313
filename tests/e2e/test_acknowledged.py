"""Telegram is told that an update is done when it is on disk, and not a moment sooner.

At the very moment of each confirmation another connection looks into the database for what was
confirmed. SQLite syncs a commit before others can see it, so what they see has reached the disk.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.storage.store import DatabaseStore, open_async_store
from tests.botapi import BotApi
from tests.botapi.webhook import Webhook
from tests.e2e.nursery import Nursery, NurseryBot
from tests.postgresql import PostgreSql

Json = dict[str, Any]
HOOK = {"WEBHOOK_URL": "https://bot.example/hook", "WEBHOOK_SECRET": "a-secret-between-us"}
RUNNERS, LINES = 8, 3


class WatchedHook(Webhook):
    """Looks when the bot answers a call with 200."""

    def __init__(self, api: "WatchedApi") -> None:
        super().__init__(api)
        self._api = api

    async def _post(self, http: aiohttp.ClientSession, hook: Json, update: Json) -> int:
        status = await super()._post(http, hook, update)
        if status == 200:
            self._api.confirmed([update])
        return status


class WatchedApi(BotApi):
    """Looks when the bot confirms updates: by the next offset, or with a 200."""

    def __init__(self) -> None:
        super().__init__()
        self.hook = WatchedHook(self)
        self.kept: Callable[[], set[str]] = set
        self.confirmations = 0
        self.too_early: list[int] = []

    def confirmed(self, updates: list[Json]) -> None:
        """These are done, says the bot."""
        numbers = [update["update_id"] for update in updates]
        kept = self.kept() if numbers else set()
        self.confirmations += len(numbers)
        self.too_early += [number for number in numbers if f"telegram:{number}" not in kept]

    async def _updates(self, params: Json) -> list[Json]:
        self.confirmed([update for update in self.updates if update["update_id"] < int(params.get("offset", 0))])
        return await super()._updates(params)


@pytest.mark.parametrize("environment", [{}, HOOK], ids=["polling", "webhook"])
async def test_what_is_confirmed_has_been_kept(nursery: Nursery, tmp_path: Path, environment: dict[str, str]) -> None:
    async with WatchedApi() as api:
        bot = NurseryBot(nursery, api, tmp_path, **environment)
        await bot.start()
        api.hook.targets = [bot.listens]
        api.kept = lambda: {str(key) for (key,) in bot.rows("select key from handled_update")}
        try:
            for number in range(LINES):
                for runner in range(RUNNERS):
                    await api.runner(100 + runner, f"Rue{runner}").writes(f"my back has hurt for {number + 3} months")
                    await asyncio.sleep(0.01)
            await api.until(lambda: api.waiting == 0, within=30, what="everything to be confirmed")
        finally:
            await bot.end()

    assert api.confirmations == RUNNERS * LINES
    assert api.too_early == []


async def test_a_commit_to_sqlite_is_on_disk_when_it_returns(tmp_path: Path) -> None:
    store = await open_async_store(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}")

    told = [await ask(store, f"PRAGMA {name}") for name in ("journal_mode", "synchronous")]
    await store.close()

    assert told == ["wal", 2], "2 is FULL: a sync for every commit"


async def test_a_commit_to_postgresql_is_on_disk_when_it_returns(postgresql: PostgreSql) -> None:
    store = await open_async_store(await postgresql.emptied_database())
    await store.join()

    told = await ask(store, "SHOW synchronous_commit")
    await store.close()

    assert told == "on"


async def ask(store: DatabaseStore, question: str) -> object:
    """What the connections that the store uses are set to."""
    async with store._engine.connect() as connection:
        return (await connection.exec_driver_sql(question)).scalar()
