"""Sends what waits in the outbox.

A row's destination is sent to in order, destinations side by side, so a slow chat holds up no
other. Safety texts have a way of their own past everything that waits. The sender wakes on a
commit; how fast it may go is `pace.py`'s to say, what one call can send together is `bundles.py`'s,
and what became of a row is written down by `bot/delivery.py` before the next row of that
destination goes.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from zoneinfo import ZoneInfo

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.card import topic_name
from bot.delivery import Arrived, Later, Outcome, Refused, TopicMade, Unreachable, settle
from bot.logs import where
from bot.metrics import Metrics
from bot.ports import (
    DeleteTopic,
    Destination,
    Lane,
    OpenTopic,
    Outgoing,
    Pin,
    Queued,
    Reach,
    React,
    Say,
    Session,
    ShowState,
    Store,
    StoreError,
    StoreRefusedError,
    ToCase,
    ToRunner,
    ToStaff,
)
from bot.telegram.bundles import Bundle, bundle_of, outcomes
from bot.telegram.calls import NO_TOPICS, Calls, Place, says, wait_of
from bot.telegram.pace import Budget, Kind, Pace
from bot.telegram.staff_chat import StaffChat
from knowledge.model import Knowledge

logger = logging.getLogger(__name__)

_ROWS = 200  # looked at in one round, at most: some for each message that may go, in case others must wait
_ROWS_AT_LEAST, _ROWS_FOR_EACH = 20, 2
_LINES = 50  # destinations looked at when their turn comes, however far behind their rows wait
_LOOK_AROUND = 0.25  # seconds between those turns
_LOOK_AGAIN = 1.0  # seconds, should a wake-up ever be missed
_STORE_AWAY = 0.5
_PATIENCE = 0.1  # seconds to wait for a turn: what a crash finds unwritten is sent again
_FIRST_RETRY, _LONGEST_RETRY = 0.5, 15.0
_GROUP_RETRY = timedelta(seconds=30)  # staff must mend something first
_LONGEST_LATER = timedelta(seconds=50)  # a row is put off for no longer; the pace remembers a longer wait
_NOBODY_THERE = ("chat not found", "peer_id_invalid", "user not found")


class Track(Enum):
    """What goes to a destination side by side; on each track one call at a time."""

    SAFETY = auto()
    WORDS = auto()
    ASIDE = auto()  # reactions and pins


Way = tuple[Destination, Track]


@dataclass(frozen=True, slots=True)
class Start:
    """A call that may be made now."""

    way: Way
    bundle: Bundle
    place: Place


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
        zone: ZoneInfo,
        budget: Budget | None = None,
    ) -> None:
        self.calls = Calls(bot)
        self._store = store
        self._knowledge = knowledge
        self._staff_chat = staff_chat
        self._clock = clock
        self._metrics = metrics
        self._zone = zone
        self._budget = budget or Budget()
        self._pace = Pace(self._budget)
        self._wake = asyncio.Event()
        self._busy: dict[Way, asyncio.Task[None]] = {}
        self._ended: list[tuple[Way, Bundle, Outcome]] = []  # not written down yet
        self._alone: set[int] = set()  # rows that were refused together with others
        self._looked_up_to = ""  # the last destination whose turn it was
        self._looks_around_at = 0.0
        self._opens_topic: Way | None = None
        self._failures: dict[Destination, int] = {}
        self._told_staff: set[str] = set()
        self._to_tell: dict[int, str] = {}  # rows whose call showed what staff must mend, and the text about it
        self._store_is_away = False

    def use(self, knowledge: Knowledge) -> None:
        """Take names and texts from this knowledge from now on."""
        self._knowledge = knowledge

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
        ended = list(self._ended)
        async with self._store.begin(_PATIENCE) as session:
            await self._settle(session, ended)
            free = self._busy.keys() - {way for way, _, _ in ended}
            starts, pause = await self._choose(session, await self._look(session, staff_chat), staff_chat, set(free))
            starts = await self._taken(session, starts)
            next_due = await session.next_due(self._clock())
        self._forget(ended)
        for start in starts:
            self._busy[start.way] = asyncio.create_task(self._deliver(start))
        if self._looked_up_to:
            pause = min(pause, _LOOK_AROUND)
        if next_due is not None and (seconds := (next_due - self._clock()).total_seconds()) > 0:
            pause = min(pause, seconds)
        return pause

    async def _look(self, session: Session, staff_chat: int | None) -> list[Queued]:
        """The rows that are due: the most pressing ones, and now and then those of the next destinations."""
        now, moment = self._clock(), asyncio.get_running_loop().time()
        self._pace.share_with(self._store.processes)
        room = self._pace.room(moment)
        if room == 0:
            return list(await session.due(now, _ROWS, Reach(only_safety=True)))
        most = min(_ROWS, _ROWS_AT_LEAST + _ROWS_FOR_EACH * room)
        rows = list(await session.due(now, most, Reach(words_to_staff=self._may_write_to_staff(staff_chat, moment))))
        if moment >= self._looks_around_at:
            self._looks_around_at = moment + _LOOK_AROUND
            await session.bring_forward(now)
            further, self._looked_up_to = await session.due_further(now, self._looked_up_to, _LINES)
            rows += further
        return sorted({row.id: row for row in rows}.values(), key=lambda row: (row.outgoing.lane, row.id))

    def _may_write_to_staff(self, staff_chat: int | None, moment: float) -> bool:
        """Whether words may go to the group now; if not, they must not stand before the runners' for nothing."""
        if staff_chat is None:
            return False
        return self._pace.free_at(staff_chat, Kind.MESSAGES, moment, is_group=True, is_urgent=False) <= moment

    async def _choose(
        self, session: Session, due: Sequence[Queued], staff_chat: int | None, busy: set[Way]
    ) -> tuple[list[Start], float]:
        """The calls to make now, one for each free way, and when the next may go."""
        now = asyncio.get_running_loop().time()
        starts: list[Start] = []
        saving: set[int] = set()  # chats in which an album or a long text waits until there is room for all of it
        pause = _LOOK_AGAIN if self._pace.room(now) else min(_LOOK_AGAIN, self._pace.next_room(now) - now)
        for row in self._first_of_each_way(due, busy):
            way, kind, chat = _way(row), _kind(row), _chat(row, staff_chat)
            opens_topic = isinstance(row.outgoing.body, OpenTopic)
            is_urgent, is_group = way[1] is Track.SAFETY, chat == staff_chat
            must_wait = len(busy) >= self._budget.calls_at_once or (chat in saving and kind is not Kind.REACTIONS)
            if chat is None or (must_wait and not is_urgent):
                continue
            if opens_topic and self._opens_topic in busy:
                continue  # one at a time: Telegram lists no topics, so what a crash cuts short stays there, empty
            free_at = self._pace.free_at(chat, kind, now, is_group=is_group, is_urgent=is_urgent)
            if free_at > now:
                pause = min(pause, free_at - now)
                continue
            place = await self._place(session, row, chat, staff_chat, busy)
            if place is None:
                continue
            bundle = await bundle_of(session, row, self._zone, self._alone)
            free_at = self._pace.free_at(
                chat, kind, now, is_group=is_group, is_urgent=is_urgent, messages=bundle.messages
            )
            if free_at > now:
                saving.add(chat)
                pause = min(pause, free_at - now)
                continue
            self._pace.take(chat, kind, now, is_group=is_group, messages=bundle.messages)
            self._opens_topic = way if opens_topic else self._opens_topic
            busy.add(way)
            starts.append(Start(way, bundle, place))
        self._pace.forget_idle(now)
        return starts, pause

    @staticmethod
    async def _taken(session: Session, starts: list[Start]) -> list[Start]:
        """Those whose rows are all ours now; of the others we keep none from whoever has the rest."""
        ours = await session.take([number for start in starts for number in start.bundle.ids])
        now = [start for start in starts if start.bundle.ids <= ours]
        for start in starts:
            for number in () if start in now else start.bundle.ids & ours:
                await session.postpone(number, start.bundle.first.due, "another process sends the rest")
        return now

    @staticmethod
    def _first_of_each_way(due: Sequence[Queued], busy: set[Way]) -> list[Queued]:
        """The oldest row of each way that is free, in the order in which `due` named the ways."""
        first: dict[Way, Queued] = {}
        for row in due:
            way = _way(row)
            if way not in busy and (way not in first or row.id < first[way].id):
                first[way] = row
        return list(first.values())

    async def _place(
        self, session: Session, row: Queued, chat: int, staff_chat: int | None, busy: set[Way]
    ) -> Place | None:
        """Where the row goes; None while its topic is being made."""
        to = row.outgoing.to
        case = await session.case(to.case_id) if isinstance(to, ToCase) else None
        if case is None or case.topic_id is not None:
            return Place(chat, staff_chat, case)
        other = Track.WORDS if row.outgoing.lane is Lane.SAFETY else Track.SAFETY
        if (to, other) in busy:
            return None
        runner = await session.runner(case.runner)
        return Place(chat, staff_chat, case, topic_name(runner, case.reason, self._knowledge) if runner else "")

    async def _deliver(self, start: Start) -> None:
        """Make the call; its outcome is written down by the next round."""
        row = start.bundle.first
        outcome = await self._outcome(start.bundle, start.place)
        self._metrics.sent(type(outcome).__name__.lower())
        if isinstance(outcome, Arrived) and row.outgoing.lane in (Lane.SAFETY, Lane.ANSWER):
            self._metrics.answered((self._clock() - row.outgoing.at).total_seconds())
        if isinstance(outcome, Refused) and len(start.bundle.rows) > 1:
            self._alone |= start.bundle.ids
        self._ended.append((start.way, start.bundle, outcome))
        self._wake.set()

    async def _outcome(self, bundle: Bundle, place: Place) -> Outcome:
        row = bundle.first
        to = row.outgoing.to
        try:
            outcome = await self.calls.make(row.id, bundle.outgoing, place)
        except ChatMigrated as error:
            with suppress(StoreError):  # then Telegram says it again
                await self._moved(error, place)
            return Later(self._clock() + timedelta(seconds=1), "the chat has a new number")
        except TelegramError as error:
            return self._after(error, row, place)
        except Exception as error:
            return Refused(where(error))
        self._failures.pop(to, None)
        if isinstance(outcome, Arrived) and outcome.mend and outcome.mend not in self._told_staff:
            self._told_staff.add(outcome.mend)
            self._to_tell[row.id] = outcome.tell_staff
        if isinstance(outcome, TopicMade):
            self._told_staff.clear()
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
                return self._slow_down(wait_of(error), row, place, now)
            case Forbidden() if to_runner:
                return Unreachable("they have blocked the bot or left Telegram")
            case BadRequest() if to_runner and says(error, _NOBODY_THERE):
                return Unreachable("Telegram no longer knows this chat")
            case BadRequest() if not to_runner and says(error, NO_TOPICS):
                return self._staff_must_mend(str(error), "staff_topics_needed", row, now)
            case Forbidden() | InvalidToken():
                return self._staff_must_mend(str(error), "", row, now)
            case BadRequest():
                return Refused(str(error))
            case _:
                return self._retry(error, row, now)

    def _slow_down(self, wait: timedelta, row: Queued, place: Place, now: datetime) -> Outcome:
        """Wait as long as Telegram asks, for what it names."""
        makes_topic = isinstance(row.outgoing.to, ToCase) and place.topic_id is None
        kind = Kind.TOPICS if makes_topic else _kind(row)
        self._pace.refused(place.chat_id, kind, asyncio.get_running_loop().time(), wait.total_seconds())
        logger.warning("Telegram asks to slow down", extra={"action": "retry_after", "wait": wait, "kind": kind.name})
        return Later(now + min(wait, _LONGEST_LATER), "Telegram asked to slow down")

    def _staff_must_mend(self, reason: str, text: str, row: Queued, now: datetime) -> Outcome:
        """Nothing is lost: the row waits until the group or the token is put right."""
        if isinstance(row.outgoing.body, ShowState) or row.outgoing.forget:
            return Refused(reason)  # a name and an icon hold up no words; an erase says what it leaves
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

    async def _settle(self, session: Session, ended: Sequence[tuple[Way, Bundle, Outcome]]) -> None:
        now = self._clock()
        for _, bundle, outcome in ended:
            if key := self._to_tell.get(bundle.first.id):
                say = Say(self._knowledge.responses.say[key].text)
                await session.send(Outgoing(ToStaff(), say, Lane.RELAY, now))
            for row, of_row in outcomes(bundle, outcome, now):
                await settle(session, row, of_row, now, self._knowledge.responses.say)

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
                    for number in one[1].ids:
                        await session.set_aside(number, where(error), self._clock())
            self._forget([one])

    def _forget(self, ended: Sequence[tuple[Way, Bundle, Outcome]]) -> None:
        """These are written down: their ways are free."""
        for one in ended:
            way, bundle, outcome = one
            self._to_tell.pop(bundle.first.id, None)
            self._ended.remove(one)
            self._busy.pop(way, None)
            if len(bundle.rows) == 1 and not isinstance(outcome, Later):
                self._alone -= bundle.ids


def _way(row: Queued) -> Way:
    """The way a row takes: a destination's safety texts and its reactions have ways of their own."""
    outgoing = row.outgoing
    if isinstance(outgoing.body, React | Pin):
        return outgoing.to, Track.ASIDE
    return outgoing.to, Track.SAFETY if outgoing.lane is Lane.SAFETY else Track.WORDS


def _kind(row: Queued) -> Kind:
    """As what Telegram counts the row's call."""
    match row.outgoing.body:
        case React() | Pin():
            return Kind.REACTIONS
        case OpenTopic() | ShowState() | DeleteTopic():
            return Kind.TOPICS
    return Kind.MESSAGES


def _chat(row: Queued, staff_chat: int | None) -> int | None:
    """The chat a row goes to; None while no staff group is linked."""
    to = row.outgoing.to
    return to.runner if isinstance(to, ToRunner) else staff_chat
