"""The process under load, bot or echo: started, weighed and stopped."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Protocol

from bench.load.clock import ClockedApi
from bench.load.echo import STARTED
from tests.e2e.bot_process import REPOSITORY, BotProcess

_TICKS = os.sysconf("SC_CLK_TCK")


class Subject(Protocol):
    """What a case drives."""

    name: str

    @property
    def pid(self) -> int:
        """The process's number."""

    async def start(self) -> None:
        """Start it and wait until it asks for updates."""

    async def stop(self) -> None:
        """End it."""


class Echo:
    """The bare echo."""

    name = "echo"

    def __init__(self, api: ClockedApi) -> None:
        self._api = api
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The process's number."""
        assert self._process
        return self._process.pid

    async def start(self) -> None:
        """Start it and wait until it asks for updates."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bench.load.echo",
            cwd=REPOSITORY,
            env={**os.environ, "TELEGRAM_TOKEN": self._api.token, "TELEGRAM_API_URL": self._api.url},
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._process.stdout
        assert STARTED in (await self._process.stdout.readline()).decode()
        await self._api.polled.wait()

    async def stop(self) -> None:
        """End it."""
        assert self._process
        self._process.kill()
        await self._process.wait()


class Bot:
    """The bot as it ships, with Telegram's budget lifted."""

    name = "bot"

    def __init__(self, api: ClockedApi, folder: Path, database_url: str) -> None:
        self._api = api
        self._process = BotProcess(api, folder, DATABASE_URL=database_url)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    async def start(self) -> None:
        """Start it and wait until it asks for updates."""
        await self._process.start(within=120)
        await self._api.polled.wait()

    async def stop(self) -> None:
        """End it, and complain when it had to set something aside."""
        await self._process.stop()
        assert "ERROR" not in self._process.log, self._process.log


def cpu_seconds(pid: int) -> float:
    """What a process and its children have computed, those that have ended too."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    own_and_ended = sum(int(field) for field in fields[11:15]) / _TICKS
    return own_and_ended + sum(cpu_seconds(child) for child in _children(pid))


def peak_megabytes(pid: int) -> float:
    """The most memory a process ever held, its children's added."""
    status = Path(f"/proc/{pid}/status").read_text()
    own = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return own / 1024 + sum(peak_megabytes(child) for child in _children(pid))


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]
