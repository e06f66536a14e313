"""What a clause does to the words in it."""

import pytest

from intents.concepts import ConceptFinder
from intents.scope import Kind, Ruling, ScopeReader
from intents.units import read_units
from intents.words import read
from knowledge.model import Knowledge


def ruling_on(idea: str, message: str, shipped: Knowledge) -> Ruling | None:
    """What is said of the first mention of an idea."""
    reading = read_units(read(message))
    concepts = ConceptFinder(shipped.concepts).find(reading)
    ideas = [mention.places for mentions in concepts.values() for mention in mentions]
    scope = ScopeReader(shipped.scope).scoped(reading).knowing(ideas)
    return scope.ruling(concepts[idea][0].places)


@pytest.mark.parametrize(
    ("idea", "message", "kind"),
    [
        ("numb", "no numbness in my leg", Kind.DENIED),
        ("numb", "I haven't had any real problems with numbness", Kind.DENIED),
        ("weak", "I don't feel weak at all", Kind.DENIED),
        ("tingle", "haven't noticed any tingling", Kind.DENIED),
        ("weak", "no numbness, tingling, weakness or anything", Kind.DENIED),
        ("numb", "numbness? none", Kind.DENIED),
        ("pee", "peeing fine and my back aches", Kind.FINE),
        ("clot", "they ruled out a clot", Kind.RULED_OUT),
        ("stress_fracture", "stress fracture, but the MRI was clear", Kind.RULED_OUT),
        ("numb", "my foot was numb, fine now", Kind.OVER),
        ("pee", "I am able to pee and my back is stiff", Kind.FINE),
        ("numb", "nine years ago my legs went numb. Today I ran my first 10k", Kind.TOLD),
        ("numb", "my foot used to be numb, made a full recovery", Kind.TOLD),
        ("fall", "fell off a wall as a kid", Kind.LONG_AGO),
        ("fall", "fell off a wall in 2014", Kind.LONG_AGO),
        ("numb", "what if I ever went numb", Kind.IMAGINED),
        ("swollen", "if my calf ever swelled what would I do", Kind.IMAGINED),
        ("numb", "is numbness a sign of a slipped disc", Kind.IMAGINED),
        ("steroid", "I hand out prednisolone, it's my job", Kind.CAUSE),
    ],
)
def test_scope_cancels_what_it_plainly_governs(idea: str, message: str, kind: Kind, shipped: Knowledge) -> None:
    ruling = ruling_on(idea, message, shipped)

    assert ruling is not None
    assert ruling.kind is kind


@pytest.mark.parametrize(
    ("idea", "message"),
    [
        ("numb", "I'm not sleeping because my leg is numb"),
        ("numb", "no feeling in my leg"),
        ("pee", "I can pee but it takes a lot of pushing"),
        ("pee", "able to pee if I lean a long way forward, it dribbles"),
        ("pee", "I am not able to pee"),
        ("numb", "nine years ago my leg went numb and it never came back, but I ran my first 10k"),
        ("numb", "ran my first 10k and now my legs are numb"),
        ("numb", "my foot went numb on Tuesday. Today I ran my first 10k"),
        ("weak", "no power in my leg"),
        ("leg", "I don't feel my leg"),
        ("pee", "I didn't notice I had peed"),
        ("numb", "not only my foot, now my thigh is numb"),
        ("numb", "it is no better and my foot is numb"),
        ("weak", "I never had this before, my leg is weak"),
        ("numb", "no idea why my foot is numb"),
        ("numb", "I used to run, now my foot is numb"),
        ("numb", "fell in 2014, still numb since"),
        ("numb", "numb after the operation and still there"),
        ("numb", "is my numb foot a sign of something"),
        ("swollen", "I don't know if my calf is swollen"),
    ],
)
def test_scope_leaves_alone_what_it_does_not_govern(idea: str, message: str, shipped: Knowledge) -> None:
    assert ruling_on(idea, message, shipped) is None


def test_a_ruling_quotes_the_words_that_gave_it(shipped: Knowledge) -> None:
    ruling = ruling_on("numb", "my back aches, without any numbness", shipped)

    assert ruling == Ruling(Kind.DENIED, "without")
