"""Wishes: a person, the signs, more of the last answer."""

from datetime import UTC, datetime

import pytest

from intents.understand import Reader

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "can I talk to a human",
        "human",
        "physio please",
        "anybody real there I can talk to?",
        "enough of this, get me someone who knows backs",
        "could one of the physios give me a ring",
        "I want a person not a script",
        "my back aches and I would like to speak to a physio",
        "put me thru to a physo",
    ],
)
def test_a_person_is_asked_for_in_many_words(reader: Reader, text: str) -> None:
    found = reader.understand(text, NOW)

    assert found.wants_person
    assert "human_request" in found.topics


@pytest.mark.parametrize(
    "text",
    [
        "are you a bot?",
        "are you human",
        "my physio said it was muscular, back still stiff",
        "I saw a physio last year for my back",
        "my back hurts when I bend",
        "thanks, that is just what I needed",
        "no need for a human, how do I stretch my hamstrings",
        "how do I do a plank",
    ],
)
def test_sounding_like_it_is_no_wish_for_a_person(reader: Reader, text: str) -> None:
    assert not reader.understand(text, NOW).wants_person


def test_the_words_that_asked_are_quoted(reader: Reader) -> None:
    found = reader.understand("sore back again, can I speak to a physio today", NOW)

    assert "physio" in found.wants_person


def test_the_signs_to_get_checked_can_be_asked_for(reader: Reader) -> None:
    assert reader.understand("what are the red flags?", NOW).asks_safety
    assert not reader.understand("back aches after a red hot parkrun with flags", NOW).asks_safety


@pytest.mark.parametrize(
    ("text", "follow_up"),
    [
        ("how often?", "how_often"),
        ("that didn't help", "did_not_help"),
        ("show me", "show_me"),
        ("never mind", "forget_it"),
    ],
)
def test_short_messages_lean_on_what_was_said(reader: Reader, text: str, follow_up: str) -> None:
    assert follow_up in reader.understand(text, NOW).follow_ups


def test_a_long_message_stands_on_its_own(reader: Reader) -> None:
    text = "I do the plank most days and wonder how often the club runs hills because my calves are sore on Mondays"

    assert reader.understand(text, NOW).follow_ups == ()


@pytest.mark.parametrize(
    "text",
    [
        "actually I don't want a person",
        "no need for a physio, I'll be fine",
        "please don't pass me on",
        "I'd rather not talk to anyone",
    ],
)
def test_a_person_can_be_turned_down(reader: Reader, text: str) -> None:
    found = reader.understand(text, NOW)

    assert found.declines_person
    assert not found.wants_person


@pytest.mark.parametrize("text", ["I don't want a bot, I want a person", "no need for a doctor, a physio please"])
def test_turning_down_a_bot_is_asking_for_a_person(reader: Reader, text: str) -> None:
    found = reader.understand(text, NOW)

    assert found.wants_person
    assert not found.declines_person


def test_the_follow_up_that_fits_best_is_meant(reader: Reader) -> None:
    assert reader.understand("why does that help?", NOW).follow_ups[0] == "why"
    assert reader.understand("every day?", NOW).follow_ups == ("how_often",)
    assert "same_for" in reader.understand("doing that. anything for the hips?", NOW).follow_ups
