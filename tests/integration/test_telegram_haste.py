"""People who are faster than Telegram's answer: what they edit, answer or react to has arrived, and nobody knows yet.

Each send takes effect at once and is answered a while later, so that they always win.
"""

import pytest

from tests.integration.held import Held

A_WHILE = 0.4  # seconds


@pytest.fixture(autouse=True)
async def nothing_else_is_sent(held: Held) -> None:
    """What the claim has caused is over."""
    await held.at_runner("has joined")
    await held.in_topic("Lisa has claimed")


def answered_late(held: Held, *, in_group: bool, method: str = "sendMessage") -> None:
    """The next such call is done at once, and the bot is told later."""
    chat = held.api.staff.id if in_group else held.sam.id
    held.api.fails(method, chat=chat, after=True, ends_well=True, delay=A_WHILE)


async def test_a_physio_s_edit_finds_the_message_that_is_on_its_way(held: Held) -> None:
    answered_late(held, in_group=False)
    written = await held.api.staff.writes(held.topic, "Rest for three days")
    there = await held.sam.hears("three days")
    await held.api.staff.edits(written, "Rest for two days")

    assert await held.sam.hears("two days") is there
    assert there.edits == 1


async def test_a_caption_is_edited_too(held: Held) -> None:
    answered_late(held, in_group=False, method="copyMessage")
    written = await held.api.staff.sends(held.topic, "photo", "like this")
    there = await held.sam.hears("like this")
    await held.api.staff.edits(written, "or like that")

    assert await held.sam.hears("or like that") is there


async def test_an_edit_of_what_never_arrived_is_said(held: Held) -> None:
    held.api.fails("sendMessage", chat=held.sam.id, status=400, description="Bad Request: no", delay=A_WHILE)
    written = await held.api.staff.writes(held.topic, "Rest for three days")
    await held.api.staff.edits(written, "Rest for two days")

    await held.sam.hears("Rest for two days")


async def test_delete_takes_back_a_message_that_is_on_its_way(held: Held) -> None:
    answered_late(held, in_group=False)
    written = await held.api.staff.writes(held.topic, "Wrong chat, sorry")
    there = await held.sam.hears("Wrong chat")
    command = await held.api.staff.writes(held.topic, "/delete", reply_to=written)
    await held.reaction(command)

    assert there.message_id not in held.sam.chat.messages


async def test_an_answer_to_a_message_that_has_just_come_is_an_answer(held: Held) -> None:
    answered_late(held, in_group=False)
    question = await held.api.staff.writes(held.topic, "Where does it hurt?")
    asked = await held.sam.hears("Where does it hurt?")
    await held.sam.writes("Low down", reply_to=asked.message_id)

    assert (await held.in_topic("Low down")).reply_to == question


async def test_an_answer_to_one_s_own_words_is_an_answer(held: Held) -> None:
    answered_late(held, in_group=True)
    written = await held.sam.writes("It hurts")
    line = await held.in_topic("It hurts")
    await held.sam.writes("Low down, I mean", reply_to=written)

    assert (await held.in_topic("Low down")).reply_to == line.message_id


async def test_a_runner_s_edit_stands_under_the_line_that_is_on_its_way(held: Held) -> None:
    answered_late(held, in_group=True)
    written = await held.sam.writes("three days")
    line = await held.in_topic("three days")
    await held.sam.edits(written, "three weeks")

    assert (await held.in_topic("three weeks")).reply_to == line.message_id


async def test_a_reaction_to_a_message_that_has_just_come_is_passed_on(held: Held) -> None:
    answered_late(held, in_group=False)
    written = await held.api.staff.writes(held.topic, "Well done")
    there = await held.sam.hears("Well done")
    await held.sam.reacts(there.message_id, "❤")
    await held.reaction(written, "❤")


async def test_a_physio_s_reaction_to_a_line_that_has_just_come_is_passed_on(held: Held) -> None:
    answered_late(held, in_group=True)
    written = await held.sam.writes("I ran 5k")
    line = await held.in_topic("I ran 5k")
    await held.api.staff.reacts(line.message_id, "🎉")
    mine = held.sam.chat.messages[written]

    await held.api.until(lambda: mine.reaction == "🎉" or None, what="the physio's reaction")


@pytest.mark.parametrize("what", ["is_forum", "bot_may_manage_topics"])
async def test_in_a_group_without_topics_an_answer_to_what_has_just_come_reaches_the_runner(
    held: Held, what: str
) -> None:
    setattr(held.api.staff.chat, what, False)
    kim = held.api.runner(8, "Kim")
    await kim.writes("my lower back has hurt for a year now")
    await held.api.staff.taps("Claim", None, by="Tom")
    await kim.hears("has joined")
    answered_late(held, in_group=True)
    await kim.writes("hello Tom")
    line = await held.api.staff.shows("Kim: hello Tom")
    await held.api.staff.writes(None, "Hello Kim", by="Tom", reply_to=line.message_id)

    await kim.hears("Hello Kim")
