"""What every text must keep to, wherever it stands: length, labels, and what stands in { }."""

import re
from collections.abc import Iterator

from knowledge.details import DETAILS, PLACES, TEAM
from knowledge.problems import Problem, did_you_mean, quoted
from knowledge.sources import Item, Sources
from knowledge.yaml_marks import Path, strings

LONGEST_TEXT = 3_500  # Telegram takes 4,096 characters; the bot may add a line
LONGEST_LABEL = 30  # a phone shows little more of a button

_BUTTON_KEY = re.compile(r"(?:staff_)?button_")
_BRACES = re.compile(r"\{([^{}]*)\}")


def check_texts(sources: Sources) -> Iterator[Problem]:
    """Every text that is too long, or holds a placeholder that nobody would fill in."""
    for item in sources.items:
        for path, text in strings(item.data):
            if len(text) > LONGEST_TEXT:
                what = f"This text has {len(text):,} characters; at most {LONGEST_TEXT:,} fit into one message."
                yield item.problem(path, what, "Shorten it, or split it into two entries.")
            yield from _placeholders(item, path, text)
        yield from _labels(item)


def _labels(item: Item) -> Iterator[Problem]:
    for path, text in _on_buttons(item):
        if len(text.strip()) > LONGEST_LABEL:
            what = f"The button {quoted(text)} has {len(text.strip())} characters; a phone shows {LONGEST_LABEL}."
            yield item.problem(path, what, "Say it shorter.")


def _on_buttons(item: Item) -> Iterator[tuple[Path, str]]:
    """The texts that stand on buttons."""
    match item.shelf.name:
        case "causes":
            yield from item.texts("short")
        case "exercises":
            yield from item.texts("title")
        case "responses":
            for path, text in (*item.texts("say"), *item.texts("safety")):
                if "buttons" in path[2:] or any(_BUTTON_KEY.match(str(key)) for key in path[1:2]):
                    yield path, text


def _allowed(item: Item, path: Path) -> frozenset[str]:
    if item.shelf.name in ("regions", "team"):
        return frozenset()
    if item.shelf.name == "other_injuries":
        return PLACES | TEAM | {"part"}
    if item.shelf.name == "responses" and path[:1] == ("say",):
        return PLACES | TEAM | DETAILS.get(str(path[1]), frozenset()) if len(path) > 1 else PLACES
    if item.shelf.name == "responses" and path[:1] == ("safety",):
        return PLACES | TEAM | {"name"}  # the region's: "Outside {name}?"
    return PLACES | TEAM


def _placeholders(item: Item, path: Path, text: str) -> Iterator[Problem]:
    if "{" not in text and "}" not in text:
        return
    allowed = _allowed(item, path)
    for name in _BRACES.findall(text):
        if name not in allowed:
            cure = did_you_mean(name, allowed) if allowed else "This file takes none; write the words themselves."
            yield item.problem(path, f"Nothing is known to put in the place of {quoted('{' + name + '}')}.", cure)
    if re.search(r"[{}]", _BRACES.sub("", text)):
        cure = "Write e.g. {emergency}, or take the bracket out."
        yield item.problem(path, "A curly bracket stands alone in this text.", cure)
