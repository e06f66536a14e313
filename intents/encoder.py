"""The encoder: a small neural reader beside the linear heads (all-MiniLM-L6-v2, taught with the corpus).

It reads a whole message at once, so it knows what words mean beside each other where the heads only
count them: "loo roll feels like it's somebody else's". It answers with the same labels as the heads,
and with a point in a space where texts that mean alike stand near each other; the staff phrase that
stands nearest is the evidence for what it says.

The weights are eight-bit whole numbers run by onnxruntime on one thread: the same text gets the same
answer. How they were taught stands in `intents/taught/README.md`. Everything works without them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from intents.features import Floats
from intents.wordpiece import WordPieces

_WINDOW, _STRIDE = 126, 100  # pieces of a message read at once, and how far the next window starts
_MOST_WINDOWS = 2  # of a long message the start and the end are read: staff's words are sought in all of it
_KEPT = 512  # texts whose answers are kept: a message is read ahead, then asked for its scores and what they rest on


Reading = tuple[Floats, Floats]  # of a text: the points and the raw answers, a row for each window


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the encoder's outputs mean: a label each, and the slope and offset that make them log-odds."""

    labels: tuple[str, ...]
    slopes: tuple[float, ...]
    offsets: tuple[float, ...]


class Encoder:
    """Reads texts. Pure: the same text, the same numbers."""

    def __init__(self, model: str, vocabulary: Sequence[str], lesson: Lesson) -> None:
        """Read the model from its file: handed over as bytes it would be in memory twice."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._pieces = WordPieces(vocabulary)
        self._labels = lesson.labels
        self._slopes = np.asarray(lesson.slopes, dtype=np.float32)
        self._offsets = np.asarray(lesson.offsets, dtype=np.float32)
        self._read = lru_cache(maxsize=_KEPT)(self._read_anew)

    def read(self, text: str) -> Reading:
        """The points and the raw answers, one row for each window."""
        return self._read(text)

    def odds(self, text: str) -> Mapping[str, float]:
        """Log-odds for every label."""
        return self.odds_of(self._read(text))

    def odds_of(self, reading: Reading) -> Mapping[str, float]:
        """Log-odds for every label; of a long text the strongest window counts."""
        _, found = reading
        odds = found.max(axis=0) * self._slopes + self._offsets
        return dict(zip(self._labels, odds.tolist(), strict=True))

    def meanings(self, texts: Iterable[str]) -> Floats:
        """One point of length one for each text."""
        points = [self._read(text)[0][0] for text in texts]
        return np.asarray(points, dtype=np.float32)

    def _read_anew(self, text: str) -> Reading:
        rows = [self._run(self._pieces.framed(window)) for window in _windows(self._pieces.numbers(text))]
        points, answers = zip(*rows, strict=True)
        return np.concatenate(points), np.concatenate(answers)

    def _run(self, numbers: Sequence[int]) -> Reading:
        ids: NDArray[np.int64] = np.asarray([numbers], dtype=np.int64)
        point, answer = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return point, answer


def _windows(numbers: Sequence[int]) -> list[Sequence[int]]:
    starts = range(0, max(len(numbers) - (_WINDOW - _STRIDE), 1), _STRIDE)
    found = [numbers[start : start + _WINDOW] for start in starts]
    return found if len(found) <= _MOST_WINDOWS else [*found[: _MOST_WINDOWS - 1], found[-1]]
