"""The two figures: how often the best label is right, and how often it may be said."""

from collections.abc import Sequence

Guess = tuple[str, float]  # the best label, and how sure


def accuracy(guesses: Sequence[Guess], truth: Sequence[str]) -> float:
    """The share of texts whose best label is right, were each to get an answer."""
    return sum(label == true for (label, _), true in zip(guesses, truth, strict=True)) / len(truth)


def answered_rightly(
    guesses: Sequence[Guess], truth: Sequence[str], out_of_scope: Sequence[Guess], spared: float = 0.05
) -> float:
    """The share answered rightly at the lowest threshold that lets at most `spared` of the out-of-scope texts by.

    A text gets an answer when the way is surer of it than the threshold, so ties with an out-of-scope text
    stay unanswered.
    """
    surest_first = sorted((sure for _, sure in out_of_scope), reverse=True)
    threshold = surest_first[int(spared * len(surest_first))]
    right = sum(label == true and sure > threshold for (label, sure), true in zip(guesses, truth, strict=True))
    return right / len(truth)
