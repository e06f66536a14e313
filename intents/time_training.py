"""Teach the head that tells which amount of time is how long the complaint has lasted: logistic regression.

Every amount and point in time of the corpus is an example: right when its days are the row's. It needs scipy, so
import it only when there is something to learn.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from intents.amounts import find_amounts
from intents.atoms import atoms
from intents.candidates import whole_days_of
from intents.durations import find_candidates
from intents.place import Place
from intents.time_head import UNTAUGHT, TimeHead
from intents.time_marks import marks_of
from intents.words import read
from knowledge.corpus import LABELLED_FOR, Row

LEAST_SEEN = 8  # a mark that fewer candidates carry says nothing that can be relied on
PENALTY = 2.0  # on the squares of what the marks are worth
_STEPS = 300

Doubles = NDArray[np.float64]


def teach_times(rows: Iterable[Row]) -> TimeHead:
    """The head that these rows teach. Deterministic: the same rows, the same head."""
    examples = [example for row in rows for example in _examples(row)]
    seen = Counter(mark for marks, _ in examples for mark in marks)
    known = sorted(mark for mark, times in seen.items() if times >= LEAST_SEEN)
    right = np.asarray([is_right for _, is_right in examples], dtype=np.float64)
    if not known or right.min() == right.max():
        return UNTAUGHT
    *worth, offset = _fitted(_matrix([marks for marks, _ in examples], known), right).tolist()
    return TimeHead(dict(zip(known, worth, strict=True)), offset)


def _examples(row: Row) -> list[tuple[list[str], bool]]:
    """The marks of every candidate, and whether it is the row's duration."""
    found = atoms(read(row.text))
    if not found:
        return []
    place = Place(found, frozenset(atom.word for atom in found))
    candidates = find_candidates(place, find_amounts(found), LABELLED_FOR)
    marks = marks_of(place, candidates)
    return [
        (seen, _is_right(whole_days_of(one.days), row.duration_days))
        for seen, one in zip(marks, candidates, strict=True)
    ]


def _is_right(days: int, told: int | None) -> bool:
    """Within a tenth or a day: writers count "a couple of months" a little differently."""
    return told is not None and abs(days - told) <= max(1.0, told / 10)


def _matrix(messages: Sequence[Sequence[str]], known: Sequence[str]) -> sparse.csr_array:
    places = {mark: place for place, mark in enumerate(known)}
    rows = [[places[mark] for mark in marks if mark in places] for marks in messages]
    ends = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.concatenate([np.asarray(row, dtype=np.int32) for row in rows])
    return sparse.csr_array((np.ones(len(columns)), columns, ends), shape=(len(rows), len(known)))


def _fitted(seen: sparse.csr_array, right: Doubles) -> Doubles:
    """The worth of every mark, and the offset last."""
    sign = 2 * right - 1

    def surprise(worth: Doubles) -> tuple[float, Doubles]:
        margin = (seen @ worth[:-1] + worth[-1]) * sign
        pull = -sign / (1 + np.exp(np.clip(margin, -30, 30)))
        loss = np.logaddexp(0, -margin).sum() + PENALTY / 2 * (worth[:-1] @ worth[:-1])
        return float(loss), np.append(seen.T @ pull + PENALTY * worth[:-1], pull.sum())

    start = np.zeros(seen.shape[1] + 1)
    found = optimize.minimize(surprise, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return np.asarray(found.x, dtype=np.float64)
