"""A bot of sorts, as a process of its own: it only writes, as fast as it can, and says what is committed."""

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parent.parent.parent

# Each commit touches four tables; what it has acknowledged, it prints.
WRITER = """
import asyncio, sys
from datetime import UTC, datetime
from bot.dialogue.conversation import Conversation
from bot.ports import Lane, Line, Outgoing, Say, Speaker, ToRunner
from bot.storage import open_async_store

async def main():
    store = await open_async_store(sys.argv[1])
    number, now = int(sys.argv[2]), datetime.now(UTC)
    while True:
        async with store.begin() as session:
            await session.first_time(f"telegram:{number}")
            await session.keep_conversation(Conversation(1, not_understood=number))
            await session.add_line(Line(1, Speaker.RUNNER, "x" * 700, now, number))
            await session.send(Outgoing(ToRunner(number), Say("y" * 700), Lane.ANSWER, now))
        print(number, flush=True)
        number += 1

asyncio.run(main())
"""


def start(code: str, path: Path, *arguments: str) -> subprocess.Popen[str]:
    """Run the code on the database at this path; what it prints can be read line by line."""
    url = f"sqlite+aiosqlite:///{path}"
    return subprocess.Popen([sys.executable, "-c", code, url, *arguments], stdout=subprocess.PIPE, text=True, cwd=_ROOT)
