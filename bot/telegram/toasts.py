"""Answers taps, beside the queue: a toast that is lost or late harms nobody."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from telegram import CallbackQuery
from telegram.error import TelegramError

logger = logging.getLogger(__name__)

_LONGEST_TOAST = 200


class Toasts:
    """Small calls that nothing waits for."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def answer(self, query: CallbackQuery, text: str = "") -> None:
        """Stop the button's spinner, with a short text if there is one."""
        self.start(query.answer(text[:_LONGEST_TOAST] or None))

    def start(self, call: Coroutine[Any, Any, Any]) -> None:
        """Make a call whose failure is only worth a log line."""
        task = asyncio.create_task(_quietly(call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self, seconds: float) -> None:
        """Let the calls under way end."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()


async def _quietly(call: Coroutine[Any, Any, Any]) -> None:
    try:
        await call
    except TelegramError as error:
        logger.info("A small call to Telegram failed: %s", error, extra={"action": "toast_failed"})
