"""Reaches Telegram: the bot's connections, the first call, and how fast it may send."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram.error import InvalidToken, TelegramError

from bot.settings import Settings, SettingsError
from bot.telegram.intake import PatientBot
from bot.telegram.pace import Budget, Rate
from bot.telegram.request import Request
from bot.telegram.trouble import Trouble

logger = logging.getLogger(__name__)

_TOKEN_REFUSED = (
    "TELEGRAM_TOKEN: Telegram does not know this token. Ask @BotFather for it with /token, copy it whole "
    "into .env, and start again."
)


async def until_it_answers(call: Callable[[], Coroutine[Any, Any, Any] | Awaitable[Any]]) -> None:
    """Make a first call, again and again while the network or Telegram is away."""
    trouble = Trouble()
    while True:
        try:
            await call()
        except InvalidToken:
            raise SettingsError(_TOKEN_REFUSED) from None
        except TelegramError as error:
            await asyncio.sleep(trouble.pause_after(error))
        else:
            trouble.over()
            return


def make_bot(settings: Settings) -> PatientBot:
    """Calls have short timeouts and a pool of their own; the long poll has another."""
    return PatientBot(
        settings.token(),
        base_url=f"{settings.telegram_api_url}/bot",
        base_file_url=f"{settings.telegram_api_url}/file/bot",
        request=Request(64),
        get_updates_request=Request(2),
    )


def budget_of(settings: Settings) -> Budget:
    """How fast the bot may send, as the settings say."""
    in_all, one_chat, staff_group = settings.telegram_limits
    return Budget(Rate(*in_all), Rate(*one_chat), Rate(*staff_group))
