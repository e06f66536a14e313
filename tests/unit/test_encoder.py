"""The encoder, as it was taught, and the pieces it reads."""

import numpy as np
import pytest

from bot.warmup import load_encoder
from intents.encoder import Encoder
from intents.wordpiece import WordPieces

SMALL = WordPieces(["[UNK]", "[CLS]", "[SEP]", "back", "ache", "##ache", "##s", "num", "##b", ",", "腰", "痛"])


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    found = load_encoder()
    assert found, "the encoder's files are part of the project"
    return found


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("backaches", [3, 5, 6]),
        ("Back, ACHE", [3, 9, 4]),
        ("num\u0301b", [7, 8]),
        ("腰痛", [10, 11]),
        ("bicycle", [0]),
        ("back\u0000 \tache", [3, 4]),
        ("", []),
        ("a" * 101, [0]),
    ],
)
def test_words_are_cut_into_the_longest_pieces_known(text: str, pieces: list[int]) -> None:
    assert SMALL.numbers(text) == pieces
    assert SMALL.framed(pieces) == [1, *pieces, 2]


def test_the_same_text_gets_the_same_answer(encoder: Encoder) -> None:
    text = "loo roll might as well be somebody else's"

    assert encoder.odds(text) == encoder.odds(text)


def test_texts_that_mean_alike_stand_near_each_other(encoder: Encoder) -> None:
    wiping, numb, shoes = encoder.meanings(
        ["I can't feel the paper when I wipe", "no sensation down below", "which shoes for a wet marathon"]
    )

    assert wiping @ numb > wiping @ shoes
    assert np.linalg.norm(wiping) == pytest.approx(1, abs=1e-4)


def test_a_sign_at_the_end_of_a_long_message_is_seen(encoder: Encoder) -> None:
    story = "I ran my usual loop by the canal and the sun was out. " * 40
    label = "sign:bladder_bowel"

    assert encoder.odds(story + "I have not been able to pee since last night")[label] > encoder.odds(story)[label] + 2


def test_no_text_is_too_strange(encoder: Encoder) -> None:
    for text in ("", "🏃" * 4096, "\u0000" * 10, "腰" * 4096, "x" * 4096):
        assert all(np.isfinite(value) for value in encoder.odds(text).values())
