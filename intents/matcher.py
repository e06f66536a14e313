"""Match a text to the label whose phrases it is most like, or say that it is like none.

For texts of a line and a few phrases for each label, where nothing but the phrases teaches:

    repair -> words in pairs, letters (features.py) -> likeness to every phrase -> ridge.py -> confidence

Likeness is curved (`_curve`): one text that shares much counts more than two that share half each. An
encoder, where there is one, adds the likeness of meaning to the same kernel; it sees repaired words,
for spelling mistakes are what it understands least. The confidence is the chance that the best label is
right where every other text means none of the labels; it is learnt from how each phrase fares when it
is left out (right or wrong), and when its whole label is (a stranger).

`make bench-nlu` measures this beside other ways. The module needs scipy: import it only where it is used.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from intents.features import Floats, Vector, Vocabulary, char_grams, pair_grams, rarity
from intents.ridge import calibrate, solve, strangers
from intents.words import BOLD, Repairer, Token, bare_words, read

# Set on CLINC150's train and validation parts; none is sharp, half or double costs about a point.
RIDGE = 0.5
_WORDS_SHARE = 0.6  # of the likeness; letters have the rest
_MEANING_SHARE = 0.5  # of the likeness with an encoder
_CURVE = 4.0
_UNKNOWN = 2.0  # what an untaught n-gram weighs, against what its rarity alone would give it
_LEAST_SLOPE = 0.1  # a higher score is never less sure, whatever a handful of phrases says

Encoder = Callable[[Sequence[str]], Floats]  # texts -> a row of length one for each


@dataclass(frozen=True, slots=True)
class Match:
    """The best label for a text, and the phrase of it that is most like the text."""

    label: str
    confidence: float  # the chance that the label is right, if every other text means none of them
    phrase: str


class Matcher:
    """Knows labels by their phrases. Deterministic: the same phrases, the same matches."""

    def __init__(
        self,
        phrases: Sequence[tuple[str, str]],
        english: frozenset[str] = frozenset(),
        encode: Encoder | None = None,
        clear_at: float = 0.5,
    ) -> None:
        """`phrases` are texts with their labels; `english` are good words that repair leaves alone.

        A match under `clear_at` is no answer.
        """
        self._texts = tuple(text for text, _ in phrases)
        self._labels = tuple(sorted({label for _, label in phrases}))
        self._owner = np.asarray([self._labels.index(label) for _, label in phrases])
        self._encode, self._clear_at = encode, clear_at
        own = {word for text in self._texts for word in bare_words(text)}
        self._repairer = Repairer(own, (), english, BOLD)
        self._learn([read(text).tokens for text in self._texts])

    def _learn(self, messages: Sequence[Sequence[Token]]) -> None:
        self._vocabulary = _learn_vocabulary(messages)
        vectors = [self._vector(tokens) for tokens in messages]
        self._seen = _columns(vectors, len(self._vocabulary.grams))
        self._meanings = self._meaning(messages)
        likeness = np.stack([self._likeness(tokens) for tokens in messages])
        truth = np.eye(len(self._labels), dtype=np.float32)[self._owner]
        strange = strangers(likeness, truth, RIDGE, self._owner).max(axis=1)
        self._pull, unseen_scores = solve(likeness, truth, RIDGE)
        right = unseen_scores.argmax(axis=1) == self._owner
        self._slope, self._offset = _sureness(unseen_scores.max(axis=1), right, strange)

    def match(self, text: str) -> Match:
        """The best label, however unlike the text is."""
        likeness = self._likeness(read(text, self._repairer).tokens)
        scores = likeness @ self._pull
        best = int(scores.argmax())
        odds = np.clip(float(scores[best]) * self._slope + self._offset, -30, 30)
        nearest = int(np.where(self._owner == best, likeness, -np.inf).argmax())
        return Match(self._labels[best], float(1 / (1 + np.exp(-odds))), self._texts[nearest])

    def answer(self, text: str) -> Match | None:
        """The best label when it is clear; None when an answer would be a guess."""
        found = self.match(text)
        return found if found.confidence >= self._clear_at else None

    def _likeness(self, tokens: Sequence[Token]) -> Floats:
        """To each phrase, from 0."""
        vector = self._vector(tokens)
        spelt = _curve(np.asarray(vector.weights @ self._seen[vector.places], dtype=np.float32))
        if self._meanings is None:
            return spelt
        meaning = self._meaning([tokens])
        assert meaning is not None, "the encoder that was there for the phrases is there for the text"
        meant = _curve(self._meanings @ meaning[0])
        return (1 - _MEANING_SHARE) * spelt + _MEANING_SHARE * meant

    def _meaning(self, messages: Sequence[Sequence[Token]]) -> Floats | None:
        if self._encode is None:
            return None
        return self._encode([" ".join(token.text for token in tokens) for tokens in messages])

    def _vector(self, tokens: Sequence[Token]) -> Vector:
        """Words and letters side by side, so that a product of two vectors is their likeness."""
        words, letters = self._vocabulary.block(pair_grams(tokens)), self._vocabulary.block(_letters(tokens))
        shares = words.weights * np.float32(_WORDS_SHARE**0.5), letters.weights * np.float32((1 - _WORDS_SHARE) ** 0.5)
        return Vector(np.concatenate((words.places, letters.places)), np.concatenate(shares))


def _sureness(best: Floats, right: NDArray[np.bool_], strange: Floats) -> tuple[float, float]:
    """Slope and offset that turn a best score into the log-odds that its label is right."""
    truth = np.concatenate((right, np.zeros(len(strange), dtype=bool))).astype(np.float32)
    slope, offset = calibrate(np.concatenate((best, strange)), truth)
    return max(slope, _LEAST_SLOPE), offset


def _letters(tokens: Sequence[Token]) -> set[str]:
    return set().union(*(char_grams(token.text) for token in tokens))


def _learn_vocabulary(messages: Sequence[Sequence[Token]]) -> Vocabulary:
    """Every n-gram counts: among ten phrases, even what is said once tells."""
    seen = Counter(gram for tokens in messages for gram in pair_grams(tokens) | _letters(tokens))
    grams = sorted(seen)
    times = np.asarray([seen[gram] for gram in grams], dtype=np.float32)
    untaught = float(rarity(np.zeros(1, dtype=np.float32), len(messages))[0])
    return Vocabulary(grams, rarity(times, len(messages)), _UNKNOWN * untaught)


def _columns(vectors: Sequence[Vector], width: int) -> sparse.csr_array:
    """N-grams x phrases, so that a text touches only the n-grams it holds."""
    ends = np.cumsum([0, *(len(vector.places) for vector in vectors)])
    places = np.concatenate([vector.places for vector in vectors])
    weights = np.concatenate([vector.weights for vector in vectors])
    return sparse.csr_array((weights, places, ends), shape=(len(vectors), width)).T.tocsr()


def _curve(likeness: Floats) -> Floats:
    """What is shared, and every two things that are shared."""
    return likeness + np.float32(_CURVE) * likeness * likeness
