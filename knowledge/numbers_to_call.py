"""Whom to call: every place has its numbers, and every text about a sign that cannot wait names one."""

import re
from collections.abc import Iterator

from knowledge.model import Tier
from knowledge.problems import Problem, quoted
from knowledge.sources import Item, Sources

_NUMBER = re.compile(r"\{(?:emergency|advice_line|crisis|crisis_short|danger_call)\}|\d{3}")
_NO_NUMBER_NEEDED = (Tier.SOON, Tier.NOTE)
_MUST_REACH = {  # what a region's text must hold, and what that is called
    "emergency": (re.compile(r"\d{3}"), "a number"),
    "danger_call": (re.compile(r"\d{3}"), "a number"),
    "crisis": (re.compile(r"\d{3}|\w\.\w"), "a number or a web address"),
    "crisis_short": (re.compile(r"\d{3}|\w\.\w"), "a number or a web address"),
    "harm_help": (re.compile(r"\d{3}|\w\.\w"), "a number or a web address"),
    "young_help": (re.compile(r"\d{3}|\w\.\w"), "a number or a web address"),
}


def check_numbers(sources: Sources) -> Iterator[Problem]:
    """Every safety text and every region that would leave a runner without a number."""
    yield from _safety_texts(sources)
    for region in sources.on("regions"):
        yield from _region(region)


def _safety_texts(sources: Sources) -> Iterator[Problem]:
    wanted: dict[str, Item] = {}
    for item in sources.on("red_flags"):
        urgent = item.data.get("urgent_say")
        if isinstance(urgent, str):
            wanted.setdefault(urgent, item)
        name = item.data.get("say")
        if isinstance(name, str) and item.data.get("tier") not in _NO_NUMBER_NEEDED:
            wanted.setdefault(name, item)
    for responses in sources.on("responses"):
        for name, flag in sorted(wanted.items()):
            for path, text in responses.texts("safety", name, "text"):
                if not _NUMBER.search(text):
                    what = f"The fixed text {quoted(name)} (for {flag.file}) gives no number to call."
                    cure = "Put {emergency}, {advice_line} or {crisis} into it; the clinical lead signs the change."
                    yield responses.problem(path, what, cure)


def _region(region: Item) -> Iterator[Problem]:
    for key, (pattern, called) in _MUST_REACH.items():
        for path, text in region.texts(key):
            if text and not pattern.search(text):
                what = f"`{key}` of the place {quoted(region.id)} holds no number to call."
                yield region.problem(path, what, f"Write {called}; check it on the day.")
