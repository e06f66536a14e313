"""What every store promises, whatever it is made of.

The same tests run over the fake one, SQLite in memory and in a file, and PostgreSQL.
"""

# ruff: noqa: PT012 (a transaction is a block)

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.dialogue.conversation import Advice, Asked, Conversation, OpenQuestion, Phase, SignSeen
from bot.ports import (
    ALBUM_PAUSE,
    Backlog,
    Button,
    Case,
    CaseState,
    Copy,
    DeadLetter,
    DeleteTopic,
    Destination,
    Keep,
    Lane,
    Line,
    MissState,
    OpenTopic,
    Outgoing,
    Physio,
    Reach,
    React,
    Reminder,
    Runner,
    Say,
    ShowCard,
    Speaker,
    Store,
    StoreError,
    StoreRefusedError,
    ToCase,
    ToRunner,
    ToStaff,
    Waits,
)
from bot.storage.store import open_async_store
from tests.fakes.store import FakeStore
from tests.postgresql import PostgreSql

NOW = datetime(2026, 11, 22, 9, 30, 15, 250_000, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ANNA, BEN = 1001, 1002
KEEP = Keep(chats=timedelta(days=30), cases=timedelta(days=1000))


@pytest.fixture(params=["fake", "memory", "sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(request, tmp_path)
    yield opened
    await opened.close()


async def open_store(request: pytest.FixtureRequest, folder: Path) -> Store:
    """A new, empty store."""
    match request.param:
        case "fake":
            return FakeStore()
        case "memory":
            return await open_async_store("sqlite+aiosqlite:///:memory:")
        case "sqlite":
            return await open_async_store(f"sqlite+aiosqlite:///{folder / 'bot.db'}")
    server: PostgreSql = request.getfixturevalue("postgresql")
    return await open_async_store(await server.emptied_database())


def say(words: str, to: Destination, lane: Lane = Lane.ANSWER, at: datetime = NOW) -> Outgoing:
    return Outgoing(to, Say(words), lane, at)


async def queue(store: Store, *rows: Outgoing) -> list[int]:
    async with store.begin() as session:
        return [await session.send(row) for row in rows]


async def due_words(store: Store, now: datetime = NOW, limit: int = 100) -> list[str]:
    async with store.begin() as session:
        rows = await session.due(now, limit)
    return [row.outgoing.body.text for row in rows if isinstance(row.outgoing.body, Say)]


async def case_for(store: Store, runner: int = ANNA) -> Case:
    async with store.begin() as session:
        case, _ = await session.open_case(runner, "persistent", "Pain for six weeks", False, NOW)
    return case


# One transaction


async def test_an_update_seen_twice_is_known_the_second_time(store: Store) -> None:
    async with store.begin() as session:
        first = await session.first_time("telegram:7")
    async with store.begin() as session:
        second = await session.first_time("telegram:7")

    assert (first, second) == (True, False)


async def test_an_update_of_a_transaction_that_failed_is_new_again(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.begin() as session:
            await session.first_time("telegram:8")
            raise ZeroDivisionError

    async with store.begin() as session:
        assert await session.first_time("telegram:8")


async def test_an_error_leaves_nothing_of_a_transaction(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.begin() as session:
            await session.keep_runner(Runner(ANNA, "Anna"))
            await session.keep_conversation(Conversation(ANNA, pain=7))
            await session.add_line(Line(ANNA, Speaker.RUNNER, "ouch", NOW, 1))
            case, _ = await session.open_case(ANNA, "persistent", "six weeks", False, NOW)
            await session.note_event(case.id, "opened", "bot", NOW)
            await session.send(say("hello", ToRunner(ANNA)))
            await session.keep_setting("staff_chat", "-5")
            raise ZeroDivisionError

    async with store.begin() as session:
        assert await session.runner(ANNA) is None
        assert await session.conversation(ANNA) == Conversation(ANNA)
        assert await session.transcript(ANNA) == []
        assert await session.latest_case(ANNA) is None
        assert await session.events(case.id) == []
        assert await session.due(NOW, 100) == []
        assert await session.setting("staff_chat") is None


async def test_a_cancelled_transaction_leaves_nothing_and_blocks_nobody(store: Store) -> None:
    inside = asyncio.Event()

    async def hang() -> None:
        async with store.begin() as session:
            await session.keep_runner(Runner(ANNA, "Anna"))
            inside.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(hang())
    await inside.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    async with store.begin() as session:
        assert await session.runner(ANNA) is None


async def test_a_refusal_that_is_swallowed_still_saves_nothing(store: Store) -> None:
    with pytest.raises(StoreError):
        async with store.begin() as session:
            await session.keep_runner(Runner(ANNA, "Anna"))
            with suppress(StoreError):
                await session.note_event(404, "claimed", "Sam", NOW)

    async with store.begin() as session:
        assert await session.runner(ANNA) is None


async def test_what_a_transaction_wrote_it_can_read(store: Store) -> None:
    async with store.begin() as session:
        await session.keep_conversation(Conversation(ANNA, pain=7))

        assert (await session.conversation(ANNA)).pain == 7


async def test_two_transactions_for_one_runner_take_turns(store: Store) -> None:
    async def count_up() -> None:
        async with store.begin() as session:
            chat = await session.conversation(ANNA)
            await asyncio.sleep(0)
            await session.keep_conversation(replace(chat, not_understood=chat.not_understood + 1))

    await asyncio.gather(*(count_up() for _ in range(20)))

    async with store.begin() as session:
        assert (await session.conversation(ANNA)).not_understood == 20


async def test_a_closed_store_says_so(store: Store) -> None:
    await store.close()

    with pytest.raises(StoreError):
        async with store.begin():
            pass


# Runners and conversations


async def test_a_runner_is_replaced(store: Store) -> None:
    async with store.begin() as session:
        await session.keep_runner(Runner(ANNA, "Anna", "en"))
        await session.keep_runner(Runner(ANNA, "Annie", "en", reachable=False))

        assert await session.runner(ANNA) == Runner(ANNA, "Annie", "en", reachable=False)


async def test_a_conversation_comes_back_as_it_was(store: Store) -> None:
    chat = Conversation(
        ANNA,
        phase=Phase.HELD,
        locked_by="cauda_equina",
        signs=(SignSeen("cauda_equina", "numb_saddle", NOW, ("numb", "down there")),),
        duration_days=42,
        question=OpenQuestion(Asked.WHICH_TOPIC, NOW, choices=("hips", "shoes")),
        last_advice=Advice("hips", "fix", NOW),
        thought=("my back", "hurts 😀"),
        thought_since=NOW,
        last_heard=NOW + MINUTE,
    )

    async with store.begin() as session:
        await session.keep_conversation(chat)
    async with store.begin() as session:
        assert await session.conversation(ANNA) == chat


async def test_unfinished_thoughts_are_found_oldest_first(store: Store) -> None:
    async with store.begin() as session:
        await session.keep_conversation(Conversation(1, thought=("a",), thought_since=NOW - MINUTE))
        await session.keep_conversation(Conversation(2, thought=("b",), thought_since=NOW - 2 * MINUTE))
        await session.keep_conversation(Conversation(3, thought=("c",), thought_since=NOW + MINUTE))
        await session.keep_conversation(Conversation(4))

        assert list(await session.unfinished(NOW, NOW + 60 * MINUTE)) == [2, 1]
        assert list(await session.unfinished(NOW - 120 * MINUTE, NOW)) == [3]


async def test_half_an_emoji_and_a_nul_keep_nothing_from_being_saved(store: Store) -> None:
    async with store.begin() as session:
        await session.add_line(Line(ANNA, Speaker.RUNNER, "sore \ud83d\0 back", NOW, 1))
        await session.keep_conversation(Conversation(ANNA, thought=("sore \ud83d",)))
        await session.send(say("sore \ud83d", ToRunner(ANNA)))

    async with store.begin() as session:
        assert [line.text for line in await session.transcript(ANNA)] == ["sore ? back"]
        assert (await session.conversation(ANNA)).thought == ("sore ?",)
    assert await due_words(store) == ["sore ?"]


async def test_moments_come_back_in_utc(store: Store) -> None:
    in_delhi = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))

    async with store.begin() as session:
        await session.add_line(Line(ANNA, Speaker.RUNNER, "hi", in_delhi, 1))
        await session.send(say("hi", ToRunner(ANNA), at=in_delhi))

    async with store.begin() as session:
        moments = [(await session.transcript(ANNA))[0].at, (await session.due(NOW, 1))[0].due]
    assert moments == [NOW, NOW]
    assert {moment.utcoffset() for moment in moments} == {timedelta(0)}


async def test_a_moment_without_a_time_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="time zone"):
        async with store.begin() as session:
            await session.add_line(Line(ANNA, Speaker.RUNNER, "hi", NOW.replace(tzinfo=None)))


# The transcript


async def test_an_edit_adds_a_version_and_returns_the_old_one(store: Store) -> None:
    first = Line(ANNA, Speaker.RUNNER, "my bcak", NOW, 5, media="photo")
    async with store.begin() as session:
        await session.add_line(first)
        replaced = await session.revise_line(ANNA, Speaker.RUNNER, 5, "my back", NOW + MINUTE)
        again = await session.revise_line(ANNA, Speaker.RUNNER, 5, "my lower back", NOW + 2 * MINUTE)

        second = replace(first, text="my back", at=NOW + MINUTE, version=2)
        third = replace(first, text="my lower back", at=NOW + 2 * MINUTE, version=3)
        assert (replaced, again) == (first, second)
        assert list(await session.transcript(ANNA)) == [first, second, third]


async def test_an_edit_of_an_unknown_line_changes_nothing(store: Store) -> None:
    async with store.begin() as session:
        assert await session.revise_line(ANNA, Speaker.RUNNER, 5, "my back", NOW) is None
        assert await session.transcript(ANNA) == []


async def test_the_same_line_is_kept_once(store: Store) -> None:
    line = Line(ANNA, Speaker.RUNNER, "my back", NOW, 5)
    async with store.begin() as session:
        await session.add_line(line)
        await session.add_line(line)

        assert list(await session.transcript(ANNA)) == [line]


async def test_lines_of_the_bot_have_no_number_and_are_all_kept(store: Store) -> None:
    line = Line(ANNA, Speaker.BOT, "Rest a little", NOW)
    async with store.begin() as session:
        await session.add_line(line)
        await session.add_line(line)

        assert list(await session.transcript(ANNA)) == [line, line]


async def test_a_transcript_can_begin_later_and_is_one_runners_own(store: Store) -> None:
    async with store.begin() as session:
        for number in range(3):
            await session.add_line(Line(ANNA, Speaker.RUNNER, str(number), NOW + number * MINUTE, number))
        await session.add_line(Line(BEN, Speaker.RUNNER, "not Anna's", NOW, 1))

        assert [line.text for line in await session.transcript(ANNA, NOW + MINUTE)] == ["1", "2"]


# Cases


async def test_a_runner_has_one_open_case_however_often_they_ask(store: Store) -> None:
    async def ask(urgent: bool) -> tuple[Case, bool]:
        async with store.begin() as session:
            return await session.open_case(ANNA, "asked", "Asked for a person", urgent, NOW)

    answers = await asyncio.gather(*(ask(False) for _ in range(8)))

    assert sum(is_new for _, is_new in answers) == 1
    assert len({case.id for case, _ in answers}) == 1


async def test_a_claimed_case_is_still_the_one(store: Store) -> None:
    case = await case_for(store)
    async with store.begin() as session:
        await session.keep_case(replace(case, state=CaseState.CLAIMED, holder=Physio(9, "Sam")))
        found, is_new = await session.open_case(ANNA, "again", "again", False, NOW)

    assert (found.id, found.holder, is_new) == (case.id, Physio(9, "Sam"), False)


async def test_a_closed_case_makes_room_for_a_new_one(store: Store) -> None:
    case = await case_for(store)
    async with store.begin() as session:
        closed = replace(case, state=CaseState.CLOSED, closed_at=NOW, topic_id=77, card_message_id=78)
        await session.keep_case(closed)
        assert await session.current_case(ANNA) is None
        assert await session.latest_case(ANNA) == closed
        new, is_new = await session.open_case(ANNA, "again", "again", True, NOW)

        assert is_new
        assert new.urgent
        assert await session.case(case.id) == closed
        assert await session.current_case(ANNA) == await session.latest_case(ANNA) == new


async def test_reopening_an_old_case_beside_an_open_one_is_refused(store: Store) -> None:
    old = await case_for(store)
    async with store.begin() as session:
        await session.keep_case(replace(old, state=CaseState.CLOSED))
        await session.open_case(ANNA, "again", "again", False, NOW)

    with pytest.raises(StoreRefusedError):
        async with store.begin() as session:
            await session.keep_case(replace(old, state=CaseState.OPEN))


async def test_a_topic_leads_to_its_newest_case(store: Store) -> None:
    old = await case_for(store)
    async with store.begin() as session:
        await session.keep_case(replace(old, state=CaseState.CLOSED, topic_id=77))
        new, _ = await session.open_case(ANNA, "again", "again", False, NOW)
        await session.keep_case(replace(new, topic_id=77))

        found = await session.case_in_topic(77)
        assert found is not None
        assert found.id == new.id
        assert await session.case_in_topic(78) is None


async def test_a_cases_history_is_told_oldest_first(store: Store) -> None:
    case = await case_for(store)
    async with store.begin() as session:
        await session.note_event(case.id, "opened", "bot", NOW)
        await session.note_event(case.id, "claimed", "Sam", NOW + MINUTE)

        assert list(await session.events(case.id)) == [(NOW, "opened", "bot"), (NOW + MINUTE, "claimed", "Sam")]


# The outbox


async def test_one_destination_is_sent_in_the_order_it_was_queued(store: Store) -> None:
    rows = await queue(store, say("first", ToRunner(ANNA)), say("second", ToRunner(ANNA)))

    assert await due_words(store) == ["first"]
    async with store.begin() as session:
        await session.delivered(rows[0], 500, NOW)
    assert await due_words(store) == ["second"]


async def test_a_row_that_must_wait_holds_up_its_own_destination_only(store: Store) -> None:
    rows = await queue(store, say("late", ToRunner(ANNA)), say("next", ToRunner(ANNA)), say("other", ToRunner(BEN)))
    async with store.begin() as session:
        await session.postpone(rows[0], NOW + MINUTE, "429")

    assert await due_words(store) == ["other"]
    assert await due_words(store, NOW + MINUTE) == ["late", "other"]


async def test_a_row_that_is_set_aside_holds_up_nobody(store: Store) -> None:
    rows = await queue(store, say("bad", ToRunner(ANNA)), say("next", ToRunner(ANNA)))
    async with store.begin() as session:
        await session.set_aside(rows[0], "400", NOW)

    assert await due_words(store) == ["next"]


async def test_safety_overtakes_everything_for_its_destination(store: Store) -> None:
    rows = await queue(store, say("advice", ToRunner(ANNA)), say("call 999", ToRunner(ANNA), Lane.SAFETY))
    async with store.begin() as session:
        await session.postpone(rows[0], NOW + MINUTE, "429")

    assert await due_words(store) == ["call 999"]


async def test_nothing_overtakes_the_row_that_opens_the_topic(store: Store) -> None:
    case = await case_for(store)
    topic, *_ = await queue(
        store,
        Outgoing(ToCase(case.id), OpenTopic("Anna"), Lane.CARD, NOW),
        say("a line", ToCase(case.id), Lane.RELAY),
        say("urgent", ToCase(case.id), Lane.SAFETY),
    )

    async with store.begin() as session:
        assert [row.id for row in await session.due(NOW, 10)] == [topic]
        await session.delivered(topic, None, NOW)
    assert await due_words(store) == ["urgent"]


async def test_lanes_come_first_then_age(store: Store) -> None:
    await queue(
        store,
        say("card", ToRunner(1), Lane.CARD),
        say("relay", ToRunner(2), Lane.RELAY),
        say("older answer", ToRunner(3)),
        say("newer answer", ToRunner(4)),
        say("danger", ToRunner(5), Lane.SAFETY),
    )

    assert await due_words(store) == ["danger", "older answer", "newer answer", "relay", "card"]
    assert await due_words(store, limit=2) == ["danger", "older answer"]


async def test_what_cannot_go_just_now_need_not_be_looked_at(store: Store) -> None:
    case = await case_for(store)
    await queue(
        store,
        say("a line", ToCase(case.id), Lane.RELAY),
        say("an alert", ToStaff(), Lane.SAFETY),
        say("an answer", ToRunner(ANNA)),
        say("danger", ToRunner(BEN), Lane.SAFETY),
    )

    async with store.begin() as session:
        only_safety = await session.due(NOW, 10, Reach(only_safety=True))
        to_runners = await session.due(NOW, 10, Reach(words_to_staff=False))

    assert [row.outgoing.body for row in only_safety] == [Say("an alert"), Say("danger")]
    assert [row.outgoing.body for row in to_runners] == [Say("an alert"), Say("danger"), Say("an answer")]


async def test_the_oldest_of_each_lane_says_how_long_it_waits(store: Store) -> None:
    rows = await queue(
        store,
        say("first", ToRunner(1)),
        say("second", ToRunner(1), at=NOW + MINUTE),
        say("danger", ToRunner(2), Lane.SAFETY),
        say("impossible", ToRunner(3), Lane.CARD),
    )
    async with store.begin() as session:
        await session.delivered(rows[0], 5, NOW)
        await session.set_aside(rows[3], "400", NOW)

        assert await session.oldest_waiting() == {Lane.SAFETY: NOW, Lane.ANSWER: NOW + MINUTE}
        assert await session.count_unsent() == {Lane.SAFETY: 1, Lane.ANSWER: 1}
        assert await session.count_dead() == 1


async def test_the_next_due_row_is_one_that_was_put_off(store: Store) -> None:
    rows = await queue(store, say("late", ToRunner(ANNA)), say("held up behind it", ToRunner(ANNA)))
    async with store.begin() as session:
        await session.postpone(rows[0], NOW + MINUTE, "429")

        assert await session.next_due(NOW) == NOW + MINUTE
        await session.delivered(rows[0], 500, NOW)
        assert await session.next_due(NOW) is None


async def test_a_row_never_tried_is_due_though_the_clock_was_put_back(store: Store) -> None:
    await queue(store, say("queued before", ToRunner(ANNA), at=NOW + 60 * MINUTE))

    assert await due_words(store) == ["queued before"]


async def test_what_a_wrong_clock_put_off_for_an_hour_is_brought_forward(store: Store) -> None:
    far, near = await queue(store, say("far", ToRunner(ANNA)), say("near", ToRunner(BEN)))
    async with store.begin() as session:
        await session.postpone(far, NOW + 60 * MINUTE, "502")
        await session.postpone(near, NOW + MINUTE / 2, "502")

        assert await session.bring_forward(NOW) == 1
    assert await due_words(store) == ["far"]
    async with store.begin() as session:
        assert await session.next_due(NOW) == NOW + MINUTE / 2


async def test_a_card_brought_up_to_date_gives_way_to_words_and_a_first_card_does_not(store: Store) -> None:
    case = await case_for(store)
    card, line, edit = await queue(
        store,
        Outgoing(ToCase(case.id), ShowCard("first"), Lane.ANSWER, NOW),
        say("a line", ToCase(case.id), Lane.RELAY),
        Outgoing(ToCase(case.id), ShowCard("newer"), Lane.CARD, NOW),
    )
    later = await queue(store, say("another line", ToCase(case.id), Lane.RELAY))

    for expected in (card, line, *later, edit):
        async with store.begin() as session:
            assert [row.id for row in await session.due(NOW, 10)] == [expected]
            await session.delivered(expected, 500, NOW)


async def test_a_reaction_waits_for_nobody_and_nobody_waits_for_it(store: Store) -> None:
    case = await case_for(store)
    line, first, second = await queue(
        store,
        say("a line", ToCase(case.id), Lane.RELAY),
        Outgoing(ToCase(case.id), React(5, "👍"), Lane.CARD, NOW),
        Outgoing(ToCase(case.id), React(6, "👍"), Lane.CARD, NOW),
    )
    async with store.begin() as session:
        assert [row.id for row in await session.due(NOW, 10)] == [line, first]
        await session.postpone(line, NOW + MINUTE, "429")
        await session.delivered(first, None, NOW)

        assert [row.id for row in await session.due(NOW, 10)] == [second]


async def test_all_destinations_are_looked_at_in_turn(store: Store) -> None:
    case = await case_for(store)
    places = (ToCase(case.id), ToRunner(ANNA), ToRunner(BEN), ToStaff())
    first = await queue(store, *(say(f"to {place}", place) for place in places))
    await queue(store, *(say("behind it", place) for place in places))
    async with store.begin() as session:
        await session.postpone(first[1], NOW + MINUTE, "502")

    seen, after = [], ""
    async with store.begin() as session:
        for _ in range(2):
            rows, after = await session.due_further(NOW, after, 3)
            seen += [row.id for row in rows]

    assert sorted(seen) == [first[0], first[2], first[3]]
    assert after == ""


async def test_one_line_of_many_is_found_behind_the_front(store: Store) -> None:
    case = await case_for(store)
    front = await queue(store, *(say(f"line {n}", ToCase(case.id), Lane.RELAY) for n in range(600)))
    await queue(store, say("to Anna", ToRunner(ANNA), Lane.RELAY))
    async with store.begin() as session:
        await session.postpone(front[0], NOW + MINUTE, "no rights")

        rows, _ = await session.due_further(NOW, "", 10)

    assert [row.outgoing.body for row in rows] == [Say("to Anna")]


async def test_the_words_behind_a_row_are_those_of_its_own_destination_in_order(store: Store) -> None:
    case = await case_for(store)
    await queue(store, say("one", ToCase(case.id)), say("elsewhere", ToStaff()), say("two", ToCase(case.id)))
    await queue(
        store,
        Outgoing(ToCase(case.id), ShowCard("card"), Lane.CARD, NOW),
        say("three", ToCase(case.id)),
        say("four", ToCase(case.id)),
    )
    async with store.begin() as session:
        first = next(row for row in await session.due(NOW, 10) if row.outgoing.to == ToCase(case.id))
        behind = await session.words_behind(first, 2)
        cards = await session.waiting_alike(replace(first, outgoing=replace(first.outgoing, body=ShowCard("any"))))

    assert [row.outgoing.body for row in behind] == [Say("two"), Say("three")]
    assert [row.outgoing.body for row in cards] == [ShowCard("card")]


async def test_tries_are_counted(store: Store) -> None:
    (row,) = await queue(store, say("again", ToRunner(ANNA)))
    async with store.begin() as session:
        await session.postpone(row, NOW, "502")
        await session.postpone(row, NOW, "502")

        assert [found.attempts for found in await session.due(NOW, 1)] == [2]


async def test_a_dead_letter_keeps_its_reason_and_can_be_revived(store: Store) -> None:
    sent = say("bad", ToRunner(ANNA))
    (row,) = await queue(store, sent)
    async with store.begin() as session:
        await session.set_aside(row, "chat not found", NOW)
        assert list(await session.dead_letters()) == [DeadLetter(row, sent, "chat not found", NOW)]

    async with store.begin() as session:
        assert await session.revive(row, NOW + MINUTE)
        assert not await session.revive(row, NOW + MINUTE)
        assert await session.dead_letters() == []
        assert [found.attempts for found in await session.due(NOW + MINUTE, 1)] == [0]


async def test_dead_letters_that_are_revived_go_in_their_old_order_before_what_came_later(store: Store) -> None:
    rows = await queue(store, say("one", ToRunner(ANNA)), say("two", ToRunner(ANNA)), say("three", ToRunner(ANNA)))
    async with store.begin() as session:
        for row in reversed(rows[:2]):
            await session.set_aside(row, "400", NOW)
        for letter in await session.dead_letters():
            await session.revive(letter.id, NOW)

    for expected in rows:
        async with store.begin() as session:
            assert [row.id for row in await session.due(NOW, 10)] == [expected]
            await session.delivered(expected, 500, NOW)


async def test_the_pieces_of_an_album_wait_for_one_more_and_are_found_together(store: Store) -> None:
    first = Outgoing(ToRunner(ANNA), Copy(0, 31), Lane.RELAY, NOW, album="a")
    second = replace(first, body=Copy(0, 32), at=NOW + ALBUM_PAUSE / 2)
    elsewhere = replace(first, to=ToRunner(BEN))
    one, two, _ = await queue(store, first, second, elsewhere)

    async with store.begin() as session:
        assert [row.outgoing.to for row in await session.due(NOW + ALBUM_PAUSE, 10)] == [ToRunner(BEN)]
        assert await session.next_due(NOW + ALBUM_PAUSE) == second.at + ALBUM_PAUSE
        (row, _) = await session.due(second.at + ALBUM_PAUSE, 10)
        assert [piece.id for piece in await session.album_of(row)] == [one, two]


async def test_an_album_that_must_not_go_is_dropped_and_its_lines_are_notes(store: Store) -> None:
    line = Line(ANNA, Speaker.PHYSIO, "", NOW, 31, "photo", "Tom", (await case_for(store)).id, album="a")
    await queue(store, Outgoing(ToRunner(ANNA), Copy(0, 31), Lane.RELAY, NOW, album="a"), say("x", ToRunner(ANNA)))

    async with store.begin() as session:
        for one in (line, replace(line, message_id=32, album="")):
            await session.add_line(one)
        assert await session.drop_album(ToRunner(ANNA), "a") == 1
        await session.keep_as_notes(ANNA, "a")

    async with store.begin() as session:
        assert [row.outgoing.body for row in await session.due(NOW, 10)] == [Say("x")]
        assert [one.speaker for one in await session.transcript(ANNA)] == [Speaker.NOTE, Speaker.PHYSIO]


async def test_a_line_that_becomes_a_picture_is_one_from_then_on(store: Store) -> None:
    async with store.begin() as session:
        await session.add_line(Line(ANNA, Speaker.RUNNER, "here", NOW, 31))
        await session.revise_line(ANNA, Speaker.RUNNER, 31, "here", NOW, "photo")
        await session.revise_line(ANNA, Speaker.RUNNER, 31, "there", NOW)

        assert [line.media for line in await session.transcript(ANNA)] == ["", "photo", "photo"]


async def test_what_waits_for_the_group_is_counted_by_lane_with_the_age_of_the_oldest(store: Store) -> None:
    to_case = ToCase((await case_for(store)).id)
    await queue(store, say("alert", ToStaff(), Lane.SAFETY), say("answer", ToRunner(ANNA)))
    await queue(store, *(say("line", to_case, Lane.RELAY, NOW - number * MINUTE) for number in range(3)))
    await queue(store, *(Outgoing(to_case, ShowCard(text), Lane.CARD, NOW) for text in ("old", "new")))
    (sent,) = await queue(store, say("sent", ToStaff(), Lane.CARD))
    await queue(store, Outgoing(to_case, React(5, "👍"), Lane.CARD, NOW))

    async with store.begin() as session:
        await session.delivered(sent, 5, NOW)
        backlog = await session.group_backlog()

    assert backlog == {
        Lane.SAFETY: Backlog(1, NOW),
        Lane.RELAY: Backlog(3, NOW - 2 * MINUTE),
        Lane.CARD: Backlog(1, NOW),
    }


async def test_what_was_sent_is_found_by_its_message(store: Store) -> None:
    case = await case_for(store)
    to_case = Outgoing(ToCase(case.id), ShowCard("card", (Button("Claim", "claim:1"),)), Lane.CARD, NOW, about=ANNA)
    to_staff = Outgoing(ToStaff(), Copy(ANNA, 3, "caption"), Lane.RELAY, NOW, about=ANNA)
    to_runner = Outgoing(ToRunner(ANNA), React(4, "👍"), Lane.RELAY, NOW, confirms=9, say_after_failure=True)
    rows = await queue(store, to_case, to_staff, to_runner)
    async with store.begin() as session:
        for row, message in zip(rows, (70, 71, 72), strict=True):
            await session.delivered(row, message, NOW)

        assert await session.find_sent(ToCase(case.id), 70) == to_case
        assert await session.find_sent(ToStaff(), 71) == to_staff
        assert await session.find_sent(ToRunner(ANNA), 72) == to_runner
        assert await session.find_sent(ToRunner(BEN), 72) is None


async def test_a_card_edited_in_place_is_found_in_its_latest_state(store: Store) -> None:
    case = await case_for(store)
    cards = [Outgoing(ToCase(case.id), ShowCard(text), Lane.CARD, NOW) for text in ("open", "claimed")]
    for row in await queue(store, *cards):
        async with store.begin() as session:
            await session.delivered(row, 70, NOW)

    async with store.begin() as session:
        assert await session.find_sent(ToCase(case.id), 70) == cards[1]


# Waking the sender


async def woken_within(store: Store, seconds: float) -> bool:
    started = asyncio.get_running_loop().time()
    await store.wait_for_outbox(timedelta(seconds=seconds))
    return asyncio.get_running_loop().time() - started < seconds * 0.8


async def test_a_commit_wakes_everybody_who_waits(store: Store) -> None:
    waiting = [asyncio.create_task(woken_within(store, 5)) for _ in range(3)]
    await asyncio.sleep(0)

    await queue(store, say("hello", ToRunner(ANNA)))

    assert await asyncio.gather(*waiting) == [True, True, True]


async def test_a_commit_between_looking_and_waiting_is_not_missed(store: Store) -> None:
    assert await due_words(store) == []

    await queue(store, say("hello", ToRunner(ANNA)))

    assert await woken_within(store, 5)


async def test_what_was_seen_wakes_nobody_again(store: Store) -> None:
    await queue(store, say("hello", ToRunner(ANNA)))
    await due_words(store)

    assert not await woken_within(store, 0.2)


async def test_a_transaction_that_failed_wakes_nobody(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.begin() as session:
            await session.send(say("hello", ToRunner(ANNA)))
            raise ZeroDivisionError

    assert not await woken_within(store, 0.2)


# Settings, erasing, forgetting


async def test_a_setting_is_replaced_and_forgotten(store: Store) -> None:
    async with store.begin() as session:
        await session.keep_setting("staff_chat", "-1")
        await session.keep_setting("staff_chat", "-2")
        assert await session.setting("staff_chat") == "-2"
        await session.keep_setting("staff_chat", None)
        assert await session.setting("staff_chat") is None


async def fill(store: Store, runner: int, name: str, at: datetime = NOW) -> Case:
    """Something in every place where something about a runner is kept."""
    async with store.begin() as session:
        await session.keep_runner(Runner(runner, name))
        await session.keep_conversation(Conversation(runner, thought=(f"{name} hurts",), last_heard=at))
        case, _ = await session.open_case(runner, "persistent", f"{name}: six weeks", False, at)
        await session.note_event(case.id, "opened", name, at)
        await session.add_line(Line(runner, Speaker.RUNNER, f"{name} hurts", at, 1, case_id=case.id))
        await session.add_line(Line(runner, Speaker.NOTE, f"{name} again", at, 2, name="Sam", case_id=case.id))
        rows = [
            await session.send(say(f"Hello {name}", ToRunner(runner), at=at)),
            await session.send(say(f"{name} wrote", ToCase(case.id), at=at)),
            await session.send(Outgoing(ToStaff(), Say(f"{name} in danger"), Lane.SAFETY, at, about=runner)),
        ]
        await session.delivered(rows[0], 50, at)
        await session.set_aside(rows[1], "400", at)
    return case


async def test_an_erase_removes_one_runner_and_nobody_else(store: Store) -> None:
    case = await fill(store, ANNA, "Anna")
    others = await fill(store, BEN, "Ben")

    async with store.begin() as session:
        assert await session.erase(ANNA) == 9

    async with store.begin() as session:
        assert await session.runner(ANNA) is None
        assert await session.conversation(ANNA) == Conversation(ANNA)
        assert await session.transcript(ANNA) == []
        assert await session.case(case.id) is None
        assert await session.events(case.id) == []
        assert await session.find_sent(ToRunner(ANNA), 50) is None
        assert [letter.outgoing.to for letter in await session.dead_letters()] == [ToCase(others.id)]
        assert await session.erase(ANNA) == 0
        assert len(await session.transcript(BEN)) == 2
        assert await session.case(others.id) == others
    assert await due_words(store) == ["Ben in danger"]


async def test_somebody_erased_can_still_be_told_so(store: Store) -> None:
    await fill(store, ANNA, "Anna")
    async with store.begin() as session:
        await session.erase(ANNA)
        await session.send(say("All gone", ToRunner(ANNA)))

    assert await due_words(store) == ["All gone"]


async def test_what_an_erase_has_yet_to_do_outlives_another_and_then_leaves_no_trace(store: Store) -> None:
    (row,) = await queue(store, Outgoing(ToStaff(), DeleteTopic(7), Lane.RELAY, NOW, about=ANNA, forget=True))

    async with store.begin() as session:
        await session.erase(ANNA)
    async with store.begin() as session:
        (due,) = await session.due(NOW, 10)
        await session.drop(row)

    assert (due.outgoing.about, due.outgoing.forget) == (ANNA, True)
    async with store.begin() as session:
        assert await session.due(NOW, 10) == []
        assert not await session.delivered(row, 5, NOW), "whoever sends it learns that it is gone"


async def test_what_stands_in_the_group_about_a_runner_is_known(store: Store) -> None:
    homeless, homely = await case_for(store), await case_for(store, BEN)
    async with store.begin() as session:
        await session.keep_case(replace(homely, topic_id=70))
        for number, (case, runner) in enumerate([(homeless, ANNA), (homely, BEN)]):
            alert = Outgoing(ToStaff(), Say("danger"), Lane.SAFETY, NOW, about=runner)
            for place, outgoing in enumerate((alert, say("card", ToCase(case.id)), say("hello", ToRunner(runner)))):
                await session.delivered(await session.send(outgoing), 100 * number + place, NOW)
            for place, speaker in enumerate((Speaker.NOTE, Speaker.RUNNER)):
                await session.add_line(Line(runner, speaker, "hm", NOW, 100 * number + 50 + place, case_id=case.id))

        assert await session.staff_messages(ANNA) == [0, 1, 50]
        assert await session.staff_messages(BEN) == [100]


async def test_a_message_is_found_on_the_other_side_and_by_its_case(store: Store) -> None:
    case = await case_for(store)
    relayed = Outgoing(ToRunner(ANNA), Say("hello"), Lane.RELAY, NOW, confirms=500)
    line = Outgoing(ToCase(case.id), Say("Anna: ouch"), Lane.RELAY, NOW, confirms=1)
    async with store.begin() as session:
        waiting = await session.send(relayed)
        assert await session.arrived_as(ToRunner(ANNA), 500) is None, "it is still on its way"
        await session.delivered(waiting, 70, NOW)
        await session.delivered(await session.send(line), 501, NOW)
        await session.add_line(Line(ANNA, Speaker.PHYSIO, "hello", NOW, 500, case_id=case.id))
        await session.add_line(Line(ANNA, Speaker.RUNNER, "ouch", NOW, 1, case_id=case.id))

        assert await session.arrived_as(ToRunner(ANNA), 500) == 70
        assert await session.arrived_as(ToCase(case.id), 1) == 501
        assert [await session.case_of_message(number) for number in (500, 501)] == [case, case]
        assert [await session.case_of_message(number) for number in (1, 70)] == [None, None], "the runner's chat"


async def test_a_message_on_its_way_is_known_to_come_until_it_has_arrived(store: Store) -> None:
    relayed = Outgoing(ToRunner(ANNA), Say("hello"), Lane.RELAY, NOW, confirms=500)
    async with store.begin() as session:
        row = await session.send(relayed)
        assert await session.is_coming(ToRunner(ANNA), 500)
        assert not await session.is_coming(ToRunner(BEN), 500)
        assert not await session.is_coming(ToRunner(ANNA), 501)
    async with store.begin() as session:
        await session.delivered(row, 70, NOW)
        assert not await session.is_coming(ToRunner(ANNA), 500)


async def test_a_message_nobody_knows_may_be_any_that_is_being_sent_there(store: Store) -> None:
    case = await case_for(store)
    places = (ToRunner(ANNA), ToRunner(BEN), ToCase(case.id), ToStaff())
    anna, ben, topic, group = await queue(store, *(say("hello", to) for to in places))
    (waits,) = await queue(store, say("and", ToRunner(ANNA)))
    async with store.begin() as session:
        assert await session.may_be(ANNA, 70) == set(), "nothing is being sent yet"
        await session.take([anna, ben, topic, group])
    async with store.begin() as session:
        assert await session.may_be(ANNA, 70) == {anna}, f"not {waits}"
        assert await session.may_be(None, 70) == {topic, group}
        await session.postpone(anna, NOW, "later")
        await session.delivered(topic, 70, NOW)
    async with store.begin() as session:
        assert await session.may_be(ANNA, 70) == set(), "of that one it is known that it is not there"
        assert await session.may_be(None, 70) == set(), "it is known"
        assert await session.may_be(None, 71) == {group}
        assert await session.may_be(BEN, 70) == {ben}


async def test_the_cases_of_one_runner_are_told_oldest_first(store: Store) -> None:
    first = await case_for(store)
    async with store.begin() as session:
        await session.keep_case(replace(first, state=CaseState.CLOSED))
    second = await case_for(store)
    await case_for(store, BEN)

    async with store.begin() as session:
        assert [case.id for case in await session.cases(ANNA)] == [first.id, second.id]


async def test_numbers_of_erased_cases_and_rows_are_never_given_out_again(store: Store) -> None:
    case = await case_for(store)
    (row,) = await queue(store, say("hello", ToRunner(ANNA)))
    async with store.begin() as session:
        await session.erase(ANNA)

    new = await case_for(store, BEN)
    (new_row,) = await queue(store, say("hello", ToRunner(BEN)))

    assert new.id > case.id
    assert new_row > row


async def test_a_quiet_chat_is_forgotten_but_not_its_case_with_the_notes(store: Store) -> None:
    old = NOW - timedelta(days=31)
    case = await fill(store, ANNA, "Anna", old)
    async with store.begin() as session:
        await session.keep_case(replace(case, state=CaseState.CLOSED, closed_at=old))

    removed = await store.forget_old(NOW, KEEP)

    async with store.begin() as session:
        assert [line.speaker for line in await session.transcript(ANNA)] == [Speaker.NOTE]
        assert await session.conversation(ANNA) == Conversation(ANNA)
        assert await session.runner(ANNA) == Runner(ANNA, "Anna"), "the case is theirs"
        assert await session.case(case.id) is not None
        assert await session.find_sent(ToRunner(ANNA), 50) is None
        assert await session.dead_letters() == []
    assert removed == 4
    assert await due_words(store) == ["Anna in danger"]


async def test_nothing_is_left_of_a_quiet_runner_without_a_case(store: Store) -> None:
    old = NOW - timedelta(days=31)
    async with store.begin() as session:
        for runner in (ANNA, BEN):
            await session.keep_runner(Runner(runner, "Anna"))
            await session.keep_conversation(Conversation(runner, pain=7, duration_words="since May", last_heard=old))
            await session.add_line(Line(runner, Speaker.RUNNER, "ouch", NOW if runner == BEN else old, 1))

    assert await store.forget_old(NOW, KEEP) == 3
    assert await store.forget_old(NOW, KEEP) == 0

    async with store.begin() as session:
        assert await session.runner(ANNA) is None
        assert await session.conversation(ANNA) == Conversation(ANNA)
        assert (await session.conversation(BEN)).pain == 7, "whoever wrote within the time is remembered"
        assert await session.runner(BEN) is not None


async def test_a_lock_outlives_the_words_that_led_to_it(store: Store) -> None:
    seen = SignSeen("bladder", "bladder_bowel", NOW, ("can't", "pee"))
    async with store.begin() as session:
        await session.keep_runner(Runner(ANNA, "Anna"))
        await session.keep_conversation(Conversation(ANNA, locked_by="bladder", signs=(seen,), last_heard=NOW))

    await store.forget_old(NOW + timedelta(days=31), KEEP)

    async with store.begin() as session:
        assert await session.conversation(ANNA) == Conversation(ANNA, locked_by="bladder")


async def test_a_case_goes_with_notes_history_and_alerts_once_the_team_need_not_keep_it(store: Store) -> None:
    case = await fill(store, ANNA, "Anna")
    async with store.begin() as session:
        (alert,) = await session.due(NOW, 10)
        await session.delivered(alert.id, 60, NOW)
        await session.keep_case(replace(case, state=CaseState.CLOSED, closed_at=NOW))
    await fill(store, BEN, "Ben")  # this one is open, however old

    await store.forget_old(NOW + timedelta(days=999), KEEP)
    async with store.begin() as session:
        assert await session.case(case.id) is not None
        assert await session.staff_messages(ANNA) != [], "an erase must find the alert"
    await store.forget_old(NOW + timedelta(days=1001), KEEP)

    async with store.begin() as session:
        assert await session.case(case.id) is None
        assert await session.events(case.id) == []
        assert await session.transcript(ANNA) == []
        assert await session.staff_messages(ANNA) == []
        assert await session.runner(ANNA) is None
        assert len(await session.cases(BEN)) == 1
        assert len(await session.transcript(BEN)) == 2


async def test_chats_that_go_on_and_chats_with_a_case_keep_their_transcript(store: Store) -> None:
    old = NOW - timedelta(days=31)
    await fill(store, ANNA, "Anna", old)  # its case is open
    async with store.begin() as session:
        await session.add_line(Line(BEN, Speaker.RUNNER, "then", old, 1))
        await session.add_line(Line(BEN, Speaker.RUNNER, "now", NOW, 2))

    await store.forget_old(NOW, KEEP)

    async with store.begin() as session:
        assert len(await session.transcript(ANNA)) == 2
        assert len(await session.transcript(BEN)) == 2


async def test_forgetting_takes_many_small_steps_and_reaches_everybody(store: Store) -> None:
    old = NOW - timedelta(days=31)
    async with store.begin() as session:
        for runner in range(-60, 120):
            await session.add_line(Line(runner, Speaker.RUNNER, "hi", old, 1))

    assert await store.forget_old(NOW, KEEP) == 180
    assert await store.forget_old(NOW, KEEP) == 0


async def test_old_updates_are_forgotten_once_telegram_has_forgotten_them(store: Store) -> None:
    async with store.begin() as session:
        await session.first_time("telegram:1")

    assert await store.forget_old(datetime.now(UTC) + timedelta(days=6), KEEP) == 0
    assert await store.forget_old(datetime.now(UTC) + timedelta(days=8), KEEP) == 1


# The desk


async def test_a_reminder_is_taken_by_one_process_alone(store: Store) -> None:
    case = await case_for(store)
    reminder = Reminder(case.id, Waits.UNCLAIMED, NOW)
    async with store.begin() as session:
        await session.remind(reminder)

    async def ring() -> bool:
        async with store.begin() as session:
            await session.case(case.id)
            return await session.take_reminder(reminder)

    assert sorted(await asyncio.gather(ring(), ring(), ring())) == [False, False, True]


async def test_a_reminder_that_was_put_off_meanwhile_cannot_be_taken(store: Store) -> None:
    case = await case_for(store)
    async with store.begin() as session:
        await session.remind(Reminder(case.id, Waits.SILENT, NOW))
        await session.remind(Reminder(case.id, Waits.SILENT, NOW + MINUTE, 1))

    async with store.begin() as session:
        assert not await session.take_reminder(Reminder(case.id, Waits.SILENT, NOW))
        assert await session.due_reminders(NOW, 10) == []
        assert await session.due_reminders(NOW + MINUTE, 10) == [Reminder(case.id, Waits.SILENT, NOW + MINUTE, 1)]


async def test_waiting_cases_are_told_oldest_first(store: Store) -> None:
    async with store.begin() as session:
        late, _ = await session.open_case(ANNA, "persistent", "", False, NOW + MINUTE)
        early, _ = await session.open_case(BEN, "persistent", "", False, NOW)

    async with store.begin() as session:
        assert [case.id for case in await session.waiting_cases(10)] == [early.id, late.id]
        assert await session.count_waiting(NOW + MINUTE) == 1
        await session.keep_case(replace(early, state=CaseState.CLAIMED, holder=Physio(5, "Tom")))
        assert [case.id for case in await session.waiting_cases(10)] == [late.id]


async def test_cases_are_found_by_name_reason_and_words(store: Store) -> None:
    anna = await case_for(store, ANNA)
    ben = await case_for(store, BEN)
    async with store.begin() as session:
        await session.keep_runner(Runner(ANNA, "Anna"))
        await session.add_line(Line(BEN, Speaker.RUNNER, "It catches on 100% of my HILL reps", NOW, 1))

    async with store.begin() as session:
        assert [case.id for case in await session.find_cases(["ANN"], 5)] == [anna.id]
        assert [case.id for case in await session.find_cases(["hill", "100%"], 5)] == [ben.id]
        assert [case.id for case in await session.find_cases(["six"], 5)] == [ben.id, anna.id]
        assert [case.id for case in await session.find_cases(["six"], 1)] == [ben.id]
        assert await session.find_cases(["10_%"], 5) == []


async def test_misses_with_these_very_words_are_dropped(store: Store) -> None:
    async with store.begin() as session:
        await session.add_miss("his words", NOW)
        await session.add_miss("her words", NOW)

    async with store.begin() as session:
        await session.drop_misses({"his words", "words that were never missed"})
        await session.drop_misses(())
        left = await session.misses(MissState.NEW)

    assert [miss.words for miss in left] == ["her words"]


async def test_misses_are_kept_by_state_and_forgotten_by_age(store: Store) -> None:
    async with store.begin() as session:
        await session.add_miss("old words", NOW - timedelta(days=40))
        await session.add_miss("old proposal", NOW - timedelta(days=40))
        await session.add_miss("new words", NOW)
        old, proposal, _ = await session.misses(MissState.NEW)
        await session.keep_miss(
            replace(proposal, state=MissState.PROPOSED, asked_as=old.id, entry="shoes", chosen_by="Pat")
        )

    async with store.begin() as session:
        gone = await session.forget_misses(NOW - timedelta(days=30))
        left, proposed = await session.misses(MissState.NEW), await session.misses(MissState.PROPOSED)

    assert gone == 1
    assert [(miss.words, miss.at) for miss in left] == [("new words", NOW)]
    assert [(miss.words, miss.asked_as, miss.entry, miss.chosen_by) for miss in proposed] == [
        ("old proposal", old.id, "shoes", "Pat")
    ]
