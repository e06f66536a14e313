"""Albums arrive as albums, both ways, and a picture that is swapped is swapped on the other side."""

import asyncio
from zoneinfo import ZoneInfo

import pytest

from bot.ports import ALBUM_PAUSE, Button, Copy, Lane, OpenTopic, Outgoing, Say, Speaker, Store, ToCase, ToRunner
from bot.service import Service
from bot.telegram.pace import Budget, Rate
from intents.understand import Reader
from knowledge.model import Knowledge
from tests.botapi import BotApi
from tests.fakes.recording_service import RecordingService
from tests.integration.held import Held
from tests.integration.on_telegram import on_telegram
from tests.integration.test_telegram_sender import now, open_case, queue

AT_RUNNER, IN_TOPIC = ToRunner(7), ToCase(1)
FREE = Rate(10_000, 1.0)
LASTING = "my lower back has hurt for 5 months"


def files(held: Held, numbers: list[int]) -> list[str]:
    """What pictures a physio sent."""
    return [held.api.staff.chat.messages[number].file for number in numbers]


async def test_a_physio_s_album_arrives_as_one_album_and_one_reaction_says_so(held: Held) -> None:
    sent = await held.api.staff.sends_album(held.topic, "photo", ["Like this", "", ""])
    album = await held.album_at_runner(3)
    await held.reaction(sent[0])

    assert [one.file for one in album] == files(held, sent)
    assert [one.text for one in album] == ["Like this", "", ""]
    assert len(held.api.calls_of("copyMessages")) == 1
    assert not held.api.calls_of("copyMessage")
    assert len([call for call in held.api.calls_of("setMessageReaction") if call["message_id"] in map(str, sent)]) == 1


async def test_a_runner_s_album_arrives_in_the_topic_as_one(held: Held) -> None:
    await held.sam.sends_album("video", ["", "when I bend"])
    album = await held.album_in_topic(2)

    assert [one.text for one in album] == ["", "when I bend"]


async def test_each_piece_can_be_answered_edited_and_taken_back_by_itself(held: Held) -> None:
    sent = await held.api.staff.sends_album(held.topic, "photo", ["one", "two", "three"])
    album = await held.album_at_runner(3)
    await held.sam.writes("this one?", reply_to=album[1].message_id)
    question = await held.in_topic("this one?")
    await held.api.staff.edits(sent[2], "three, slowly")
    await held.at_runner("three, slowly", media="photo")
    command = await held.api.staff.writes(held.topic, "/delete", reply_to=sent[0])
    await held.reaction(command)

    assert question.reply_to == sent[1]
    assert [one.message_id for one in held.sam.screen if one.album] == [album[1].message_id, album[2].message_id]


async def test_a_reaction_to_an_album_is_shown_at_its_first_piece(held: Held) -> None:
    sent = await held.api.staff.sends_album(held.topic, "photo", ["", ""])
    album = await held.album_at_runner(2)
    await held.reaction(sent[0])
    await held.sam.reacts(album[0].message_id, "❤")

    await held.reaction(sent[0], "❤")


async def test_an_album_that_answers_a_line_is_an_answer_with_its_words(held: Held) -> None:
    line = await held.sam.writes("How do I do it?")
    shown = await held.in_topic("How do I do it?")
    await held.passed_on(line, IN_TOPIC)
    sent = await held.api.staff.sends_album(held.topic, "photo", ["So", ""], reply_to=shown.message_id)
    album = await held.album_at_runner(2)

    assert [one.reply_to for one in album] == [line, line]
    assert [(one.file, one.text) for one in album] == list(zip(files(held, sent), ["So", ""], strict=True))


async def test_of_an_album_with_a_piece_that_is_gone_the_others_arrive_and_the_failure_is_said(held: Held) -> None:
    sent = await held.api.staff.sends_album(held.topic, "photo", ["one", "two", "three"])
    del held.api.staff.chat.messages[sent[1]]
    await held.in_topic("deleted here before I could pass it on")
    await held.at_runner("three", media="photo")
    await held.passed_on(sent[2], AT_RUNNER)

    assert [one.text for one in held.sam.screen if one.media] == ["one", "three"]


async def test_a_line_after_an_album_comes_after_it(held: Held) -> None:
    await held.api.staff.sends_album(held.topic, "photo", ["", ""])
    await held.api.staff.writes(held.topic, "Twice a day")
    line = await held.at_runner("Twice a day")
    album = await held.album_at_runner(2)

    assert line.message_id > album[-1].message_id


@pytest.mark.parametrize("captions", [["// for us", "", ""], ["", "", "// for us"]], ids=["first", "last"])
async def test_an_album_with_a_note_in_it_is_a_note(held: Held, captions: list[str]) -> None:
    sent = await held.api.staff.sends_album(held.topic, "document", captions)
    await held.api.staff.writes(held.topic, "Hello Sam")
    await held.at_runner("Hello Sam")

    assert not any(one.media for one in held.sam.screen)
    async with held.store.begin() as session:
        lines = [line for line in await session.transcript(7) if line.message_id in sent]
    assert {line.speaker for line in lines} == {Speaker.NOTE}


async def test_an_album_that_names_a_dose_is_held_and_sent_as_one(held: Held) -> None:
    await held.api.staff.sends_album(held.topic, "photo", ["Take 400 mg of ibuprofen", "", ""])
    await held.in_topic("Not sent yet")
    await held.api.staff.writes(held.topic, "One moment")
    await held.at_runner("One moment")
    assert not any(one.media for one in held.sam.screen)
    await held.api.staff.taps("Send anyway", held.topic)

    assert [one.text for one in await held.album_at_runner(3)] == ["Take 400 mg of ibuprofen", "", ""]
    assert sum("Not sent yet" in one.text for one in held.api.staff.screen) == 1


async def test_a_colleague_s_album_is_a_note_that_is_answered_once(held: Held) -> None:
    await held.api.staff.sends_album(held.topic, "photo", ["", "", ""], by="Tom")
    await held.in_topic("Kept as a note")
    await held.api.staff.writes(held.topic, "// the end")
    await held.api.until(lambda: held.api.waiting == 0, what="all to be confirmed")

    assert sum("Kept as a note" in one.text for one in held.api.staff.screen) == 1


async def test_a_physio_s_new_picture_takes_the_place_of_the_old_one(held: Held) -> None:
    written = await held.api.staff.sends(held.topic, "photo", "like this")
    there = await held.at_runner("like this", media="photo")
    await held.api.staff.edits(written, "like this", file="another")
    await held.api.until(lambda: there.file == "another" or None, what="the new picture")
    await held.api.staff.edits(written, "or like that", file="another")
    await held.at_runner("or like that", media="photo")

    assert (there.file, there.edits) == ("another", 2)


async def test_words_that_become_a_picture_do_so_at_the_runner_s(held: Held) -> None:
    written = await held.api.staff.writes(held.topic, "like this")
    there = await held.at_runner("like this")
    await held.passed_on(written, AT_RUNNER)
    await held.api.staff.edits(written, "like this", file="drawing")

    await held.api.until(lambda: there.media == "photo" or None, what="the picture")


async def test_a_new_picture_that_telegram_does_not_put_in_place_is_sent_beside(held: Held) -> None:
    written = await held.api.staff.sends(held.topic, "photo", "like this")
    there = await held.at_runner("like this", media="photo")
    del held.sam.chat.messages[there.message_id]
    await held.api.staff.edits(written, "like this", file="another")
    new = await held.at_runner("like this", media="photo")

    assert new.file == "another"


async def test_a_runner_s_new_picture_is_shown_beside_the_old_one(held: Held) -> None:
    written = await held.sam.sends("photo", "here")
    shown = await held.in_topic("here", media="photo")
    await held.passed_on(written, IN_TOPIC)
    await held.sam.edits(written, "here", file="another")
    words = await held.in_topic("changed the picture")
    new = await held.api.until(
        lambda: next((one for one in held.api.staff.screen if one.file == "another"), None), what="the new picture"
    )

    assert (words.reply_to, new.reply_to) == (shown.message_id, shown.message_id)
    assert shown.message_id in held.api.staff.chat.messages
    assert not any("edited a message" in one.text for one in held.api.staff.screen), "the words are the same"


async def test_an_edit_of_the_words_alone_is_no_new_picture(held: Held) -> None:
    written = await held.sam.sends("photo", "here")
    await held.in_topic("here", media="photo")
    await held.passed_on(written, IN_TOPIC)
    await held.sam.edits(written, "or here")
    edit = await held.in_topic("or here")

    assert edit.text == "Sam edited a message.\nWas: here\nNow: or here"
    assert not any("changed the picture" in one.text for one in held.api.staff.screen)


@pytest.fixture
def bot(store: Store, api: BotApi, shipped: Knowledge, reader: Reader) -> Service:
    return Service(store, shipped, reader, "uk", ZoneInfo("Europe/London"), staff_chat_id=api.staff.id)


async def test_five_pictures_at_once_are_answered_once(
    api: BotApi, store: Store, bot: Service, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, bot, store, shipped):
        await sam.sends_album("photo", [""] * 5)
        await sam.hears("I can't see pictures")
        await api.until(lambda: api.waiting == 0, what="all to be confirmed")

    assert len(sam.screen) == 1


async def test_the_words_of_all_pieces_are_answered_as_one_thought(
    api: BotApi, store: Store, bot: Service, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, bot, store, shipped):
        await sam.sends_album("photo", ["my hamstrings are tight", "and my lower back aches", "after a long run"])
        await sam.hears("hamstring", within=10)
        await api.until(lambda: api.waiting == 0, what="all to be confirmed")

    about = [message for message in sam.screen if "can't see pictures" not in message.text]
    assert len(sam.screen) - len(about) == 1
    assert len(about) == 1


async def test_danger_in_an_album_s_words_is_answered_at_once(
    api: BotApi, store: Store, bot: Service, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, bot, store, shipped):
        await sam.sends_album("photo", ["since today I can't feel when I wipe", ""])
        await sam.hears("A&E", within=2)


async def test_an_album_survives_a_restart_while_its_pieces_wait(
    api: BotApi, store: Store, bot: Service, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, bot, store, shipped):
        await sam.writes(LASTING)
        topic = await api.staff.topic("Sam")
        await api.staff.shows("Since", topic)
        await sam.sends_album("photo", ["", "", ""])
        await api.until(lambda: api.waiting == 0, what="all to be confirmed")
    cut_off = [one for one in api.staff.screen if one.media]
    async with on_telegram(api, bot, store, shipped):
        await api.until(lambda: len([one for one in api.staff.screen if one.album]) == 3 or None, what="the album")

    assert cut_off == [], "the bot stopped while the pieces waited for one more"
    assert len({one.album for one in api.staff.screen if one.media}) == 1


async def test_an_album_waits_for_room_for_all_of_it_and_what_came_later_waits_behind(
    api: BotApi, store: Store, shipped: Knowledge
) -> None:
    sams, kims = await open_case(store), await open_case(store, 8, "Kim")
    pieces = await api.runner(7, "Sam").sends_album("photo", [""] * 4)
    api.updates.clear()
    service, group = RecordingService(store, staff=api.staff.id), Rate(5, 2.0)
    lines = [Say(f"Kim: {number}", buttons=(Button("Alone", "alone"),)) for number in range(5)]

    async with on_telegram(api, service, store, shipped, budget=Budget(FREE, FREE, staff_group=group)):
        await queue(store, ToCase(sams.id), OpenTopic("Sam"))
        await queue(store, ToCase(kims.id), OpenTopic("Kim"), lines[0])
        await api.staff.shows("Kim: 0")
        async with store.begin() as session:
            for piece in pieces:
                await session.send(Outgoing(ToCase(sams.id), Copy(7, piece), Lane.RELAY, now(), album="a"))
        await asyncio.sleep(ALBUM_PAUSE.total_seconds() + 0.3)  # the album is due by then, and waits for room
        await queue(store, ToCase(kims.id), *lines[1:], lane=Lane.RELAY)
        await api.staff.shows("Kim: 4", within=10)

    album = [message.at for message in api.staff.screen if message.album]
    later = [message.at for message in api.staff.screen if "Kim" in message.text][1:]
    moments = sorted((*album, *later))
    assert len(album) == 4
    assert max(album) < min(later)
    assert all(sixth - first > group.seconds * 0.9 for first, sixth in zip(moments, moments[5:], strict=False))


async def test_pictures_from_before_the_case_are_shown_with_it(
    api: BotApi, store: Store, bot: Service, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, bot, store, shipped):
        await sam.sends("voice")
        await sam.sends_album("photo", [LASTING, "", ""])
        topic = await api.staff.topic("Sam")
        card = await api.staff.shows("Since", topic)
        await api.until(lambda: len([one for one in api.staff.screen if one.album]) == 3 or None, what="the album")

    shown = [one for one in api.staff.screen if one.media]
    assert [one.media for one in shown] == ["voice", "photo", "photo", "photo"]
    assert shown[1].text == LASTING
    assert all(one.message_id > card.message_id for one in shown)


async def test_what_cannot_be_shown_is_said_in_the_topic(held: Held) -> None:
    await held.sam.sends("giveaway")

    told = await held.in_topic("sent something that I can't show here")
    assert told.text.startswith("Sam sent")
