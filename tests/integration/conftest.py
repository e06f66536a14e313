"""A store in a file, the Bot API server, and a service that writes down what it is asked."""

from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.ports import Store
from bot.service import Service
from bot.storage.store import open_async_store
from intents.understand import Reader
from knowledge.model import Knowledge
from tests.botapi import BotApi
from tests.fakes.recording_service import RecordingService
from tests.integration.desk import Desk


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await open_async_store(f"sqlite+aiosqlite:///{tmp_path}/bot.db")
    yield store
    await store.close()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.fixture
def service(store: Store) -> RecordingService:
    return RecordingService(store)


LONDON = ZoneInfo("Europe/London")


@pytest.fixture
async def desk(shipped: Knowledge, reader: Reader) -> AsyncIterator[Desk]:
    """The service over a database in memory, without a mouth."""
    store = await open_async_store("sqlite+aiosqlite:///:memory:")
    yield Desk(Service(store, shipped, reader, "uk", LONDON, waits_for_thoughts=False), store)
    await store.close()
