"""Log lines: a sentence for people and keys for machines; never a runner's words, never the token.

The Telegram and HTTP libraries are kept quiet, because their lines quote addresses (which carry
the token) and whole updates (which carry words). Whatever goes wrong in them reaches us as an
exception, and we say so in our own sentence. The formatter blots out the secrets once more.

A trouble that many share (Telegram away, somebody who guesses at the webhook's secret) is told a few
times a minute and then only counted.
"""

import logging
import sys
import time
from collections.abc import Callable, Iterable
from typing import TextIO

_QUIET = ("telegram", "httpx", "httpcore", "hpack", "sqlalchemy", "asyncio")
_SILENT = logging.CRITICAL + 1
_OURS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class SafeFormatter(logging.Formatter):
    """Writes a record as one sentence with its keys, secrets blotted out."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        """The sentence, then `key=value` for what was handed over as `extra`."""
        line = super().format(record)
        keys = [f"{key}={value}" for key, value in vars(record).items() if key not in _OURS]
        if keys:
            first, newline, rest = line.partition("\n")
            line = f"{first} [{' '.join(keys)}]{newline}{rest}"
        for secret in self._secrets:
            line = line.replace(secret, "<secret>")
        return line


class FloodGate(logging.Filter):
    """Lets the same warning through a few times a minute; the next one after that says how many were held back."""

    def __init__(self, most: int = 5, seconds: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._since = clock()
        self._told: dict[tuple[str, str], int] = {}
        self._held_back: dict[tuple[str, str], int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line goes into the log."""
        if record.levelno < logging.WARNING:
            return True
        if self._clock() - self._since >= self._seconds:
            self._since = self._clock()
            self._held_back = {line: told - self._most for line, told in self._told.items() if told > self._most}
            self._told.clear()
        line = (record.name, record.getMessage())
        self._told[line] = self._told.get(line, 0) + 1
        if line in self._held_back:
            record.held_back = self._held_back.pop(line)
        return self._told[line] <= self._most


def set_up_logging(*secrets: str, stream: TextIO | None = None) -> None:
    """Log to standard error, at INFO, with the libraries silenced and the secrets blotted out."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(SafeFormatter(secrets))
    handler.addFilter(FloodGate())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in _QUIET:
        # These quote what must not be in a log even at CRITICAL (an update that cannot be read).
        logging.getLogger(name).setLevel(_SILENT if name in ("telegram", "httpx", "httpcore") else logging.ERROR)


def where(error: BaseException) -> str:
    """What kind of error it is and where it came from, without its text: that may quote a runner."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    code = trace.tb_frame.f_code
    module = trace.tb_frame.f_globals.get("__name__", code.co_filename)
    return f"{type(error).__name__} in {module}:{trace.tb_lineno}"
