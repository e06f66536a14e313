"""What a holder sends: held once where the guard objects, and saved replies by name."""

import pytest

from bot.ports import Edit, Incoming, Physio, Say, Speaker, ToCase
from tests.integration.desk import ANN, TOM, Desk

LASTING = "my lower back has hurt for 5 months"
DOSE = "Take 400 mg of ibuprofen twice a day"


@pytest.fixture
async def held(desk: Desk) -> Desk:
    """A case that Tom holds."""
    await desk.runner(LASTING)
    await desk.tap("claim", TOM)
    return desk


async def writes(desk: Desk, text: str, message_id: int, *, edit: bool = False) -> list[str]:
    """What the runner gets when Tom writes or edits this message."""
    start, case = len(desk.sent), await desk.case()
    tell = desk.service.staff_edited if edit else desk.service.staff_wrote
    await tell(desk.key(), TOM, case.topic_id, Incoming(message_id, text), desk.now)
    return desk.to_runner(await desk.since(start))


async def press(desk: Desk, label: str, who: Physio = TOM) -> str:
    """Tap the newest button with this label in the topic."""
    buttons = [button for to, body in desk.sent if isinstance(to, ToCase) for button in getattr(body, "buttons", ())]
    action = next(button.action for button in reversed(buttons) if button.label == label)
    toast = await desk.service.staff_tapped(desk.key(), who, action, desk.now)
    await desk.drain()
    return toast


async def test_a_dose_is_held_once_and_says_why(held: Desk) -> None:
    start = len(held.sent)

    assert await writes(held, DOSE, 70) == []

    (told,) = [body for body in held.to_case(held.sent[start:]) if isinstance(body, Say)]
    assert "Not sent yet" in told.text
    assert "pharmacist" in told.text
    assert [button.label for button in told.buttons] == ["Send anyway", "Edit"]


async def test_send_anyway_sends_it_once(held: Desk) -> None:
    await writes(held, DOSE, 70)
    start = len(held.sent)

    first, second = await press(held, "Send anyway"), await press(held, "Send anyway")

    assert (first, second) == ("Sent.", "That has been sent already.")
    assert held.to_runner(held.sent[start:]) == [DOSE]
    assert "sent a held message all the same (Tom)" in await held.history()


async def test_only_the_holder_sends_it_anyway(held: Desk) -> None:
    await writes(held, DOSE, 70)
    start = len(held.sent)

    assert "Tom holds this chat" in await press(held, "Send anyway", ANN)
    assert held.to_runner(held.sent[start:]) == []


async def test_an_edited_message_goes_out_in_its_new_words(held: Desk) -> None:
    await writes(held, DOSE, 70)
    assert "Change your message" in await press(held, "Edit")

    assert await writes(held, "Ask a pharmacist what suits you", 70, edit=True) == ["Ask a pharmacist what suits you"]
    async with held.store.begin() as session:
        kept = [line.text for line in await session.transcript(7) if line.message_id == 70]
    assert kept == [DOSE, "Ask a pharmacist what suits you", "Ask a pharmacist what suits you"]


async def test_an_edit_that_is_no_better_is_held_again(held: Desk) -> None:
    await writes(held, DOSE, 70)

    assert await writes(held, "Take 200 mg then", 70, edit=True) == []
    assert await press(held, "Send anyway") == "Sent."
    assert held.to_runner(held.sent)[-1] == "Take 200 mg then"


async def test_an_edit_of_what_was_sent_is_looked_at_too(held: Desk) -> None:
    assert await writes(held, "Take it easy", 71) == ["Take it easy"]

    assert await writes(held, "You have a slipped disc, take it easy", 71, edit=True) == []
    await press(held, "Send anyway")
    _, edit = held.sent[-1]
    assert isinstance(edit, Edit), "what the runner has is changed in place"
    assert edit.text == "You have a slipped disc, take it easy"
    assert edit.otherwise == "Corrected: You have a slipped disc, take it easy"


async def test_an_edit_of_a_note_stays_a_note(desk: Desk) -> None:
    await desk.runner(LASTING)
    await writes(desk, "you have a disc bulge if you ask me", 72)
    await desk.tap("claim", TOM)

    assert await writes(desk, "could be her shoes", 72, edit=True) == []


async def test_a_held_message_does_not_count_as_an_answer(held: Desk) -> None:
    await writes(held, DOSE, 70)

    async with held.store.begin() as session:
        assert [line for line in await session.transcript(7) if line.speaker is Speaker.PHYSIO] == []
        assert await session.reminders((await session.current_case(7)).id)  # type: ignore[union-attr]


async def test_a_last_word_is_looked_at_before_the_case_closes(held: Desk) -> None:
    sent = await held.command("/close You're good to go!")

    assert any("Not closed" in post for post in held.posts(sent))
    assert held.to_runner(sent) == []


async def test_send_shows_an_exercise_as_the_runner_would_see_it_and_sends_it_on_send(held: Desk) -> None:
    shown = await held.command("/send ded bug")
    preview = held.posts(shown)[0]
    start = len(held.sent)

    toast = await press(held, "Send")

    assert held.to_runner(shown) == []
    assert "Dead bug" in preview
    assert toast == "Sent."
    (got,) = held.to_runner(held.sent[start:])
    assert got in preview
    assert "sent Dead bug (Tom)" in await held.history()


async def test_a_double_tap_on_send_sends_once(held: Desk) -> None:
    await held.command("/send dead bug")
    start = len(held.sent)

    toasts = [await press(held, "Send"), await press(held, "Send")]

    assert toasts == ["Sent.", "That has been sent already."]
    assert len(held.to_runner(held.sent[start:])) == 1


async def test_a_saved_replys_fields_are_filled(held: Desk) -> None:
    await held.command("/send away for a while")
    await press(held, "Send")

    text = held.to_runner(held.sent)[-1]
    assert "Sam" in text
    assert "Tom" in text
    assert "NHS 111" in text
    assert "{" not in text


async def test_several_names_alike_are_offered_as_buttons(held: Desk) -> None:
    sent = await held.command("/send bridge")

    (offer,) = [body for body in held.to_case(sent) if isinstance(body, Say)]
    assert len(offer.buttons) > 1
    await press(held, offer.buttons[0].label)
    assert "The runner would see" in held.posts(held.sent)[-1]


async def test_a_name_nobody_knows_lists_the_saved_replies(held: Desk) -> None:
    assert "Keep a short diary" in held.posts(await held.command("/send croissant"))[0]


async def test_only_the_holder_sends_saved_things(held: Desk) -> None:
    assert "Tom holds this chat" in held.posts(await held.command("/send dead bug", ANN))[0]


async def test_exercises_are_not_sent_while_they_are_locked(desk: Desk) -> None:
    await desk.runner("I can't pee since this morning and my back is agony")
    await desk.tap("claim", TOM)

    locked = desk.posts(await desk.command("/send dead bug"))
    await desk.tap("unlock")
    opened = desk.posts(await desk.command("/send dead bug"))

    assert "Exercises are locked" in locked[0]
    assert "The runner would see" in opened[0]
