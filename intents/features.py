"""What the heads see of a message: word 1-2-grams by stem, and character 3-5-grams within words.

Each n-gram counts once a message, weighed by how rare it is (idf); words and characters are each
brought to length one, so that a long message does not shout.
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from intents.words import Token

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

_WORD = "="  # marks a word n-gram; character n-grams never start with it
_LONGEST_WORD = 24  # the rest of a longer "word" says nothing


def word_grams(tokens: Sequence[Token]) -> set[str]:
    """The stems, and the pairs of neighbouring stems."""
    stems = [token.stem for token in tokens]
    grams = {_WORD + stem for stem in stems}
    grams.update(f"{_WORD}{left} {right}" for left, right in itertools.pairwise(stems))
    return grams


@lru_cache(maxsize=16_384)
def char_grams(word: str) -> frozenset[str]:
    """Runs of three to five letters, the word's ends marked."""
    marked = f"<{word[:_LONGEST_WORD]}>"
    return frozenset(marked[at : at + size] for size in (3, 4, 5) for at in range(len(marked) - size + 1))


@dataclass(frozen=True, slots=True)
class Vector:
    """The n-grams of one message that the vocabulary knows, and their weights."""

    places: Ints
    weights: Floats


class Vocabulary:
    """The n-grams the heads know, and how rare each is."""

    def __init__(self, grams: Sequence[str], idf: Floats) -> None:
        self.grams = tuple(grams)
        self.idf = idf
        self._place = {gram: place for place, gram in enumerate(grams)}

    def vector(self, tokens: Sequence[Token]) -> Vector:
        """The message as weights of known n-grams."""
        words = self._block(word_grams(tokens))
        letters: set[str] = set()
        for word in {token.text for token in tokens}:
            letters |= char_grams(word)
        chars = self._block(letters)
        return Vector(np.concatenate((words.places, chars.places)), np.concatenate((words.weights, chars.weights)))

    def _block(self, grams: Iterable[str]) -> Vector:
        known = sorted(place for gram in grams if (place := self._place.get(gram)) is not None)
        places = np.asarray(known, dtype=np.int32)
        weights = self.idf[places]
        length = float(np.sqrt(weights @ weights))
        return Vector(places, weights / length if length else weights)


def learn_vocabulary(messages: Iterable[Sequence[Token]], least_words: int = 2, least_chars: int = 4) -> Vocabulary:
    """The n-grams that enough messages share."""
    words: Counter[str] = Counter()
    chars: Counter[str] = Counter()
    count = 0
    for tokens in messages:
        count += 1
        words.update(word_grams(tokens))
        chars.update(set().union(*(char_grams(token.text) for token in tokens)) if tokens else ())
    seen: Mapping[str, int] = {gram: times for gram, times in words.items() if times >= least_words} | {
        gram: times for gram, times in chars.items() if times >= least_chars
    }
    grams = sorted(seen)
    times = np.asarray([seen[gram] for gram in grams], dtype=np.float32)
    return Vocabulary(grams, (np.log((1 + count) / (1 + times)) + 1).astype(np.float32))
