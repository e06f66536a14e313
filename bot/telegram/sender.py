"""Sends what waits in the outbox.

A row's destination is sent to in order, destinations side by side, so a slow chat holds up no
other. Safety texts have a way of their own past everything that waits. The sender wakes on a
commit; how fast it may go is `pace.py`'s to say, and what became of a row is written down by
`bot/delivery.py` before the next row of that destination goes.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.card import topic_name
from bot.delivery import Arrived, Later, Outcome, Refused, Unreachable, settle
from bot.logs import where
from bot.metrics import Metrics
from bot.ports import (
    Destination,
    Lane,
    Queued,
    React,
    Session,
    ShowState,
    Store,
    StoreError,
    StoreRefusedError,
    ToCase,
    ToRunner,
)
from bot.telegram.calls import Calls, Place, says, wait_of
from bot.telegram.pace import Budget, Pace
from bot.telegram.staff_chat import StaffChat
from knowledge.model import Knowledge

logger = logging.getLogger(__name__)

_ROWS = 200
_LOOK_AGAIN = 1.0  # seconds, should a wake-up ever be missed
_STORE_AWAY = 0.5
_PATIENCE = 0.1  # seconds to wait for a turn: what a crash finds unwritten is sent again
_FIRST_RETRY, _LONGEST_RETRY = 0.5, 15.0
_GROUP_RETRY = timedelta(seconds=30)  # staff must mend something first
_NO_TOPICS = ("not a forum", "not enough rights", "chat_admin_required", "topic_closed")
_NOBODY_THERE = ("chat not found", "peer_id_invalid", "user not found")

Way = tuple[Destination, bool]  # a destination, and whether it is its way for safety texts


class Sender:
    """Drains the outbox until it is stopped."""

    def __init__(
        self,
        bot: Bot,
        store: Store,
        knowledge: Knowledge,
        staff_chat: StaffChat,
        clock: Callable[[], datetime],
        metrics: Metrics,
        budget: Budget | None = None,
    ) -> None:
        self.calls = Calls(bot)
        self._store = store
        self._knowledge = knowledge
        self._staff_chat = staff_chat
        self._clock = clock
        self._metrics = metrics
        self._budget = budget or Budget()
        self._pace = Pace(self._budget)
        self._wake = asyncio.Event()
        self._busy: dict[Way, asyncio.Task[None]] = {}
        self._ended: list[tuple[Way, Queued, Outcome]] = []  # not written down yet
        self._failures: dict[Destination, int] = {}
        self._told_staff: set[str] = set()
        self._store_is_away = False

    async def run(self) -> None:
        """Send until cancelled. Calls under way are left to `finish`."""
        while True:
            self._wake.clear()
            try:
                pause = await self._round()
                self._store_is_away = False
            except StoreError as error:
                self._say_store_away(error)
                pause = _STORE_AWAY
            await self._sleep(pause)

    def _say_store_away(self, error: StoreError) -> None:
        if not self._store_is_away:
            logger.warning("Sending waits until the store is back. %s", error, extra={"action": "store_away"})
        self._store_is_away = True

    async def finish(self, seconds: float) -> None:
        """Let the calls under way end; those that do not are made again after the next start."""
        if self._busy:
            _, late = await asyncio.wait(self._busy.values(), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        with suppress(StoreError):
            await self._write_down()

    async def _sleep(self, seconds: float) -> None:
        """Until a commit queued something, a call has ended, or the time is over."""
        news = {
            asyncio.create_task(self._store.wait_for_outbox(timedelta(seconds=seconds))),
            asyncio.create_task(self._wake.wait()),
        }
        try:
            done, _ = await asyncio.wait(news, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiting in news:
                waiting.cancel()
            await asyncio.gather(*news, return_exceptions=True)
        if any(one.exception() for one in done):
            await asyncio.sleep(_STORE_AWAY)

    async def _round(self) -> float:
        """Write down what has ended and start what may go; how long to wait for the next round."""
        staff_chat = await self._staff_chat.number()
        try:
            return await self._write_down_and_start(staff_chat)
        except Exception as error:
            if isinstance(error, StoreError) and not isinstance(error, StoreRefusedError):
                raise
            logger.error("Writing down what was sent failed: %s", where(error), extra={"action": "settle_failed"})
            await self._write_down_one_by_one()
            return _FIRST_RETRY

    async def _write_down_and_start(self, staff_chat: int | None) -> float:
        ended, rows = list(self._ended), _ROWS
        async with self._store.begin(_PATIENCE) as session:
            await self._settle(session, ended)
            free = self._busy.keys() - {way for way, _, _ in ended}
            while True:
                due = await session.due(self._clock(), rows)
                starts, pause = await self._choose(session, due, staff_chat, set(free))
                if starts or pause < _LOOK_AGAIN or len(due) < rows:
                    break
                rows *= 4  # all of these wait for something; others may stand behind them
            ours = await session.take([row.id for _, row, _ in starts])
            next_due = await session.next_due()
        self._forget(ended)
        for way, row, place in starts:
            if row.id in ours:
                self._busy[way] = asyncio.create_task(self._deliver(way, row, place))
        if next_due is not None and (seconds := (next_due - self._clock()).total_seconds()) > 0:
            pause = min(pause, seconds)
        return pause

    async def _choose(
        self, session: Session, due: Sequence[Queued], staff_chat: int | None, busy: set[Way]
    ) -> tuple[list[tuple[Way, Queued, Place]], float]:
        """The rows to start now, one for each free way, and when the next may go."""
        now = asyncio.get_running_loop().time()
        self._pace.share_with(self._store.processes)
        starts: list[tuple[Way, Queued, Place]] = []
        pause = _LOOK_AGAIN
        for row in self._first_of_each_way(due, busy):
            way = (row.outgoing.to, row.outgoing.lane is Lane.SAFETY)
            if not way[1] and len(busy) >= self._budget.calls_at_once:
                break
            place = await self._place(session, row, staff_chat, busy)
            if place is None:
                continue
            is_group = place.chat_id == staff_chat
            free_at = self._pace.free_at(place.chat_id, now, is_group, is_urgent=way[1])
            if free_at > now:
                pause = min(pause, free_at - now)
                continue
            if not isinstance(row.outgoing.body, React):  # reactions are not counted as messages
                self._pace.take(place.chat_id, now, is_group)
            busy.add(way)
            starts.append((way, row, place))
        self._pace.forget_idle(now)
        return starts, pause

    @staticmethod
    def _first_of_each_way(due: Sequence[Queued], busy: set[Way]) -> list[Queued]:
        """The oldest row of each way that is free, in the order in which `due` named the ways."""
        first: dict[Way, Queued] = {}
        for row in due:
            way = (row.outgoing.to, row.outgoing.lane is Lane.SAFETY)
            if way not in busy and (way not in first or row.id < first[way].id):
                first[way] = row
        return list(first.values())

    async def _place(self, session: Session, row: Queued, staff_chat: int | None, busy: set[Way]) -> Place | None:
        """Where the row goes; None while no staff group is linked."""
        to = row.outgoing.to
        if isinstance(to, ToRunner):
            return Place(to.runner, staff_chat)
        if staff_chat is None:
            return None
        case = await session.case(to.case_id) if isinstance(to, ToCase) else None
        if case and case.topic_id is None and (to, row.outgoing.lane is not Lane.SAFETY) in busy:
            return None  # the other way is making the topic just now
        runner = await session.runner(case.runner) if case and case.topic_id is None else None
        name = topic_name(runner, case.reason, self._knowledge) if case and runner else ""
        return Place(staff_chat, staff_chat, case, name)

    async def _deliver(self, way: Way, row: Queued, place: Place) -> None:
        """Make the call; its outcome is written down by the next round."""
        outcome = await self._outcome(row, place)
        self._metrics.sent(type(outcome).__name__.lower())
        if isinstance(outcome, Arrived) and row.outgoing.lane in (Lane.SAFETY, Lane.ANSWER):
            self._metrics.answered((self._clock() - row.outgoing.at).total_seconds())
        self._ended.append((way, row, outcome))
        self._wake.set()

    async def _outcome(self, row: Queued, place: Place) -> Outcome:
        to = row.outgoing.to
        try:
            outcome = await self.calls.make(row.id, row.outgoing, place)
        except ChatMigrated as error:
            with suppress(StoreError):  # then Telegram says it again
                await self._moved(error, place)
            return Later(self._clock() + timedelta(seconds=1), "the chat has a new number")
        except TelegramError as error:
            return self._after(error, row, place)
        except Exception as error:
            return Refused(where(error))
        self._failures.pop(to, None)
        return outcome

    async def _moved(self, error: ChatMigrated, place: Place) -> None:
        """The staff group goes by another number now: send there."""
        if place.chat_id == place.staff_chat:
            await self._staff_chat.move(place.chat_id, error.new_chat_id)

    def _after(self, error: TelegramError, row: Queued, place: Place) -> Outcome:
        """What an error of Telegram means for the row."""
        now = self._clock()
        to_runner = isinstance(row.outgoing.to, ToRunner)
        match error:
            case RetryAfter():
                wait = wait_of(error)
                self._pace.wait(place.chat_id, asyncio.get_running_loop().time() + wait.total_seconds())
                logger.warning("Telegram asks to slow down", extra={"action": "retry_after", "wait": wait})
                return Later(now + wait, "Telegram asked to slow down")
            case Forbidden() if to_runner:
                return Unreachable("they have blocked the bot or left Telegram")
            case BadRequest() if to_runner and says(error, _NOBODY_THERE):
                return Unreachable("Telegram no longer knows this chat")
            case BadRequest() if not to_runner and says(error, _NO_TOPICS):
                return self._staff_must_mend(str(error), "staff_topics_needed", row, now)
            case Forbidden() | InvalidToken():
                return self._staff_must_mend(str(error), "", row, now)
            case BadRequest():
                return Refused(str(error))
            case _:
                return self._retry(error, row, now)

    def _staff_must_mend(self, reason: str, text: str, row: Queued, now: datetime) -> Outcome:
        """Nothing is lost: the row waits until the group or the token is put right."""
        if isinstance(row.outgoing.body, ShowState):
            return Refused(reason)  # a name and an icon are not worth holding up words for
        if reason in self._told_staff:
            text = ""
        self._told_staff.add(reason)
        logger.error("The staff group or the token needs mending: %s", reason, extra={"action": "mend", "row": row.id})
        return Later(now + _GROUP_RETRY, reason, text)

    def _retry(self, error: TelegramError, row: Queued, now: datetime) -> Outcome:
        """Telegram or the network is away, or the outcome is unknown: send again, later each time."""
        failures = self._failures.get(row.outgoing.to, 0)
        self._failures[row.outgoing.to] = failures + 1
        seconds = min(_LONGEST_RETRY, _FIRST_RETRY * 2 ** min(failures, 10))
        if failures == 0:
            kind = type(error).__name__
            logger.warning(
                "A call to Telegram failed (%s) and is tried again", kind, extra={"action": "retry", "row": row.id}
            )
        return Later(now + timedelta(seconds=seconds), type(error).__name__)

    async def _settle(self, session: Session, ended: list[tuple[Way, Queued, Outcome]]) -> None:
        now = self._clock()
        for _, row, outcome in ended:
            await settle(session, row, outcome, now, self._knowledge.responses.say)

    async def _write_down(self) -> None:
        ended = list(self._ended)
        if ended:
            async with self._store.begin() as session:
                await self._settle(session, ended)
            self._forget(ended)

    async def _write_down_one_by_one(self) -> None:
        """So that one row that cannot be written down holds up no other."""
        for one in list(self._ended):
            try:
                async with self._store.begin() as session:
                    await self._settle(session, [one])
            except Exception as error:
                if isinstance(error, StoreError) and not isinstance(error, StoreRefusedError):
                    raise
                async with self._store.begin() as session:
                    await session.set_aside(one[1].id, where(error), self._clock())
            self._forget([one])

    def _forget(self, ended: list[tuple[Way, Queued, Outcome]]) -> None:
        """These are written down: their ways are free."""
        for one in ended:
            self._ended.remove(one)
            self._busy.pop(one[0], None)
