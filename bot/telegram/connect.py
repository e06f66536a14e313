"""Reaches Telegram: the bot's connections, the first call, and how fast it may send."""

import asyncio
import importlib.util
import logging
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.settings import Settings, SettingsError
from bot.telegram.intake import PatientBot
from bot.telegram.pace import Budget, Rate
from bot.telegram.trouble import Trouble

logger = logging.getLogger(__name__)

_TOKEN_REFUSED = (
    "TELEGRAM_TOKEN: Telegram does not know this token. Ask @BotFather for it with /token, copy it whole "
    "into .env, and start again."
)


def do_not_look_for_sniffio() -> None:
    """Spare every HTTP call a search for a module that is not installed (a tenth of the time, measured)."""
    if importlib.util.find_spec("sniffio") is None:
        sys.modules["sniffio"] = None  # type: ignore[assignment]  # documented: the import fails at once


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
        request=HTTPXRequest(
            connection_pool_size=64, connect_timeout=5.0, read_timeout=10.0, write_timeout=10.0, pool_timeout=5.0
        ),
        get_updates_request=HTTPXRequest(
            connection_pool_size=2, connect_timeout=5.0, read_timeout=10.0, write_timeout=5.0, pool_timeout=5.0
        ),
    )


def budget_of(settings: Settings) -> Budget:
    """How fast the bot may send, as the settings say."""
    in_all, one_chat, staff_group = settings.telegram_limits
    return Budget(Rate(*in_all), Rate(*one_chat), Rate(*staff_group))
