"""What tells entries apart: their names, the brief's numbers, and the topics they count under."""

from collections import Counter
from collections.abc import Collection, Iterator
from difflib import get_close_matches

from knowledge.problems import Problem, quoted
from knowledge.sources import Item, Sources

ANSWERS = ("causes", "fixes", "exercises", "questions", "small_talk")
"""The shelves whose entries answer a runner."""

LONGEST_NAME = 40  # a button carries 64 bytes, and what it opens stands beside the name

_CODED = ("exercises", "questions")  # each entry has a number of the brief to itself
_NEARLY_THE_SAME = 0.88


def check_names(sources: Sources) -> Iterator[Problem]:
    """Names that are shared or too long, numbers given twice, topics that look misspelt."""
    yield from _shared_names(sources)
    yield from _long_names(sources)
    for shelf in _CODED:
        yield from _codes_twice(sources, shelf)
    yield from _lone_topics(sources)


def _shared_names(sources: Sources) -> Iterator[Problem]:
    """Answers are looked up by name alone, so a name belongs to one of them."""
    first: dict[str, Item] = {}
    for shelf in ANSWERS:
        for item in sources.on(shelf):
            other = first.setdefault(item.id, item)
            if item.id and other.shelf is not item.shelf:
                cure = f"Give one of them another name; the other is {other.file}:{other.line('id')}."
                yield item.problem(("id",), f"The name {quoted(item.id)} is also used in {other.shelf.name}.", cure)


def _long_names(sources: Sources) -> Iterator[Problem]:
    for item in sources.items:
        if len(item.id) > LONGEST_NAME:
            what = f"The name {quoted(item.id)} has {len(item.id)} characters; a button carries {LONGEST_NAME}."
            yield item.problem(("id",), what, "Give it a shorter name, in the file and as the file's name.")


def _codes_twice(sources: Sources, shelf: str) -> Iterator[Problem]:
    first: dict[str, Item] = {}
    for item in sources.on(shelf):
        code = item.data.get("code")
        if not isinstance(code, str):
            continue
        other = first.setdefault(code, item)
        if other is not item:
            what = f"The number {quoted(code)} is given a second time."
            cure = f"Take the next free one, {_next_free(code, first)}; the other is {other.file}:{other.line('code')}."
            yield item.problem(("code",), what, cure, "warning")


def _next_free(code: str, taken: Collection[str]) -> str:
    """Q46 where Q05 is taken and Q45 is the last: the same letters, the next number."""
    letters = code.rstrip("0123456789")
    numbers = [one[len(letters) :] for one in taken if one.startswith(letters) and one[len(letters) :].isdigit()]
    highest = max(numbers, key=int, default="0")
    return f"{letters}{int(highest) + 1:0{len(highest)}}"


def _lone_topics(sources: Sources) -> Iterator[Problem]:
    """A topic that only one entry has, and that is nearly another's, is likely a slip."""
    holders = [
        (item, topic)
        for shelf in ANSWERS
        for item in sources.on(shelf)
        if isinstance(topic := item.data.get("topic"), str)
    ]
    times = Counter(topic for _, topic in holders)
    common = [topic for topic, often in times.items() if often > 1]
    for item, topic in holders:
        near = get_close_matches(topic[:80], common, n=1, cutoff=_NEARLY_THE_SAME) if times[topic] == 1 else []
        if near:
            what = f"No other entry counts under the topic {quoted(topic)}."
            yield item.problem(("topic",), what, f"Did you mean `{near[0]}`? If not, leave it.", "warning")
