"""A lock beside a SQLite file: of several processes one sends, so that nothing is sent twice.

The system lets go of the lock when its process ends, however it ends.
"""

import asyncio
import fcntl
import logging
import os
from pathlib import Path

from bot.ports import StoreError

logger = logging.getLogger(__name__)

_LOOK_EVERY = 0.5  # seconds


class OnlyOne:
    """The lock, taken or not."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._file: int | None = None

    async def take(self) -> None:
        """Wait until no other process has it."""
        waits = False
        while not self._try():
            if not waits:
                logger.error(
                    "Another process of the bot works on this database. Stop one of the two; this one waits "
                    "until the other has ended",
                    extra={"action": "second_process"},
                )
            waits = True
            await asyncio.sleep(_LOOK_EVERY)
        if waits:
            logger.info("The other process has ended; this one works now", extra={"action": "only_process"})

    def let_go(self) -> None:
        """Leave it to others."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _try(self) -> bool:
        if self._file is not None:
            return True
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(f"{self._path} cannot be made ({error.strerror}). Check who owns its folder.") from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            return False
        self._file = file
        return True
