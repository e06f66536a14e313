"""Ideas in a message: by their words, in any ending, and by numbers."""

import pytest

from intents.concepts import ConceptFinder, nearest, spread
from intents.phrases import PhraseFinder
from intents.units import read_units
from intents.words import read
from knowledge.model import Concept, Knowledge

NUMB = Concept(id="numb", about="No feeling.", words=("numb", "gone to sleep"), not_words=("comfortably numb",))
LEGS = Concept(id="legs", about="Both.", words=("=legs",), foreign=("piernas",))


def found(message: str, *concepts: Concept) -> dict[str, list[str]]:
    reading = read_units(read(message))
    mentions = ConceptFinder({concept.id: concept for concept in concepts}).find(reading)
    return {concept: [reading.quote(spot.places) for spot in spots] for concept, spots in mentions.items()}


@pytest.mark.parametrize("message", ["it is numb", "the numbness", "it's numbing", "has just gone to sleep"])
def test_any_ending_and_little_words_between_still_mean_the_idea(message: str) -> None:
    assert "numb" in found(message, NUMB)


def test_an_idiom_takes_away_only_its_own_words() -> None:
    assert found("comfortably numb on repeat, and my foot is numb", NUMB) == {"numb": ["numb"]}


def test_a_word_marked_with_an_equals_sign_means_that_very_word() -> None:
    assert found("one leg, two legs", LEGS) == {"legs": ["legs"]}


def test_words_of_other_languages_count_as_they_stand() -> None:
    assert found("las piernas", LEGS) == {"legs": ["piernas"]}


@pytest.mark.parametrize(
    ("message", "concept"),
    [
        ("thermometer said 38.6", "temperature_high"),
        ("it was 101.3 F last night", "temperature_high"),
        ("temp of 39", "temperature_high"),
        ("lost 9 kg since June", "weight_amount"),
        ("gone from a size 16 to a 12", "weight_amount"),
        ("up at 3am again", "small_hours"),
        ("I'm 71", "age_old"),
        ("my son, 13, runs", "age_child"),
        ("fell 4 metres", "height_or_speed"),
        ("I'm 24+3 today", "pregnant"),
    ],
)
def test_a_number_in_its_place_is_an_idea(message: str, concept: str, shipped: Knowledge) -> None:
    assert concept in found(message, *shipped.concepts.values())


@pytest.mark.parametrize(
    ("message", "concept"),
    [
        ("ran 38.6 km", "temperature_high"),
        ("38 degrees outside", "temperature_high"),
        ("from 20 to 35 miles a week", "weight_amount"),
        ("I'm 13 miles in", "age_child"),
        ("13 minute miles", "age_child"),
        ("cadence is 158", "age_child"),
    ],
)
def test_the_same_number_elsewhere_is_not(message: str, concept: str, shipped: Knowledge) -> None:
    assert concept not in found(message, *shipped.concepts.values())


def test_the_nearest_mentions_are_put_together() -> None:
    reading = read_units(read("numb arm, and then my legs are numb"))
    mentions = ConceptFinder({"numb": NUMB, "legs": LEGS}).find(reading)

    picked = nearest([mentions["numb"], mentions["legs"]])

    assert picked is not None
    assert spread(picked) == 2


@pytest.mark.parametrize(
    ("phrase", "message", "stands"),
    [
        ("numb between my legs", "between the legs it is all numb", True),
        ("numb between my legs", "numb hands, a race between friends, dead legs", False),
        ("can't feel my foot", "my foot feels fine, can't complain", False),
        ("didn't know I'd been", "I don't know if I should run", False),
        ("I'm done", "I'm done", True),
        ("I'm done", "the washing is done", False),
    ],
)
def test_a_phrase_is_found_in_a_small_window_in_any_order(phrase: str, message: str, stands: bool) -> None:
    finder = PhraseFinder([("it", phrase)])

    assert bool(finder.find(read_units(read(message)))) is stands
