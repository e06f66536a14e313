"""A stand-in for the service: writes down what it is asked, answers each message with an echo."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from bot.ports import Incoming, Lane, Outgoing, Physio, Runner, Say, Store, ToRunner

Heard = tuple[str, int, str]


@dataclass
class RecordingService:
    """Keeps what was asked, in the order in which it was done."""

    store: Store
    staff: int | None = None
    heard: list[Heard] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    apologies: list[int] = field(default_factory=list)
    errors: dict[str, list[Exception]] = field(default_factory=dict)  # words -> what to raise, one after the other
    slow: dict[str, asyncio.Event] = field(default_factory=dict)  # words -> what to wait for
    linked: list[tuple[int, str, bool]] = field(default_factory=list)
    replies: list[int | None] = field(default_factory=list)

    async def runner_wrote(self, update: str, runner: Runner, message: Incoming, now: datetime) -> None:
        if await self._do(update, "wrote", runner.id, message.text, now, answer=True):
            self._note(message)

    async def runner_edited(self, update: str, runner: Runner, message: Incoming, now: datetime) -> None:
        await self._do(update, "edited", runner.id, message.text, now)

    async def runner_tapped(self, update: str, runner: Runner, action: str, now: datetime) -> None:
        await self._do(update, "tapped", runner.id, action, now)

    async def runner_commanded(self, update: str, runner: Runner, command: str, argument: str, now: datetime) -> None:
        await self._do(update, "commanded", runner.id, f"{command} {argument}".strip(), now)

    async def runner_reachable(self, update: str, runner: Runner, reachable: bool, now: datetime) -> None:
        await self._do(update, "reachable", runner.id, str(reachable), now)

    async def staff_wrote(
        self,
        update: str,
        physio: Physio,
        topic_id: int | None,
        message: Incoming,
        now: datetime,
        topic_of_ours: str = "",
    ) -> None:
        if await self._do(update, f"staff wrote in {topic_id}", physio.id, message.text, now):
            self._note(message)

    async def staff_edited(
        self, update: str, physio: Physio, topic_id: int | None, message: Incoming, now: datetime
    ) -> None:
        await self._do(update, f"staff edited in {topic_id}", physio.id, message.text, now)

    async def staff_tapped(self, update: str, physio: Physio, action: str, now: datetime) -> str:
        await self._do(update, "staff tapped", physio.id, action, now)
        return "Yours now"

    def tapped_elsewhere(self) -> str:
        return "Only in the physio group"

    async def staff_commanded(
        self,
        update: str,
        physio: Physio,
        command: str,
        argument: str,
        topic_id: int | None,
        now: datetime,
        message: Incoming | None = None,
    ) -> None:
        self.replies.append(message.reply_to if message else None)
        await self._do(update, f"staff commanded in {topic_id}", physio.id, f"{command} {argument}".strip(), now)

    async def runner_reacted(self, update: str, runner: Runner, message_id: int, emoji: str, now: datetime) -> None:
        await self._do(update, f"reacted to {message_id}", runner.id, emoji, now)

    async def staff_reacted(self, update: str, physio: Physio, message_id: int, emoji: str, now: datetime) -> None:
        await self._do(update, f"staff reacted to {message_id}", physio.id, emoji, now)

    async def staff_chat(self) -> int | None:
        return self.staff

    async def link_code(self) -> str:
        return "" if self.staff else "c0de"

    async def link_group(self, update: str, chat_id: int, code: str, by_administrator: bool, now: datetime) -> str:
        self.linked.append((chat_id, code, by_administrator))
        if code == "c0de" and by_administrator:
            self.staff = chat_id
        return "linked" if self.staff else "not linked"

    async def answer_unfinished(self, now: datetime) -> None:
        return

    async def ring_due(self, now: datetime) -> None:
        return

    async def apologise(self, update: str, runner: Runner, now: datetime) -> None:
        self.apologies.append(runner.id)

    def words(self, *kinds: str) -> list[str]:
        """The words heard, in order."""
        return [words for kind, _, words in self.heard if not kinds or kind in kinds]

    def _note(self, message: Incoming) -> None:
        self.media.append(message.media)
        self.replies.append(message.reply_to)

    async def _do(self, update: str, kind: str, who: int, words: str, now: datetime, *, answer: bool = False) -> bool:
        """Note it, unless it has come before; whether it is new."""
        if words in self.slow:
            await self.slow[words].wait()
        if self.errors.get(words):
            raise self.errors[words].pop(0)
        async with self.store.begin() as session:
            if not await session.first_time(update):
                return False
            if answer:
                await session.send(Outgoing(ToRunner(who), Say(f"You said: {words}"), Lane.ANSWER, now))
        self.heard.append((kind, who, words))
        return True
