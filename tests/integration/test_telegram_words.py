"""Words that arrive: what runner and physio write reaches the other side as it was written."""

import pytest

from bot.ports import Speaker, ToCase, ToRunner
from tests.botapi.people import CUSTOM, MEDIA, PAID
from tests.botapi.world import Json
from tests.integration.held import Held

KINDS = sorted(set(MEDIA) - {"giveaway"})
AT_RUNNER, IN_TOPIC = ToRunner(7), ToCase(1)
BOLD = [{"type": "bold", "offset": 4, "length": 4}]


async def test_formatting_is_kept_on_both_ways(held: Held) -> None:
    await held.api.staff.writes(held.topic, "Try this 😀 tonight", entities=BOLD)
    await held.sam.writes("It hurts here", entities=BOLD)
    to_runner, to_topic = await held.at_runner("Try this"), await held.in_topic("It hurts here")

    assert to_runner.entities == BOLD
    assert to_topic.text == "Sam: It hurts here"
    assert to_topic.entities == [{"type": "bold", "offset": 9, "length": 4}]


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_of_media_arrives_on_both_sides(held: Held, kind: str) -> None:
    written = await held.api.staff.sends(held.topic, kind)
    await held.at_runner(media=kind)
    await held.reaction(written)
    await held.sam.sends(kind)
    await held.in_topic(media=kind)


async def test_an_answer_is_an_answer_on_both_sides(held: Held) -> None:
    question = await held.api.staff.writes(held.topic, "Where does it hurt?")
    asked = await held.at_runner("Where does it hurt?")
    await held.passed_on(question, AT_RUNNER)
    answer = await held.sam.writes("Low down", reply_to=asked.message_id)
    shown = await held.in_topic("Low down")
    await held.passed_on(answer, IN_TOPIC)
    await held.api.staff.writes(held.topic, "Which side?", reply_to=shown.message_id)
    again = await held.at_runner("Which side?")
    await held.sam.sends("photo", reply_to=answer)
    photo = await held.in_topic(media="photo")
    await held.api.staff.writes(held.topic, "I mean left or right", reply_to=question)
    own = await held.at_runner("I mean")

    assert shown.reply_to == question
    assert again.reply_to == answer
    assert photo.reply_to == shown.message_id, "an answer to one's own words too"
    assert own.reply_to == asked.message_id


async def test_an_answer_to_what_is_gone_arrives_without_it(held: Held) -> None:
    question = await held.api.staff.writes(held.topic, "Where does it hurt?")
    asked = await held.at_runner("Where does it hurt?")
    await held.passed_on(question, AT_RUNNER)
    held.api.staff.chat.messages = {
        number: m for number, m in held.api.staff.chat.messages.items() if "Where" not in m.text
    }
    await held.sam.writes("Low down", reply_to=asked.message_id)

    assert (await held.in_topic("Low down")).reply_to is None


async def test_a_runner_s_edit_shows_old_and_new_words_under_the_line(held: Held) -> None:
    written = await held.sam.writes("three days")
    line = await held.in_topic("three days")
    await held.passed_on(written, IN_TOPIC)
    await held.sam.edits(written, "three weeks")
    edit = await held.in_topic("three weeks")

    assert edit.text == "Sam edited a message.\nWas: three days\nNow: three weeks"
    assert edit.reply_to == line.message_id
    async with held.store.begin() as session:
        versions = [line.text for line in await session.transcript(7) if line.message_id == written]
    assert versions == ["three days", "three weeks"]


async def test_a_physio_s_edit_changes_the_message_at_the_runner_s(held: Held) -> None:
    written = await held.api.staff.writes(held.topic, "Rest for three days")
    there = await held.at_runner("three days")
    await held.passed_on(written, AT_RUNNER)
    await held.api.staff.edits(written, "Rest for two days")
    await held.at_runner("two days")
    caption = await held.api.staff.sends(held.topic, "photo", "like this")
    picture = await held.at_runner("like this", media="photo")
    await held.passed_on(caption, AT_RUNNER)
    await held.api.staff.edits(caption, "or like that")
    await held.at_runner("or like that", media="photo")

    assert (there.text, there.edits) == ("Rest for two days", 1)
    assert picture.edits == 1
    async with held.store.begin() as session:
        said = [line.text for line in await session.transcript(7) if line.speaker is Speaker.PHYSIO]
    assert said == ["Rest for three days", "Rest for two days", "like this", "or like that"]


async def test_an_edit_that_telegram_refuses_is_said_as_a_correction(held: Held) -> None:
    written = await held.api.staff.writes(held.topic, "Rest for three days")
    there = await held.at_runner("three days")
    await held.passed_on(written, AT_RUNNER)
    del held.sam.chat.messages[there.message_id]
    await held.api.staff.edits(written, "Rest for two days")

    assert "two days" in (await held.at_runner("two days")).text


async def test_reactions_go_both_ways_and_can_be_taken_back(held: Held) -> None:
    written = await held.api.staff.writes(held.topic, "Well done")
    there = await held.at_runner("Well done")
    await held.reaction(written)
    await held.sam.reacts(there.message_id, "❤")
    await held.reaction(written, "❤")
    await held.sam.reacts(there.message_id, "")
    await held.reaction(written, "👍")
    line = await held.sam.writes("I ran 5k")
    shown = await held.in_topic("I ran 5k")
    await held.passed_on(line, IN_TOPIC)
    await held.api.staff.reacts(shown.message_id, "🔥", by="Tom")
    await held.api.staff.reacts(shown.message_id, "🎉")
    mine = held.sam.chat.messages[line]
    await held.api.until(lambda: mine.reaction or None, what="the physio's reaction")

    assert mine.reaction == "🎉", "only the holder's goes to the runner"


@pytest.mark.parametrize("special", [CUSTOM, PAID], ids=["custom", "paid"])
async def test_a_special_reaction_that_a_bot_cannot_set_is_said_in_words(held: Held, special: Json) -> None:
    written = await held.api.staff.writes(held.topic, "Well done")
    there = await held.at_runner("Well done")
    await held.reaction(written)
    await held.sam.reacts(there.message_id, special)
    told = await held.in_topic("reacted to this with a special emoji")
    line = await held.sam.writes("I ran 5k")
    shown = await held.in_topic("I ran 5k")
    await held.passed_on(line, IN_TOPIC)
    await held.api.staff.reacts(shown.message_id, special)
    refused = await held.in_topic("I can't pass on this emoji")

    assert told.reply_to == written
    assert refused.reply_to == shown.message_id
    assert held.sam.chat.messages[line].reaction == ""


async def test_a_group_that_allows_no_reactions_is_asked_once_to_allow_them(held: Held) -> None:
    held.api.fails("setMessageReaction", status=400, description="Bad Request: REACTION_INVALID", times=2)
    await held.api.staff.writes(held.topic, "one")
    await held.at_runner("one")
    await held.api.staff.shows("allow all standard emoji")
    await held.api.staff.writes(held.topic, "two")
    await held.at_runner("two")
    last = await held.api.staff.writes(held.topic, "three")
    await held.reaction(last)

    assert sum("allow all standard emoji" in one.text for one in held.api.staff.screen) == 1


async def test_a_reaction_to_the_bot_s_own_words_is_a_line_in_the_topic(held: Held) -> None:
    joined = await held.at_runner("has joined")
    await held.sam.reacts(joined.message_id, "❤")

    assert "Sam reacted ❤ to: “Lisa from our physio team" in (await held.in_topic("reacted")).text


async def test_delete_takes_a_message_back_from_the_runner(held: Held) -> None:
    written = await held.api.staff.writes(held.topic, "Wrong chat, sorry")
    there = await held.at_runner("Wrong chat")
    await held.passed_on(written, AT_RUNNER)
    command = await held.api.staff.writes(held.topic, "/delete", reply_to=written)
    await held.reaction(command)

    assert there.message_id not in held.sam.chat.messages


async def test_delete_by_somebody_else_or_of_nothing_says_how_it_goes(held: Held) -> None:
    written = await held.api.staff.writes(held.topic, "Hello")
    there = await held.at_runner("Hello")
    await held.reaction(written)
    other = await held.api.staff.writes(held.topic, "/delete", by="Tom", reply_to=written)
    await held.in_topic("answer that message with /delete")
    alone = await held.api.staff.writes(held.topic, "/delete")

    def told() -> bool | None:
        answered = {m.reply_to for m in held.api.staff.screen if "/delete" in m.text}
        return answered >= {other, alone} or None

    await held.api.until(told, what="an answer under each command")
    assert there.message_id in held.sam.chat.messages


async def test_what_telegram_no_longer_deletes_is_said_under_the_command(held: Held) -> None:
    written = await held.api.staff.writes(held.topic, "Hello")
    await held.at_runner("Hello")
    await held.passed_on(written, AT_RUNNER)
    held.api.fails("deleteMessage", status=400, description="Bad Request: message can't be deleted for everyone")
    command = await held.api.staff.writes(held.topic, "/delete", reply_to=written)

    assert (await held.in_topic("48 hours")).reply_to == command


async def test_a_failure_is_said_under_the_message_with_what_to_do(held: Held) -> None:
    giveaway = await held.api.staff.sends(held.topic, "giveaway")
    refused = await held.in_topic("this kind of message")
    held.sam.chat.blocked = True
    unread = await held.api.staff.writes(held.topic, "Are you there?")
    blocked = await held.in_topic("did not reach Sam: they")

    assert refused.reply_to == giveaway
    assert "Send it as words, a photo or a file" in refused.text
    assert blocked.reply_to == unread
    assert "try another way" in blocked.text


async def test_a_last_word_is_confirmed_under_its_command(held: Held) -> None:
    command = await held.api.staff.writes(held.topic, "/close Take care")
    await held.at_runner("Take care")

    await held.reaction(command)


async def test_a_last_word_that_does_not_arrive_is_said_though_the_case_is_closed(held: Held) -> None:
    held.sam.chat.blocked = True
    command = await held.api.staff.writes(held.topic, "/close Take care")
    told = await held.in_topic("did not reach Sam")

    assert told.reply_to == command


async def test_a_note_is_answered_under_itself(held: Held) -> None:
    note = await held.api.staff.writes(held.topic, "me too", by="Tom")

    assert (await held.in_topic("Kept as a note")).reply_to == note


async def test_a_live_location_that_moves_is_no_edit(held: Held) -> None:
    place = await held.sam.sends("location")
    await held.in_topic(media="location")
    await held.sam.edits(place, "")
    await held.sam.writes("that is where")
    await held.in_topic("that is where")

    assert not any("edited" in m.text for m in held.api.staff.screen)
