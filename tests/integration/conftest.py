"""A store in a file, the Bot API server, and a service that writes down what it is asked."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports import Store
from bot.storage.store import open_async_store
from tests.botapi import BotApi
from tests.fakes.recording_service import RecordingService


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
