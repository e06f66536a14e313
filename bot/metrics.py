"""What `/metrics` tells, in Prometheus' text format: counts and times, never words, never ids of people."""

import asyncio
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.ports import Lane, Store, StoreError

_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_STORE_PATIENCE = 2.0  # seconds


@dataclass(frozen=True, slots=True)
class Health:
    """How the bot is, as far as its store can tell."""

    database: bool
    knowledge: str  # its version
    oldest: Mapping[Lane, datetime] = field(default_factory=dict)  # since when the first of each lane waits
    dead_letters: int = 0


async def health_of(store: Store, knowledge: str) -> Health:
    """Ask the store; one that does not answer soon is away."""
    try:
        async with asyncio.timeout(_STORE_PATIENCE), store.begin() as session:
            return Health(True, knowledge, await session.oldest_waiting(), await session.count_dead())
    except (StoreError, TimeoutError):
        return Health(False, knowledge)


class Metrics:
    """Counts since the start. Labels are words of ours, so nothing about a person can get in."""

    def __init__(self) -> None:
        self._updates: Counter[str] = Counter()
        self._decisions: Counter[str] = Counter()
        self._calls: Counter[str] = Counter()
        self._took: Counter[int] = Counter()  # how many answers ended in each bucket
        self._seconds = 0.0

    def update(self, outcome: str) -> None:
        """An update was handled, could not be read, or was set aside."""
        self._updates[outcome] += 1

    def decided(self, action: str) -> None:
        """The bot decided something about a runner's message."""
        self._decisions[action] += 1

    def sent(self, outcome: str) -> None:
        """A call to Telegram ended so."""
        self._calls[outcome] += 1

    def answered(self, seconds: float) -> None:
        """A runner has an answer, so long after the message was taken in."""
        self._took[bisect_left(_BUCKETS, seconds)] += 1
        self._seconds += max(seconds, 0.0)

    def text(self, health: Health, now: datetime) -> str:
        """Everything, as Prometheus reads it."""
        ages = {lane.name.lower(): _age(health.oldest.get(lane), now) for lane in Lane}
        lines = [
            *_gauge("bot_up", "The process answers.", 1),
            *_gauge("bot_database_up", "The database can be reached.", int(health.database)),
            *_family("bot_knowledge_info", "The knowledge in use.", "gauge", "version", {health.knowledge: 1}),
            *_family("bot_updates_total", "Updates by outcome.", "counter", "outcome", self._updates),
            *_family("bot_decisions_total", "Decisions by action.", "counter", "action", self._decisions),
            *_family("bot_sent_total", "Outbox rows tried, by outcome.", "counter", "outcome", self._calls),
            *self._histogram(),
        ]
        if health.database:
            lines += _family(
                "bot_outbox_oldest_seconds", "Age of the oldest unsent message by lane.", "gauge", "lane", ages
            )
            lines += _gauge("bot_dead_letters", "Messages that could not be delivered.", health.dead_letters)
        return "\n".join(lines) + "\n"

    def _histogram(self) -> Iterable[str]:
        name, count = "bot_answer_seconds", 0
        yield from _head(name, "From taking a message in to its answer's arrival.", "histogram")
        for number, edge in enumerate(_BUCKETS):
            count += self._took[number]
            yield f'{name}_bucket{{le="{edge:g}"}} {count}'
        count += self._took[len(_BUCKETS)]
        yield f'{name}_bucket{{le="+Inf"}} {count}'
        yield f"{name}_sum {self._seconds:.6f}"
        yield f"{name}_count {count}"


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max((now - since).total_seconds(), 0.0)


def _head(name: str, meaning: str, kind: str) -> tuple[str, str]:
    return f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"


def _gauge(name: str, meaning: str, value: float) -> Iterable[str]:
    return (*_head(name, meaning, "gauge"), f"{name} {value:g}")


def _family(name: str, meaning: str, kind: str, label: str, values: Mapping[str, float]) -> Iterable[str]:
    return (*_head(name, meaning, kind), *(f'{name}{{{label}="{word}"}} {value:g}' for word, value in values.items()))
