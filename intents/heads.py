"""Linear heads: how sure the corpus is that a message is about a thing, or carries a sign.

A head is one column of weights over the n-grams of `features.py`; its score is a calibrated
probability, so that .5 means "as often right as wrong on messages like the corpus's". Heads are
learnt in `training.py`; here they are only used. The labels:

    any_sign              some sign to get checked
    sign:<name>           one of them: a label of the team's figures, or a further one (kidney_urine)
    topic:<topic>         what it is about; topic:other_injury stands for every part of the body
    needs_person          nothing but a person or an emergency text will do
    best:urgent           a doctor or 999 is the best answer
    best:handoff          a physio is the best answer
    wants_person          asks for a human, now
    persistent            the pain has lasted or keeps coming back
    fits:<action>         this is one of the acceptable answers (advise, clarify, handoff, chat, decline, ...)
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intents.features import Floats, Vocabulary, char_grams
from intents.lexicon import Lexicon
from intents.time_head import UNTAUGHT, TimeHead
from intents.words import Token, Words

ANY_SIGN, NEEDS_PERSON, PERSISTENT = "any_sign", "needs_person", "persistent"
WANTS_PERSON = "wants_person"
BEST_URGENT, BEST_HANDOFF = "best:urgent", "best:handoff"
SIGN, TOPIC, FITS = "sign:", "topic:", "fits:"

_SHOWN = 4  # n-grams of evidence


@dataclass(frozen=True, slots=True)
class Heads:
    """Every head, side by side."""

    vocabulary: Vocabulary
    labels: tuple[str, ...]
    weights: NDArray[np.float16]  # n-grams x heads; half precision is plenty
    slopes: Floats  # score -> log-odds, for each head
    offsets: Floats
    known_words: frozenset[str]  # words the corpus uses more than once: spelling repair knows them
    english_words: frozenset[str]  # good words that spelling repair leaves alone
    lexicon: Lexicon
    times: TimeHead = UNTAUGHT  # which amount of time is how long the complaint has lasted

    def score(self, words: Words) -> Mapping[str, float]:
        """A probability for every label."""
        vector = self.vocabulary.vector(words.tokens, self.lexicon)
        raw = vector.weights @ self.weights[vector.places].astype(np.float32)
        odds = np.clip(raw * self.slopes + self.offsets, -30, 30)
        return dict(zip(self.labels, (1 / (1 + np.exp(-odds))).tolist(), strict=True))

    def why(self, words: Words, label: str) -> tuple[str, ...]:
        """The runner's words that spoke most for the label, strongest first."""
        vector = self.vocabulary.vector(words.tokens, self.lexicon)
        column = self.weights[:, self.labels.index(label)][vector.places].astype(np.float32)
        share = dict(
            zip((self.vocabulary.grams[place] for place in vector.places), column * vector.weights, strict=True)
        )
        spoken = _spoken_by(words.tokens, share)
        best = sorted((text for text in spoken if spoken[text] > 0), key=lambda text: (-spoken[text], text))
        return tuple(best[:_SHOWN])

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """The heads as plain arrays, for the cache."""
        return {
            "grams": _packed(self.vocabulary.grams),
            "idf": self.vocabulary.idf,
            "labels": _packed(self.labels),
            "weights": self.weights,
            "slopes": self.slopes,
            "offsets": self.offsets,
            "known_words": _packed(sorted(self.known_words)),
            "english_words": _packed(sorted(self.english_words)),
            **self.times.to_arrays(),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Heads":
        """The heads that `to_arrays` packed."""
        return cls(
            vocabulary=Vocabulary(_unpacked(arrays["grams"]), arrays["idf"].astype(np.float32)),
            labels=_unpacked(arrays["labels"]),
            weights=arrays["weights"].astype(np.float16, copy=False),
            slopes=arrays["slopes"].astype(np.float32),
            offsets=arrays["offsets"].astype(np.float32),
            known_words=frozenset(_unpacked(arrays["known_words"])),
            english_words=frozenset(_unpacked(arrays["english_words"])),
            lexicon=Lexicon(),
            times=TimeHead.from_arrays(arrays),
        )


def _spoken_by(tokens: Sequence[Token], share: Mapping[str, float]) -> dict[str, float]:
    """How much each word and each pair of words added, in the runner's spelling."""
    spoken: dict[str, float] = {}
    for token in tokens:
        letters = sum(float(share.get(gram, 0)) for gram in char_grams(token.text))
        spoken[token.typed] = letters + float(share.get(f"={token.stem}", 0))
    for left, right in itertools.pairwise(tokens):
        spoken[f"{left.typed} {right.typed}"] = float(share.get(f"={left.stem} {right.stem}", 0))
    return spoken


def _packed(texts: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _unpacked(array: NDArray[np.generic]) -> tuple[str, ...]:
    return tuple(array.tobytes().decode().split("\n"))
