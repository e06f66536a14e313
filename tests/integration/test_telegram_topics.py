"""Topics that heal: whatever happens to a case's topic, nothing is lost and staff are told what to mend."""

import asyncio
from itertools import pairwise

import pytest

from bot.ports import ToCase, ToRunner
from tests.botapi.world import BOT_ID
from tests.integration.held import Held


@pytest.fixture(autouse=True)
def tries_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.calls._TRY_TOPICS_AGAIN", 0.3)


async def words(held: Held) -> list[str]:
    return [m.text for m in held.api.staff.screen]


async def test_a_topic_closed_by_hand_is_opened_again_for_the_runner_s_words(held: Held) -> None:
    topic = held.api.staff.chat.topics[held.topic]
    topic.closed = True
    await held.sam.writes("it hurts again")
    await held.in_topic("it hurts again")

    held.api.staff.chat.bot_may_manage_topics = False
    topic.closed = True
    await held.sam.writes("and again")
    shown = await held.api.staff.shows("and again")

    assert shown.thread is None, "without the right to open it, into the group itself"
    await held.api.staff.shows("can't manage topics")


async def test_a_deleted_topic_gets_a_new_one_with_its_card_and_the_holder_goes_on_there(held: Held) -> None:
    held.api.staff.delete_topic(held.topic)
    await held.sam.writes("are you still there?")
    topic = await held.api.staff.topic("Sam")
    await held.api.staff.shows("are you still there?", topic)
    await held.api.staff.shows("WITH Lisa", topic)
    await held.api.staff.writes(topic, "Yes, go on")

    await held.sam.hears("Yes, go on")
    assert topic != held.topic


@pytest.mark.parametrize("what", ["is_forum", "bot_may_manage_topics"])
async def test_a_group_without_topics_works_by_answers(held: Held, what: str) -> None:
    setattr(held.api.staff.chat, what, False)
    kim = held.api.runner(8, "Kim")
    await kim.writes("my lower back has hurt for a year now")
    card = await held.api.staff.shows("Kim")
    await held.api.staff.shows("can't manage topics")
    await held.api.staff.taps("Claim", None, by="Tom")
    await kim.hears("Tom from our physio team has joined")
    hello = await kim.writes("hello Tom")
    line = await held.api.staff.shows("Kim: hello Tom")
    await held.passed_on(hello, ToCase(2))
    written = await held.api.staff.writes(None, "Hello Kim", by="Tom", reply_to=line.message_id)
    await kim.hears("Hello Kim")
    await held.passed_on(written, ToRunner(8))
    await held.api.staff.edits(written, "Hello Kim!", by="Tom")
    await kim.hears("Hello Kim!")
    await held.api.staff.writes(None, "lunch?", by="Tom")
    await held.api.staff.writes(None, "/close", by="Tom", reply_to=card.message_id)
    await kim.hears("Tom has left the chat")

    assert line.reply_to == card.message_id
    assert not any("lunch" in m.text for m in kim.screen)
    assert sum("can't manage topics" in text for text in await words(held)) == 1


async def test_an_answer_that_belongs_to_no_chat_is_not_lost_in_silence(held: Held) -> None:
    staff = held.api.staff
    forgotten = held.api.add(staff.chat, "Ann: hello", BOT_ID)
    await staff.writes(None, "lunch?", by="Tom")
    lunch = await staff.writes(None, "at one", by="Lisa", reply_to=await staff.writes(None, "when?", by="Tom"))
    answer = await staff.writes(None, "How is the back today?", reply_to=forgotten.message_id)
    told = await staff.shows("I can't tell which runner this is for")
    command = await staff.writes(None, "/close Take care", by="Tom")
    await staff.shows("I can't tell which runner this is for", count=2)

    assert told.reply_to == answer
    assert not any(one.reply_to in (lunch, command) for one in staff.screen)
    assert len(held.sam.screen) == 2, "nobody heard of it"


async def test_once_topics_are_back_the_case_moves_into_one_with_its_card(held: Held) -> None:
    held.api.staff.chat.bot_may_manage_topics = False
    kim = held.api.runner(8, "Kim")
    await kim.writes("my lower back has hurt for a year now")
    await held.api.staff.shows("WAITING")
    held.api.staff.chat.bot_may_manage_topics = True
    await asyncio.sleep(0.35)  # until the bot asks for a topic again
    await kim.writes("hello?")
    topic = await held.api.staff.topic("Kim")

    await held.api.staff.shows("Kim: hello?", topic)
    card = await held.api.staff.shows("WAITING", topic)
    assert "Claim" in card.labels


async def test_without_the_right_a_state_that_cannot_be_shown_holds_up_nothing(held: Held) -> None:
    held.api.staff.chat.bot_may_manage_topics = False
    await held.api.staff.taps("Close", held.topic)

    await held.sam.hears("Lisa has left the chat")
    await held.in_topic("Closed by Lisa")
    await held.api.staff.shows("can't manage topics")
    assert not any("could not be delivered" in text for text in await words(held))


async def test_a_group_that_moves_to_another_number_keeps_its_cases(held: Held) -> None:
    old, new = held.api.staff.id, -1009876543210
    held.api.fails("sendMessage", chat=old, migrate_to=new)
    chat = held.api.chats.pop(old)
    chat.id = new
    held.api.chats[new] = chat
    held.api.staff.id = new
    await held.sam.writes("are you still there?")

    await held.in_topic("are you still there?")
    await held.api.staff.writes(held.topic, "Yes")
    await held.sam.hears("Yes")


async def test_an_unreachable_runner_is_known_before_anyone_types_and_so_is_their_return(held: Held) -> None:
    topic = held.api.staff.chat.topics[held.topic]
    await held.sam.blocks()
    await held.in_topic("has blocked the bot")
    await held.api.until(lambda: topic.icon == "❓" or None, what="the icon of somebody who cannot be reached")
    await held.sam.blocks(gone=False)
    await held.in_topic("can be reached again")
    await held.api.until(lambda: topic.icon == "💬" or None, what="the holder's icon")


async def test_a_block_that_is_only_noticed_on_sending_marks_the_topic_too(held: Held) -> None:
    topic = held.api.staff.chat.topics[held.topic]
    held.sam.chat.blocked = True
    await held.api.staff.writes(held.topic, "Are you there?")
    await held.in_topic("did not reach Sam")

    await held.api.until(lambda: topic.icon == "❓" or None, what="the icon of somebody who cannot be reached")
    assert "Sam" in topic.name


async def test_topics_are_made_one_at_a_time_so_that_a_crash_leaves_one_over_at_most(held: Held) -> None:
    held.api.latency = 0.05
    runners = [held.api.runner(20 + number, f"Kim{number}") for number in range(5)]
    for runner in runners:
        await runner.writes("my lower back has hurt for a year now")
    for runner in runners:
        await held.api.staff.topic(runner.name)
    made = [at for at, method, _ in held.api.calls if method == "createForumTopic"][1:]

    assert len(made) == len(runners)
    assert all(later - earlier > held.api.latency for earlier, later in pairwise(made)), made
