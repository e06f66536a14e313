"""The tests' Bot API server with a stopwatch: when an update was written and handed out, and when the answer came."""

import asyncio
import time
from dataclasses import dataclass

from tests.botapi import BotApi
from tests.botapi.checks import Json

_QUIET = 1.5  # seconds without a call: the work is done


@dataclass
class Timed:
    """One runner's message; times in seconds, 0 for not yet."""

    runner: int
    written: float
    handed_out: float = 0.0
    answered: float = 0.0


class ClockedApi(BotApi):
    """Remembers moments instead of calls, so that it costs the same with the millionth message."""

    def __init__(self) -> None:
        super().__init__()
        self.timed: dict[int, Timed] = {}  # by the update's number
        self.first_handed_out = asyncio.Event()
        self.polled = asyncio.Event()
        self.started_at = 0.0
        self.answers = 0  # messages to runners
        self.other_calls = 0
        self.last_call = 0.0
        self._open: dict[int, list[Timed]] = {}  # by the runner: handed out, not answered

    async def write(self, runner: int, text: str) -> Timed:
        """A runner sends a text."""
        timed = self.timed[self.next_update] = Timed(runner, time.monotonic())
        await self.runner(runner, f"Runner{runner}").writes(text)
        return timed

    def begin_anew(self) -> None:
        """Forget what was counted so far."""
        self.answers = self.other_calls = 0
        self.first_handed_out.clear()
        self.timed.clear()
        self._open.clear()

    async def quiet(self, within: float) -> bool:
        """Wait until all is confirmed and nothing more is sent; False when it takes too long."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            await asyncio.sleep(0.1)
            if not self.updates and self.answers and time.monotonic() - self.last_call > _QUIET:
                return True
        return False

    def took_call(self, method: str, params: Json) -> None:
        """Note when a call came in."""
        if method == "getUpdates" or not self.first_handed_out.is_set():
            return
        self.last_call = time.monotonic()
        chat = int(params.get("chat_id", 0))
        if method != "sendMessage" or chat <= 0:
            self.other_calls += 1
            return
        self.answers += 1
        if waiting := self._open.get(chat):
            waiting.pop(0).answered = self.last_call

    async def _updates(self, params: Json) -> list[Json]:
        self.polled.set()
        found = await super()._updates(params)
        now = time.monotonic()
        for update in found:
            timed = self.timed.get(update["update_id"])
            if timed and not timed.handed_out:
                timed.handed_out = now
                self._open.setdefault(timed.runner, []).append(timed)
        if found and not self.first_handed_out.is_set():
            self.started_at = now
            self.first_handed_out.set()
        return found
