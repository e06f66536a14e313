"""Texts that say nearly the same stand together."""

from intents.grouping import group_alike


def test_the_same_words_in_another_order_are_one_group() -> None:
    texts = ["does kinesio tape work", "what about magnesium", "kinesio tape, does it work?", "magnesium"]

    assert group_alike(texts) == ((0, 2), (1, 3))


def test_nothing_is_no_group() -> None:
    assert group_alike([]) == ()
