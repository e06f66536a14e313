"""The short cuts of `ridge.py`, beside the long way round: learning again without the texts."""

import numpy as np
import pytest

from intents.features import Floats
from intents.ridge import calibrate, solve, strangers

RIDGE = 0.5
OWNER = np.repeat(np.arange(3), 4)


@pytest.fixture
def likeness() -> Floats:
    texts = np.random.default_rng(1).random((12, 5), dtype=np.float32)
    return texts @ texts.T


def scored_without(likeness: Floats, left_out: list[int]) -> Floats:
    """The scores of these texts by a ridge that was learnt from the others."""
    truth = np.eye(3)[OWNER] - np.eye(3)[OWNER].mean(axis=0)
    kept = [at for at in range(12) if at not in left_out]
    pull = np.linalg.solve(likeness[np.ix_(kept, kept)] + RIDGE * np.eye(len(kept)), truth[kept])
    return (likeness[np.ix_(left_out, kept)] @ pull).astype(np.float32)


def test_unseen_scores_are_those_of_learning_without_the_text(likeness: Floats) -> None:
    expected = np.concatenate([scored_without(likeness, [at]) for at in range(12)])

    _, unseen = solve(likeness.copy(), np.eye(3, dtype=np.float32)[OWNER], RIDGE)

    assert np.allclose(unseen, expected, atol=1e-3)


def test_strangers_are_scored_by_what_has_seen_none_of_their_group(likeness: Floats) -> None:
    groups = [[at for at in range(12) if OWNER[at] == group] for group in range(3)]
    expected = np.concatenate([scored_without(likeness, group) for group in groups])

    found = strangers(likeness, np.eye(3, dtype=np.float32)[OWNER], RIDGE, OWNER)

    assert np.allclose(found, expected, atol=1e-3)


def test_calibration_does_not_run_away_when_nearly_all_are_right() -> None:
    scores = np.linspace(0.1, 0.9, 300, dtype=np.float32)
    truth = (np.arange(300) > 12).astype(np.float32)

    slope, offset = calibrate(scores, truth)

    assert 0 < slope < 200
    assert abs(offset) < 50
