"""Group texts by likeness: the same words in another order, or most of them."""

from collections.abc import Sequence

from intents.words import bare_words, stem

_ALIKE = 0.5  # the share of stems that two texts must have in common
_COMMON = frozenset(
    {
        "i", "me", "my", "a", "an", "the", "is", "are", "it", "to", "of", "and", "for", "in", "on", "with", "do",
        "does", "you", "can", "what", "how", "about",
    }
)  # fmt: skip


def group_alike(texts: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """The places of texts that belong together; each joins the first group whose first text it is like."""
    groups: list[tuple[frozenset[str], list[int]]] = []
    for number, text in enumerate(texts):
        mine = _stems(text)
        home = next((group for first, group in groups if _alike(mine, first)), None)
        if home is None:
            groups.append((mine, [number]))
        else:
            home.append(number)
    return tuple(tuple(group) for _, group in groups)


def _stems(text: str) -> frozenset[str]:
    words = frozenset(bare_words(text))
    return frozenset(map(stem, words - _COMMON or words))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return one == other or len(one & other) > _ALIKE * len(one | other)
