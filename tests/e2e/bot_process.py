"""The bot as a process: `python main.py run`, started, stopped and killed by the tests."""

import asyncio
import os
import signal
import sqlite3
import sys
import time
from pathlib import Path
from typing import Protocol

import aiohttp

from tests.botapi import BotApi

REPOSITORY = Path(__file__).parent.parent.parent
NO_LIMITS = "10000/1 10000/1 10000/1"


class Running(Protocol):
    """A process that was started."""

    @property
    def pid(self) -> int: ...

    @property
    def returncode(self) -> int | None: ...

    def send_signal(self, number: int) -> None: ...

    def kill(self) -> None: ...

    async def wait(self) -> int: ...


class BotProcess:
    """One bot, with its database and its log in a folder."""

    def __init__(self, api: BotApi, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.database = folder / "bot.db"
        self._log = folder / "bot.log"
        self._environment = {
            "PATH": os.environ["PATH"],
            "TELEGRAM_TOKEN": api.token,
            "TELEGRAM_API_URL": api.url,
            "TELEGRAM_LIMITS": NO_LIMITS,
            "DATABASE_URL": f"sqlite+aiosqlite:///{self.database}",
            "KNOWLEDGE_DIR": str(REPOSITORY / "knowledge"),
            "STAFF_CHAT_ID": str(api.staff.id),
            "LISTEN": "127.0.0.1:0",  # any free port; the log says which
            "OMP_NUM_THREADS": "1",
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            **environment,
        }
        self._process: Running | None = None

    @property
    def log(self) -> str:
        """Everything the process has printed and logged."""
        return self._log.read_text() if self._log.exists() else ""

    @property
    def listens(self) -> str:
        """Where it answers since its last start."""
        return "http://" + self.log.rsplit("Listening on ", 1)[1].split()[0]

    async def get(self, path: str) -> tuple[int, str]:
        """Ask it over HTTP: the status and the text."""
        async with aiohttp.ClientSession() as http, http.get(self.listens + path) as answer:
            return answer.status, await answer.text()

    @property
    def pid(self) -> int:
        """The process's number."""
        assert self._process
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.returncode is None

    async def start(self, *, until: str = "Running as @", within: float = 60.0) -> "BotProcess":
        """Start it and wait until it says that it runs."""
        before = len(self.log)
        self._process = await self._spawn({name: value for name, value in self._environment.items() if value})
        deadline = time.monotonic() + within
        while until not in self.log[before:]:
            alive = self.is_alive and time.monotonic() < deadline
            assert alive or until in self.log[before:], f"the bot did not start:\n{self.log}"
            await asyncio.sleep(0.05)
        return self

    async def _spawn(self, environment: dict[str, str]) -> Running:
        with self._log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                str(REPOSITORY / "main.py"),
                "run",
                cwd=self.folder,
                env=environment,
                stdout=log,
                stderr=log,
            )

    async def ended(self, within: float = 60.0) -> int:
        """Wait until it ends by itself; its exit code."""
        assert self._process
        return await asyncio.wait_for(self._process.wait(), within)

    async def stop(self) -> float:
        """Ask it to stop; how many seconds it took."""
        assert self._process
        started = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        code = await self.ended(within=10)
        assert code == 0, f"exit code {code}\n{self.log}"
        return time.monotonic() - started

    async def kill(self) -> None:
        """End it without a warning."""
        assert self._process
        self._process.kill()
        await self._process.wait()

    async def end(self) -> None:
        """Whatever state it is in."""
        if self.is_alive:
            await self.kill()

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Look into the database."""
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()
