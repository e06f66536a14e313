"""Whether the pain has lasted, by one message's words."""

from datetime import datetime

import pytest

from intents.durations import find_duration
from intents.persistence import find_persistence, is_improving
from intents.words import read

NOON = datetime(2026, 11, 22, 12)


def lasted(text: str) -> bool | None:
    words = read(text)
    return find_persistence(words, find_duration(words, NOON))[0]


@pytest.mark.parametrize(
    "text",
    [
        "back pain for 12 weeks",
        "my back keeps coming back to haunt me, it keeps coming back",
        "this pain won't go away",
        "chronic low back pain",
        "it's the fourth time this year my back has gone",
        "tried everything and my back still hurts",
        "my back has been sore on and off since spring",
        "physio hasn't helped my back",
        "as tight as ever, my back",
        "had it as long as I can remember",
        "achilles again",
        "I rest and it settles, I run and it returns",
        "my back goes out twice a season",
        "my back has been bad since school",
        "physio, yoga, a new mattress, still sore",
        "three failed surgeries on my back",
        "back the same after all those sessions",
        "the best part of a year I've had this hip",
        "tight hamstrings, three winters now",
        "hip flexors tight no matter what I stretch",
        "my knee is back again",
        "calf in the same spot again",
        "runner, heel sore. five attempts now",
        "stuck in this loop: run, ache, rest",
        "needles, magnets, a chiro: back unchanged",
        "20 sittings of physio, no benefit",
    ],
)
def test_long_recurring_or_untreatable_pain_has_lasted(text: str) -> None:
    assert lasted(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "3 days of back pain",
        "it isn't chronic",
        "doesn't keep coming back, first time ever",
        "my back is getting better",
        "brand new pain in my back",
        "2 weeks and it won't go away",
        "I fell off my bike and my back hurts",
        "my back is fine now",
        "my back has been fine for yonks",
    ],
)
def test_short_new_or_mending_pain_has_not(text: str) -> None:
    assert lasted(text) is False


@pytest.mark.parametrize("text", ["my back hurts", "six weeks of back pain", "why does my back ache on hills?"])
def test_words_that_do_not_say_leave_it_open(text: str) -> None:
    assert lasted(text) is None


def test_a_short_bout_of_a_recurring_pain_has_lasted() -> None:
    assert lasted("4 days this time but my back goes every few months") is True


def test_phrases_that_staff_add_count_at_once() -> None:
    words = read("my back is a wobbly jelly these days")

    assert find_persistence(words, None)[0] is None
    assert find_persistence(words, None, ("wobbly jelly",)) == (True, "wobbly jelly")


def test_the_words_that_decided_are_told() -> None:
    words = read("Sore back that won't budge")

    assert find_persistence(words, None) == (True, "won't budge")


def test_mending_is_noticed_and_its_denial_too() -> None:
    assert is_improving(read("it's much better now"))
    assert not is_improving(read("it's not getting better"))
