"""While a runner waits they may answer questions, and the card grows with each answer."""

from datetime import timedelta

from bot.ports import Say, ShowCard
from tests.integration.desk import SAM, Desk

LASTING = "my lower back has hurt for 5 months"


async def tap(desk: Desk, action: str) -> list[Say]:
    start = len(desk.sent)
    await desk.service.runner_tapped(desk.key(), SAM, action, desk.now)
    return [body for _, body in await desk.since(start) if isinstance(body, Say)]


def cards(desk: Desk) -> list[str]:
    return [body.text for body in desk.to_case(desk.sent) if isinstance(body, ShowCard)]


async def test_the_handoff_offers_the_questions_and_the_case_is_open_already(desk: Desk) -> None:
    await desk.runner(LASTING)

    offers = [body.buttons[0] for _, body in desk.sent if isinstance(body, Say) and body.buttons]
    assert offers[-1].action == "form:start"
    assert (await desk.case()).topic_id


async def test_the_card_is_edited_in_place_as_answers_come(desk: Desk) -> None:
    await desk.runner(LASTING)
    await tap(desk, "form:start")
    await tap(desk, "answer:no")
    before = len(cards(desk))

    await tap(desk, "form:where:1")
    await tap(desk, "form:where:done")

    assert len(cards(desk)) == before + 2
    assert "Where: Left low back." in cards(desk)[-1]
    assert "Safety card: none of these" in cards(desk)[-1]


async def test_the_questions_stop_the_moment_a_physio_joins_and_half_a_form_is_kept(desk: Desk) -> None:
    await desk.runner(LASTING)
    await tap(desk, "form:start")
    await tap(desk, "answer:no")
    await tap(desk, "form:where:1")
    await desk.tap("claim")

    asked = await tap(desk, "form:where:done")
    typed = await desk.runner("Left low back")

    assert asked == []
    assert typed == []
    assert "Where: Left low back." in cards(desk)[-1]


async def test_danger_in_an_answer_alarms_the_group_at_once(desk: Desk) -> None:
    await desk.runner(LASTING)
    await tap(desk, "form:start")
    await tap(desk, "answer:no")

    replies = await tap(desk, "form:where:6")

    assert "A&E" in replies[0].text
    assert any("EMERGENCY" in text for text in desk.to_group(desk.sent))
    assert (await desk.case()).urgent


async def test_earlier_cases_of_the_same_runner_are_linked_on_the_card(desk: Desk) -> None:
    await desk.runner(LASTING)
    first = await desk.case()
    await desk.tap("claim")
    await desk.tap("close")
    desk.now += timedelta(days=40)

    await desk.runner("can I speak to a physio please")

    newest = [body for body in desk.to_case(await desk.drain()) if isinstance(body, ShowCard)][-1]
    assert f"Earlier: case {first.id}" in newest.text
    assert [button.action for button in newest.buttons if button.label == f"Case {first.id}"] == [
        f"topic:{first.topic_id}"
    ]


async def test_the_card_says_who_unlocked_and_when(desk: Desk) -> None:
    await desk.runner("I can't pee since this morning and my back is agony")
    await desk.tap("unlock")

    assert "Exercise advice: locked" in cards(desk)[0]
    assert "open, checked by Tom 23 Nov 22:00" in cards(desk)[-1]
