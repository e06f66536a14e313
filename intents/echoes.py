"""The same few words over and over say no more than a few times: "help help help help".

What repeats is left out, so that a message of one phrase four hundred times costs no more than a short one.
"""

import re

_WORD = re.compile(r"\w\S*\s*")
_LONGEST = 12  # words of a phrase that is looked for
_KEPT = 3  # times it may follow itself


def without_echoes(text: str) -> str:
    """The text without what only repeats what stands before it."""
    words = [match.group().rstrip() for match in _WORD.finditer(text)]
    kept: list[str] = []
    said: list[str] = []
    for word in words:
        kept.append(word)
        said.append(word.lower())
        echo = next((length for length in range(1, _LONGEST + 1) if _echoes(said, length)), 0)
        if echo:
            del kept[-echo:], said[-echo:]
    return text if len(said) == len(words) else " ".join(kept)


def _echoes(said: list[str], length: int) -> bool:
    """Whether the last `length` words have been said often enough just before."""
    if len(said) < length * (_KEPT + 1) or said[-1] != said[-1 - length]:
        return False
    end = said[-length * (_KEPT + 1) :]
    return end == end[:length] * (_KEPT + 1)
