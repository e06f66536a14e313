"""Typing mistakes, a set number for the length of a text: the same text, the same mistakes."""

import random
from string import ascii_lowercase

_KINDS = 4  # a letter left out, one too many, a wrong one, two swapped


def mistyped(text: str, every: int) -> str:
    """The text with a mistake for so many letters, at least one; `every` 0 leaves it as it is."""
    if not every:
        return text
    chance = random.Random(f"{every} {text}")
    letters = list(text)
    for _ in range(max(1, round(sum(map(str.isalpha, letters)) / every))):
        _spoil(letters, chance)
    return "".join(letters)


def _spoil(letters: list[str], chance: random.Random) -> None:
    """One mistake within a word; the spaces stay."""
    spots = [at for at in range(len(letters) - 1) if letters[at].isalpha() and letters[at + 1].isalpha()]
    if not spots:
        return
    at = chance.choice(spots)
    kind = chance.randrange(_KINDS)
    if kind == 0:
        del letters[at]
    elif kind == 1:
        letters.insert(at, chance.choice(ascii_lowercase))
    elif kind == 2:
        letters[at] = chance.choice(ascii_lowercase)
    else:
        letters[at], letters[at + 1] = letters[at + 1], letters[at]
