"""Short replies to a yes-or-no question."""

import pytest

from intents.answers import find_answer
from intents.understanding import Answer
from intents.words import read


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "Yep",
        "yeah a bit",
        "yesss",
        "a little",
        "👍",
        "si",
        "oui",
        "ja",
        "I do yeah",
        "aye",
        "the first one",
        "both",
    ],
)
def test_yes(text: str) -> None:
    assert find_answer(read(text)) is Answer.YES


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "Nope none of that",
        "nah all good down there",
        "not really",
        "none of those",
        "no numbness, no fever, nothing",
        "nein",
        "👎",
        "not that I've noticed",
        "all fine thanks",
        "N",
        "nothing like that",
    ],
)
def test_no(text: str) -> None:
    assert find_answer(read(text)) is Answer.NO


@pytest.mark.parametrize(
    "text",
    ["dunno", "kinda", "not sure", "maybe", "sort of", "no idea", "hard to say", "no to the first but the last a bit"],
)
def test_unsure(text: str) -> None:
    assert find_answer(read(text)) is Answer.UNSURE


@pytest.mark.parametrize(
    "text",
    [
        "no feeling down there",
        "nothing comes out when I try",
        "no control of my bladder",
        "no strength in my left foot",
        "no can't feel it",
    ],
)
def test_a_loss_is_a_symptom_and_never_a_no(text: str) -> None:
    assert find_answer(read(text)) is None


@pytest.mark.parametrize("text", ["my back hurts after long runs", "how do I do the bridge?", "", "...", "hello"])
def test_a_message_that_answers_nothing_is_no_answer(text: str) -> None:
    assert find_answer(read(text)) is None


@pytest.mark.parametrize(
    "text",
    ["ok what about stretches", "okay, how long do I hold it?", "sure but can you show me", "right so which one"],
)
def test_ok_that_only_opens_the_next_question_answers_nothing(text: str) -> None:
    assert find_answer(read(text)) is None


@pytest.mark.parametrize("text", ["ok", "yes what do I do", "yeah is that bad", "sure"])
def test_a_yes_before_a_question_is_still_a_yes(text: str) -> None:
    assert find_answer(read(text)) is Answer.YES
