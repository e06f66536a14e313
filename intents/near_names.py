"""Which of some names a few typed words mean: "ded bug" is the dead bug."""

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, utils

_ALIKE = 70  # of 100; below that it is another name
_CLEAR = 12  # how far ahead the best must be to be the only one meant


def named(words: str, names: Mapping[str, Sequence[str]], at_most: int) -> list[str]:
    """The keys whose names are like these words, best first; only one when it is clear which is meant."""
    scores = {key: max((_alike(words, name) for name in known), default=0.0) for key, known in names.items()}
    found = sorted((key for key in scores if scores[key] >= _ALIKE), key=lambda key: (-scores[key], key))
    if len(found) > 1 and scores[found[0]] - scores[found[1]] >= _CLEAR:
        return found[:1]
    return found[:at_most]


def _alike(words: str, name: str) -> float:
    """Whether the words are in the name counts most; a name that says nothing else is nearer still."""
    whole = fuzz.ratio(words, name, processor=utils.default_process)
    inside = fuzz.token_set_ratio(words, name, processor=utils.default_process)
    return (whole + 3 * inside) / 4
