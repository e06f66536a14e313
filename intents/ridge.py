"""Ridge regression in closed form, calibrated by leaving one out.

All labels share one factorisation of the texts' likeness to each other, so that many labels cost as
much as one, and what each text would have scored had it not been learnt from falls out of it
(leave-one-out); the calibration uses only those scores. The likeness may be any kernel: plain for the
heads (`training.py`), curved and with an encoder's meaning for the matcher (`matcher.py`).
"""

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from intents.features import Floats


def solve(likeness: Floats, truth: Floats, ridge: float) -> tuple[Floats, Floats]:
    """How each text pulls each label, and each text's scores by what has not seen it. Overwrites `likeness`."""
    count = len(likeness)
    likeness[np.diag_indices(count)] += ridge
    centred = truth - truth.mean(axis=0)
    factor, lower = linalg.cho_factor(likeness, lower=True, overwrite_a=True, check_finite=False)
    pull = linalg.cho_solve((factor, lower), centred, check_finite=False)
    # The inverse's diagonal is all that leaving one out needs: the columns of the factor's inverse, squared.
    inverse, _ = linalg.lapack.strtri(factor, lower=1, overwrite_c=1)
    diagonal = np.asarray([inverse[at:, at] @ inverse[at:, at] for at in range(count)])
    return pull, centred - pull / diagonal[:, None]


def strangers(likeness: Floats, truth: Floats, ridge: float, groups: NDArray[np.int_]) -> Floats:
    """Each text's scores by what has seen none of its group: how a text fares that means nothing known."""
    centred = truth - truth.mean(axis=0)
    inverse = linalg.inv(likeness + np.float32(ridge) * np.eye(len(likeness), dtype=np.float32), check_finite=False)
    pull = inverse @ centred
    scores: Floats = np.empty_like(centred)
    for group in np.unique(groups):
        own = np.flatnonzero(groups == group)
        scores[own] = centred[own] - linalg.solve(inverse[np.ix_(own, own)], pull[own], assume_a="pos")
    return scores


def calibrate(scores: Floats, truth: Floats) -> tuple[float, float]:
    """Slope and offset that turn a score into log-odds (Platt's method, Newton's steps).

    The steps are tamed: they run away when the scores lie far from nought or few are true.
    """
    x = scores.astype(np.float64)
    yes = float(truth.sum())
    no = len(truth) - yes
    # Platt's softened targets keep a head of few rows from being certain.
    target: NDArray[np.float64] = np.where(truth > 0, (yes + 1) / (yes + 2), 1 / (no + 2))
    slope, offset = 1 / max(float(x.std()), 1e-3), float(np.log((yes + 1) / (no + 1)))
    for _ in range(50):
        guess = 1 / (1 + np.exp(-np.clip(slope * x + offset, -30, 30)))
        slack, miss = np.maximum(guess * (1 - guess), 1e-9), guess - target
        curve = np.asarray([[(slack * x * x).sum(), (slack * x).sum()], [(slack * x).sum(), slack.sum()]])
        step = np.linalg.solve(curve + 1e-6 * np.eye(2), np.asarray([(miss * x).sum(), miss.sum()]))
        step = _tamed(step, x, target, slope, offset)
        slope, offset = slope - float(step[0]), offset - float(step[1])
        if float(np.abs(step).sum()) < 1e-6:
            break
    return slope, offset


def _tamed(
    step: NDArray[np.float64], x: NDArray[np.float64], target: NDArray[np.float64], slope: float, offset: float
) -> NDArray[np.float64]:
    """The step, halved while it makes things twice as bad: from a poor start a whole one leaps past all bounds.

    A step that is a little too long is left as it is; the next one mends it.
    """
    before = _surprise(slope * x + offset, target)
    for _ in range(30):
        after = _surprise((slope - step[0]) * x + offset - step[1], target)
        if after <= 2 * before:
            break
        step = step / 2
    return step


def _surprise(odds: NDArray[np.float64], target: NDArray[np.float64]) -> float:
    return float((np.logaddexp(0, odds) - target * odds).sum())
