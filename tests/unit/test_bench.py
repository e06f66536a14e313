"""What `make bench-nlu` measures with; the bench itself is no part of the tests."""

import pytest

from bench.measure import accuracy, answered_rightly
from bench.typos import mistyped


def test_ties_with_an_out_of_scope_text_stay_unanswered() -> None:
    guesses = [("a", 0.9), ("a", 0.8), ("b", 0.95), ("a", 0.3)]
    truth = ["a", "a", "a", "a"]
    out_of_scope = [("a", 0.8)] + [("a", 0.1)] * 19

    assert accuracy(guesses, truth) == 0.75
    assert answered_rightly(guesses, truth, out_of_scope) == 0.75  # one of twenty may get by
    assert answered_rightly(guesses, truth, out_of_scope, spared=0) == 0.25


@pytest.mark.parametrize(("every", "most"), [(0, 0), (24, 1), (8, 3)])
def test_a_text_gets_as_many_typos_as_its_length_asks_for(every: int, most: int) -> None:
    text = "how do I stretch tight hamstrings"

    spoilt = mistyped(text, every)

    assert spoilt == mistyped(text, every)
    assert (spoilt != text) == bool(every)
    assert abs(len(spoilt) - len(text)) <= most
    assert len(spoilt.split()) == len(text.split())
