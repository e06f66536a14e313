"""Words as the pieces that the encoder was taught with (BERT's WordPiece, lower case).

Devlin et al. 2019; the rules are those of `BasicTokenizer` and `WordpieceTokenizer` in the authors'
code. Some sixty lines of our own, because the library that does it brings a download client along.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

UNKNOWN, START, END = "[UNK]", "[CLS]", "[SEP]"
_LONGEST_WORD = 100  # a longer one is unknown, as it was to the teacher
_WORDS_KEPT = 8192
_CHINESE = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))


class WordPieces:
    """Cuts a text into numbered pieces."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._number = {piece: number for number, piece in enumerate(vocabulary)}
        self._pieces = lru_cache(maxsize=_WORDS_KEPT)(self._cut)

    def numbers(self, text: str) -> list[int]:
        """The pieces' numbers, without the marks for start and end."""
        return [number for word in _words(text) for number in self._pieces(word)]

    def framed(self, numbers: Sequence[int]) -> list[int]:
        """The same between the marks."""
        return [self._number[START], *numbers, self._number[END]]

    def _cut(self, word: str) -> tuple[int, ...]:
        """The longest known piece first, then the longest that goes on from there."""
        if len(word) > _LONGEST_WORD:
            return (self._number[UNKNOWN],)
        found: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            end = next((end for end in range(len(word), start, -1) if mark + word[start:end] in self._number), None)
            if end is None:
                return (self._number[UNKNOWN],)
            found.append(self._number[mark + word[start:end]])
            start = end
        return tuple(found)


def _words(text: str) -> Iterator[str]:
    """Lower case, no accents; punctuation and Chinese characters are words of their own."""
    word: list[str] = []
    for char in unicodedata.normalize("NFD", text.lower()):
        kind = unicodedata.category(char)
        if kind == "Mn" or (kind.startswith("C") and char not in "\t\n\r"):
            continue
        alone = _stands_alone(char, kind)
        if (alone or char.isspace()) and word:
            yield "".join(word)
            word = []
        if alone:
            yield char
        elif not char.isspace():
            word.append(char)
    if word:
        yield "".join(word)


def _stands_alone(char: str, kind: str) -> bool:
    if char.isascii():
        return char.isprintable() and not char.isalnum() and char != " "
    return kind.startswith("P") or any(first <= ord(char) <= last for first, last in _CHINESE)
