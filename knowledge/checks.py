"""What a single field cannot show: references, phrases said twice, signs, review dates.

Every check reads the entries as they stand in their files, sound or not, so that one mistake does
not hide another.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from knowledge.model import Tier
from knowledge.names import ANSWERS, check_names
from knowledge.numbers_to_call import check_numbers
from knowledge.problems import Problem, did_you_mean, quoted
from knowledge.sources import Item, Sources
from knowledge.yaml_marks import Path, leaves

FLAG_CODES = tuple(f"RF-{number:02}" for number in range(1, 30))
"""The brief's flags; each needs its file."""

_REFERENCES: tuple[tuple[str, tuple[str, ...], str], ...] = (  # who refers, by which key, to what
    ("causes", ("fixes",), "fixes"),
    ("fixes", ("exercises",), "exercises"),
    ("causes", ("come_back_if",), "responses/come_back_if"),
    ("fixes", ("come_back_if",), "responses/come_back_if"),
    ("exercises", ("come_back_if",), "responses/come_back_if"),
    ("questions", ("come_back_if",), "responses/come_back_if"),
    ("red_flags", ("say",), "responses/safety"),
    ("red_flags", ("urgent_say",), "responses/safety"),
    ("red_flags", ("mild_say",), "responses/safety"),
)
_RAISES = ("phrases", "unclear", "urgent_phrases")
_MIND_OR_HARM = (Tier.CRISIS, Tier.SAFEGUARDING)


def check(sources: Sources, today: date | None) -> Iterator[Problem]:
    """Every problem that shows only when entries are seen together."""
    yield from _dead_references(sources)
    yield from _dead_concepts(sources)
    yield from check_names(sources)
    yield from check_numbers(sources)
    yield from _phrases_twice(sources)
    yield from _flags(sources)
    yield from _missing_flags(sources)
    if today:
        yield from _overdue(sources, today)


def _known(sources: Sources, target: str) -> set[str] | None:
    """The names that may be referred to; None when a broken file hides some of them."""
    shelf, _, part = target.partition("/")
    if shelf in sources.unread:
        return None
    if not part:
        return {item.id for item in sources.on(shelf)}
    table = sources.on(shelf)[0].data.get(part)
    return set(table) if isinstance(table, dict) else None


def _dead_references(sources: Sources) -> Iterator[Problem]:
    for shelf, keys, target in _REFERENCES:
        known = _known(sources, target)
        for item in sources.on(shelf):
            yield from _dead(item, item.texts(*keys), target, known)
    adds = _known(sources, "responses/safety")
    for item in sources.on("responses"):
        for name in adds or ():
            yield from _dead(item, item.texts("safety", name, "adds"), "responses/safety", adds)


def _dead(item: Item, found: Iterable[tuple[Path, str]], target: str, known: set[str] | None) -> Iterator[Problem]:
    if known is None:
        return
    shelf, _, part = target.partition("/")
    where = f"`{part}` of {shelf}.yaml" if part else f"the folder {shelf}/"
    for path, name in found:
        if name and name not in known:
            yield item.problem(path, f"There is no {quoted(name)} in {where}.", did_you_mean(name, known))


def _dead_concepts(sources: Sources) -> Iterator[Problem]:
    known = _known(sources, "concepts")
    for item in sources.on("red_flags"):
        for path, name in item.texts("clues"):
            if len(path) >= 3 and path[2] in ("all", "none"):
                yield from _dead(item, [(path, name)], "concepts", known)


def said(phrase: str) -> str:
    """A phrase without what does not tell it apart: capitals, curly quotes, stops, spaces."""
    return " ".join(re.sub(r"[^\w\s']", " ", phrase.lower().replace("’", "'")).split()) or phrase.strip()


def _phrases_twice(sources: Sources) -> Iterator[Problem]:
    for shelf in (*ANSWERS, "follow_ups"):
        for key in ("phrases", "keywords"):
            yield from _twice((item, path, text) for item in sources.on(shelf) for path, text in item.texts(key))
    for shelf, keys in (("triage", ("triggers",)), ("other_injuries", ("parts",))):
        for item in sources.on(shelf):
            yield from _twice(
                (item, path, text) for path, text in item.texts(*keys) if path[-2:-1] in (("phrases",), ("words",))
            )
    for item in sources.on("triage"):
        for key in ("wants_person", "not_wants_person", "declines_person", "safety_question"):
            yield from _twice((item, path, text) for path, text in item.texts(key))
    for item in sources.on("scope"):
        for key in item.data:
            yield from _twice((item, path, text) for path, text in item.texts(key))
    for item in sources.on("concepts"):
        yield from _twice((item, path, text) for path, text in item.texts("words"))
    flags = sources.on("red_flags")
    yield from _twice((item, path, text) for item in flags for path, text in item.texts("phrases"))
    for item in flags:
        yield from _twice((item, path, text) for key in ("phrases", "unclear") for path, text in item.texts(key))
        for key in ("look_alikes", "urgent_phrases", "mild_phrases"):
            yield from _twice((item, path, text) for path, text in item.texts(key))


def _twice(phrases: Iterable[tuple[Item, Path, str]]) -> Iterator[Problem]:
    first: dict[str, tuple[Item, Path]] = {}
    for item, path, text in phrases:
        other, its_path = first.setdefault(said(text), (item, path))
        if other is not item or its_path != path:
            cure = f"Keep it where it fits best; it is also in {other.file}:{other.line(*its_path)}."
            yield item.problem(path, f"The phrase {quoted(text)} stands here a second time.", cure, "warning")


def _flags(sources: Sources) -> Iterator[Problem]:
    for item in sources.on("red_flags"):
        yield from _contradictions(item)
        physical = item.data.get("tier") not in _MIND_OR_HARM
        if physical and item.data.get("ask") is None:
            cure = "Add `ask:` with the one question that tells it apart, and the safe step."
            yield item.problem((), "This sign has no question for words that only could mean it.", cure, "warning")
        if item.data.get("urgent_phrases") and not item.data.get("urgent_say"):
            cure = "Add `urgent_say:` with the fixed text for them."
            yield item.problem(("urgent_phrases",), "There are urgent phrases, but no text that answers them.", cure)
        if item.data.get("mild_phrases") and not item.data.get("mild_say"):
            cure = "Add `mild_say:` with the text for them."
            yield item.problem(("mild_phrases",), "There are mild phrases, but no text that answers them.", cure)


def _contradictions(item: Item) -> Iterator[Problem]:
    raises = {said(text): path for key in _RAISES for path, text in item.texts(key)}
    for path, text in item.texts("look_alikes"):
        other = raises.get(said(text))
        if other:
            what = f"The phrase {quoted(text)} both raises this sign and is set aside as a look-alike."
            cure = f"Delete it here, or in line {item.line(*other)}; if in doubt, here, and ask the clinical lead."
            yield item.problem(path, what, cure)


def _missing_flags(sources: Sources) -> Iterator[Problem]:
    if "red_flags" in sources.unread:
        return
    there = {code for item in sources.on("red_flags") for _, code in item.texts("code")}
    for code in FLAG_CODES:
        if code not in there:
            cure = f"Bring its file back from the last version, or write one with `code: {code}`."
            yield Problem("red_flags", 1, f"No file has the code {code}; the brief's flag is missing.", cure)


def _overdue(sources: Sources, today: date) -> Iterator[Problem]:
    for item in sources.items:
        for path, day in leaves(item.data):
            if path[-1:] in (("review_by",), ("checked_by",)) and isinstance(day, date) and day < today:
                cure = "Let a physio read it again, then write the next date."
                yield item.problem(path, f"The review date {day} has passed.", cure, "warning")
