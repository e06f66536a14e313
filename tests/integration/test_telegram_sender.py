"""What waits in the outbox goes out: in order, within Telegram's budget, and never forgotten."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.ports import (
    Body,
    Button,
    Case,
    CaseState,
    Copy,
    DeleteMessage,
    DeleteTopic,
    Destination,
    Lane,
    OpenTopic,
    Outgoing,
    React,
    Runner,
    Say,
    SendFile,
    ShowCard,
    ShowState,
    Store,
    ToCase,
    ToRunner,
    ToStaff,
)
from bot.telegram.pace import Budget, Rate
from knowledge.model import Knowledge
from tests.botapi import BotApi
from tests.fakes.recording_service import RecordingService
from tests.integration.on_telegram import NO_LIMITS, on_telegram


def now() -> datetime:
    return datetime.now(UTC)


async def queue(store: Store, to: Destination, *bodies: Body, lane: Lane = Lane.ANSWER, **more: object) -> None:
    async with store.begin() as session:
        for body in bodies:
            await session.send(Outgoing(to, body, lane, now(), **more))  # type: ignore[arg-type]


async def open_case(store: Store, runner: int = 7, name: str = "Sam") -> Case:
    async with store.begin() as session:
        await session.keep_runner(Runner(runner, name))
        case, _ = await session.open_case(runner, "p1", "it has lasted", False, now())
        return case


async def kept_case(store: Store, case: Case) -> Case:
    async with store.begin() as session:
        found = await session.case(case.id)
    assert found
    return found


@pytest.fixture
def service(store: Store, api: BotApi) -> RecordingService:
    return RecordingService(store, staff=api.staff.id)


async def test_html_in_a_text_is_shown_as_it_was_written(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToRunner(7), Say("• 5 < 6 & <b>so</b>", title="Try <this>"))
        shown = await sam.hears("5 < 6")

    assert shown.text == "Try <this>\n• 5 < 6 & <b>so</b>"
    assert shown.html.startswith("<b>Try &lt;this&gt;</b>\n")


async def test_a_long_text_comes_in_parts_with_the_buttons_under_the_last(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    text = "\n\n".join(f"Paragraph {n} " + "word " * 150 for n in range(10))

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToRunner(7), Say(text, buttons=(Button("Next", "next"),)))
        await sam.hears("Paragraph 9")

    assert [bool(m.labels) for m in sam.screen] == [False, True]
    assert all(m.text.startswith("Paragraph") for m in sam.screen)


async def five_hundred_wait(api: BotApi, store: Store) -> None:
    """Ten lines for each of fifty runners."""
    runners = [api.runner(1000 + n, f"R{n}") for n in range(50)]
    async with store.begin() as session:
        for number in range(10):
            for runner in runners:
                await session.send(Outgoing(ToRunner(runner.id), Say(f"line {number}"), Lane.ANSWER, now()))


async def test_a_safety_text_waits_for_no_budget_while_five_hundred_others_do(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    await five_hundred_wait(api, store)
    kim, waits = api.runner(8, "Kim"), api.runner(1000, "R0")
    hour = 3600.0
    spent = Budget(in_all=Rate(20, hour), one_chat=Rate(1, hour), staff_group=Rate(1, hour))

    async with on_telegram(api, service, store, shipped, budget=spent):
        await api.until(lambda: len(api.calls_of("sendMessage")) == 20, within=10)
        await queue(store, ToRunner(8), Say("Call 999 now"), lane=Lane.SAFETY)
        await queue(store, ToRunner(waits.id), Say("Call 999 now"), lane=Lane.SAFETY)
        await queue(store, ToStaff(), Say("An alert"), Say("Another alert"), lane=Lane.SAFETY)
        await kim.hears("Call 999")
        await waits.hears("Call 999")
        await api.staff.shows("Another alert")

    assert len(api.calls_of("sendMessage")) == 24  # nothing else could go within the hour


async def test_a_safety_text_goes_before_five_hundred_that_wait_and_after_no_more_than_were_chosen_already(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    await five_hundred_wait(api, store)
    kim = api.runner(8, "Kim")
    api.latency = 0.02
    budget = replace(NO_LIMITS, calls_at_once=5)  # so only the calls under way hold up the others

    async with on_telegram(api, service, store, shipped, budget=budget):
        await api.until(lambda: len(api.calls_of("sendMessage")) >= 30, within=10)
        await queue(store, ToRunner(8), Say("Call 999 now"), lane=Lane.SAFETY)
        committed, before = time.monotonic(), len(api.calls_of("sendMessage"))
        await kim.hears("Call 999")
        texts = [call["text"] for call in api.calls_of("sendMessage")]
        arrived = next(at for at, _, call in api.calls if call.get("text") == "Call 999 now")

    assert texts.index("Call 999 now") - before <= budget.calls_at_once, "a round that had begun before the commit"
    assert arrived - committed < 1.0  # the aim is 0.1; the machine that runs the tests may be busy


async def test_a_safety_text_passes_a_hanging_answer_to_the_same_runner(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    api.fails("sendMessage", chat=7, delay=2, status=500)

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToRunner(7), Say("hangs"))
        await asyncio.sleep(0.2)
        await queue(store, ToRunner(7), Say("Call 999 now"), lane=Lane.SAFETY)
        await sam.hears("Call 999", within=1.5)


async def test_a_slow_chat_holds_up_no_other(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    kim = api.runner(8, "Kim")
    api.runner(7, "Sam")
    api.fails("sendMessage", chat=7, delay=2)

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToRunner(7), Say("slow"))
        await asyncio.sleep(0.1)
        await queue(store, ToRunner(8), Say("quick"))
        await kim.hears("quick", within=1.5)


async def test_one_chat_gets_one_a_second_after_a_short_burst(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, service, store, shipped, budget=Budget(one_chat=Rate(2, 1.0))):
        await queue(store, ToRunner(7), *(Say(f"line {n}") for n in range(5)))
        await sam.hears("line 4", within=8)

    times = [shown.at for shown in sam.screen]
    assert times[4] - times[0] > 1.8
    assert [shown.text for shown in sam.screen] == [f"line {n}" for n in range(5)]


async def test_each_part_of_a_long_text_counts(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    in_three_parts = "\n\n".join(f"Paragraph {n} " + "word " * 150 for n in range(15))

    async with on_telegram(api, service, store, shipped, budget=Budget(one_chat=Rate(3, 2.0))):
        await queue(store, ToRunner(7), Say(in_three_parts), Say("short"))
        await sam.hears("short", within=8)

    times = [shown.at for shown in sam.screen]
    assert len(times) == 4
    assert times[3] - times[0] > 1.8


async def test_the_group_gets_no_more_than_its_minute_allows_and_runners_do_not_wait_for_it(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, service, store, shipped, budget=Budget(staff_group=Rate(3, 2.0))):
        await queue(store, ToStaff(), *(Say(f"note {n}") for n in range(5)), lane=Lane.RELAY)
        await queue(store, ToRunner(7), Say("an answer"))
        await sam.hears("an answer")
        before = len(api.staff.screen)
        await api.staff.shows("note 4", within=8)

    times = [shown.at for shown in api.staff.screen]
    assert before <= 3
    assert times[3] - times[0] > 1.8


async def test_too_many_requests_is_waited_out_for_that_chat_alone(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam, kim = api.runner(7, "Sam"), api.runner(8, "Kim")
    api.fails("sendMessage", chat=7, retry_after=1)

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToRunner(7), Say("patience"), Say("second"))
        await api.until(lambda: api.calls_of("sendMessage"))
        started = asyncio.get_running_loop().time()
        await queue(store, ToRunner(8), Say("at once"))
        await kim.hears("at once", within=0.8)
        await sam.hears("second", within=4)
        took = asyncio.get_running_loop().time() - started

    assert took > 0.9
    assert [shown.text for shown in sam.screen] == ["patience", "second"]


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 502, "body": "<html><h1>502 Bad Gateway</h1></html>"},
        {"status": 500, "description": "Internal Server Error"},
        {"status": 200, "body": "not json"},
        {"cut": True},
    ],
    ids=["502 with HTML", "500", "200 with nonsense", "cut"],
)
async def test_a_failing_call_is_made_again(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge, fault: dict[str, object]
) -> None:
    sam = api.runner(7, "Sam")
    api.fails("sendMessage", **fault)

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToRunner(7), Say("hello"), Say("and more"))
        await sam.hears("and more")

    assert [shown.text for shown in sam.screen] == ["hello", "and more"]


async def test_an_unknown_outcome_is_sent_again(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    api.fails("sendMessage", cut=True, after=True)

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToRunner(7), Say("hello"))
        await sam.hears("hello", count=2)


async def test_telegram_away_and_back_loses_nothing(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToRunner(7), Say("first"))
        await sam.hears("first")
        await api.stop()
        await queue(store, ToRunner(7), Say("second"), Say("third"))
        await asyncio.sleep(0.7)
        await api.start()
        await sam.hears("third", within=8)

    assert [shown.text for shown in sam.screen] == ["first", "second", "third"]


async def test_a_case_gets_its_topic_and_its_pinned_card(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    case = await open_case(store)

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToCase(case.id), OpenTopic("Sam: sore"), ShowCard("The card", (Button("Claim", "claim:1"),)))
        topic = await api.staff.topic("Sam: sore")
        card = await api.staff.shows("The card", topic)
        await api.until(lambda: card.pinned or None, what="the pin")
        await queue(store, ToCase(case.id), ShowCard("The card, newer"), lane=Lane.CARD)
        await api.until(lambda: card.text == "The card, newer" or None, what="the edit")

    assert (await kept_case(store, case)).topic_id == topic
    assert (await kept_case(store, case)).card_message_id == card.message_id
    assert len(api.staff.screen) == 1


async def test_what_is_known_of_a_card_is_written_down_before_it_is_pinned(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    case = await open_case(store)
    pin = api.fails("pinChatMessage", delay=60.0, cut=True)

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToCase(case.id), OpenTopic("Sam: sore"), ShowCard("The card"), Say("words"))
        card = await api.staff.shows("The card")
        await api.staff.shows("words")
        await api.until(lambda: pin.hits or None, what="the pin")
        kept = await kept_case(store, case)

    assert kept.card_message_id == card.message_id, "else a crash now would send it again"


async def test_a_pin_that_telegram_refuses_is_no_news(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    case = await open_case(store)
    pin = api.fails(
        "pinChatMessage", status=400, description="Bad Request: not enough rights to manage pinned messages"
    )

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToCase(case.id), OpenTopic("Sam: sore"), ShowCard("The card"))
        await api.until(lambda: pin.hits or None, what="the pin")
        await queue(store, ToStaff(), Say("done"))
        await api.staff.shows("done")
        async with store.begin() as session:
            dead = await session.count_dead()

    assert dead == 0
    assert [m.text for m in api.staff.screen] == ["The card", "done"]


async def test_a_case_has_one_topic_however_its_making_was_disturbed(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    case = await open_case(store)
    api.fails("createForumTopic", status=502, body="<html>")
    api.fails("sendMessage", cut=True)

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToCase(case.id), OpenTopic("Sam: sore"), Say("words"))
        await api.staff.shows("words")

    assert len(api.staff.chat.topics) == 1


async def test_a_deleted_topic_is_made_anew_with_its_card_and_the_message_sent_again(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    case = await open_case(store)

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToCase(case.id), OpenTopic("Sam: sore"), ShowCard("The card"))
        await api.staff.shows("The card")
        api.staff.delete_topic(await api.staff.topic("Sam"))
        await queue(store, ToCase(case.id), Say("Sam: are you there?"), lane=Lane.RELAY)
        topic = await api.staff.topic("Sam")
        await api.staff.shows("are you there", topic)
        await api.staff.shows("The card", topic)

    assert (await kept_case(store, case)).topic_id == topic


async def test_the_topic_shows_the_state_in_name_and_icon_and_closes(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    case = await open_case(store)

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToCase(case.id), OpenTopic("Sam: sore"))
        topic = api.staff.chat.topics[await api.staff.topic("Sam")]
        for state, name in ((CaseState.CLAIMED, "Sam: held"), (CaseState.CLOSED, "Sam: done")):
            await queue(store, ToCase(case.id), ShowState(state, name), ShowState(state, name), lane=Lane.CARD)
            await api.until(lambda name=name: topic.name == name or None)  # type: ignore[misc]
        await api.until(lambda: topic.closed or None)
        icon = topic.icon
        await queue(store, ToCase(case.id), ShowState(CaseState.OPEN, "Sam: again"), lane=Lane.CARD)
        await api.until(lambda: (not topic.closed and topic.name == "Sam: again") or None)

    assert icon == "✅"


async def test_without_the_right_to_make_topics_staff_are_told_once_and_nothing_is_lost(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    case = await open_case(store)
    api.staff.chat.bot_may_manage_topics = False

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToCase(case.id), OpenTopic("Sam: sore"), ShowCard("The card"), Say("words"), Say("more"))
        await api.staff.shows("manage topics")
        more = await api.staff.shows("more")

    card = next(message for message in api.staff.screen if message.text == "The card")
    assert more.reply_to == card.message_id
    assert sorted(message.text[:8] for message in api.staff.screen) == sorted(["The card", "words", "more", "I can't "])


async def test_without_a_staff_group_cases_wait_and_runners_do_not(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    service.staff = None
    sam = api.runner(7, "Sam")
    case = await open_case(store)

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToCase(case.id), OpenTopic("Sam: sore"), Say("words"))
        await queue(store, ToRunner(7), Say("an answer"))
        await sam.hears("an answer")
        await api.staff.writes(None, "/link c0de")
        await api.staff.shows("words", within=4)


async def test_a_runner_who_blocked_the_bot_is_marked_and_the_physio_is_told(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    sam.chat.blocked = True
    case = await open_case(store)

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToRunner(7), Say("How is it?"), lane=Lane.RELAY, confirms=501, say_after_failure=True)
        await api.staff.shows("did not reach Sam")

    async with store.begin() as session:
        runner = await session.runner(7)
        dead = await session.dead_letters()
    assert runner
    assert not runner.reachable
    assert len(dead) == 1
    assert (await kept_case(store, case)).state is CaseState.OPEN


async def test_a_delivered_message_of_a_physio_gets_a_reaction(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    await open_case(store)

    async with on_telegram(api, service, store, shipped):
        written = await api.staff.writes(None, "How is it?")
        await queue(store, ToRunner(7), Say("How is it?"), lane=Lane.RELAY, confirms=written, say_after_failure=True)
        await sam.hears("How is it?")
        await api.until(lambda: api.staff.chat.messages[written].reaction or None, what="the reaction")


async def test_what_telegram_refuses_is_set_aside_and_the_rest_goes_on(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    await open_case(store)

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToRunner(7), Say("x", buttons=(Button("B", "a" * 65),)), Say("next"))
        await sam.hears("next")
        await api.staff.shows("could not be delivered")

    async with store.begin() as session:
        assert len(await session.dead_letters()) == 1


async def test_media_goes_across_and_files_arrive(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    case = await open_case(store)

    async with on_telegram(api, service, store, shipped):
        photo = await sam.sends("photo", "my back")
        await queue(store, ToCase(case.id), Copy(7, photo), SendFile("chat.txt", "Sam: hello\n"))
        copied = await api.staff.shows("my back")
        file = await api.staff.shows("Sam: hello")

    assert copied.copied_from == (7, photo)
    assert file.media == "document:chat.txt"


async def test_what_is_to_be_removed_is_and_what_is_gone_already_is_no_news(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    shown = api.add(api.staff.chat, "Sam is in danger", 424242)

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToStaff(), DeleteMessage(shown.message_id), DeleteMessage(99), DeleteTopic(98), forget=True)
        await queue(store, ToStaff(), Say("done"))
        await api.staff.shows("done")

    assert [message.text for message in api.staff.screen] == ["done"]


async def test_a_topic_that_may_not_be_removed_is_left_to_staff_and_the_runner_is_told(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")
    case = await open_case(store)

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToCase(case.id), OpenTopic("Sam: sore"), Say("words"))
        topic = await api.staff.topic("Sam")
        api.staff.chat.bot_may_manage_topics = False
        await queue(store, ToStaff(), DeleteTopic(topic), about=7, forget=True)
        await api.staff.shows(f"topic {topic} in this group. Please delete it by hand")
        await sam.hears("did not let me remove")


async def test_a_group_with_a_new_number_is_followed(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    old = service.staff = -4001
    api.fails("sendMessage", chat=old, migrate_to=api.staff.id)

    async with on_telegram(api, service, store, shipped):
        await queue(store, ToStaff(), Say("an alert"), lane=Lane.SAFETY)
        await api.staff.shows("an alert")
        await api.staff.writes(None, "hello")
        await api.until(lambda: service.words() or None, what="the new group to count as the staff group")


async def test_a_reaction_that_cannot_be_set_is_no_news(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    async with on_telegram(api, service, store, shipped):
        await queue(store, ToStaff(), React(99999, "👍"), Say("after it"))
        await api.staff.shows("after it")

    assert len(api.staff.screen) == 1
