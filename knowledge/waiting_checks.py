"""What the fields of while_waiting.yaml cannot show one by one."""

from collections.abc import Iterator

from knowledge.problems import Problem, did_you_mean, quoted
from knowledge.sources import Item, Sources

_WITH_CHOICES = ("one", "many")
_LONGEST_ID = 20  # a button carries 64 bytes, and which answer it is stands beside the name


def check_waiting(sources: Sources) -> Iterator[Problem]:
    """Questions without answers, answers that point at signs nobody knows."""
    flags = {item.id for item in sources.on("red_flags")}
    for item in sources.on("while_waiting"):
        yield from _question(item)
        for path, name in item.texts("choices"):
            if path[-1] in ("raises", "asks") and name not in flags and "red_flags" not in sources.unread:
                what = f"There is no {quoted(name)} in the folder red_flags/."
                yield item.problem(path, what, did_you_mean(name, flags))


def _question(item: Item) -> Iterator[Problem]:
    kind, choices = item.data.get("kind"), item.data.get("choices")
    if kind in _WITH_CHOICES and not choices:
        yield item.problem(("kind",), "This question has no answers to tap.", "Add `choices:`, or say `kind: words`.")
    if kind not in _WITH_CHOICES and choices:
        yield item.problem(("choices",), f"A question of the kind {quoted(kind)} takes no choices.", "Delete them.")
    if len(item.id) > _LONGEST_ID:
        what = f"The name {quoted(item.id)} has {len(item.id)} letters; at most {_LONGEST_ID} fit behind a button."
        yield item.problem(("id",), what, "Choose a shorter name.")
