"""Telegram's budget: how much may be sent, to whom, and how soon.

Telegram asks for about 30 messages a second in all, one a second in one chat with short bursts,
and 20 a minute in one group. Each limit is a window: so many messages in so many seconds.

"Too many requests" is obeyed for what it names: the chat of the call, and the kind of call, since
making topics and setting reactions have limits of their own. It never says whether the bot as a
whole is meant; several chats that are refused at about the same moment are taken to say so.

All times are a monotonic clock's, so that a clock that is set anew holds up nothing.
"""

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto

_TOGETHER = 2.0  # seconds within which refusals count as one
_SEVERAL = 3  # chats


class Kind(Enum):
    """What Telegram counts by itself."""

    MESSAGES = auto()
    TOPICS = auto()  # made, named, closed, reopened
    REACTIONS = auto()  # and pins; no messages: they take nothing from the budget


@dataclass(frozen=True, slots=True)
class Rate:
    """So many messages in so many seconds."""

    messages: int
    seconds: float

    @property
    def a_minute(self) -> int:
        """Messages in a minute, at least one."""
        return max(1, int(self.messages * 60 / self.seconds))


@dataclass(frozen=True, slots=True)
class Budget:
    """What Telegram allows; a self-hosted Bot API server may allow more."""

    in_all: Rate = Rate(30, 1.0)
    one_chat: Rate = Rate(3, 3.0)  # one a second, three of them at once at most
    staff_group: Rate = Rate(20, 60.0)
    calls_at_once: int = 40  # calls under way, safety texts not counted


class Window:
    """The last messages of one limit."""

    def __init__(self, rate: Rate) -> None:
        self.rate = rate
        self._taken: deque[float] = deque()

    def free_at(self, now: float, messages: int = 1) -> float:
        """When so many more messages may go; `now` when they may go at once. More than ever fit need it empty."""
        self._forget(now)
        too_many = len(self._taken) + min(messages, self.rate.messages) - self.rate.messages
        return now if too_many <= 0 else self._taken[too_many - 1] + self.rate.seconds

    def room(self, now: float) -> int:
        """How many messages may go at once."""
        self._forget(now)
        return max(0, self.rate.messages - len(self._taken))

    def take(self, now: float, messages: int = 1) -> None:
        """So many messages go now, whether they may or not."""
        self._taken.extend([now] * messages)

    def is_idle(self, now: float) -> bool:
        """Whether nothing in it counts any more."""
        self._forget(now)
        return not self._taken

    def _forget(self, now: float) -> None:
        while self._taken and self._taken[0] <= now - self.rate.seconds:
            self._taken.popleft()


class Pace:
    """All limits together, and the waits that Telegram asked for."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._in_all = Window(budget.in_all)
        self._chats: dict[int, Window] = {}
        self._told_to_wait: dict[tuple[int, Kind], float] = {}
        self._refused: deque[tuple[float, int, float]] = deque()  # when, which chat, until when
        self._everybody_waits = 0.0

    def share_with(self, processes: int) -> None:
        """So many processes send; each chat is one's own, the sum is everybody's."""
        in_all = self._budget.in_all
        self._in_all.rate = Rate(max(1, in_all.messages // processes), in_all.seconds)

    def free_at(
        self, chat: int, kind: Kind, now: float, *, is_group: bool, is_urgent: bool, messages: int = 1
    ) -> float:
        """When the next call may go to this chat. What is urgent waits only when Telegram named this very chat.

        Several messages wait for room for all of them in their chat; in all, where many more wait, they might never
        find it.
        """
        told = max(now, self._told_to_wait.get((chat, kind), now))
        if is_urgent:
            return told
        if kind is Kind.REACTIONS:
            return max(told, self._everybody_waits)
        window = self._chat(chat, is_group)
        free_at = window.free_at(now, messages)
        return max(told, self._everybody_waits, self._in_all.free_at(now), free_at)

    def room(self, now: float) -> int:
        """How many messages may go now, whatever their chats."""
        return 0 if self._everybody_waits > now else self._in_all.room(now)

    def next_room(self, now: float) -> float:
        """When there is room for the next one."""
        return max(now, self._everybody_waits, self._in_all.free_at(now))

    def take(self, chat: int, kind: Kind, now: float, *, is_group: bool, messages: int = 1) -> None:
        """What goes to this chat now, as so many messages."""
        if kind is not Kind.REACTIONS:
            self._in_all.take(now, messages)
            self._chat(chat, is_group).take(now, messages)

    def refused(self, chat: int, kind: Kind, now: float, seconds: float) -> None:
        """Telegram said 'too many requests' to a call of this kind to this chat."""
        self._told_to_wait[chat, kind] = now + seconds
        self._refused.append((now, chat, now + seconds))
        while self._refused[0][0] < now - _TOGETHER:
            self._refused.popleft()
        if len({one for _, one, _ in self._refused}) >= _SEVERAL:
            self._everybody_waits = min(until for _, _, until in self._refused)

    def forget_idle(self, now: float) -> None:
        """Let go of chats that have been quiet, so that memory does not grow with their number."""
        self._chats = {chat: window for chat, window in self._chats.items() if not window.is_idle(now)}
        self._told_to_wait = {what: until for what, until in self._told_to_wait.items() if until > now}

    def _chat(self, chat: int, is_group: bool) -> Window:
        if chat not in self._chats:
            self._chats[chat] = Window(self._budget.staff_group if is_group else self._budget.one_chat)
        return self._chats[chat]
