"""A morning at the desk: twelve runners, two physios, a lunch break, a deleted topic, a blocked bot, a restart.

`python -m tests.integration.morning` plays it and prints what the physios see.
"""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.service import Service
from bot.storage.store import open_async_store
from bot.warmup import ready
from intents.understand import Reader
from knowledge.load import load
from knowledge.model import Break, Knowledge
from tests.botapi import BotApi
from tests.botapi.people import Runner
from tests.botapi.world import BOT_ID
from tests.integration.on_telegram import on_telegram

NINE = datetime(2026, 11, 24, 9, 2, tzinfo=UTC)  # a Tuesday
WAITING = ("Ana", "Ben", "Cat", "Dev", "Eve", "Fay", "Gus", "Hal", "Ivy")
DANGER, ASKS, CHATS = "Jon", "Kim", "Lou"
LUNCH = Break.model_validate({"start": "12:30", "end": "13:15"})


def with_lunch(knowledge: Knowledge) -> Knowledge:
    """The team with a lunch break, and somebody to call last."""
    hours = tuple(slot.model_copy(update={"breaks": (LUNCH,)}) for slot in knowledge.team.hours)
    people = (knowledge.team.people[0].model_copy(update={"telegram": "@lisa_physio"}),)
    team = knowledge.team.model_copy(update={"hours": hours, "people": people})
    return knowledge.model_copy(update={"team": team})


@dataclass
class Morning:
    """Everybody, the clock, and where things are kept."""

    api: BotApi
    knowledge: Knowledge
    reader: Reader
    folder: Path
    now: datetime = NINE
    people: dict[str, Runner] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = (*WAITING, DANGER, ASKS, CHATS)
        self.api.patience = 10.0
        self.people = {name: self.api.runner(number, name) for number, name in enumerate(names, 11)}

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[None]:
        """The bot is up until the block ends; what it knows is in a file."""
        store = await open_async_store(f"sqlite+aiosqlite:///{self.folder}/bot.db")
        zone, staff = ZoneInfo("Europe/London"), self.api.staff.id
        service = Service(store, self.knowledge, self.reader, "uk", zone, staff_chat_id=staff, waits_for_thoughts=False)
        async with on_telegram(self.api, service, store, self.knowledge, clock=lambda: self.now):
            yield
        await store.close()

    async def play(self) -> str:
        """The whole morning; what the physios saw."""
        async with self.bot():
            await self._at_nine()
            await self._danger()
            await self._one_holder()
            await self._a_deleted_topic()
            await self._a_blocked_bot()
            await self._lunch()
        await self.people["Fay"].writes("written while the bot was down: it is my left side")
        async with self.bot():
            await self._after_the_restart()
        return self.seen()

    async def _at_nine(self) -> None:
        """All twelve at once."""
        for number, name in enumerate(WAITING):
            await self.people[name].writes(f"my lower back has hurt for {number + 3} months")
        await self.people[DANGER].writes("since this morning I can't feel when I wipe and my back is agony")
        await self.people[ASKS].writes("can I talk to a person please")
        await self.people[CHATS].writes("my hamstrings are tight and my lower back aches after a long run")
        for name in (*WAITING, DANGER, ASKS):
            await self.api.staff.topic(name)
        await self.people[CHATS].hears("hamstring")
        await self.people["Ana"].taps("Answer a few questions")
        await self.people["Ana"].taps("None of these")
        await self.people["Ana"].taps("Left low back")
        await self.people["Ana"].hears("Noted: Left low back")

    async def _danger(self) -> None:
        """Claimed first, checked, unlocked."""
        staff, jon = self.api.staff, self.people[DANGER]
        await jon.hears("A&E")
        await self._pass(minutes=6)
        await staff.shows("URGENT. Jon", within=10)
        topic = staff.topic_of(DANGER)
        await staff.taps("Claim", topic, by="Lisa")
        await jon.hears("Lisa from our physio team has joined")
        await staff.writes(topic, "Jon, are you on your way to A&E?", by="Lisa")
        await jon.hears("on your way")
        await jon.writes("yes, my wife is driving me")
        await staff.shows("my wife is driving", topic)
        await staff.writes(topic, "/snooze 2h", by="Lisa")
        await staff.shows("put this chat aside", topic)

    async def _one_holder(self) -> None:
        """Both tap at once; the other's words stay notes; a dose is held; an exercise is sent."""
        staff, ana = self.api.staff, self.people["Ana"]
        topic = staff.topic_of("Ana")
        await asyncio.gather(staff.taps("Claim", topic, by="Tom"), staff.taps("Claim", topic, by="Lisa"))
        claimed = await staff.shows("has claimed this chat", topic)
        mine, other = ("Tom", "Lisa") if claimed.text.startswith("Tom") else ("Lisa", "Tom")
        await staff.writes(topic, "she ran a marathon in May", by=other)
        await staff.shows("did not get it", topic)
        await staff.writes(topic, "Take 400 mg of ibuprofen before you run", by=mine)
        await staff.shows("Not sent yet", topic)
        await staff.writes(topic, "Hello Ana, a pharmacist can tell you what suits you for the pain.", by=mine)
        await ana.hears("a pharmacist can tell you")
        await staff.writes(topic, "/send ded bug", by=mine)
        await staff.shows("The runner would see", topic)
        await staff.taps("Send", topic, by=mine)
        await ana.hears("Dead bug")
        await ana.writes("thank you both!")
        await staff.shows("thank you both", topic)
        await staff.writes(topic, "/close Write when it changes, Ana.", by=mine)
        await ana.hears("How did it go")
        await ana.taps("It helped")
        await staff.shows("how it went: It helped", topic)

    async def _a_deleted_topic(self) -> None:
        """Nothing is lost with it."""
        staff, ben = self.api.staff, self.people["Ben"]
        staff.delete_topic(staff.topic_of("Ben"))
        await ben.writes("still there? it is worse on hills")
        topic = await staff.topic("Ben")
        await staff.shows("worse on hills", topic)
        await staff.taps("Claim", topic, by="Tom")
        await ben.hears("Tom from our physio team has joined")

    async def _a_blocked_bot(self) -> None:
        """Known before anybody types, and told when they type all the same."""
        staff, cat = self.api.staff, self.people["Cat"]
        topic = staff.topic_of("Cat")
        await cat.blocks()
        await staff.shows("blocked the bot", topic)

    async def _lunch(self) -> None:
        """Nobody is at the desk: minutes stand still, and who writes is told when somebody is back."""
        self.now = NINE.replace(hour=12, minute=40)
        staff, lou = self.api.staff, self.people[CHATS]
        await lou.writes("can a physio look at this please")
        await lou.hears("back today at 13:15")
        await staff.writes(None, "/open", by="Tom")
        await staff.shows("Waiting to be claimed, oldest first")

    async def _after_the_restart(self) -> None:
        """What was written meanwhile arrives, and what was due still rings."""
        staff, ben = self.api.staff, self.people["Ben"]
        await staff.shows("written while the bot was down", staff.topic_of("Fay"))
        self.now = NINE.replace(hour=14, minute=30)
        await staff.shows("Ben is waiting for your answer", staff.topic_of("Ben"), within=10)
        await staff.writes(staff.topic_of("Ben"), "Sorry Ben, here I am. How far do you run?", by="Tom")
        await ben.hears("here I am")
        await staff.writes(staff.topic_of("Ben"), "/history", by="Tom")
        await staff.shows("History of case", staff.topic_of("Ben"))

    async def _pass(self, **time: float) -> None:
        self.now += timedelta(**time)

    def seen(self) -> str:
        """The group as the physios see it, topic by topic."""
        chat, names = self.api.staff.chat, {number: name for name, number in self.api.staff.people.items()}
        pages = [(None, "The group"), *((topic.id, topic.name) for topic in chat.topics.values())]
        lines: list[str] = []
        for thread, title in pages:
            lines += ["", f"== {title} =="]
            for shown in (one for one in chat.messages.values() if one.thread == thread):
                who = "bot" if shown.by == BOT_ID else names.get(shown.by, "?")
                marks = "".join(
                    f"  {mark}" for mark in (shown.reaction, "".join(f"[{b}]" for b in shown.labels)) if mark
                )
                lines.append(f"{who}: {shown.text}{marks}".replace("\n", "\n     "))
        return "\n".join(lines)


async def _main() -> None:
    knowledge = with_lunch(load(Path(__file__).parents[2] / "knowledge"))
    with tempfile.TemporaryDirectory() as folder:
        async with BotApi() as api:
            print(await Morning(api, knowledge, Reader(knowledge, ready(knowledge)), Path(folder)).play())


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    asyncio.run(_main())
