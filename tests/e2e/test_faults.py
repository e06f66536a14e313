"""One fault after the other for one bot as a process: none ends it, none loses anything, the log says it once."""

import asyncio
import resource
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from tests.botapi import BotApi, Runner
from tests.e2e.nursery import POISON, Nursery, NurseryBot

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVERYDAY = "my hamstrings are tight and my lower back aches after a long run"
LASTING = "my lower back has hurt for 5 months"
BACK_SOON = 16.0  # seconds: no wait between two tries is longer than fifteen


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def only_bot(
    api: BotApi, nursery: Nursery, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[NurseryBot]:
    bot = NurseryBot(nursery, api, tmp_path_factory.mktemp("faults"))
    await bot.start()
    yield bot
    await bot.end()


@pytest.fixture
def bot(only_bot: NurseryBot) -> Iterator[NurseryBot]:
    """The one bot, which must outlive every test."""
    only_bot.turn_the_page()
    yield only_bot
    assert only_bot.is_alive
    assert "Traceback" not in only_bot.log


class Evening:
    """Runners of one test, and whether everybody got everything."""

    def __init__(self, api: BotApi, bot: NurseryBot, first: int) -> None:
        self._api, self._bot, self._first = api, bot, first
        self.runners: list[Runner] = []

    async def comes(self, text: str = EVERYDAY) -> Runner:
        runner = self._api.runner(self._first + len(self.runners), f"Faye{self._first + len(self.runners)}")
        self.runners.append(runner)
        await runner.writes(text)
        return runner

    async def all_are_answered(self, within: float = BACK_SOON) -> None:
        """Everybody has an answer, everything is confirmed, and nobody heard anything twice."""
        await self._api.until(lambda: all(r.screen for r in self.runners) or None, within, "everybody to be answered")
        await self._api.until(lambda: self._api.waiting == 0, within, "every update to be confirmed")
        for runner in self.runners:
            texts = [shown.html for shown in runner.screen]
            assert len(texts) == len(set(texts)), f"{runner.name} heard something twice"
        numbers = ", ".join(str(runner.id) for runner in self.runners)
        kept = self._bot.rows(f"select runner from line where speaker = 'runner' and runner in ({numbers})")
        assert sorted(kept) == [(runner.id,) for runner in self.runners]


async def test_a_call_that_hangs_and_calls_that_fail_hold_up_nobody_else(api: BotApi, bot: NurseryBot) -> None:
    evening = Evening(api, bot, 100)
    hang = api.fails("sendMessage", chat=100, delay=60)
    broken = api.fails("sendMessage", chat=101, times=1000, status=500)

    slow, failing = await evening.comes(), await evening.comes()
    await _until(lambda: bool(hang.hits and broken.hits))
    quick = await evening.comes()
    await quick.hears_anything(within=4)

    assert not slow.screen + failing.screen
    broken.times = 0
    await evening.all_are_answered()  # the call that hangs is given up and made again


async def test_telegram_away_is_waited_for(api: BotApi, bot: NurseryBot) -> None:
    evening = Evening(api, bot, 120)
    api.latency = 0.3
    for _ in range(3):
        await evening.comes(LASTING)
    await asyncio.sleep(0.2)

    await api.stop()
    for _ in range(3):
        await evening.comes(LASTING)
    await asyncio.sleep(4)
    await api.start()
    api.latency = 0.0

    await evening.all_are_answered()
    for runner in evening.runners:
        await api.staff.topic(runner.name)
    assert bot.page.count("Telegram cannot be reached") == 1
    assert bot.page.count("Telegram answers again") == 1


async def test_a_gateways_error_page_is_no_answer(api: BotApi, bot: NurseryBot) -> None:
    evening = Evening(api, bot, 130)
    for method in ("getUpdates", "sendMessage", "createForumTopic", "pinChatMessage"):
        api.fails(method, status=502, body="<html><h1>502 Bad Gateway</h1></html>")

    await evening.comes()
    lasting = await evening.comes(LASTING)

    await evening.all_are_answered()
    await api.staff.topic(lasting.name)
    assert "<html>" not in bot.page


async def test_nonsense_instead_of_updates_is_asked_for_again(api: BotApi, bot: NurseryBot) -> None:
    evening = Evening(api, bot, 140)
    for body in ('{"ok": true, "result": true}', '{"ok": true, "result": [1]}'):
        api.fails("getUpdates", status=200, body=body)

    await evening.comes()

    await evening.all_are_answered()


async def test_an_answer_cut_after_the_effect_may_double_a_line_and_nothing_else(api: BotApi, bot: NurseryBot) -> None:
    ada = api.runner(150, "Ada")
    api.fails("sendMessage", chat=150, cut=True, after=True)

    await ada.writes(LASTING)
    await ada.hears("physio team", count=2)
    topic = await api.staff.topic("Ada")
    await api.staff.shows("WAITING", topic)

    assert bot.rows('select count(*) from "case" where runner = 150') == [(1,)]
    sent = "select count(*) from outbox where destination = 'runner:150' and state = 'sent'"
    await _until(lambda: bot.rows(sent) == [(len(ada.screen) - 1,)])


async def test_a_topic_left_over_when_an_answer_was_cut_stays_empty_and_nobody_writes_there_in_vain(
    api: BotApi, bot: NurseryBot
) -> None:
    bea = api.runner(155, "Bea")
    api.fails("createForumTopic", cut=True, after=True)

    await bea.writes(LASTING)
    card = await api.staff.shows("Bea")
    topics = [topic.id for topic in api.staff.chat.topics.values() if topic.name.startswith("Bea:")]
    (left_over,) = [topic for topic in topics if topic != card.thread]
    await api.staff.writes(left_over, "Hello Bea, how are you?")

    told = await api.staff.shows("was left over")
    assert told.thread is None
    assert "Bea:" in told.text
    assert not [shown for shown in api.staff.screen if shown.thread == left_over]


async def test_a_poisoned_update_is_set_aside_and_the_queue_goes_on(api: BotApi, bot: NurseryBot) -> None:
    evening = Evening(api, bot, 160)

    poisoned = await evening.comes(POISON)
    await evening.comes()
    await poisoned.hears("something went wrong on our side")
    await poisoned.writes(EVERYDAY)
    await poisoned.hears("hamstring")

    await api.until(lambda: api.waiting == 0, what="all three to be confirmed")
    await api.staff.shows(f"{poisoned.name}'s last message")
    assert bot.page.count("An update was set aside: ZeroDivisionError") == 1
    assert POISON not in bot.page


async def test_a_database_locked_by_another_program_is_waited_for(api: BotApi, bot: NurseryBot) -> None:
    evening = Evening(api, bot, 170)
    with sqlite3.connect(bot.database, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(3):
            await evening.comes()
        await _until(lambda: "in use by another program" in bot.page)
        unconfirmed = api.waiting
        other.execute("COMMIT")
    other.close()

    await evening.all_are_answered()
    assert unconfirmed == 3
    assert bot.page.count("Close it, or wait for it to finish.") <= 2, "once by the intake, once by the sender"
    assert bot.page.count("The store is back") == 1


async def test_a_full_disk_is_waited_for(api: BotApi, bot: NurseryBot) -> None:
    evening = Evening(api, bot, 180)
    with no_more_room(bot):
        while "full" not in bot.page:
            assert len(evening.runners) < 100
            await evening.comes()
            await asyncio.sleep(0.05)
        await evening.comes()
        await asyncio.sleep(0.5)
        unconfirmed = api.waiting

    await evening.all_are_answered()
    assert unconfirmed > 0
    assert bot.page.count("full") <= 2, "once by the intake, once by the sender"


async def test_a_database_that_is_gone_is_waited_for(api: BotApi, bot: NurseryBot) -> None:
    evening = Evening(api, bot, 390)
    away = bot.database.rename(bot.database.with_name("elsewhere.db"))
    for _ in range(3):
        await evening.comes()
    await _until(lambda: "is gone. Put it back" in bot.page)
    await asyncio.sleep(0.5)
    unconfirmed = api.waiting
    away.rename(bot.database)

    await evening.all_are_answered()
    assert unconfirmed == 3
    assert bot.page.count("is gone. Put it back") <= 2, "once by the intake, once by the sender"


async def test_a_second_process_on_the_same_file_waits_and_takes_over(
    api: BotApi, nursery: Nursery, tmp_path: Path
) -> None:
    async with BotApi() as api:
        first, second = NurseryBot(nursery, api, tmp_path), NurseryBot(nursery, api, tmp_path)
        try:
            await first.start()
            await second.start(until="Another process of the bot works on this database")
            ada = api.runner(201, "Ada")
            await ada.writes(EVERYDAY)
            await ada.hears("hamstring")
            await api.until(lambda: api.waiting == 0)
            await first.kill()
            await ada.writes(LASTING)
            await ada.hears("physio team", within=10)
        finally:
            await first.end()
            await second.end()

    assert len({shown.html for shown in ada.screen}) == len(ada.screen)


@contextmanager
def no_more_room(bot: NurseryBot) -> Iterator[None]:
    """The bot's files may not grow: its disk is full."""
    soft, hard = resource.prlimit(bot.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (len(bot.log) + 30_000, hard))
    try:
        yield
    finally:
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (soft, hard))


async def _until(there: Callable[[], bool], within: float = 15.0) -> None:
    """Until it is so: the log and the faults ring no bell."""
    async with asyncio.timeout(within):
        while not there():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
