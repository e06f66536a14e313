"""Putting a case aside, closing it, and what follows when the runner writes again."""

from datetime import timedelta

from bot.ports import CaseState, OpenTopic, Say, ShowState
from tests.integration.desk import ANN, SAM, TOM, Desk

LASTING = "my lower back has hurt for 5 months"
TO_TUESDAY_TEN = timedelta(hours=12)


async def claimed(desk: Desk) -> None:
    desk.now += TO_TUESDAY_TEN
    await desk.runner(LASTING)
    await desk.tap("claim")
    await desk.physio("Hello, try the bridges and write on Friday")


async def test_a_snoozed_case_wakes_at_its_time_and_calls_its_holder(desk: Desk) -> None:
    await claimed(desk)
    snoozed = await desk.command("/snooze 2h")

    early = await desk.later(minutes=119)
    woken = await desk.later(minutes=1)

    assert any(isinstance(body, ShowState) and body.snoozed for body in desk.to_case(snoozed))
    assert desk.posts(early) == []
    assert any("@tom_physio" in post for post in desk.posts(woken))
    assert any(isinstance(body, ShowState) and not body.snoozed for body in desk.to_case(woken))


async def test_a_snoozed_case_wakes_when_the_runner_writes_more_than_thanks(desk: Desk) -> None:
    await claimed(desk)
    await desk.command("/snooze tomorrow")
    start = len(desk.sent)

    await desk.runner("thank you!")
    thanked = desk.posts(desk.sent[start:])
    await desk.runner("it got worse after the bridges, what now?")

    assert not any("awake" in post for post in thanked)
    assert any("awake again" in post for post in desk.posts(desk.sent[start:]))


async def test_a_case_snoozed_until_they_write_sleeps_as_long(desk: Desk) -> None:
    await claimed(desk)
    toast = await desk.service.staff_tapped(
        desk.key(), TOM, f"snooze:{(await desk.case()).id}:until they write", desk.now
    )

    await desk.drain()

    assert toast == "Put aside."
    assert desk.posts(await desk.later(days=60)) == []


async def test_the_snooze_button_asks_until_when(desk: Desk) -> None:
    await claimed(desk)
    start = len(desk.sent)

    await desk.tap("snooze")

    (asked,) = [body for body in desk.to_case(desk.sent[start:]) if isinstance(body, Say)]
    assert [button.label for button in asked.buttons] == ["In 2 hours", "Tomorrow", "In a week", "Until they write"]


async def test_only_the_holder_puts_a_case_aside(desk: Desk) -> None:
    await claimed(desk)

    assert "Tom holds this chat" in desk.posts(await desk.command("/snooze 2h", ANN))[0]


async def test_a_time_nobody_understands_changes_nothing_and_says_how(desk: Desk) -> None:
    await claimed(desk)

    sent = await desk.command("/snooze when the cows come home")

    assert any("/snooze friday 14:00" in post for post in desk.posts(sent))
    assert not any(isinstance(body, ShowState) for body in desk.to_case(sent))


async def test_close_takes_a_last_word_to_the_runner(desk: Desk) -> None:
    await claimed(desk)

    sent = desk.to_runner(await desk.command("/close Take care, and keep the bridges up"))

    assert sent[0] == "Take care, and keep the bridges up"
    assert "I'm back" in sent[1]


async def test_a_colleague_closes_nothing_and_sends_no_last_word(desk: Desk) -> None:
    await claimed(desk)

    sent = await desk.command("/close Take care", ANN)

    assert desk.to_runner(sent) == []
    assert "Tom holds this chat" in desk.posts(sent)[0]
    assert (await desk.case()).state is CaseState.CLAIMED


async def test_a_case_that_nobody_holds_closes_without_a_word_alone(desk: Desk) -> None:
    await desk.runner(LASTING)

    refused = await desk.command("/close Take care")
    closed = await desk.command("/close")

    assert desk.to_runner(refused) == []
    assert desk.posts(refused) == ["Claim this chat first."]
    assert "closed your request" in desk.to_runner(closed)[0]
    assert (await desk.case()).state is CaseState.CLOSED


async def test_a_rating_is_asked_once_per_case(desk: Desk) -> None:
    await claimed(desk)
    first = desk.to_runner(await desk.command("/close"))
    await desk.runner("can I speak to the physio again please")
    await desk.tap("claim")

    second = desk.to_runner(await desk.command("/close"))

    assert any("How did it go" in text for text in first)
    assert not any("How did it go" in text for text in second)


async def test_a_rating_is_never_asked_after_a_danger_sign(desk: Desk) -> None:
    await claimed(desk)
    await desk.runner("since this morning I can't feel when I wipe")
    await desk.tap("unlock")

    assert not any("How did it go" in text for text in desk.to_runner(await desk.command("/close")))


async def test_the_rating_is_shown_to_the_team_and_kept_once(desk: Desk) -> None:
    await claimed(desk)
    await desk.command("/close")
    start = len(desk.sent)

    replies = await desk.runner("It helped a bit")
    await desk.service.runner_tapped(desk.key(), SAM, "rate:worse", desk.now)

    assert any("Thanks for telling us" in reply for reply in replies)
    assert sum("how it went" in post for post in desk.posts(await desk.since(start))) == 1
    assert [event for event in await desk.history() if event.startswith("rated")] == ["rated: It helped a bit (Sam)"]


async def test_after_the_teams_limit_a_new_case_gets_a_new_topic(desk: Desk) -> None:
    await claimed(desk)
    first = await desk.case()
    await desk.command("/close")
    desk.now += timedelta(days=31)
    start = len(desk.sent)

    await desk.runner("can I speak to a physio please")

    again = await desk.case()
    assert again.id != first.id
    assert again.state is CaseState.OPEN
    assert any(isinstance(body, OpenTopic) for body in desk.to_case(await desk.since(start)))
