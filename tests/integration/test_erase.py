"""After an erase nothing points to the runner any more: not in any table, and not in the staff group."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.delivery import Arrived, Outcome, Refused, TopicMade, Unreachable, settle
from bot.dialogue.conversation import PainTold
from bot.ports import (
    Body,
    DeleteMessage,
    DeleteTopic,
    Incoming,
    Lane,
    OpenTopic,
    Outgoing,
    Physio,
    Queued,
    Runner,
    Say,
    SendFile,
    ToRunner,
)
from bot.service import Service
from bot.storage.store import DatabaseStore, open_async_store
from bot.storage.tables import metadata
from intents.understand import Reader
from knowledge.model import Knowledge
from tests.postgresql import PostgreSql

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ZEB = Runner(700_700_001, "Zebedee", "tlh")
ANN, TOM = Physio(100, "Ann"), Physio(101, "Tom")
WORD = "xylophone"  # somewhere in everything that this runner and their physios write
TRACES = (str(ZEB.id), ZEB.name, ZEB.language, WORD)


@dataclass
class Chat:
    """One runner, their physios, and a Telegram that takes everything."""

    service: Service
    store: DatabaseStore
    knowledge: Knowledge
    now: datetime = NOW
    sent: list[Outgoing] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=lambda: count(1000))

    def key(self) -> str:
        return f"telegram:{next(self.numbers)}"

    async def writes(self, text: str, media: str = "") -> int:
        number = next(self.numbers)
        await self.service.runner_wrote(self.key(), ZEB, Incoming(number, text, media), self.now)
        return number

    async def commands(self, command: str, argument: str = "") -> None:
        await self.service.runner_commanded(self.key(), ZEB, command, argument, self.now)

    async def staff_write(self, text: str, by: Physio = ANN) -> int:
        topic = await self.topic()
        number = next(self.numbers)
        await self.service.staff_wrote(self.key(), by, topic, Incoming(number, text), self.now)
        return number

    async def taps(self, verb: str, by: Physio = ANN) -> str:
        async with self.store.begin() as session:
            case = await session.latest_case(ZEB.id)
        return await self.service.staff_tapped(self.key(), by, f"{verb}:{case.id if case else 1}", self.now)

    async def topic(self) -> int | None:
        async with self.store.begin() as session:
            case = await session.latest_case(ZEB.id)
        return case.topic_id if case else None

    async def due(self) -> list[Queued]:
        async with self.store.begin() as session:
            return list(await session.due(self.now, 100))

    async def settle(self, row: Queued, outcome: Outcome) -> None:
        async with self.store.begin() as session:
            await settle(session, row, outcome, self.now, self.knowledge.responses.say)

    async def deliver(self) -> list[Body]:
        """Send all that waits, as a perfect network would; what was sent."""
        start = len(self.sent)
        while rows := await self.due():
            for row in rows:
                opens = isinstance(row.outgoing.body, OpenTopic)
                await self.settle(row, TopicMade(next(self.numbers)) if opens else Arrived(next(self.numbers)))
                self.sent.append(row.outgoing)
        return [outgoing.body for outgoing in self.sent[start:]]

    async def traces(self) -> dict[str, list[str]]:
        """What still points to the runner, by table: every column of every row is looked at."""
        found: dict[str, list[str]] = {}
        async with self.store._engine.connect() as connection:
            for name, table in metadata.tables.items():
                for row in (await connection.execute(select(table))).mappings():
                    told = [f"{column}={value}" for column, value in row.items() if _tells(column, value)]
                    found.setdefault(name, []).extend(told)
        return found


def _tells(column: str, value: object) -> bool:
    """All cases are this runner's, so a case's number points to them too."""
    return (column == "case_id" and value is not None) or any(trace in str(value) for trace in TRACES)


@pytest.fixture(params=["sqlite", "postgresql"])
async def chat(
    request: pytest.FixtureRequest, tmp_path: Path, shipped: Knowledge, reader: Reader
) -> AsyncIterator[Chat]:
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    if request.param == "postgresql":
        server: PostgreSql = request.getfixturevalue("postgresql")
        url = await server.emptied_database()
    store = await open_async_store(url)
    yield Chat(Service(store, shipped, reader, "uk", ZoneInfo("Europe/London")), store, shipped)
    await store.close()


async def a_long_story(chat: Chat) -> None:
    """Two cases forty days apart, and something of this runner in every place that can hold it."""
    written = await chat.writes(f"my lower back has hurt for 5 months, since I lifted a {WORD}")
    await chat.deliver()
    await chat.staff_write(f"I know {ZEB.name}, the {WORD} player")
    await chat.taps("claim")
    await chat.staff_write(f"Hello {ZEB.name}, which {WORD}?")
    await chat.service.runner_edited(chat.key(), ZEB, Incoming(written, f"6 months, the {WORD}"), chat.now)
    await chat.writes(f"a picture of the {WORD}", "photo")
    await chat.deliver()
    await chat.writes(f"I can't feel when I wipe after the {WORD}")
    await chat.deliver()
    await chat.taps("takeover", TOM)
    await chat.taps("close", TOM)
    await chat.service.runner_reachable(chat.key(), ZEB, reachable=False, now=chat.now)
    await chat.deliver()
    chat.now += timedelta(days=40)
    await chat.writes(f"my lower back has hurt for a year now, the {WORD} again")
    await chat.deliver()
    await chat.commands("export")
    await chat.writes(f"so the {WORD}")  # half a thought
    async with chat.store.begin() as session:
        await session.keep_setting("staff_chat", "-100")
        remembered = await session.conversation(ZEB.id)
        await session.keep_conversation(replace(remembered, kept_as=f"token-{WORD}"))
        await session.keep_message(f"so the {WORD}", chat.now, f"token-{WORD}")  # if the team keeps what is written
        await session.add_miss(f"so the {WORD}", chat.now, f"token-{WORD}")  # which nobody understood
        row = await session.send(Outgoing(ToRunner(ZEB.id), Say(f"no {WORD}"), Lane.ANSWER, chat.now))
        await session.set_aside(row, f"Bad Request: {WORD}", chat.now)


async def test_nothing_of_an_erased_runner_is_left_in_any_column_of_any_table(chat: Chat) -> None:
    await a_long_story(chat)
    before = await chat.traces()
    topics = {row for (row,) in await rows_of(chat, 'SELECT topic_id FROM "case"')}

    await chat.service.runner_tapped(chat.key(), ZEB, "erase", chat.now)
    at_once = await chat.traces()
    done = await chat.deliver()

    kept_of_nobody = {"handled_update", "setting", "staff_member"}
    assert before.keys() == metadata.tables.keys(), "a table that nothing was put into proves nothing"
    assert {name for name, told in before.items() if told} == metadata.tables.keys() - kept_of_nobody
    left = {told for table in at_once.values() for told in table}
    assert left == {f"destination=runner:{ZEB.id}", f"runner={ZEB.id}"}, "only whom to tell that it is done"
    assert not any((await chat.traces()).values())
    assert {body.topic_id for body in done if isinstance(body, DeleteTopic)} == topics
    assert len(topics) == 2
    assert sum(isinstance(body, DeleteMessage) for body in done) == 1, "the alert that all staff got"


async def test_nothing_of_an_erased_runner_is_left_in_the_file(
    tmp_path: Path, shipped: Knowledge, reader: Reader
) -> None:
    path = tmp_path / "bot.db"
    store = await open_async_store(f"sqlite+aiosqlite:///{path}")
    chat = Chat(Service(store, shipped, reader, "uk", ZoneInfo("Europe/London")), store, shipped)
    await a_long_story(chat)

    await chat.commands("erase", "yes")
    await chat.deliver()
    await store.close()

    assert WORD.encode() not in path.read_bytes()
    assert not path.with_name("bot.db-wal").exists()


async def test_what_was_under_way_to_the_group_while_erasing_is_removed_there_too(chat: Chat) -> None:
    await chat.writes(f"my lower back has hurt for 5 months, {WORD}")
    opening = next(row for row in await chat.due() if isinstance(row.outgoing.body, OpenTopic))

    await chat.commands("erase", "yes")
    await chat.settle(opening, TopicMade(77))  # Telegram made it just then
    done = await chat.deliver()

    assert DeleteTopic(77) in done
    assert not any((await chat.traces()).values())


async def test_an_alert_under_way_while_erasing_is_removed_too(chat: Chat) -> None:
    await chat.writes(f"can't feel when I wipe {WORD}")
    rows = await chat.due()
    alert = next(row for row in rows if row.outgoing.about == ZEB.id)

    await chat.commands("erase", "yes")
    await chat.settle(alert, Arrived(88))
    done = await chat.deliver()

    assert DeleteMessage(88) in done


async def test_what_arrives_beside_an_erase_begins_a_new_chat_or_goes_with_the_old(chat: Chat) -> None:
    await chat.writes(f"my lower back has hurt for 5 months, {WORD}")
    await chat.deliver()
    topic = await chat.topic()

    await asyncio.gather(
        chat.commands("erase", "yes"),
        chat.service.runner_wrote(chat.key(), ZEB, Incoming(1, "hello again"), chat.now),
        chat.service.staff_wrote(chat.key(), ANN, topic, Incoming(2, f"about the {WORD}"), chat.now),
        chat.taps("claim"),
    )
    done = await chat.deliver()

    left = " ".join(told for table in (await chat.traces()).values() for told in table)
    assert WORD not in left
    assert DeleteTopic(topic or 0) in done
    assert "gone" in await chat.taps("claim", TOM), "an old button says so"


async def test_a_block_after_an_erase_brings_nothing_back(chat: Chat) -> None:
    await chat.writes("hello")
    await chat.commands("erase", "yes")
    rows = await chat.due()

    await chat.service.runner_reachable(chat.key(), ZEB, reachable=False, now=chat.now)
    for row in rows:
        await chat.settle(row, Unreachable("they have blocked the bot"))

    assert not any((await chat.traces()).values())


async def test_what_telegram_would_not_remove_is_said_to_the_runner_and_left_to_staff(chat: Chat) -> None:
    await chat.writes(f"my lower back has hurt for 5 months, {WORD}")
    await chat.deliver()
    topic = await chat.topic()
    await chat.commands("erase", "yes")

    for row in await chat.due():
        refused = isinstance(row.outgoing.body, DeleteTopic)
        await chat.settle(row, Refused("not enough rights") if refused else Arrived(1))
    said = await chat.deliver()

    texts = [body.text for body in said if isinstance(body, Say)]
    assert any("did not let me remove" in text for text in texts)
    assert any(f"topic {topic} " in text and "by hand" in text for text in texts)
    assert not any((await chat.traces()).values())


async def test_a_second_erase_forgets_none_of_what_the_first_has_yet_to_remove(chat: Chat) -> None:
    await chat.writes(f"my lower back has hurt for 5 months, {WORD}")
    await chat.deliver()
    topic = await chat.topic()

    await chat.commands("erase", "yes")
    await chat.commands("erase", "yes")

    assert DeleteTopic(topic or 0) in await chat.deliver()


async def test_an_export_holds_everything_the_erase_removes_but_staff_s_notes(chat: Chat) -> None:
    await a_long_story(chat)
    await chat.writes("it's a dull ache on the left side, 6 out of 10")

    await chat.commands("export")
    (export,) = [body.text for body in await chat.deliver() if isinstance(body, SendFile)][-1:]

    for kept in (ZEB.name, str(ZEB.id), ZEB.language, "5 months, since I lifted", "6 months, the xylophone"):
        assert kept in export
    for kept in ("left", "6", "claimed (Ann)", "closed (Tom)", f"Hello {ZEB.name}", "can't feel when I wipe"):
        assert kept in export
    assert "“my lower back has hurt for 5 months" in export  # and beside it what it was taken for
    assert "player" not in export
    assert "Notes that our physios made" in export


async def test_an_export_holds_what_was_told_while_waiting_how_pain_went_and_what_helped(chat: Chat) -> None:
    await chat.writes("my lower back has hurt for 5 months")
    async with chat.store.begin() as session:
        known = await session.conversation(ZEB.id)
        pains = (PainTold(chat.now, 7), PainTold(chat.now, 4))
        told = (("no_longer_asked", "in the mornings"), ("skipped", ""))
        await session.keep_conversation(replace(known, pains=pains, form=told, tried=(("dead_bug", "helped"),)))

    await chat.commands("export")
    (export,) = [body.text for body in await chat.deliver() if isinstance(body, SendFile)][-1:]

    for kept in ("no longer asked: in the mornings", "7 (", "4 (", ": helped"):
        assert kept in export
    assert "skipped" not in export


async def rows_of(chat: Chat, query: str) -> list[tuple[object, ...]]:
    async with chat.store._engine.connect() as connection:
        return [tuple(row) for row in (await connection.exec_driver_sql(query)).all()]
