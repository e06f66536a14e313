"""A pain score, a side, a bare number."""

import pytest

from intents.slots import find_number, find_pain, find_side
from intents.words import read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pain is 8/10", 8),
        ("about a seven out of ten", 7),
        ("pain is 6", 6),
        ("was 7/10, now 4/10", 4),
        ("10/10 would run again", None),
        ("pain since 8/10", None),
        ("back pain at 8 min pace", None),
        ("back pain 3 weeks", None),
        ("my back hurts", None),
        ("pain 11/10", 10),
    ],
)
def test_pain_scores(text: str, expected: int | None) -> None:
    assert find_pain(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sore on the left side", "left"),
        ("my right hip is tight", "right"),
        ("pain in my left and right buttock", "both"),
        ("both legs feel odd", "both"),
        ("right now it hurts", None),
        ("that's right", None),
        ("I left it alone", None),
        ("am I all right?", None),
    ],
)
def test_sides_of_the_body(text: str, expected: str | None) -> None:
    assert find_side(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("about 4", 4),
        ("7ish", 7),
        ("six", 6),
        ("2 or 3", 2.5),
        ("0", 0),
        ("I ran 4 miles with Sam", None),
        ("hello", None),
    ],
)
def test_a_message_that_is_little_more_than_a_number(text: str, expected: float | None) -> None:
    assert find_number(read(text)) == expected
