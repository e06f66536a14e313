"""Telegram's budget: how much may be sent, to whom, and how soon.

Telegram asks for about 30 messages a second in all, one a second in one chat with short bursts,
and 20 a minute in one group. Each limit is a window: so many messages in so many seconds.
"""

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """So many messages in so many seconds."""

    messages: int
    seconds: float


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

    def free_at(self, now: float) -> float:
        """When the next message may go; `now` when it may go at once."""
        self._forget(now)
        if len(self._taken) < self.rate.messages:
            return now
        return self._taken[-self.rate.messages] + self.rate.seconds

    def take(self, now: float) -> None:
        """A message goes now, whether it may or not."""
        self._taken.append(now)

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
        self._told_to_wait: dict[int, float] = {}

    def share_with(self, processes: int) -> None:
        """So many processes send; each chat is one's own, the sum is everybody's."""
        in_all = self._budget.in_all
        self._in_all.rate = Rate(max(1, in_all.messages // processes), in_all.seconds)

    def free_at(self, chat: int, now: float, is_group: bool, is_urgent: bool) -> float:
        """When the next message may go to this chat. What is urgent waits only when Telegram told us to."""
        told = self._told_to_wait.get(chat, now)
        if is_urgent:
            return max(told, now)
        return max(told, self._in_all.free_at(now), self._chat(chat, is_group).free_at(now))

    def take(self, chat: int, now: float, is_group: bool) -> None:
        """A message goes to this chat now."""
        self._in_all.take(now)
        self._chat(chat, is_group).take(now)

    def wait(self, chat: int, until: float) -> None:
        """Telegram said 'too many requests' for this chat."""
        self._told_to_wait[chat] = until

    def forget_idle(self, now: float) -> None:
        """Let go of chats that have been quiet, so that memory does not grow with their number."""
        self._chats = {chat: window for chat, window in self._chats.items() if not window.is_idle(now)}
        self._told_to_wait = {chat: until for chat, until in self._told_to_wait.items() if until > now}

    def _chat(self, chat: int, is_group: bool) -> Window:
        if chat not in self._chats:
            self._chats[chat] = Window(self._budget.staff_group if is_group else self._budget.one_chat)
        return self._chats[chat]
