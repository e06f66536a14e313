"""The bot on Telegram in this process: the real Application and sender against the tests' Bot API server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import cast

from bot.ports import Store
from bot.service import Service
from bot.settings import Settings
from bot.telegram.pace import Budget, Rate
from bot.telegram.run import Clock, TelegramBot
from knowledge.model import Knowledge
from tests.botapi import BotApi
from tests.fakes.recording_service import RecordingService

NO_LIMITS = Budget(Rate(10_000, 1.0), Rate(10_000, 1.0), Rate(10_000, 1.0))


def real_clock() -> datetime:
    """The time as it is."""
    return datetime.now(UTC)


def settings_for(api: BotApi) -> Settings:
    """Settings that lead to the tests' server."""
    return Settings.model_validate({"telegram_token": api.token, "telegram_api_url": api.url})


@asynccontextmanager
async def on_telegram(
    api: BotApi,
    service: Service | RecordingService,
    store: Store,
    knowledge: Knowledge,
    budget: Budget = NO_LIMITS,
    clock: Clock = real_clock,
) -> AsyncIterator[TelegramBot]:
    """Run the bot until the block ends."""
    bot = TelegramBot(settings_for(api), cast(Service, service), store, knowledge, budget, clock)
    stop = asyncio.Event()
    running = asyncio.create_task(bot.run(stop))
    try:
        yield bot
    finally:
        stop.set()
        await running
