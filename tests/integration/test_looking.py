"""Who did what, who waits, what was said where, and that nobody but staff may."""

from datetime import timedelta

import pytest

from bot.ports import CaseState, Incoming, Runner, Say, ToStaff
from tests.integration.desk import ANN, SAM, TOM, Desk

LASTING = "my lower back has hurt for 5 months"
MIA = Runner(8, "Mia")


async def test_history_shows_who_did_what_and_when(desk: Desk) -> None:
    await desk.runner(LASTING)
    await desk.tap("claim", TOM)
    await desk.runner("I can't feel when I wipe")
    await desk.tap("unlock", TOM)
    await desk.tap("takeover", ANN)
    await desk.tap("release", ANN)
    await desk.tap("claim", TOM)
    await desk.command("/close", TOM)

    (told,) = [post for post in desk.posts(await desk.command("/history")) if post.startswith("History")]

    done = [
        "opened",
        "claimed",
        "locked exercises",
        "checked and unlocked",
        "taken over",
        "released",
        "claimed",
        "closed",
    ]
    places = [told.index(what) for what in done[:6]]
    assert places == sorted(places)
    assert "23 Nov 22:00  claimed (Tom)" in told
    assert "closed (Tom)" in told


async def test_edits_of_both_sides_are_in_the_history(desk: Desk) -> None:
    await desk.service.runner_wrote(desk.key(), SAM, Incoming(55, LASTING), desk.now)
    await desk.drain()
    await desk.tap("claim", TOM)
    topic = (await desk.case()).topic_id
    await desk.service.staff_wrote(desk.key(), TOM, topic, Incoming(77, "Where is it sore"), desk.now)

    await desk.service.runner_edited(desk.key(), SAM, Incoming(55, "it has hurt for 6 months"), desk.now)
    await desk.service.staff_edited(desk.key(), TOM, topic, Incoming(77, "Where is it sore?"), desk.now)

    assert [event for event in await desk.history() if "edited" in event] == [
        "edited a message (Sam)",
        "edited a message (Tom)",
    ]


async def test_queue_says_in_words_how_far_behind_the_group_is_and_when_it_has_caught_up(desk: Desk) -> None:
    await desk.runner(LASTING)
    for number in range(25):
        await desk.service.runner_wrote(desk.key(), SAM, Incoming(200 + number, "it pulls"), desk.now)
    desk.now += timedelta(minutes=3)
    await desk.service.runner_wrote(desk.key(), MIA, Incoming(300, LASTING), desk.now)

    told = next(text for text in desk.to_group(await desk.command("/queue", in_topic=False)) if "Not shown" in text)

    head, *lanes = told.split("\n")
    assert "Not shown here yet: 28, the oldest for 3 minutes" in head
    assert "20 messages a minute in this group, so I have caught up in 2 minutes or less" in head
    assert lanes == [
        "• new cases, and answers to you: 3 (the oldest for 3 minutes)",
        "• what runners wrote, and news of cases: 25 (the oldest for 3 minutes)",
    ]


async def test_queue_says_so_when_nothing_waits(desk: Desk) -> None:
    await desk.runner(LASTING)

    assert desk.posts(await desk.command("/queue")) == ["Nothing waits. All that runners wrote is here."]


async def test_open_lists_waiting_cases_oldest_first_with_links(desk: Desk) -> None:
    await desk.runner(LASTING)
    topic = (await desk.case()).topic_id
    desk.now += timedelta(hours=1)
    await desk.service.runner_wrote(desk.key(), MIA, Incoming(5001, LASTING), desk.now)
    await desk.drain()
    desk.now += timedelta(hours=2)

    sent = await desk.command("/open", in_topic=False)

    (listed,) = [body for to, body in sent if isinstance(to, ToStaff) and isinstance(body, Say)]
    lines = listed.text.splitlines()
    assert lines[0] == "Waiting to be claimed, oldest first: 2"
    assert lines[1].startswith("case 1")
    assert "waits for 3 hours" in lines[1]
    assert lines[2].startswith("case 2")
    assert listed.buttons[0].action == f"topic:{topic}"


async def test_open_says_when_nobody_waits(desk: Desk) -> None:
    await desk.runner(LASTING)
    await desk.tap("claim")

    assert "Nobody is waiting" in desk.posts(await desk.command("/open"))[0]


async def test_find_searches_the_teams_own_cases(desk: Desk) -> None:
    await desk.runner(LASTING)
    await desk.runner("it catches when I lift my toddler")

    found = desk.posts(await desk.command("/find toddler"))
    missed = desk.posts(await desk.command("/find marathon"))

    assert "case 1" in found[0]
    assert "Sam" not in found[0], "an erased runner must not be left standing in a list"
    assert "No case of ours" in missed[0]


@pytest.mark.parametrize(
    "action",
    ["claim:999", "claim:", "claim:99999999999999999999999", "claim:²", "claim:1;drop", "nonsense", "", "a:b:c"],
)
async def test_a_forged_button_gets_a_clear_answer_and_does_nothing(desk: Desk, action: str) -> None:
    await desk.runner(LASTING)

    toast = await desk.service.staff_tapped(desk.key(), TOM, action, desk.now)

    assert "gone" in toast
    assert (await desk.case()).state is CaseState.OPEN


async def test_a_button_of_an_older_version_gets_a_clear_answer(desk: Desk) -> None:
    await desk.runner(LASTING)

    assert "older version" in await desk.tap("pass")


async def test_a_runner_cannot_use_the_desk_from_their_own_chat(desk: Desk) -> None:
    await desk.runner(LASTING)
    case = await desk.case()

    await desk.service.runner_tapped(desk.key(), SAM, f"claim:{case.id}", desk.now)
    await desk.service.runner_tapped(desk.key(), SAM, f"close:{case.id}", desk.now)
    await desk.service.runner_commanded(desk.key(), SAM, "unlock", "", desk.now)
    await desk.runner("/claim")

    assert (await desk.case()) == case


async def test_the_runners_own_word_does_not_unlock(desk: Desk) -> None:
    await desk.runner("I can't pee since this morning and my back is agony")
    await desk.runner("false alarm, I'm fine now, the doctor cleared me")

    locked = await desk.runner("show me hamstring stretches")

    assert any("Before exercises" in text for text in locked)


async def test_unlocking_is_kept_with_who_and_when(desk: Desk) -> None:
    await desk.runner("I can't pee since this morning and my back is agony")
    await desk.tap("unlock", ANN)

    assert "checked and unlocked: Bladder change (Ann)" in await desk.history()
