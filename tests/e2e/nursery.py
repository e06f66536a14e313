"""Bots that start at once: one process has read the knowledge and everything it has learnt, and forks.

`python main.py run` takes seconds to import and to read; a test that starts a bot fifty times cannot wait for
that. From the fork on a bot does what `run` does, with the settings of its own environment. Two things differ:
it reads with the heads alone, and a message with the word `POISON` in it makes the reader fall over.
"""

import asyncio
import ctypes
import faulthandler
import json
import os
import select
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.botapi import BotApi
from tests.e2e.bot_process import REPOSITORY, BotProcess, Running

POISON = "poison-pill"
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
Json = dict[str, Any]


class Nursery:
    """The process that forks. Start it once for many tests."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.nursery"],
            cwd=REPOSITORY,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def fork(self, environment: dict[str, str], folder: Path, log: Path) -> "Forked":
        """One more bot."""
        return Forked(self, self.ask(fork={"environment": environment, "folder": str(folder), "log": str(log)}))

    def ask(self, **what: Any) -> int:
        """One question, one number."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """No more bots."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


class Forked:
    """A bot of the nursery's, as a process."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self.pid = pid
        self._nursery = nursery
        self._watch = os.pidfd_open(pid)
        self._code: int | None = None

    @property
    def returncode(self) -> int | None:
        """How it ended; None while it runs."""
        if self._code is None and select.select([self._watch], [], [], 0)[0]:
            self._code = self._nursery.ask(reap=self.pid)
            os.close(self._watch)
        return self._code

    def send_signal(self, number: int) -> None:
        """Unless it has ended."""
        if self.returncode is None:
            signal.pidfd_send_signal(self._watch, number)

    def kill(self) -> None:
        """End it without a warning."""
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Until it has ended; how."""
        if self.returncode is None:
            ended = asyncio.Event()
            loop = asyncio.get_running_loop()
            loop.add_reader(self._watch, ended.set)
            try:
                await ended.wait()
            finally:
                loop.remove_reader(self._watch)
        code = self.returncode
        assert code is not None
        return code


class NurseryBot(BotProcess):
    """A bot that starts at once."""

    def __init__(self, nursery: Nursery, api: BotApi, folder: Path, **environment: str) -> None:
        super().__init__(api, folder, **environment)
        self._nursery = nursery
        self._read_up_to = 0

    def turn_the_page(self) -> None:
        """What the log has held so far is read."""
        self._read_up_to = len(self.log)

    @property
    def page(self) -> str:
        """The log since the page was turned."""
        return self.log[self._read_up_to :]

    @property
    def pid(self) -> int:
        """The process's number."""
        assert isinstance(self._process, Forked)
        return self._process.pid

    async def _spawn(self, environment: dict[str, str]) -> Running:
        return self._nursery.fork(environment, self.folder, self._log)


def main() -> None:
    """The nursery's own process: read everything, then fork whenever asked."""
    from bot.telegram import run  # what takes long to import is imported once
    from bot.warmup import ready
    from intents.understand import Reader
    from intents.understanding import Understanding
    from knowledge.load import load

    class FragileReader(Reader):
        def understand(self, text: str, now: datetime) -> Understanding:
            if POISON in text:
                raise ZeroDivisionError
            return super().understand(text, now)

    knowledge = load(REPOSITORY / "knowledge")
    reader = FragileReader(knowledge, ready(knowledge, core=True))
    for line in sys.stdin:
        asked: Json = json.loads(line)
        if "reap" in asked:
            _, status = os.waitpid(asked["reap"], 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            os._exit(_live(asked["fork"], lambda settings: run.run_telegram(settings, knowledge, reader)))
        print(pid, flush=True)


async def _told_on_request(run: Any, settings: Any) -> None:
    """Run; on SIGUSR1 print where every task stands, for whoever wonders why nothing happens."""

    def tell() -> None:
        for task in asyncio.all_tasks():
            task.print_stack()

    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, tell)
    await run(settings)


def _live(how: Json, run: Any) -> int:
    """A bot's life; its exit code."""
    from bot.ports import StoreError
    from bot.settings import SettingsError, read_settings

    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    log = os.open(how["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, stream in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(number, stream)
    os.chdir(how["folder"])
    faulthandler.register(signal.SIGUSR2, all_threads=True)
    try:
        asyncio.run(_told_on_request(run, read_settings(how["environment"])))
    except (SettingsError, StoreError) as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 2
    return 0


if __name__ == "__main__":
    main()
