"""Runs the bot on Telegram: wires intake, handlers, sender and the ticker, and stops them in order."""

import asyncio
import importlib.util
import logging
import signal
import sys
import warnings
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram import Chat, Update
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, CallbackQueryHandler, ContextTypes
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning

from bot.dialogue.wording import Wording
from bot.logs import set_up_logging, where
from bot.ports import Store, StoreError
from bot.service import Service
from bot.settings import Settings, SettingsError
from bot.storage.store import open_async_store
from bot.telegram.calls import wait_of
from bot.telegram.intake import App, Intake, PatientBot, update_key
from bot.telegram.pace import Budget, Rate
from bot.telegram.profile import set_profile, set_staff_menu
from bot.telegram.runner_chat import RunnerChat
from bot.telegram.sender import Sender
from bot.telegram.staff_chat import StaffChat
from bot.telegram.staff_group import StaffGroup
from bot.telegram.toasts import Toasts
from intents.understand import Reader
from knowledge.model import Knowledge

logger = logging.getLogger(__name__)

_KEPT = timedelta(days=30)
_FORGET_EVERY = 3600.0  # seconds
_TICK = 0.5  # seconds between looks for unfinished thoughts
_FOR_INTAKE, _FOR_SENDER, _FOR_TOASTS = 2.0, 1.5, 0.5  # seconds to finish what is in hand: under five in all
_TOKEN_REFUSED = (
    "TELEGRAM_TOKEN: Telegram does not know this token. Ask @BotFather for it with /token, copy it whole "
    "into .env, and start again."
)

Clock = Callable[[], datetime]


async def run_telegram(settings: Settings, knowledge: Knowledge, reader: Reader) -> None:
    """Open the store and run until SIGTERM or Ctrl-C.

    Raises SettingsError when Telegram does not know the token, StoreError when the database cannot be
    opened; both say what to do.
    """
    warnings.filterwarnings("ignore", category=PTBDeprecationWarning)  # for developers, not for operators
    _do_not_look_for_sniffio()
    set_up_logging(settings.token(), settings.webhook_secret.get_secret_value() if settings.webhook_secret else "")
    store = await open_async_store(settings.database_url)
    service = Service(
        store, knowledge, reader, settings.region, settings.timezone, staff_chat_id=settings.staff_chat_id
    )
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        await TelegramBot(settings, service, store, knowledge, _budget(settings)).run(stop)
    finally:
        await store.close()


class TelegramBot:
    """The bot's mouth on Telegram, put together once."""

    def __init__(
        self,
        settings: Settings,
        service: Service,
        store: Store,
        knowledge: Knowledge,
        budget: Budget | None = None,
        clock: Clock = lambda: datetime.now(UTC),
    ) -> None:
        self._service = service
        self._store = store
        self._clock = clock
        self._wording = Wording(knowledge, settings.region)
        self._bot = _bot(settings)
        self._application: App = Application.builder().bot(self._bot).updater(None).job_queue(None).build()
        self._staff_chat = StaffChat(service, store)
        self._toasts = Toasts()
        self._runners = RunnerChat(service, self._toasts, clock)
        self._staff = StaffGroup(service, self._staff_chat, self._toasts, clock, self._linked)
        self._application.add_handlers([*self._runners.handlers(), *self._staff.handlers()])
        self._application.add_handler(CallbackQueryHandler(self._on_tap))
        self._intake = Intake(self._application, self._bot, self._apologise)
        self._sender = Sender(self._bot, store, knowledge, self._staff_chat, clock, budget)

    async def run(self, stop: asyncio.Event) -> None:
        """Start, work until `stop` is set, finish what is in hand."""
        stopping = asyncio.create_task(stop.wait())
        working = asyncio.create_task(self._work())
        await asyncio.wait({stopping, working}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await self._intake.finish(_FOR_INTAKE)
        await self._sender.finish(_FOR_SENDER)
        await self._toasts.finish(_FOR_TOASTS)
        await self._application.shutdown()
        if not working.cancelled() and (error := working.exception()):
            raise error
        logger.info("Stopped", extra={"action": "stopped"})

    async def _work(self) -> None:
        """Reach Telegram, then take in, send and tick side by side."""
        await _until_it_answers(self._application.initialize)
        await _until_it_answers(self._bot.delete_webhook)
        logger.info("Running as @%s", self._bot.username, extra={"action": "running"})
        await self._say_link_code()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._intake.poll())
            tasks.create_task(self._sender.run())
            tasks.create_task(self._tick())
            tasks.create_task(self._dress())
            tasks.create_task(self._forget())

    async def _dress(self) -> None:
        """Menus, descriptions and icons: beside the work, for runners do not wait for them."""
        try:
            await self._sender.calls.learn_icons()
        except TelegramError as error:
            logger.warning("Topics have no icons: %s", error, extra={"action": "icons_failed"})
        try:
            await set_profile(self._bot, self._wording, await self._staff_chat.number())
        except Exception as error:
            logger.warning("The bot's page could not be set: %s", where(error), extra={"action": "profile_failed"})

    async def _say_link_code(self) -> None:
        """Without a staff group nobody answers cases: say how to link one."""
        code = await self._service.link_code()
        if code:
            print(
                "\nNo staff group is linked yet. Make a Telegram group with Topics for the physio team, add this bot "
                "as an administrator who may manage topics and pin messages, and write there:\n\n"
                f"    /link {code}\n",
                flush=True,
            )

    async def _tick(self) -> None:
        """Answer thoughts whose pause is over."""
        while True:
            await asyncio.sleep(_TICK)
            try:
                await self._service.answer_unfinished(self._clock())
            except StoreError:
                continue  # the intake and the sender say so
            except Exception as error:
                logger.error("Unfinished thoughts wait: %s", where(error), extra={"action": "tick_failed"})

    async def _forget(self) -> None:
        """Remove transcripts of chats that have been quiet for long, as /privacy promises."""
        while True:
            try:
                removed = await self._store.forget_old(self._clock(), _KEPT)
                logger.info("Old transcripts were looked for", extra={"action": "forgot", "rows": removed})
            except StoreError:
                logger.warning("Old transcripts wait until the store is back", extra={"action": "forget_waits"})
            await asyncio.sleep(_FORGET_EVERY)

    async def _on_tap(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Runners and staff tap the same kind of button: the chat tells them apart."""
        chat = update.effective_chat
        if chat and chat.type == Chat.PRIVATE:
            await self._runners.on_tap(update, context)
        else:
            await self._staff.on_tap(update, context)

    async def _linked(self, chat_id: int) -> None:
        await set_staff_menu(self._bot, self._wording, chat_id)

    async def _apologise(self, update: Update) -> None:
        """Staff see the log; a runner gets an apology and a way to a person."""
        chat = update.effective_chat
        if chat and chat.type == Chat.PRIVATE:
            await self._service.apologise(update_key(update), chat.id, self._clock())


def _do_not_look_for_sniffio() -> None:
    """Spare every HTTP call a search for a module that is not installed (a tenth of the time, measured)."""
    if importlib.util.find_spec("sniffio") is None:
        sys.modules["sniffio"] = None  # type: ignore[assignment]  # documented: the import fails at once


async def _until_it_answers(call: Callable[[], Coroutine[Any, Any, Any] | Awaitable[Any]]) -> None:
    """Make a first call, again and again while the network or Telegram is away."""
    pause = 0.5
    while True:
        try:
            await call()
            return
        except InvalidToken:
            raise SettingsError(_TOKEN_REFUSED) from None
        except RetryAfter as error:
            await asyncio.sleep(wait_of(error).total_seconds())
        except TelegramError as error:
            logger.warning("Telegram cannot be reached (%s); trying again", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 15.0)


def _bot(settings: Settings) -> PatientBot:
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


def _budget(settings: Settings) -> Budget:
    in_all, one_chat, staff_group = settings.telegram_limits
    return Budget(Rate(*in_all), Rate(*one_chat), Rate(*staff_group))
