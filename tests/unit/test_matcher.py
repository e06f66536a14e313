"""The matcher over texts and labels."""

from collections.abc import Sequence

import numpy as np
import pytest

from intents.features import Floats
from intents.matcher import Matcher
from intents.words import BOLD, CAREFUL, Repairer

PHRASES = [
    ("my shoes are worn out", "shoes"),
    ("how often should I buy new trainers", "shoes"),
    ("do old running shoes hurt the back", "shoes"),
    ("these trainers have no cushioning left", "shoes"),
    ("my hamstrings are tight", "hamstring"),
    ("how do I stretch tight hamstrings", "hamstring"),
    ("the backs of my thighs pull when I bend", "hamstring"),
    ("hamstring stretches for runners", "hamstring"),
    ("can I talk to a physio", "person"),
    ("let me speak to somebody real", "person"),
    ("is there a human I could talk to", "person"),
    ("please put me through to a person", "person"),
]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(PHRASES)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("when do I need new shoes", "shoes"),
        ("stretching my hamstrings", "hamstring"),
        ("I would like to speak to a human", "person"),
        ("my hamstirngs are tihgt", "hamstring"),
        ("tlak to a hmuan", "person"),
    ],
)
def test_the_best_label_is_the_one_whose_phrases_are_most_like_the_text(
    matcher: Matcher, text: str, label: str
) -> None:
    assert matcher.match(text).label == label


def test_a_match_names_the_nearest_phrase_of_its_label(matcher: Matcher) -> None:
    assert matcher.match("my shoes, they are all worn").phrase == "my shoes are worn out"


@pytest.mark.parametrize("text", ["what is the capital of peru", "", "...", "\U0001f3c3"])
def test_what_is_like_nothing_known_gets_no_answer(matcher: Matcher, text: str) -> None:
    assert matcher.answer(text) is None


def test_what_is_clear_gets_an_answer(matcher: Matcher) -> None:
    answer = matcher.answer("my shoes are worn out")

    assert answer is not None
    assert answer.label == "shoes"


def test_unknown_words_beside_known_ones_make_a_match_less_sure(matcher: Matcher) -> None:
    known, diluted = matcher.match("new trainers"), matcher.match("new trainers parliament volcano symphony")

    assert diluted.confidence < known.confidence


def test_the_same_phrases_teach_the_same_matches(matcher: Matcher) -> None:
    text = "which shoes for tight hamstrings"

    assert Matcher(PHRASES).match(text) == matcher.match(text)


def test_an_encoder_adds_what_words_cannot_see() -> None:
    def encode(texts: Sequence[str]) -> Floats:
        about_feet = [any(word in text for word in ("shoe", "trainer", "sneaker")) for text in texts]
        return np.asarray([[1, 0] if feet else [0, 1] for feet in about_feet], dtype=np.float32)

    assert Matcher(PHRASES, encode=encode).match("sneakers").label == "shoes"


def test_an_encoder_is_asked_about_repaired_words() -> None:
    asked: list[str] = []

    def encode(texts: Sequence[str]) -> Floats:
        asked.extend(texts)
        return np.ones((len(texts), 1), dtype=np.float32)

    Matcher(PHRASES, encode=encode).match("Tihgt hamstirngs!")

    assert asked[-1] == "tight hamstrings"


def test_a_long_text_is_matched_too(matcher: Matcher) -> None:
    assert 0 <= matcher.match("shoes " * 600 + "x" * 400).confidence <= 1


@pytest.mark.parametrize(
    ("typed", "careful", "bold"),
    [("hamstirng", "hamstring", "hamstring"), ("jamstring", "jamstring", "hamstring"), ("mwn", "mwn", "man")],
)
def test_repair_reaches_further_only_when_told_to(typed: str, careful: str, bold: str) -> None:
    words = ("hamstring", "man")

    assert Repairer(words, (), (), CAREFUL).repair(typed) == careful
    assert Repairer(words, (), (), BOLD).repair(typed) == bold
