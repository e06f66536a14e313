"""A runner, physios and everything that was sent, over a real store and without a mouth."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.ports import (
    Body,
    Case,
    Destination,
    Incoming,
    OpenTopic,
    Physio,
    Runner,
    Say,
    Store,
    ToCase,
    ToRunner,
    ToStaff,
)
from bot.service import Service

MONDAY_NIGHT = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
SAM = Runner(7, "Sam")
TOM = Physio(100, "Tom", "tom_physio")
ANN = Physio(101, "Ann")


@dataclass
class Desk:
    """One runner, two physios and everything that was sent, in order."""

    service: Service
    store: Store
    now: datetime = MONDAY_NIGHT
    count: int = 0
    sent: list[tuple[Destination, Body]] = field(default_factory=list)

    def key(self) -> str:
        self.count += 1
        return f"test:{self.count}"

    async def runner(self, text: str, *, media: str = "", key: str | None = None) -> list[str]:
        start = len(self.sent)
        message = Incoming(self.count + 1000, text, media)
        await self.service.runner_wrote(key or self.key(), SAM, message, self.now)
        return self.to_runner(await self.since(start))

    async def since(self, start: int) -> list[tuple[Destination, Body]]:
        await self.drain()
        return self.sent[start:]

    async def physio(self, text: str, who: Physio = TOM) -> list[tuple[Destination, Body]]:
        start = len(self.sent)
        case = await self.case()
        await self.service.staff_wrote(self.key(), who, case.topic_id, Incoming(self.count + 5000, text), self.now)
        return await self.since(start)

    async def tap(self, verb: str, who: Physio = TOM) -> str:
        toast = await self.service.staff_tapped(self.key(), who, f"{verb}:{(await self.case()).id}", self.now)
        await self.drain()
        return toast

    async def case(self) -> Case:
        found = await self.last_case()
        assert found
        return found

    async def last_case(self) -> Case | None:
        async with self.store.begin() as session:
            return await session.latest_case(SAM.id)

    async def drain(self) -> list[tuple[Destination, Body]]:
        """Deliver everything that waits, as a perfect network would."""
        while True:
            async with self.store.begin() as session:
                rows = await session.due(self.now, 100)
                for row in rows:
                    to, body = row.outgoing.to, row.outgoing.body
                    if isinstance(to, ToCase) and isinstance(body, OpenTopic):
                        case = await session.case(to.case_id)
                        assert case
                        await session.keep_case(replace(case, topic_id=900 + case.id))
                    await session.delivered(row.id, row.id, self.now)
                    self.sent.append((to, body))
            if not rows:
                return self.sent

    @staticmethod
    def to_runner(sent: list[tuple[Destination, Body]]) -> list[str]:
        return [body.text for to, body in sent if isinstance(to, ToRunner) and isinstance(body, Say)]

    @staticmethod
    def to_case(sent: list[tuple[Destination, Body]]) -> list[Body]:
        return [body for to, body in sent if isinstance(to, ToCase)]

    async def command(self, line: str, who: Physio = TOM, *, in_topic: bool = True) -> list[tuple[Destination, Body]]:
        """A line such as `/transfer @ann` in the case's topic, or outside any."""
        start = len(self.sent)
        name, _, argument = line.removeprefix("/").partition(" ")
        topic = (await self.case()).topic_id if in_topic else None
        await self.service.staff_commanded(self.key(), who, name, argument, topic, self.now)
        return await self.since(start)

    async def later(self, **length: float) -> list[tuple[Destination, Body]]:
        """Time passes, and what is due rings."""
        start = len(self.sent)
        self.now += timedelta(**length)
        await self.service.ring_due(self.now)
        return await self.since(start)

    async def history(self) -> list[str]:
        """What happened to the case, and by whom."""
        case = await self.case()
        async with self.store.begin() as session:
            return [f"{what} ({who})" for _, what, who in await session.events(case.id)]

    @staticmethod
    def to_group(sent: list[tuple[Destination, Body]]) -> list[str]:
        return [body.text for to, body in sent if isinstance(to, ToStaff) and isinstance(body, Say)]

    @staticmethod
    def posts(sent: list[tuple[Destination, Body]]) -> list[str]:
        """The lines in the case's topic."""
        return [body.text for to, body in sent if isinstance(to, ToCase) and isinstance(body, Say)]
