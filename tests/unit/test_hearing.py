"""The encoder works in a thread; what comes of it is the same."""

import asyncio
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from bot.hearing import Hearing
from intents.features import Floats
from intents.heads import Heads
from intents.scores import Scorer
from intents.understand import Reader
from knowledge.model import Knowledge

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEXT = "my hamstrings are tight and my lower back aches after a long run"


@dataclass
class SlowEncoder:
    """Answers in a thread when it may; remembers, as the real one does."""

    asked: threading.Event = field(default_factory=threading.Event)
    may_answer: threading.Event = field(default_factory=threading.Event)
    asked_in: dict[str, threading.Thread] = field(default_factory=dict)

    def odds(self, text: str) -> Mapping[str, float]:
        if text not in self.asked_in:
            self.asked_in[text] = threading.current_thread()
            self.asked.set()
            assert self.may_answer.wait(20)
        return {}

    def meanings(self, texts: Iterable[str]) -> Floats:
        return np.zeros((len(list(texts)), 1), dtype=np.float32)


async def test_the_event_loop_goes_on_while_the_encoder_reads(shipped: Knowledge, heads: Heads) -> None:
    encoder = SlowEncoder()
    hearing = Hearing(Reader(shipped, Scorer(heads, encoder)))

    hearing_it = asyncio.create_task(hearing.understand(TEXT, NOW))
    assert await asyncio.to_thread(encoder.asked.wait, 20)
    assert not hearing_it.done()
    encoder.may_answer.set()
    heard = await hearing_it

    assert heard.text == TEXT
    assert threading.main_thread() not in encoder.asked_in.values()


async def test_what_is_heard_is_what_the_reader_reads(reader: Reader) -> None:
    assert await Hearing(reader).understand(TEXT, NOW) == reader.understand(TEXT, NOW)


async def test_nothing_is_heard_in_nothing(reader: Reader) -> None:
    assert not (await Hearing(reader).understand("", NOW)).has_words
