"""How likely a message is each thing that the corpus knows: the heads' word, and the encoder's beside it.

Both answer with the same labels, as log-odds, and are weighed together. A sign that the heads are
sure of stands, whatever the encoder says.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from intents.features import Floats
from intents.heads import ANY_SIGN, SIGN, TOPIC, WANTS_PERSON, Heads
from intents.words import Words
from knowledge.model import Knowledge

_ENCODER_WEIGHS = 0.6  # the share of the encoder's word, set on messages that taught neither
_OF_TOPICS = 0.5  # and for topics, where single words say more
_HEADS_ALONE = 1.5  # log-odds by which the heads must be surer of a sign to raise it against the encoder
_SURE = 1e-6


class Encodes(Protocol):
    """What the scores need of an encoder (`intents/encoder.py`)."""

    def odds(self, text: str) -> Mapping[str, float]:
        """Log-odds for every label."""

    def meanings(self, texts: Iterable[str]) -> Floats:
        """One point of length one for each text."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What learnt scores rest on: the runner's words that spoke most, and the staff phrase that is most alike."""

    words: tuple[str, ...]
    phrase: str


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores messages; without an encoder the heads speak alone, without heads nobody does.

    `points` are the places of staff's phrases among the encoder's meanings.
    """

    heads: Heads | None
    encoder: Encodes | None = None
    points: Mapping[str, Floats] = field(default_factory=dict)

    def read_ahead(self, words: Words) -> None:
        """Let the encoder read, which takes longest; it remembers what it has just read."""
        if self.encoder and words.tokens:
            self.encoder.odds(words.repaired())

    def score(self, words: Words) -> Mapping[str, float]:
        """A probability for every label."""
        if not self.heads or not words.tokens:
            return {}
        counted = self.heads.score(words)
        if not self.encoder:
            return counted
        read = self.encoder.odds(words.repaired())
        return {label: _together(label, counted[label], read.get(label)) for label in counted}

    def ground(self, words: Words, label: str, phrases: Sequence[str]) -> Ground:
        """Why the label scored as it did; `phrases` are what staff wrote for it."""
        spoke = self.heads.why(words, label) if self.heads else ()
        known = [phrase for phrase in phrases if phrase in self.points]
        if not self.encoder or not known:
            return Ground(spoke, "")
        here = self.encoder.meanings([words.repaired()])[0]
        near = np.asarray([self.points[phrase] for phrase in known]) @ here
        return Ground(spoke, known[int(near.argmax())])


NOTHING_LEARNT = Scorer(None)


def phrases_by_sign(knowledge: Knowledge) -> Mapping[str, tuple[str, ...]]:
    """What staff wrote for each sign: the phrases that can be evidence."""
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for flag in knowledge.red_flags.values():
        found[flag.sign] += (*flag.phrases, *flag.urgent_phrases)
    return found


def _together(label: str, counted: float, read: float | None) -> float:
    if read is None:
        return counted
    odds = log_odds(counted)
    share = _OF_TOPICS if label.startswith(TOPIC) else _ENCODER_WEIGHS
    both = (1 - share) * odds + share * read
    if label == WANTS_PERSON:  # whoever asks for a person in either's hearing gets one
        return probability(max(both, odds))
    about_a_sign = label == ANY_SIGN or label.startswith(SIGN)
    return probability(max(both, odds - _HEADS_ALONE) if about_a_sign else both)


def log_odds(likely: float) -> float:
    """A probability as log-odds, kept finite."""
    kept = min(max(likely, _SURE), 1 - _SURE)
    return math.log(kept / (1 - kept))


def probability(odds: float) -> float:
    """Log-odds as a probability."""
    return 1 / (1 + math.exp(-odds))
