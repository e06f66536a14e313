"""Understands messages beside the event loop's other work.

Half of the time that understanding takes is the encoder's, and the encoder works outside of Python: in a
thread it holds up nobody. The rest would only compete with the loop for the interpreter, so it stays there,
also the reading of the words that the encoder starts from.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from intents.understand import Reader
from intents.understanding import Understanding

_THREADS = max(1, min(4, (os.cpu_count() or 1) - 1))


class Hearing:
    """A reader whose slow half works in threads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._threads = ThreadPoolExecutor(_THREADS, "encoder")

    async def understand(self, text: str, now: datetime) -> Understanding:
        """What a message says. Ask before a transaction is opened, for on SQLite nobody else can write meanwhile."""
        if text and self._reader.learnt.encoder:
            words = self._reader.read(text)
            await asyncio.get_running_loop().run_in_executor(self._threads, self._reader.read_ahead, words)
        return self._reader.understand(text, now)
