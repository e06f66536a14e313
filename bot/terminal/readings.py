"""What the encoder made of the staff's tests, kept from one run to the next: it does not depend on the YAML.

Only test messages are kept so, never what a runner wrote.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol
from zipfile import BadZipFile

import numpy as np

from bot.warmup import CACHE_DIR, ENCODER_DIR, digest_of, save
from intents.encoder import Reading
from intents.features import Floats


class Reads(Protocol):
    """What is asked of the encoder itself."""

    def read(self, text: str) -> Reading:
        """What it makes of a text."""

    def odds_of(self, reading: Reading) -> Mapping[str, float]:
        """What that says."""


class RememberingEncoder:
    """An encoder that reads only what it has not read in an earlier run."""

    def __init__(self, encoder: Reads, known: Mapping[str, Reading]) -> None:
        self._encoder = encoder
        self._known = known
        self._used: dict[str, Reading] = {}

    def odds(self, text: str) -> Mapping[str, float]:
        """Log-odds for every label."""
        return self._encoder.odds_of(self._reading(text))

    def meanings(self, texts: Iterable[str]) -> Floats:
        """One point of length one for each text."""
        return np.asarray([self._reading(text)[0][0] for text in texts], dtype=np.float32)

    def take_used(self) -> dict[str, Reading]:
        """What was asked for since the last time."""
        used, self._used = self._used, {}
        return used

    def _reading(self, text: str) -> Reading:
        reading = self._known.get(text) or self._encoder.read(text)
        self._used[text] = reading
        return reading


def load_readings(folder: Path = CACHE_DIR) -> Mapping[str, Reading]:
    """What is known from earlier runs, with the same encoder."""
    try:
        with np.load(_file(folder), allow_pickle=False) as arrays:
            ends = np.cumsum(arrays["windows"])[:-1]
            rows = (np.split(arrays[name], ends) for name in ("points", "answers"))
            return dict(zip(arrays["texts"].tolist(), zip(*rows, strict=True), strict=True))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):  # not there yet, or damaged: read anew
        return {}


def keep_readings(readings: Mapping[str, Reading], folder: Path = CACHE_DIR) -> None:
    """Keep them for the next run, and nothing else."""
    points, answers = zip(*readings.values(), strict=True)
    windows = np.asarray([len(one) for one in points])
    arrays = {"texts": np.asarray(list(readings)), "windows": windows}
    save(_file(folder), {**arrays, "points": np.concatenate(points), "answers": np.concatenate(answers)})


def _file(folder: Path) -> Path:
    return folder / f"readings-{digest_of(ENCODER_DIR / 'model.onnx')}.npz"
