"""What the heads see of a message: words, letters and ideas.

Word 1-2-grams by stem, character 3-5-grams within words, and the ideas of `lexicon.py` alone and in
pairs. Each counts once a message, weighed by how rare it is (idf); words, letters and ideas are each
brought to length one, so that a long message does not shout.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from intents.lexicon import Lexicon
from intents.words import Token

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

WORD, IDEA = "=", "#"  # mark the kinds of n-gram; those of letters start with neither
_WORDS_KEPT = 8192  # whose letters are remembered
_LONGEST_WORD = 24  # the rest of a longer "word" says nothing
_NEAR = 24  # words


def word_grams(tokens: Sequence[Token]) -> set[str]:
    """The stems, and the pairs of neighbouring stems."""
    stems = [token.stem for token in tokens]
    grams = {WORD + stem for stem in stems}
    grams.update(f"{WORD}{left} {right}" for left, right in pairwise(stems))
    return grams


def pair_grams(tokens: Sequence[Token]) -> set[str]:
    """The stems, and every two that stand near each other, in either order.

    For texts of a line: where ten phrases stand for all the ways to say a thing, the order and the
    distance of two words are chance.
    """
    stems = [token.stem for token in tokens]
    grams = {WORD + stem for stem in stems}
    for at, left in enumerate(stems):
        near = stems[at + 1 : at + _NEAR]
        grams.update(f"{WORD}{left} {right}" if left < right else f"{WORD}{right} {left}" for right in near)
    return grams


def char_grams(word: str) -> frozenset[str]:
    """Runs of three to five letters, the word's ends marked."""
    marked = f"<{word[:_LONGEST_WORD]}>"
    return frozenset(marked[at : at + size] for size in (3, 4, 5) for at in range(len(marked) - size + 1))


def idea_grams(tokens: Sequence[Token], lexicon: Lexicon) -> set[str]:
    """The ideas, and every two of them together."""
    names = sorted({idea.name for idea in lexicon.find(tokens)} - {""})
    return {IDEA + name for name in names} | {f"{IDEA}{one}+{other}" for one, other in combinations(names, 2)}


@dataclass(frozen=True, slots=True)
class Vector:
    """The n-grams of one message that the vocabulary knows, and their weights."""

    places: Ints
    weights: Floats


class Vocabulary:
    """The n-grams the heads know, and how rare each is.

    `unknown` is what an n-gram weighs that nobody taught. At nought it is not there; above, a text of
    many unknown words is like nothing that is known.
    """

    def __init__(self, grams: Sequence[str], idf: Floats, unknown: float = 0.0) -> None:
        self.grams = tuple(grams)
        self.idf = idf
        self._unknown = unknown
        self._place = {gram: place for place, gram in enumerate(grams)}

        self._letters: dict[str, frozenset[int]] = {}

    def vector(self, tokens: Sequence[Token], lexicon: Lexicon) -> Vector:
        """The message as weights of known n-grams."""
        blocks = (
            self._block(self._known(word_grams(tokens))),
            self._block(set().union(*(self._known_letters(token.text) for token in tokens))),
            self._block(self._known(idea_grams(tokens, lexicon))),
        )
        places, weights = zip(*((block.places, block.weights) for block in blocks), strict=True)
        return Vector(np.concatenate(places), np.concatenate(weights))

    def block(self, grams: Collection[str]) -> Vector:
        """One kind of n-grams, brought to length one; what is unknown takes its part of the length."""
        known = self._known(grams)
        return self._block(known, self._unknown**2 * (len(grams) - len(known)))

    def _known(self, grams: Iterable[str]) -> set[int]:
        return {self._place[gram] for gram in grams if gram in self._place}

    def _known_letters(self, word: str) -> frozenset[int]:
        if word not in self._letters:
            if len(self._letters) > _WORDS_KEPT:
                self._letters.clear()
            self._letters[word] = frozenset(self._known(char_grams(word)))
        return self._letters[word]

    def _block(self, known: set[int], unknown: float = 0.0) -> Vector:
        places = np.asarray(sorted(known), dtype=np.int32)
        weights = self.idf[places]
        length = float(np.sqrt(weights @ weights + unknown))
        return Vector(places, weights / length if length else weights)


def learn_vocabulary(messages: Iterable[Sequence[Token]], lexicon: Lexicon) -> Vocabulary:
    """The n-grams that enough messages share."""
    seen: Counter[str] = Counter()
    count = 0
    for tokens in messages:
        count += 1
        seen.update(word_grams(tokens) | idea_grams(tokens, lexicon))
        seen.update(set().union(*(char_grams(token.text) for token in tokens)))
    kept = {gram: times for gram, times in seen.items() if times >= (2 if gram.startswith(WORD) else 4)}
    grams = sorted(kept)
    times = np.asarray([kept[gram] for gram in grams], dtype=np.float32)
    return Vocabulary(grams, rarity(times, count))


def rarity(times: Floats, count: int) -> Floats:
    """What an n-gram weighs that so many of `count` texts hold (idf)."""
    return (np.log((1 + count) / (1 + times)) + 1).astype(np.float32)
