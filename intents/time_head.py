"""How likely an amount of time or a point in time is how long the complaint has lasted.

The rules of `durations.py` say for each what it counts; they are good where a wording was foreseen. This head was
taught on messages whose durations are known, and sees the rules' word as one mark among many. The two together choose:
the rules' choice stands unless the head is against it, or for another, by a margin.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intents.candidates import Candidate
from intents.place import Place
from intents.time_marks import marks_of

# Log-odds, set by heads that had not seen the file that they were measured on.
DOUBTS = -3.0  # below this the rules' choice falls
TAKES = 0.5  # above this a candidate that the rules left out counts
OVERRULES = 1.0  # by this much more another takes the place of the rules' choice


@dataclass(frozen=True, slots=True)
class TimeHead:
    """What each mark is worth, as log-odds."""

    worth: Mapping[str, float]
    offset: float

    def odds(self, place: Place, candidates: Sequence[Candidate]) -> list[float]:
        """The log-odds of each candidate."""
        return [self.offset + sum(self.worth.get(mark, 0.0) for mark in marks) for marks in marks_of(place, candidates)]

    def choose(self, place: Place, candidates: Sequence[Candidate]) -> Candidate | None:
        """Which of them is how long it has lasted, if any is."""
        ruled = by_rules(candidates)
        if not self.worth or not candidates:
            return ruled
        odds = self.odds(place, candidates)
        likeliest = max(range(len(candidates)), key=odds.__getitem__)
        if ruled is None:
            return candidates[likeliest] if odds[likeliest] > TAKES else None
        chosen = candidates.index(ruled)
        if odds[likeliest] - odds[chosen] > OVERRULES:
            chosen = likeliest
        return candidates[chosen] if odds[chosen] > DOUBTS else None

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """The head as plain arrays, for the cache."""
        marks = "\n".join(self.worth).encode()
        return {
            "time_marks": np.frombuffer(marks, dtype=np.uint8),
            "time_worth": np.asarray([*self.worth.values(), self.offset], dtype=np.float32),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "TimeHead":
        """The head that `to_arrays` packed."""
        *worth, offset = arrays["time_worth"].astype(float).tolist()
        marks = arrays["time_marks"].tobytes().decode().split("\n") if worth else []
        return cls(dict(zip(marks, worth, strict=True)), offset)


def by_rules(candidates: Sequence[Candidate]) -> Candidate | None:
    """The rules' choice: the surest, then the longest."""
    standing = [candidate for candidate in candidates if candidate.sure]
    return max(standing, key=lambda candidate: (candidate.sure, candidate.days), default=None)


UNTAUGHT = TimeHead({}, 0.0)  # leaves it to the rules
