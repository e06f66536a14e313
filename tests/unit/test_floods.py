"""Many messages at once: when they are a flood, and what of it must not wait."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.dialogue import floods, memory, thoughts
from bot.dialogue.conversation import Asked, Conversation, OpenQuestion, Phase, SignSeen
from bot.dialogue.decisions import Alarm, Chat, Decision, HandOff, Relay, TakeBack, Turn
from intents.understanding import Sign, Standing, Understanding
from knowledge.model import Tier

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
NEW = Conversation(runner=7)
PLAIN = Understanding("my back aches")
NUMB = Understanding(
    "numb", signs=(Sign("saddle_numbness", "numb", Tier.EMERGENCY, Standing.RAISED, ("numb",), "numb"),)
)


def after(messages: int, seconds_between: float) -> Conversation:
    chat = NEW
    for number in range(messages):
        chat = floods.counted(chat, NOW + timedelta(seconds=number * seconds_between))
    return chat


@pytest.mark.parametrize(
    ("messages", "seconds_between", "behind", "expected"),
    [
        (1, 0, 0, False),
        (15, 0, 0, False),  # a backlog after an hour without a network
        (20, 0, 0, True),
        (1, 0, 19, True),  # the first of twenty that have come in together
        (1, 0, 14, False),
        (30, 0.2, 0, True),
        (500, 1.0, 0, False),  # somebody who types fast can still be answered
    ],
)
def test_twenty_messages_ahead_of_the_answers_are_a_flood(
    messages: int, seconds_between: float, behind: int, expected: bool
) -> None:
    assert floods.is_flood(after(messages, seconds_between), behind) is expected


def test_a_flood_is_over_seconds_after_its_last_message_however_long_it_was() -> None:
    chat = after(500, 0.01)

    later = floods.counted(chat, NOW + timedelta(seconds=15))

    assert not floods.is_flood(later, 0)


def test_a_clock_put_back_or_forward_ends_no_count_in_an_error() -> None:
    for jump in (timedelta(hours=-1), timedelta(days=1)):
        assert floods.counted(after(3, 0), NOW + jump).ahead >= 1


def test_a_piece_of_a_flood_may_wait_and_danger_may_not() -> None:
    assert floods.may_wait(NEW, PLAIN, NOW)
    assert not floods.may_wait(NEW, NUMB, NOW)


def test_the_same_danger_just_answered_may_wait_and_after_a_while_not() -> None:
    answered = replace(NEW, signs=(SignSeen("saddle_numbness", "numb", NOW),))

    assert floods.may_wait(answered, NUMB, NOW + timedelta(seconds=20))
    assert not floods.may_wait(answered, NUMB, NOW + timedelta(minutes=2))


def test_in_a_chat_that_a_physio_holds_nothing_waits() -> None:
    assert not floods.may_wait(replace(NEW, phase=Phase.HELD), PLAIN, NOW)


@pytest.mark.parametrize(
    ("about", "seconds", "expected"),
    [
        (Asked.SAFETY_CARD, 10, False),
        (Asked.AFTER_CRISIS, 10, False),
        (Asked.AFTER_CRISIS, 1, True),  # asked in this very flood
        (Asked.DURATION, 10, True),
    ],
)
def test_the_answer_to_a_question_about_signs_may_not_wait(about: Asked, seconds: int, expected: bool) -> None:
    asked = replace(NEW, question=OpenQuestion(about, NOW))

    assert floods.may_wait(asked, PLAIN, NOW + timedelta(seconds=seconds)) is expected


def test_a_gathered_thought_is_bounded_and_waits_for_the_last_piece() -> None:
    chat = NEW
    for number in range(1000):
        chat = floods.gathered(chat, f"message number {number}", NOW + timedelta(seconds=number))

    assert 3900 < len(thoughts.whole(chat, "")) <= 4000
    assert chat.thought_since == NOW + timedelta(seconds=999)


def test_pictures_alone_leave_no_thought_to_answer() -> None:
    assert floods.gathered(NEW, "", NOW).thought_since is None


def test_they_are_told_once_an_hour() -> None:
    told = floods.told(NEW, NOW)

    assert floods.is_news(NEW, NOW)
    assert not floods.is_news(told, NOW + timedelta(minutes=30))
    assert floods.is_news(told, NOW + timedelta(hours=2))


def test_a_thought_is_over_after_its_pause_and_when_it_has_begun_in_a_future_that_never_came() -> None:
    pause = timedelta(seconds=2.5)
    chat = floods.gathered(NEW, "so", NOW)

    assert not thoughts.is_over(chat, pause, NOW + timedelta(seconds=1))
    assert thoughts.is_over(chat, pause, NOW + pause)
    assert thoughts.is_over(chat, pause, NOW - timedelta(hours=1))
    assert not thoughts.is_over(chat, pause, NOW - timedelta(seconds=1))
    assert not thoughts.is_over(NEW, pause, NOW)


def test_words_around_a_piece_hide_no_sign_that_it_raises() -> None:
    whole = Understanding("not numb\nnumb")

    assert thoughts.nothing_hidden(NUMB, whole) is NUMB
    assert thoughts.nothing_hidden(PLAIN, whole) is whole


def test_an_album_gets_one_answer_and_a_picture_on_another_day_one_of_its_own() -> None:
    told = replace(NEW, told_of_media=NOW)

    assert memory.may_hear_of_media(NEW, NOW)
    assert not memory.may_hear_of_media(told, NOW + timedelta(seconds=2))
    assert memory.may_hear_of_media(told, NOW + timedelta(days=1))
    assert not memory.may_hear_of_media(replace(NEW, phase=Phase.HELD), NOW)


@pytest.mark.parametrize(("requests", "expected"), [(19, False), (20, True), (200, True)])
def test_twenty_commands_or_taps_at_once_are_too_many(requests: int, expected: bool) -> None:
    assert floods.too_many_requests(after(requests, 0)) is expected


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (Chat("help"), True),
        (HandOff("person"), False),
        (HandOff("person", already=True), True),
        (TakeBack(), False),
        (Relay(), False),  # a physio holds the chat: there is nothing to answer, and nothing to say about it
        (Alarm(NUMB.signs, ("t1_emerg",), emergency=True), False),
    ],
)
def test_of_many_taps_one_that_means_a_person_or_danger_is_never_dropped(decision: Decision, expected: bool) -> None:
    assert floods.may_drop(NEW, Turn(NEW, decision, "tapped"), NOW) is expected


def test_a_tap_on_a_danger_that_was_just_answered_is_no_news() -> None:
    answered = replace(NEW, signs=(SignSeen("saddle_numbness", "numb", NOW),))
    tap = Turn(answered, Alarm(NUMB.signs, ("t1_emerg",), emergency=True), "tapped")

    assert floods.may_drop(answered, tap, NOW + timedelta(seconds=20))
    assert not floods.may_drop(answered, tap, NOW + timedelta(minutes=2))


def test_they_are_told_once_a_flood_that_not_each_request_is_answered() -> None:
    told = floods.told_of_requests(NEW, NOW)

    assert floods.is_news_of_requests(NEW, NOW)
    assert not floods.is_news_of_requests(told, NOW + timedelta(seconds=30))
    assert floods.is_news_of_requests(told, NOW + timedelta(minutes=2))
