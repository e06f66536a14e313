"""The service over a real database: what a runner and a physio get, without a mouth."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.ports import (
    CaseState,
    Incoming,
    OpenTopic,
    Runner,
    Say,
    SendFile,
    ShowCard,
    ToRunner,
    ToStaff,
)
from bot.service import Service
from bot.storage.store import open_async_store
from bot.warmup import ready
from intents.understand import Reader
from intents.understanding import Understanding
from knowledge.model import Knowledge
from tests.integration.desk import ANN, SAM, TOM, Desk


async def test_a_lasting_pain_opens_one_case_with_topic_and_card(desk: Desk) -> None:
    replies = await desk.runner("my lower back has hurt for 5 months")
    await desk.runner("can a physio look at this please")

    bodies = desk.to_case(desk.sent)
    assert "physio team" in replies[0]
    assert sum(isinstance(body, OpenTopic) for body in bodies) == 1
    cards = [body.text for body in bodies if isinstance(body, ShowCard)]
    assert "5 months" in cards[0]


async def test_the_runner_is_told_honest_hours(desk: Desk) -> None:
    replies = await desk.runner("my lower back has hurt for 5 months")

    assert "tomorrow at 09:00" in replies[0]


async def test_before_a_claim_what_staff_write_is_a_note(desk: Desk) -> None:
    await desk.runner("my lower back has hurt for 5 months")

    sent = await desk.physio("looks like a job for Ann")

    assert desk.to_runner(sent) == []


async def test_the_holders_words_reach_the_runner_and_the_runners_words_the_topic(desk: Desk) -> None:
    await desk.runner("my lower back has hurt for 5 months")
    await desk.tap("claim")

    to_runner = desk.to_runner(await desk.physio("Hi, Tom here. Where is it sore?"))
    start = len(desk.sent)
    replies = await desk.runner("on the left, just above my belt")

    assert to_runner == ["Hi, Tom here. Where is it sore?"]
    assert replies == []
    assert Say("Sam: on the left, just above my belt") in desk.to_case(desk.sent[start:])


async def test_a_colleagues_words_and_slashed_lines_stay_notes(desk: Desk) -> None:
    await desk.runner("my lower back has hurt for 5 months")
    await desk.tap("claim")

    colleague = await desk.physio("ask about her shoes", ANN)
    slashed = await desk.physio("// sounds like L5 to me")

    assert desk.to_runner(colleague + slashed) == []
    offers = [body for body in desk.to_case(colleague) if isinstance(body, Say) and body.buttons]
    assert offers[0].buttons[0].action.startswith("takeover:")


async def test_two_claims_make_one_holder(desk: Desk) -> None:
    await desk.runner("my lower back has hurt for 5 months")

    await desk.tap("claim", TOM)
    toast = await desk.tap("claim", ANN)

    assert "Tom" in toast
    assert (await desk.case()).holder == TOM


async def test_take_over_moves_the_chat_and_the_runner_hears_who_it_is(desk: Desk) -> None:
    await desk.runner("my lower back has hurt for 5 months")
    await desk.tap("claim", TOM)
    start = len(desk.sent)

    await desk.tap("takeover", ANN)

    assert (await desk.case()).holder == ANN
    assert any("Ann" in text for text in desk.to_runner(desk.sent[start:]))


async def test_close_hands_back_and_asks_once_how_it_went(desk: Desk) -> None:
    await desk.runner("my lower back has hurt for 5 months")
    await desk.tap("claim")
    start = len(desk.sent)

    await desk.tap("close")
    texts = desk.to_runner(desk.sent[start:])
    replies = await desk.runner("how do I do a glute bridge?")

    assert any("I'm back" in text for text in texts)
    assert any("How did it go" in text for text in texts)
    assert any("ridge" in reply or "Squeeze" in reply for reply in replies)


async def test_closing_after_a_danger_sign_does_not_ask_for_a_rating(desk: Desk) -> None:
    await desk.runner("can't feel when I wipe")
    await desk.tap("claim")
    start = len(desk.sent)

    await desk.tap("close")

    assert not any("How did it go" in text for text in desk.to_runner(desk.sent[start:]))


async def test_needing_us_again_reopens_the_same_topic(desk: Desk) -> None:
    await desk.runner("my lower back has hurt for 5 months")
    first = await desk.case()
    await desk.tap("claim")
    await desk.tap("close")
    desk.now += timedelta(days=3)

    await desk.runner("can I speak to the physio again please")

    again = await desk.case()
    assert again.id == first.id
    assert again.state is CaseState.OPEN
    assert sum(isinstance(body, OpenTopic) for body in desk.to_case(desk.sent)) == 1


async def test_danger_in_a_held_chat_is_answered_and_shown_to_the_physio(desk: Desk) -> None:
    await desk.runner("my lower back has hurt for 5 months")
    await desk.tap("claim")
    start = len(desk.sent)

    replies = await desk.runner("by the way, since breakfast I can't feel my bits")

    assert "A&E" in replies[0]
    shown = [body.text for body in desk.to_case(desk.sent[start:]) if isinstance(body, Say)]
    assert any("EMERGENCY" in text for text in shown)
    assert any(isinstance(to, ToStaff) for to, _ in desk.sent[start:])
    assert (await desk.case()).holder == TOM


async def test_exercises_stay_locked_until_a_physio_unlocks(desk: Desk) -> None:
    await desk.runner("I can't pee since this morning and my back is agony")
    locked = await desk.runner("show me hamstring stretches")
    await desk.tap("unlock")
    opened = await desk.runner("show me hamstring stretches")

    assert any("Before exercises" in text for text in locked)
    assert not any("Before exercises" in text for text in opened)


async def test_harm_by_somebody_shows_no_words_to_the_group(desk: Desk) -> None:
    await desk.runner("my partner hit me and I'm scared to go home")

    staff = [body.text for to, body in desk.sent if isinstance(to, ToStaff) and isinstance(body, Say)]
    assert staff
    assert not any("partner" in text for text in staff)
    assert await desk.last_case() is None


async def test_a_photo_gets_the_text_that_we_cannot_see_it(desk: Desk) -> None:
    replies = await desk.runner("", media="photo")

    assert "can't see pictures" in replies[0]


async def test_a_photos_caption_is_screened(desk: Desk) -> None:
    replies = await desk.runner("numb between my legs", media="photo")

    assert any("A&E" in reply for reply in replies)


async def test_the_same_update_twice_does_nothing_twice(desk: Desk) -> None:
    await desk.runner("my hamstrings are tight", key="same")
    start = len(desk.sent)

    replies = await desk.runner("my hamstrings are tight", key="same")

    assert replies == []
    assert desk.sent[start:] == []


async def test_an_edit_is_screened_and_its_versions_are_kept(desk: Desk) -> None:
    await desk.service.runner_wrote(desk.key(), SAM, Incoming(55, "my back is stiff"), desk.now)
    start = len(await desk.drain())

    await desk.service.runner_edited(desk.key(), SAM, Incoming(55, "my back is stiff and I can't pee"), desk.now)
    await desk.drain()

    assert any("A&E" in text for text in desk.to_runner(desk.sent[start:]))
    async with desk.store.begin() as session:
        versions = [line.text for line in await session.transcript(SAM.id) if line.message_id == 55]
    assert versions == ["my back is stiff", "my back is stiff and I can't pee"]


async def test_a_deep_link_opens_its_topic(desk: Desk) -> None:
    await desk.service.runner_commanded(desk.key(), SAM, "start", "hamstring_tightness", desk.now)
    await desk.drain()

    assert any("hamstring" in text.lower() for text in desk.to_runner(desk.sent))


async def test_a_deep_link_gives_no_exercises_to_a_runner_they_are_kept_from(desk: Desk) -> None:
    await desk.runner("I'm 20 weeks pregnant and my lower back aches")
    await desk.tap("claim")
    await desk.tap("close")
    start = len(desk.sent)

    await desk.service.runner_commanded(desk.key(), SAM, "start", "hamstring_tightness", desk.now)

    replies = desk.to_runner(await desk.since(start))
    assert not any("hamstring" in text.lower() for text in replies)
    assert any("physio" in text for text in replies)


async def test_export_holds_the_chat_and_erase_removes_it(desk: Desk) -> None:
    await desk.runner("my hamstrings are tight")
    await desk.service.runner_commanded(desk.key(), SAM, "export", "", desk.now)
    await desk.drain()
    files = [body for _, body in desk.sent if isinstance(body, SendFile)]

    await desk.service.runner_commanded(desk.key(), SAM, "erase", "", desk.now)
    await desk.service.runner_tapped(desk.key(), SAM, "erase", desk.now)
    async with desk.store.begin() as session:
        left = await session.transcript(SAM.id)

    assert "my hamstrings are tight" in files[0].text
    assert left == []


async def test_three_pieces_of_a_thought_get_one_answer(shipped: Knowledge) -> None:
    store = await open_async_store("sqlite+aiosqlite:///:memory:")
    reader = Reader(shipped, ready(shipped))
    desk = Desk(Service(store, shipped, reader, "uk", ZoneInfo("Europe/London")), store)

    first = await desk.runner("hiya")
    desk.now += timedelta(seconds=1)
    second = await desk.runner("so my back")
    desk.now += timedelta(seconds=1)
    third = await desk.runner("it seizes up every time I go past 10k")

    assert (first, second) == ([], [])
    assert third
    await store.close()


async def test_an_unfinished_thought_is_answered_when_its_pause_is_over(shipped: Knowledge) -> None:
    store = await open_async_store("sqlite+aiosqlite:///:memory:")
    reader = Reader(shipped, ready(shipped))
    desk = Desk(Service(store, shipped, reader, "uk", ZoneInfo("Europe/London")), store)
    await desk.runner("hiya")
    desk.now += timedelta(seconds=10)

    await desk.service.answer_unfinished(desk.now)
    await desk.drain()

    assert desk.to_runner(desk.sent)
    await store.close()


class FragileReader(Reader):
    """Falls over when it reads two pieces together that it can read alone."""

    def understand(self, text: str, now: datetime) -> Understanding:
        if "hiya" in text and "so my back" in text:
            raise ZeroDivisionError
        return super().understand(text, now)


async def test_a_thought_that_cannot_be_answered_is_set_aside_and_keeps_nobody_else_waiting(
    shipped: Knowledge, caplog: pytest.LogCaptureFixture
) -> None:
    store = await open_async_store("sqlite+aiosqlite:///:memory:")
    reader = FragileReader(shipped, ready(shipped, core=True))
    desk = Desk(Service(store, shipped, reader, "uk", ZoneInfo("Europe/London")), store)
    await desk.runner("hiya")
    await desk.runner("so my back")
    kim = Runner(8, "Kim")
    await desk.service.runner_wrote(desk.key(), kim, Incoming(1, "hiya"), desk.now + timedelta(seconds=1))
    desk.now += timedelta(seconds=10)

    await desk.service.answer_unfinished(desk.now)
    await desk.service.answer_unfinished(desk.now)
    await desk.drain()

    said = {to: body.text for to, body in desk.sent if isinstance(body, Say)}
    assert "something went wrong on our side" in said[ToRunner(SAM.id)]
    assert said[ToRunner(kim.id)]
    assert "Sam" in said[ToStaff()], "the team is told, as the apology says"
    assert sum(to == ToRunner(SAM.id) for to, _ in desk.sent) == 1
    assert caplog.text.count("A thought was set aside: ZeroDivisionError") == 1
    await store.close()


async def test_only_an_administrator_with_the_code_links_the_group(desk: Desk) -> None:
    code = await desk.service.link_code()

    refused = await desk.service.link_group(desk.key(), -100, code, False, desk.now)
    wrong = await desk.service.link_group(desk.key(), -100, "00000000", True, desk.now)
    linked = await desk.service.link_group(desk.key(), -100, code, True, desk.now)

    assert len({refused, wrong, linked}) == 3
    assert await desk.service.staff_chat() == -100
    assert await desk.service.link_code() == ""
