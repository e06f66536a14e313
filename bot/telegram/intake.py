"""Takes updates in: each chat in its order, chats side by side, acknowledged after the commit.

They come by polling (`poll`) or one at a time from the webhook (`hand_in`).

python-telegram-bot's own updater confirms an update before it is handled, so a crash loses what
was waiting. Here Telegram's server is the inbox: the offset moves only past updates that are done.

- By polling at most `_WINDOW` updates are in hand, since Telegram shows no more beyond the oldest open one; by
  webhook at most `_MOST_IN_HAND`, and Telegram keeps the rest.
- When the store is away nothing is acknowledged; the same updates are tried until it is back.
- An update that keeps failing, also because the store will never keep what it causes, is set aside
  with its reason, its runner gets an apology, and the queue goes on.
- An update that comes twice is harmless: the service knows the ones it has handled.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.logs import where
from bot.metrics import Metrics
from bot.ports import StoreError, StoreRefusedError
from bot.telegram.trouble import Trouble, growing

logger = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "message_reaction")
_WINDOW = 100  # Telegram's own limit for one getUpdates
_MOST_IN_HAND = 1000
_TRIES = 5
_FIRST_RETRY = 0.1
_LONGEST_WAIT_FOR_STORE = 5.0
_PATIENCE = 0.1  # seconds to wait for a slow chat before looking for news of the others
_LONGEST_PATIENCE = 1.0

Json = dict[str, Any]
App = Application[Any, Any, Any, Any, Any, Any]
Apology = Callable[[Update], Awaitable[None]]


class PatientBot(ExtBot[None]):
    """A bot that hands out waiting updates unread, so that one that cannot be read harms no other."""

    async def waiting_updates(self, offset: int, seconds: int) -> list[Json]:
        """The updates from this one on; the ones before it are confirmed to Telegram."""
        data = {"offset": offset, "limit": _WINDOW, "timeout": seconds, "allowed_updates": list(ALLOWED_UPDATES)}
        found: Any = await self._post("getUpdates", data, read_timeout=seconds + 10)
        return list(found)


def update_key(update: Update) -> str:
    """The key by which the service knows an update that comes twice."""
    return f"telegram:{update.update_id}"


def order_key(update: Update) -> tuple[int, int]:
    """Updates with the same key are handled in order: a runner's chat, or a topic of the staff group."""
    message = update.effective_message
    chat = update.effective_chat
    in_topic = bool(message and getattr(message, "is_topic_message", False))
    thread = getattr(message, "message_thread_id", None) if in_topic else None
    return (chat.id if chat else 0, thread or 0)


@dataclass(frozen=True, slots=True)
class Taken:
    """An update in hand."""

    id: int
    update: Update


class Intake:
    """Feeds updates to the application's handlers, one at a time for each chat."""

    def __init__(
        self, application: App, bot: PatientBot, apologise: Apology, metrics: Metrics, poll_seconds: int = 30
    ) -> None:
        self._application = application
        self._bot = bot
        self._apologise = apologise
        self._metrics = metrics
        self._poll_seconds = poll_seconds
        self._waiting: dict[tuple[int, int], deque[Taken]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._in_hand: dict[int, asyncio.Future[bool]] = {}  # each tells whether it was done or left
        self._done: set[int] = set()  # done, though an older one is not
        self._offset = 0
        self._progress = asyncio.Event()
        self._errors: dict[int, Exception] = {}
        self._store_is_away = False
        application.add_error_handler(self._note_error)

    async def poll(self) -> None:
        """Take in updates until cancelled; what is in hand is left to `finish`."""
        trouble = Trouble()
        patience = _PATIENCE
        while True:
            if self._in_hand:
                await self._wait_for_progress(patience)
            try:
                raw = await self._bot.waiting_updates(self._offset, 0 if self._in_hand else self._poll_seconds)
                new = self.take(raw)
            except Exception as error:  # whatever came instead of updates, the next answer may be sound
                await asyncio.sleep(trouble.pause_after(error))
                continue
            trouble.over()
            patience = _PATIENCE if new else min(patience * 2, _LONGEST_PATIENCE)

    def behind(self, update: Update) -> int:
        """How many further updates of the same chat are in hand, while this one is handled."""
        return max(0, len(self._waiting.get(order_key(update), ())) - 1)

    async def finish(self, seconds: float) -> None:
        """Finish what is in hand; what takes longer is handled after the next start."""
        self._leave_unstarted()
        if self._workers:
            _, late = await asyncio.wait(self._workers, timeout=seconds)
            for worker in late:
                worker.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for number in list(self._in_hand):
            self._in_hand.pop(number).set_result(False)

    async def hand_in(self, item: Json, seconds: float) -> bool:
        """Take in one update; whether it was done within so many seconds. One that was not will come again."""
        if len(self._in_hand) >= _MOST_IN_HAND:
            return False
        self.take([item])
        done = self._in_hand.get(int(item["update_id"]))
        try:
            return done is None or await asyncio.wait_for(asyncio.shield(done), seconds)
        except TimeoutError:
            return False

    def take(self, raw: list[Json]) -> int:
        """Queue the updates that are not in hand already; how many are new."""
        new = 0
        for item in raw:
            number = int(item["update_id"])
            if number in self._in_hand or number in self._done:
                continue
            new += 1
            self._in_hand[number] = asyncio.get_running_loop().create_future()
            try:
                update = Update.de_json(item, self._bot)
            except Exception as error:
                _log_set_aside(number, f"it cannot be read: {where(error)}")
                self._finished(number, "unreadable")
                continue
            self._queue(Taken(number, update))
        return new

    async def _wait_for_progress(self, patience: float) -> None:
        """Until everything in hand is done, or a while has passed."""
        try:
            async with asyncio.timeout(patience):
                while self._in_hand:
                    self._progress.clear()
                    await self._progress.wait()
        except TimeoutError:
            return

    def _queue(self, taken: Taken) -> None:
        key = order_key(taken.update)
        if key in self._waiting:
            self._waiting[key].append(taken)
            return
        self._waiting[key] = deque([taken])
        worker = asyncio.create_task(self._work(key))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work(self, key: tuple[int, int]) -> None:
        """Handle one chat's updates in order, until none is left."""
        queue = self._waiting[key]
        while queue:
            await self._handle(queue[0])
            queue.popleft()
        del self._waiting[key]

    async def _handle(self, taken: Taken) -> None:
        """Try until it is done, or has failed too often."""
        failures = 0  # the store's absence is not the update's fault and is not counted
        store_tries = 0
        outcome = "handled"
        while (error := await self._try(taken)) is not None:
            if _store_away(error):
                await self._wait_for_store(error, store_tries)
                store_tries += 1
                continue
            failures += 1
            if failures < _TRIES:
                await asyncio.sleep(_FIRST_RETRY * 2 ** (failures - 1))
            elif await self._set_aside(taken, error):
                outcome = "set_aside"
                break
        self._finished(taken.id, outcome)

    async def _try(self, taken: Taken) -> Exception | None:
        """Run the handlers; the error of one that failed."""
        try:
            await self._application.process_update(taken.update)
        except Exception as unexpected:  # not a handler's: those are noted below
            return unexpected
        error = self._errors.pop(taken.id, None)
        if self._store_is_away and not _store_away(error):
            self._store_is_away = False
            logger.info("The store is back", extra={"action": "store_back"})
        return error

    async def _note_error(self, update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """Remember what a handler raised: process_update keeps it to itself."""
        if isinstance(update, Update) and isinstance(context.error, Exception):
            self._errors[update.update_id] = context.error

    async def _wait_for_store(self, error: Exception, tries: int) -> None:
        if not self._store_is_away:
            self._store_is_away = True
            logger.error(
                "Nothing is acknowledged until the store is back, and nothing is lost. %s",
                error,  # a sentence of ours that says what to do
                extra={"action": "store_away"},
            )
        await asyncio.sleep(growing(_FIRST_RETRY, tries, _LONGEST_WAIT_FOR_STORE))

    async def _set_aside(self, taken: Taken, error: Exception) -> bool:
        """Apologise and go on; False when the store is away, so that the apology is tried again."""
        try:
            await self._apologise(taken.update)
        except Exception as second:
            if _store_away(second):
                await self._wait_for_store(second, _TRIES)
                return False
            logger.error("The apology failed too: %s", where(second), extra={"update": taken.id})
        _log_set_aside(taken.id, where(error))
        return True

    def _finished(self, number: int, outcome: str) -> None:
        """The update is done; move the offset up to the oldest one that is not."""
        self._metrics.update(outcome)
        self._in_hand.pop(number).set_result(True)
        self._done.add(number)
        self._offset = min(self._in_hand) if self._in_hand else max(self._done) + 1
        self._done = {one for one in self._done if one >= self._offset}
        self._progress.set()

    def _leave_unstarted(self) -> None:
        """Leave what has not been started: Telegram keeps it for the next start."""
        for queue in self._waiting.values():
            while len(queue) > 1:
                self._in_hand.pop(queue.pop().id).set_result(False)


def _store_away(error: Exception | None) -> bool:
    """Whether to wait for the store: what it refuses for good is the update's own fault."""
    return isinstance(error, StoreError) and not isinstance(error, StoreRefusedError)


def _log_set_aside(number: int, reason: str) -> None:
    logger.error("An update was set aside: %s", reason, extra={"action": "update_set_aside", "update": number})
