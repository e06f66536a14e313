"""The bot as a process, each test named for the promise it keeps."""

import asyncio
import collections
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.botapi import BotApi, Runner
from tests.e2e.bot_process import BotProcess

pytestmark = pytest.mark.asyncio(loop_scope="module")

LASTING = "my lower back has hurt for 5 months"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bot")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(api: BotApi, folder: Path) -> AsyncIterator[BotProcess]:
    """One process for all tests that do not end it; each test plays its own runner."""
    bot = await BotProcess(api, folder).start()
    yield bot
    await bot.end()


async def lasting_case(api: BotApi, sam: Runner) -> int:
    """A runner whose pain has lasted; the topic of their case."""
    await sam.writes(LASTING)
    topic = await api.staff.topic(sam.name)
    await api.staff.shows("WAITING", topic)
    return topic


async def claimed_case(api: BotApi, sam: Runner, by: str = "Lisa") -> int:
    """A case that a physio holds; its topic."""
    topic = await lasting_case(api, sam)
    await api.staff.taps("Claim", topic, by=by)
    await sam.hears(f"{by} from our physio team has joined")
    return topic


async def test_a_runner_gets_the_article_s_answer_with_buttons_and_when_to_come_back(
    api: BotApi, bot: BotProcess
) -> None:
    sam = api.runner(101, "Ada")

    await sam.writes("my hamstrings are tight and my lower back aches after a long run")
    answer = await sam.hears("hamstring")

    assert sam.screen[-1].labels, "the next step is offered as buttons"
    assert any("numb" in shown.text.lower() for shown in sam.screen), "says when to get help"
    assert len(answer.text) < 1500


async def test_danger_is_answered_first_and_staff_are_alerted(api: BotApi, bot: BotProcess) -> None:
    sam = api.runner(102, "Ben")

    await sam.writes("can't feel when I wipe")
    await sam.hears("999")
    await api.staff.shows("Ben, case")

    assert "A&E" in sam.screen[0].text
    assert "trial" not in " ".join(shown.text.lower() for shown in sam.screen)


async def test_lasting_pain_opens_one_case_with_a_topic_and_a_pinned_card(api: BotApi, bot: BotProcess) -> None:
    sam = api.runner(103, "Cleo")

    topic = await lasting_case(api, sam)
    await sam.hears("physio team")
    await sam.writes("it has been five months of this, I want to talk to a person")
    await api.until(lambda: api.waiting == 0)
    card = await api.staff.shows("5 months", topic)
    first = next(m for m in api.staff.screen if m.thread == topic)
    await api.until(lambda: first.pinned or None, what="the card to be pinned")

    assert [t.name for t in api.staff.chat.topics.values() if "Cleo" in t.name] == [api.staff.chat.topics[topic].name]
    assert "Claim" in card.labels or "Claim" in api.staff.screen[-1].labels


async def test_a_note_before_the_claim_stays_with_staff(api: BotApi, bot: BotProcess) -> None:
    sam = api.runner(104, "Dev")
    topic = await lasting_case(api, sam)
    await sam.hears("physio team")
    before = len(sam.screen)

    await api.staff.writes(topic, "I think I know him, sounds like a long drive")
    await api.staff.taps("Claim", topic, by="Tom")
    await sam.hears("Tom from our physio team has joined")

    assert len(sam.screen) == before + 1
    assert not any("long drive" in shown.text for shown in sam.screen)


async def test_words_go_both_ways_once_claimed_and_the_bot_is_silent(api: BotApi, bot: BotProcess) -> None:
    sam = api.runner(105, "Eve")
    topic = await claimed_case(api, sam)
    before = len(sam.screen)

    written = await api.staff.writes(topic, "Hello Eve, when did it <start>?")
    await sam.hears("when did it <start>?")
    await api.until(lambda: api.staff.chat.messages[written].reaction or None, what="the reaction")
    await sam.writes("in June, my hamstrings were tight")
    await api.staff.shows("in June, my hamstrings were tight", topic)
    await api.staff.writes(topic, "// ask about shoes")
    await api.staff.writes(topic, "me too", by="Tom")
    await api.staff.shows("Kept as a note", topic)

    assert [shown.text for shown in sam.screen[before:]] == ["Hello Eve, when did it <start>?"]


async def test_two_taps_make_one_holder(api: BotApi, bot: BotProcess) -> None:
    sam = api.runner(106, "Finn")
    topic = await lasting_case(api, sam)

    first = await api.staff.taps("Claim", topic, by="Tom")
    second = await api.staff.taps("Claim", topic, by="Lisa")
    await api.until(lambda: (first in api.toasts and second in api.toasts) or None)
    await sam.hears("has joined")

    assert sorted(api.toasts[tap] for tap in (first, second)) == [
        "This chat is yours.",
        "Tom was first and holds this chat.",
    ]
    assert sum("has joined" in shown.text for shown in sam.screen) == 1


async def test_danger_in_a_held_chat_is_answered_by_the_bot_and_shown_to_the_physio(
    api: BotApi, bot: BotProcess
) -> None:
    sam = api.runner(107, "Gus")
    topic = await claimed_case(api, sam)

    await sam.writes("I can't feel when I wipe since this morning")
    await sam.hears("A&E")
    await api.staff.shows("can't feel when I wipe", topic)


async def test_close_hands_the_chat_back_to_the_bot(api: BotApi, bot: BotProcess) -> None:
    sam = api.runner(108, "Hana")
    topic = await claimed_case(api, sam)

    await api.staff.taps("Close", topic)
    await sam.hears("Lisa has left the chat")
    await api.until(lambda: api.staff.chat.topics[topic].closed or None, what="the topic to be closed")
    await sam.hears("How did it go")
    heard = len(sam.screen)
    await sam.writes("thanks, how do I foam roll my hamstrings?")
    await sam.hears_anything(more_than=heard)


async def test_a_photo_is_not_read_and_says_so(api: BotApi, bot: BotProcess) -> None:
    sam = api.runner(109, "Ivy")

    await sam.sends("photo")

    assert "999" in (await sam.hears_anything()).text


async def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    async with own_bot(tmp_path) as (api, bot):
        sam, kim = api.runner(201, "Rosa"), api.runner(202, "Sten")
        topic = await claimed_case(api, sam)
        await kim.writes("my lower back hurts")
        await kim.hears_anything()

        seconds = await bot.stop()
        await sam.writes("are you still there?")
        await bot.start()

        await api.staff.shows("are you still there?", topic)
        await api.staff.writes(topic, "Yes, I am here")
        await sam.hears("Yes, I am here")
        heard = len(kim.screen)
        await kim.writes("5 months")
        await kim.hears_anything(more_than=heard)
        await api.staff.topic("Sten")

    assert seconds < 5


def _shown_topics(api: BotApi) -> set[int]:
    """The topics with something in them."""
    return {shown.thread for shown in api.staff.screen if shown.thread}


async def test_kill_9_with_waiting_messages_loses_none(tmp_path: Path) -> None:
    async with own_bot(tmp_path) as (api, bot):
        runners = [api.runner(300 + n, f"Kill{n}") for n in range(12)]
        for number in range(4):
            for runner in runners:
                await runner.writes(f"my lower back has hurt for {number + 4} months, round {number}")
        await api.until(lambda: len(api.calls_of("sendMessage")) > 8, within=20)
        for _ in range(2):
            await bot.kill()
            await bot.start(until="Running as @")
            await asyncio.sleep(0.4)
        await api.until(lambda: api.waiting == 0, within=30, what="every message to be confirmed")
        await api.until(lambda: len(_shown_topics(api)) >= 12, within=30, what="every case to be shown")
        await api.until(lambda: all(r.screen for r in runners) or None, within=30, what="everybody to be answered")
        await bot.stop()

        said = collections.Counter(bot.rows("select runner, text from line where speaker = 'runner'"))
        cases = bot.rows('select runner, count(*) from "case" group by runner')

    assert len(said) == 48
    assert set(said.values()) == {1}, "no message is kept twice"
    assert sorted(cases) == [(300 + n, 1) for n in range(12)]
    # A topic whose making was cut off by the kill stays empty; every case lives in one.
    assert len(_shown_topics(api)) == 12


async def test_without_a_staff_group_a_code_links_one(tmp_path: Path) -> None:
    async with own_bot(tmp_path, STAFF_CHAT_ID="") as (api, bot):
        async with asyncio.timeout(10):
            while "/link " not in bot.log:  # noqa: ASYNC110  (the log is a file: nothing to wait on)
                await asyncio.sleep(0.05)
        code = bot.log.split("/link ")[1].split()[0]
        sam = api.runner(401, "Lin")
        await sam.writes(LASTING)
        await sam.hears("physio team")

        await api.staff.writes(None, f"/link {code}", by="Tom")
        await api.staff.shows("Only an administrator")
        await api.staff.writes(None, f"/link {code}", by="Lisa")
        await api.staff.shows("This group is linked")
        topic = await api.staff.topic("Lin")

        await api.staff.shows("WAITING", topic)
        assert bot.log.count(f"/link {code}") == 1


async def test_a_wrong_token_is_named_with_its_cure(tmp_path: Path) -> None:
    async with BotApi() as api:
        bot = BotProcess(api, tmp_path, TELEGRAM_TOKEN="424242:not-the-token-that-the-server-knows")
        await bot.start(until="TELEGRAM_TOKEN")
        code = await bot.ended()

    assert code == 1
    assert "Telegram does not know this token" in bot.log
    assert "not-the-token-that" not in bot.log
    assert "Traceback" not in bot.log


async def test_a_second_poller_is_named_and_neither_ends(api: BotApi, bot: BotProcess, tmp_path: Path) -> None:
    other = await BotProcess(api, tmp_path).start()
    await api.until(lambda: None if "Another process takes" not in bot.log + other.log else True, within=15)
    polls = len(api.calls_of("getUpdates"))
    await asyncio.sleep(1.5)

    assert len(api.calls_of("getUpdates")) - polls <= 3, "they do not fight"
    assert bot.is_alive
    assert other.is_alive
    await other.stop()


class own_bot:  # noqa: N801 - reads as a with-block
    """A server and a process of a test's own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self._folder = folder
        self._environment = environment

    async def __aenter__(self) -> tuple[BotApi, BotProcess]:
        self._api = BotApi()
        await self._api.start()
        self._bot = await BotProcess(self._api, self._folder, **self._environment).start()
        return self._api, self._bot

    async def __aexit__(self, *_: object) -> None:
        await self._bot.end()
        await self._api.stop()
        assert self._api.token not in self._bot.log
