"""The knowledge while the bot runs: a changed folder is noticed, checked, and taken in if it is sound.

What answers a message is one frozen `Mind`; a new one is put in its place between two messages, never within
one. Files that cannot be used change nothing: the last good knowledge stays, and the staff group is told once.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.dialogue.replies import Say
from bot.dialogue.wording import Wording
from bot.last_good import COPIES, keep_version, version_before, version_kept
from bot.needs import read_whole
from bot.ports import Lane, Outgoing, Session, Store, ToStaff
from intents.understand import Reader
from knowledge.lines import Lines, read_lines
from knowledge.model import Knowledge
from knowledge.problems import Problem, quoted
from knowledge.sources import version_of

logger = logging.getLogger(__name__)

COMMANDS = frozenset({"knowledge", "reload", "rollback"})
"""What the staff group may ask about the knowledge."""

_HELD = "knowledge_held"  # the setting that holds what the team went back to; every process obeys it
_REMEMBERED = 5  # versions to go back to
_SHOWN = 8  # problems in one message

Stamps = Mapping[str, tuple[int, int]]  # file -> when it was changed, and its size


@dataclass(frozen=True, slots=True)
class Mind:
    """All that answers a message: one version of the knowledge, and the reader made from it."""

    knowledge: Knowledge
    reader: Reader
    since: datetime  # when it was taken in


@dataclass(frozen=True, slots=True)
class Held:
    """The version that the team went back to, and the one that the files hold until somebody changes them."""

    version: str
    instead_of: str

    def __str__(self) -> str:
        return f"{self.version} {self.instead_of}"


def _held(setting: str | None) -> Held | None:
    version, _, instead_of = (setting or "").partition(" ")
    return Held(version, instead_of) if instead_of else None


async def gone_back_to(store: Store, folder: Path, knowledge: Knowledge, copies: Path = COPIES) -> Knowledge | None:
    """What to begin with instead of what the files hold, when the team went back from that before the restart."""
    async with store.begin() as session:
        held = _held(await session.setting(_HELD))
        if held and knowledge.version not in {held.version, held.instead_of}:
            await session.keep_setting(_HELD, None)  # somebody has changed the files since
            return None
    if held is None or held.instead_of != knowledge.version:
        return None
    return await asyncio.to_thread(version_kept, folder, held.version, copies)


class LiveKnowledge:
    """Watches one folder. `prepare` makes a reader ready, in a thread; `use` puts a mind in place, at once."""

    def __init__(
        self,
        folder: Path,
        mind: Mind,
        store: Store,
        region: str,
        prepare: Callable[[Knowledge], Reader],
        use: Callable[[Mind], None],
        clock: Callable[[], datetime],
        copies: Path = COPIES,
    ) -> None:
        self._folder = folder
        self._minds = [mind]  # the oldest first; the last is in use
        self._store = store
        self._region = region
        self._prepare = prepare
        self._use = use
        self._clock = clock
        self._copies = copies
        self._seen: Stamps = {}  # the files as they were last read
        self._settling: Stamps | None = None  # changed files wait one look: they may still be being written
        self._problems: tuple[Problem, ...] | None = None  # None: not looked for yet
        self._held: Held | None = None
        self._one_at_a_time = asyncio.Lock()

    @property
    def mind(self) -> Mind:
        """What answers now."""
        return self._minds[-1]

    async def look(self) -> None:
        """Take in what has changed since the last look, once it no longer changes."""
        async with self._one_at_a_time:
            await self._obey()
            stamps = await asyncio.to_thread(_stamps, self._folder)
            if stamps == self._seen:
                return
            if not self._seen and await asyncio.to_thread(version_of, self._folder) == self.mind.knowledge.version:
                self._seen = stamps  # as they were at the start: reading them again would hold up the first messages
                return
            if stamps != self._settling:
                self._settling = stamps
                return
            await self._read(stamps)

    async def commanded(self, update: str, command: str, now: datetime) -> None:
        """/knowledge, /reload and /rollback in the staff group."""
        async with self._one_at_a_time:
            if command == "reload":
                await self._hold(None)
                await self._read(await asyncio.to_thread(_stamps, self._folder), tell=False)
            if self._problems is None:
                _, self._problems = await asyncio.to_thread(read_whole, self._folder, self._clock().date())
            key, fill = "staff_knowledge", self._state(now)
            if command == "rollback":
                key = "staff_knowledge_back" if await self._go_back() else "staff_knowledge_no_earlier"
                fill = self._state(now)
            await self._tell(update, key, fill, now)

    async def _read(self, stamps: Stamps, *, tell: bool = True) -> None:
        """Read the folder; take it in if it is sound and new."""
        self._seen, self._settling = stamps, None
        knowledge, problems = await asyncio.to_thread(read_whole, self._folder, self._clock().date())
        if knowledge and self._region not in knowledge.regions:
            what = f"The place {quoted(self._region)} is gone; the setting REGION names it."
            knowledge, problems = None, (*problems, Problem("regions.yaml", 1, what, "Bring it back."))
        self._problems = problems
        now = self._clock()
        if knowledge is None:
            logger.error("The knowledge files cannot be used; the last good version stays", extra=_logged(self.mind))
            if tell:
                await self._tell(_once(self.mind, problems), "staff_knowledge_broken", self._state(now), now)
            return
        if knowledge.version == self.mind.knowledge.version:
            return
        if self._held and knowledge.version == self._held.instead_of:
            return  # the files still hold what the team went back from
        await self._hold(None)
        self._put(await self._made_ready(knowledge))
        await asyncio.to_thread(keep_version, self._folder, knowledge.version, self._copies)
        if tell:
            await self._tell(
                f"knowledge:{knowledge.version}:{now:%d%H%M}", "staff_knowledge_taken", self._state(now), now
            )

    def _put(self, mind: Mind) -> None:
        self._minds = [*self._minds, mind][-_REMEMBERED:]
        self._use(mind)
        logger.info("New knowledge is in use", extra=_logged(mind))

    async def _go_back(self) -> bool:
        """To the version before, also one from before the start; the files stay as they are until they are changed."""
        left = self.mind.knowledge.version
        if len(self._minds) > 1:
            self._minds = self._minds[:-1]
        elif earlier := await asyncio.to_thread(version_before, self._folder, left, self._copies):
            self._minds = [await self._made_ready(earlier)]
        else:
            return False
        self._use(self.mind)
        logger.info("An earlier knowledge is in use again", extra=_logged(self.mind))
        await self._hold(Held(self.mind.knowledge.version, self._held.instead_of if self._held else left))
        return True

    async def _hold(self, held: Held | None) -> None:
        if held != self._held:
            self._held = held
            async with self._store.begin() as session:
                await session.keep_setting(_HELD, str(held) if held else None)

    async def _obey(self) -> None:
        """Go back, or on again, when another process was told to."""
        async with self._store.begin() as session:
            wanted = _held(await session.setting(_HELD))
        if wanted == self._held:
            return
        self._held = wanted
        if wanted is None:
            self._seen = {}  # look at the files again
        elif self.mind.knowledge.version == wanted.instead_of:
            await self._go_back_to(wanted.version)

    async def _go_back_to(self, version: str) -> None:
        """To this version, if it is still at hand or was kept."""
        at = next((at for at, mind in enumerate(self._minds) if mind.knowledge.version == version), None)
        if at is not None:
            self._minds = self._minds[: at + 1]
        elif kept := await asyncio.to_thread(version_kept, self._folder, version, self._copies):
            self._minds = [await self._made_ready(kept)]
        self._use(self.mind)

    async def _made_ready(self, knowledge: Knowledge) -> Mind:
        return Mind(knowledge, await asyncio.to_thread(self._prepare, knowledge), self._clock())

    def _state(self, now: datetime) -> Mapping[str, str]:
        return {
            "version": self.mind.knowledge.version,
            "age": _age(now - self.mind.since),
            "problems": _listed(self._problems or ()),
        }

    async def _tell(self, once: str, key: str, fill: Mapping[str, str], now: datetime) -> None:
        """Say it in the group, unless this process or another has said so already."""
        text = Wording(self.mind.knowledge, self._region).text(key, **fill)
        async with self._store.begin() as session:
            await _post(session, once, text, now)


async def _post(session: Session, once: str, text: str, now: datetime) -> None:
    if await session.first_time(once):
        await session.send(Outgoing(ToStaff(), Say(text), Lane.RELAY, now))


def _once(mind: Mind, problems: Sequence[Problem]) -> str:
    told = "\n".join(map(str, problems))
    return f"knowledge:{mind.knowledge.version}:{hashlib.sha256(told.encode()).hexdigest()[:16]}"


async def lines_now(folder: Path) -> Lines:
    """Where every text stands in the files as they are, read beside the bot's other work."""
    return await asyncio.to_thread(read_lines, folder)


def _stamps(folder: Path) -> Stamps:
    """When every file was changed last; a file that vanishes meanwhile is gone."""
    stamps: dict[str, tuple[int, int]] = {}
    for path in sorted(folder.rglob("*.y*ml")):
        try:
            stat = path.stat()
        except OSError:
            continue
        stamps[str(path)] = (stat.st_mtime_ns, stat.st_size)
    return stamps


def _listed(problems: Sequence[Problem]) -> str:
    """The errors first; never more than a screen."""
    ordered = sorted(problems, key=lambda problem: problem.level != "error")
    lines = [f"{problem.level}: {problem}" for problem in ordered[:_SHOWN]]
    more = len(problems) - len(lines)
    return "\n".join((*lines, *((f"... {more} more",) if more else ()))) or "-"


def _age(age: timedelta) -> str:
    minutes = max(int(age.total_seconds() // 60), 0)
    days, hours = divmod(minutes // 60, 24)
    return f"{days} d {hours} h" if days else f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def _logged(mind: Mind) -> dict[str, str]:
    return {"action": "knowledge", "version": mind.knowledge.version}
