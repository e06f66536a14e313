"""Runs the bot on Telegram: wires intake, handlers, sender and the ticker, and stops them in order."""

import asyncio
import logging
import signal
import warnings
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from telegram import Chat, Update
from telegram.error import TelegramError
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageReactionHandler
from telegram.warnings import PTBDeprecationWarning

from bot.dialogue.wording import Wording
from bot.keeping import keep_of
from bot.live import LiveKnowledge, Mind, gone_back_to, lines_now
from bot.logs import set_up_logging, where
from bot.metrics import Metrics, health_of
from bot.ports import Store, StoreError
from bot.service import Service
from bot.settings import Settings, SettingsError
from bot.storage.store import open_async_store
from bot.telegram.calls import reason_of
from bot.telegram.connect import budget_of, make_bot, until_it_answers
from bot.telegram.intake import ALLOWED_UPDATES, App, Intake, update_key
from bot.telegram.pace import Budget
from bot.telegram.profile import set_profile, set_staff_menu
from bot.telegram.reading import runner
from bot.telegram.runner_chat import RunnerChat
from bot.telegram.sender import Sender
from bot.telegram.staff_chat import StaffChat
from bot.telegram.staff_group import StaffGroup
from bot.telegram.toasts import Toasts
from bot.telegram.web import Hook, Json, Web
from bot.warmup import renewed
from intents.understand import Reader
from knowledge.model import Knowledge

logger = logging.getLogger(__name__)

_SOMEBODYS = MessageReactionHandler.MESSAGE_REACTION_UPDATED  # not the counts of anonymous ones
_FORGET_EVERY = 3600.0  # seconds
_CONNECTIONS = 100  # calls of the webhook at a time, Telegram's most
_TICK = 0.5  # seconds between looks for unfinished thoughts
_RING = 2.0  # seconds between looks for reminders that are due
_FOR_INTAKE, _FOR_SENDER, _FOR_TOASTS = 2.0, 1.5, 0.5  # seconds to finish what is in hand: under five in all

_OFFER = 600.0  # seconds between looks whether the day's misses are due
_LOOK = 2.0  # seconds between looks at the knowledge files

Clock = Callable[[], datetime]


async def run_telegram(settings: Settings, knowledge: Knowledge, reader: Reader) -> None:
    """Open the store and run until SIGTERM or Ctrl-C.

    Raises SettingsError when Telegram does not know the token, StoreError when the database cannot be
    opened; both say what to do.
    """
    warnings.filterwarnings("ignore", category=PTBDeprecationWarning)  # for developers, not for operators
    set_up_logging(settings.token(), settings.webhook_secret.get_secret_value() if settings.webhook_secret else "")
    store = await open_async_store(settings.database_url)
    metrics, budget = Metrics(), budget_of(settings)

    def serving(mind: Mind) -> Service:
        return Service(
            store,
            mind.knowledge,
            mind.reader,
            settings.region,
            settings.timezone,
            staff_chat_id=settings.staff_chat_id,
            metrics=metrics,
            group_a_minute=budget.staff_group.a_minute,
            lines=lambda: lines_now(settings.knowledge_dir),
        )

    held = await gone_back_to(store, settings.knowledge_dir, knowledge)
    if held and settings.region in held.regions:
        knowledge, reader = held, Reader(held, renewed(reader.learnt, held))
    mind = Mind(knowledge, reader, _now())
    bot = TelegramBot(settings, serving(mind), store, knowledge, budget, metrics=metrics)
    bot.watch(
        LiveKnowledge(
            settings.knowledge_dir,
            mind,
            store,
            settings.region,
            lambda changed: Reader(changed, renewed(reader.learnt, changed)),
            lambda mind: bot.use(serving(mind), mind.knowledge),
            _now,
        )
    )
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        await bot.run(stop)
    finally:
        await store.close()


def _now() -> datetime:
    return datetime.now(UTC)


class TelegramBot:
    """The bot's mouth on Telegram, put together once."""

    def __init__(
        self,
        settings: Settings,
        service: Service,
        store: Store,
        knowledge: Knowledge,
        budget: Budget | None = None,
        clock: Clock = _now,
        metrics: Metrics | None = None,
    ) -> None:
        metrics = metrics or Metrics()
        self._settings = settings
        self._service = service
        self._store = store
        self._clock = clock
        self._keep = keep_of(knowledge)
        self._wording = Wording(knowledge, settings.region)
        self._bot = make_bot(settings)
        self._application: App = Application.builder().bot(self._bot).updater(None).job_queue(None).build()
        self._staff_chat = StaffChat(service, store)
        self._toasts = Toasts()
        self._runners = RunnerChat(service, self._toasts, clock, lambda update: self._intake.behind(update))
        self._staff = StaffGroup(service, self._staff_chat, self._toasts, clock, self._linked)
        self._application.add_handlers([*self._runners.handlers(), *self._staff.handlers()])
        self._application.add_handler(CallbackQueryHandler(self._on_tap))
        self._application.add_handler(MessageReactionHandler(self._on_reaction, message_reaction_types=_SOMEBODYS))
        self._intake = Intake(self._application, self._bot, self._apologise, metrics)
        self._sender = Sender(self._bot, store, knowledge, self._staff_chat, clock, metrics, settings.timezone, budget)
        self._version = knowledge.version
        self._web = Web(metrics, lambda: health_of(store, self._version), clock, self._hook())
        self._live: LiveKnowledge | None = None
        self._takes_in = False

    def watch(self, live: LiveKnowledge) -> None:
        """Look after the knowledge files while running."""
        self._live = live
        self._staff.watch(live)

    def use(self, service: Service, knowledge: Knowledge) -> None:
        """Answer with these from the next message on."""
        self._service, self._version = service, knowledge.version
        self._keep = keep_of(knowledge)
        self._wording = Wording(knowledge, self._settings.region)
        for part in (self._runners, self._staff, self._staff_chat):
            part.use(service)
        self._sender.use(knowledge)

    async def run(self, stop: asyncio.Event) -> None:
        """Start, work until `stop` is set, finish what is in hand."""
        stopping = asyncio.create_task(stop.wait())
        working = asyncio.create_task(self._work())
        await asyncio.wait({stopping, working}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        self._takes_in = False
        await self._intake.finish(_FOR_INTAKE)
        await self._web.stop()
        await self._sender.finish(_FOR_SENDER)
        await self._toasts.finish(_FOR_TOASTS)
        await self._application.shutdown()
        if not working.cancelled() and (error := working.exception()):
            raise error
        logger.info("Stopped", extra={"action": "stopped"})

    async def _work(self) -> None:
        """Reach Telegram, then take in, send and tick side by side."""
        await self._listen()
        await until_it_answers(self._application.initialize)
        self._takes_in = True
        await self._store.join()
        if self._settings.webhook_url:
            await until_it_answers(self._set_webhook)
        logger.info("Running as @%s", self._bot.username, extra={"action": "running"})
        await self._say_link_code()
        async with asyncio.TaskGroup() as tasks:
            if not self._settings.webhook_url:
                tasks.create_task(self._store.lead("polling", self._poll))
            tasks.create_task(self._sender.run())
            tasks.create_task(self._every(_TICK, self._answer_unfinished, "Unfinished thoughts wait"))
            tasks.create_task(self._every(_RING, self._ring_due, "Reminders wait"))
            tasks.create_task(self._every(_OFFER, self._offer_misses, "Misses wait"))
            if live := self._live:
                tasks.create_task(self._every(_LOOK, lambda _: live.look(), "The knowledge is not looked at"))
            tasks.create_task(self._dress())
            tasks.create_task(self._store.lead("forgetting", self._forget))

    async def _answer_unfinished(self, now: datetime) -> None:
        await self._service.answer_unfinished(now)

    async def _offer_misses(self, now: datetime) -> None:
        if await self._staff_chat.number() is not None:
            await self._service.offer_misses(now)

    async def _ring_due(self, now: datetime) -> None:
        await self._service.ring_due(now)

    async def _poll(self) -> None:
        """Ask Telegram for updates; with a webhook set it would not say."""
        await until_it_answers(self._bot.delete_webhook)
        await self._intake.poll()

    def _hook(self) -> Hook | None:
        """Where Telegram calls, in webhook mode."""
        url, secret = self._settings.webhook_url, self._settings.webhook_secret
        return Hook(urlsplit(url).path or "/", secret.get_secret_value(), self._take_in) if url and secret else None

    async def _take_in(self, update: Json, seconds: float) -> bool:
        return self._takes_in and await self._intake.hand_in(update, seconds)

    async def _listen(self) -> None:
        """Without LISTEN there is no webhook; when polling, only nobody can ask how the bot is."""
        listen = self._settings.listen
        try:
            await self._web.start(listen)
        except OSError as error:
            if self._settings.webhook_url:
                raise SettingsError(
                    f"LISTEN: {listen} cannot be had ({error.strerror}). Stop what uses it, or name another address."
                ) from None
            logger.warning("No /healthz and /metrics: %s is taken", listen, extra={"action": "listen_failed"})

    async def _set_webhook(self) -> None:
        """Tell Telegram where to call. What waits there stays there and comes."""
        secret = self._settings.webhook_secret
        assert self._settings.webhook_url, "only in webhook mode"
        assert secret, "the settings insist on it"
        await self._bot.set_webhook(
            self._settings.webhook_url,
            secret_token=secret.get_secret_value(),
            allowed_updates=list(ALLOWED_UPDATES),
            max_connections=_CONNECTIONS,
        )

    async def _dress(self) -> None:
        """Menus, descriptions and icons: beside the work, for runners do not wait for them."""
        try:
            await self._sender.calls.learn_icons()
        except TelegramError as error:
            logger.warning("Topics have no icons: %s", reason_of(error), extra={"action": "icons_failed"})
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
                "as an administrator who may manage topics, pin and delete messages, and write there:\n\n"
                f"    /link {code}\n",
                flush=True,
            )

    async def _every(self, seconds: float, work: Callable[[datetime], Awaitable[None]], waits: str) -> None:
        """Look again and again for what is due; a failure waits for the next look."""
        while True:
            await asyncio.sleep(seconds)
            try:
                await work(self._clock())
            except StoreError:
                continue  # the intake and the sender say so
            except Exception as error:
                logger.error("%s: %s", waits, where(error), extra={"action": "tick_failed"})

    async def _forget(self) -> None:
        """Remove what has been kept long enough, as /privacy promises."""
        while True:
            try:
                removed = await self._store.forget_old(self._clock(), self._keep)
                logger.info("Old chats were looked for", extra={"action": "forgot", "rows": removed})
            except StoreError:
                logger.warning("Old chats wait until the store is back", extra={"action": "forget_waits"})
            except Exception as error:
                logger.error("Old chats wait: %s", where(error), extra={"action": "forget_failed"})
            await asyncio.sleep(_FORGET_EVERY)

    async def _on_tap(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Runners and staff tap the same kind of button: the chat tells them apart."""
        chat = update.effective_chat
        if chat and chat.type == Chat.PRIVATE:
            await self._runners.on_tap(update, context)
        else:
            await self._staff.on_tap(update, context)

    async def _on_reaction(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        chat = update.effective_chat
        if chat and chat.type == Chat.PRIVATE:
            await self._runners.on_reaction(update, context)
        else:
            await self._staff.on_reaction(update, context)

    async def _linked(self, chat_id: int) -> None:
        await set_staff_menu(self._bot, self._wording, chat_id)

    async def _apologise(self, update: Update) -> None:
        """Staff see the log; a runner gets an apology and a way to a person."""
        chat, user = update.effective_chat, update.effective_user
        if chat and user and chat.type == Chat.PRIVATE:
            await self._service.apologise(update_key(update), runner(user), self._clock())
