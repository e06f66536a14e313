"""What of a physio's message is held: doses, diagnoses, clearance to race; and what only sounds like it."""

import pytest

from bot.dialogue.guard import objection
from intents.near_names import named
from knowledge.model import Knowledge


@pytest.mark.parametrize(
    ("text", "guard"),
    [
        ("Take 400mg of ibuprofen with food", "dose"),
        ("take 1.5 g of paracetamol", "dose"),
        ("Two tablets before bed should do", "dose"),
        ("You can stop taking your naproxen", "dose"),
        ("You have a disc bulge", "diagnosis"),
        ("I think you’ve got arthritis in there", "diagnosis"),
        ("Honestly, it's sciatica.", "diagnosis"),
        ("That is a slipped disc", "diagnosis"),
        ("You're good to go on Sunday!", "clearance"),
        ("I'd say it's safe to run", "clearance"),
        ("yes you can race", "clearance"),
    ],
)
def test_words_that_need_a_second_look_are_held(shipped: Knowledge, text: str, guard: str) -> None:
    found = objection(text, shipped.guards.values())

    assert found is not None
    assert found.id == guard


@pytest.mark.parametrize(
    "text",
    [
        "Hello, where is it sore?",
        "Do you have a foam roller?",
        "If you have a minute, tell me more",
        "You have a good week ahead: two easy runs",
        "Have you got pins and needles?",
        "It could be a slipped disc, so let's have you examined",
        "What have you tried so far?",
        "Run 4 km easy, then 2 minutes of walking",
        "Ask a pharmacist which tablets suit you",
        "I can't say it's safe to run on that yet",
        "You've got this!",
        "Three sets of ten, twice a week",
        "",
    ],
)
def test_what_only_sounds_like_it_goes_out(shipped: Knowledge, text: str) -> None:
    assert objection(text, shipped.guards.values()) is None


def test_the_words_come_from_the_knowledge_alone(shipped: Knowledge) -> None:
    assert objection("Take 400mg of ibuprofen", ()) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dead bug", "dead_bug"),
        ("ded bug", "dead_bug"),
        ("BIRD DOG", "bird_dog"),
        ("open book stretch", "open_book"),
        ("hip thrusts", "hip_thrust"),
    ],
)
def test_an_exercise_is_found_by_a_name_that_is_nearly_right(shipped: Knowledge, typed: str, meant: str) -> None:
    names = {key: [one.title, one.field_name, *one.also_called] for key, one in shipped.exercises.items()}

    assert named(typed, names, 5)[0] == meant


def test_two_that_are_meant_alike_are_both_offered(shipped: Knowledge) -> None:
    names = {key: [one.title, one.field_name, *one.also_called] for key, one in shipped.exercises.items()}

    assert {"glute_bridge", "single_leg_bridge"} <= set(named("bridge", names, 5))


def test_words_like_no_name_find_nothing(shipped: Knowledge) -> None:
    assert named("croissant", {"dead_bug": ["Dead bug"]}, 5) == []
