"""Teach the heads from the corpus: ridge regression in closed form, calibrated by leaving one out.

The regression is `ridge.py`'s, which the matcher of `matcher.py` shares. Measured beside logistic
heads (Nesterov, several strengths): as good, and calibrated for nothing.

This module, `time_training.py` and `ridge.py` need scipy, so import them only when there is something to learn.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from scipy import sparse

from intents.features import Floats, Vector, learn_vocabulary
from intents.heads import (
    ANY_SIGN,
    BEST_HANDOFF,
    BEST_URGENT,
    FITS,
    NEEDS_PERSON,
    PERSISTENT,
    SIGN,
    TOPIC,
    WANTS_PERSON,
    Heads,
)
from intents.lexicon import Lexicon
from intents.ridge import calibrate, solve
from intents.time_training import teach_times
from intents.words import Token, read
from knowledge.corpus import Row

LEAST_ROWS = 15  # fewer messages than this teach no head
RIDGE = 3.0
_BLOCK = 512

# Several writers, several names for one sign.
_SAME_SIGN = {
    "inflammatory_pattern": "inflammatory",
    "inflammatory_disease": "inflammatory",
    "urinary_kidney": "kidney_urine",
    "urine_infection": "kidney_urine",
    "kidney_stone": "kidney_urine",
    "blood_in_urine": "kidney_urine",
    "bowel_no_feeling": "bowel_leak",
    "sexual_no_feeling": "sexual_function",
}


def labels_of(row: Row) -> set[str]:
    """Every head this message is an example for."""
    labels = {SIGN + flag for flag in row.red_flags}
    sign = row.sign.replace(" ", "_")
    if sign:
        labels.add(SIGN + _SAME_SIGN.get(sign, sign))
    labels |= {TOPIC + topic for topic in row.topics} | {TOPIC + topic.split(":")[0] for topic in row.topics}
    labels |= {FITS + action for action in row.action}
    best = row.action[0] if row.action else ""
    conditions = {
        ANY_SIGN: bool(row.red_flags),
        NEEDS_PERSON: set(row.action) <= {"emergency", "urgent", "handoff"},
        BEST_URGENT: best in {"emergency", "urgent"},
        BEST_HANDOFF: best == "handoff",
        PERSISTENT: row.persistent is True,
        WANTS_PERSON: "human_request" in row.topics and best == "handoff",
    }
    return labels | {label for label, holds in conditions.items() if holds}


def train(rows: Sequence[Row], english: frozenset[str] = frozenset(), least_rows: int = LEAST_ROWS) -> Heads:
    """Learn every head that has enough rows. Deterministic: the same rows, the same heads."""
    messages = [read(row.text).tokens for row in rows]
    wanted = [labels_of(row) for row in rows]
    counts = Counter(label for labels in wanted for label in labels)
    names = tuple(sorted(label for label, count in counts.items() if count >= least_rows))
    truth = np.asarray([[name in labels for name in names] for labels in wanted], dtype=np.float32)

    lexicon = Lexicon()
    vocabulary = learn_vocabulary(messages, lexicon)
    seen = _matrix([vocabulary.vector(tokens, lexicon) for tokens in messages], len(vocabulary.grams))
    weights, unseen_scores = _ridge(seen, truth)
    slopes, offsets = zip(*(calibrate(unseen_scores[:, at], truth[:, at]) for at in range(len(names))), strict=True)
    return Heads(
        vocabulary=vocabulary,
        labels=names,
        weights=weights.astype(np.float16),
        slopes=np.asarray(slopes, dtype=np.float32),
        offsets=np.asarray(offsets, dtype=np.float32),
        known_words=_known(messages),
        english_words=english,
        lexicon=lexicon,
        times=teach_times(rows),
    )


def _known(messages: Iterable[Sequence[Token]]) -> frozenset[str]:
    seen = Counter(word for tokens in messages for word in {token.text for token in tokens})
    return frozenset(word for word, times in seen.items() if times > 1)


def _matrix(vectors: Sequence[Vector], width: int) -> sparse.csr_array:
    ends = np.cumsum([0, *(len(vector.places) for vector in vectors)])
    places = np.concatenate([vector.places for vector in vectors])
    weights = np.concatenate([vector.weights for vector in vectors])
    return sparse.csr_array((weights, places, ends), shape=(len(vectors), width))


def _ridge(seen: sparse.csr_array, truth: Floats) -> tuple[Floats, Floats]:
    """The weights, and each message's scores by heads that have not seen it."""
    count = seen.shape[0]
    likeness = np.empty((count, count), dtype=np.float32)
    for at in range(0, count, _BLOCK):
        likeness[at : at + _BLOCK] = (seen[at : at + _BLOCK] @ seen.T).toarray()
    pull, unseen_scores = solve(likeness, truth, RIDGE)
    return np.asarray(seen.T @ pull, dtype=np.float32), unseen_scores
