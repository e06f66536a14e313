"""YAML files -> one frozen `Knowledge`, or every problem with its file, line and cure.

`read` tells everything at once, for `check` and for the staff; `load` is for whoever can only go
on with sound knowledge. The way: `sources.py` reads the files, `model.py` says what an entry must
hold, `wording.py` puts pydantic's findings into plain words, `checks.py` and `texts.py` find what a
single field cannot show.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from knowledge.checks import check
from knowledge.model import Knowledge, Team
from knowledge.problems import KnowledgeError, Problem, in_order, quoted
from knowledge.sources import FOLDERS, LISTS, SINGLES, Item, Sources, gather
from knowledge.texts import check_texts
from knowledge.wording import explain
from knowledge.yaml_marks import strings

__all__ = ["KnowledgeError", "Problem", "load", "read"]

_WORDS = ("say", "start", "text", "words", "phrases")  # where an entry's text stands, the likeliest first


def read(folder: Path, today: date | None = None) -> tuple[Knowledge | None, tuple[Problem, ...]]:
    """The knowledge, unless there is an error, and every problem by file and line.

    Review dates that have passed are told only when `today` is given.
    """
    sources = gather(folder)
    problems = list(sources.problems)
    values: list[tuple[Item, BaseModel]] = []
    for item in sources.items:
        value, found = _validated(item)
        problems += found
        if value is not None:
            values.append((item, value))
    problems += check(sources, today)
    problems += check_texts(sources)
    told = in_order(problems)
    if any(problem.level == "error" for problem in told):
        return None, told
    return _knowledge(sources, values), told


def load(folder: Path) -> Knowledge:
    """The knowledge; raises `KnowledgeError` when there is any error. Warnings do not stop it."""
    knowledge, problems = read(folder)
    if knowledge is None:
        raise KnowledgeError(problems)
    return knowledge


def _validated(item: Item) -> tuple[BaseModel | None, list[Problem]]:
    """One entry as a value, or what is wrong with it."""
    shelf, data = item.shelf, item.data
    if shelf.kind:
        data = {"id" if key == shelf.kind else key: value for key, value in data.items() if key != "id"}
    stray_id = [_stray_id(item)] if shelf.kind and "id" in item.data else []
    try:
        value = shelf.model.model_validate(data)
    except ValidationError as error:
        findings = error.errors(include_url=False)
        return None, stray_id + [_problem(item, finding) for finding in findings]
    return value, stray_id + list(_not_sensible(item, value))


def _problem(item: Item, finding: Any) -> Problem:
    loc = tuple(part for part in finding["loc"] if part != "[key]")
    missing = finding["type"] == "missing"
    what, cure = explain(finding, item.shelf.model, item.shelf.kind or "id", item.typed(loc))
    return item.problem(loc[:-1] if missing else loc, what, cure)


def _stray_id(item: Item) -> Problem:
    what = "The key `id` is not known here."
    return Problem(item.file, item.marked.line((*item.prefix, "id")), what, f"Write `{item.shelf.kind}: ...` instead.")


def _not_sensible(item: Item, value: BaseModel) -> Iterator[Problem]:
    """Numbers that pydantic took for a day or a time, and opening hours that end before they begin."""
    for path in (path[len(item.prefix) :] for path in item.marked.typed if path[: len(item.prefix)] == item.prefix):
        found: Any = item.data
        for part in path:
            found = found[part]
        if path and path[-1] in ("review_by", "checked_by") and not isinstance(found, date):
            yield item.problem(path, f"`{path[-1]}` is {quoted(found)}, which is not a day.", "Write e.g. 2027-11-30.")
        if path and path[-1] in ("open", "close"):
            cure = 'Write it with quotes, e.g. "09:00".'
            yield item.problem(path, f"`{path[-1]}` is {quoted(found)}, which is not a time of day.", cure)
    if isinstance(value, Team):
        for number, hours in enumerate(value.hours):
            if hours.open >= hours.close:
                what = f"On {hours.day} the team closes before it opens."
                yield item.problem(("hours", number), what, "Mend `open` or `close`.")


def _knowledge(sources: Sources, values: list[tuple[Item, BaseModel]]) -> Knowledge:
    shelves: dict[str, Any] = {shelf.name: {} for shelf in FOLDERS + LISTS}
    for item, value in values:
        if item.shelf in SINGLES:
            shelves[item.shelf.name] = value
        else:
            shelves[item.shelf.name][item.id] = value
    return Knowledge(version=sources.version, places=_places(sources), **shelves)


def _places(sources: Sources) -> dict[str, str]:
    """Where the text of every entry and of every response stands."""
    places: dict[str, str] = {}
    for item in sources.items:
        key = next((key for key in _WORDS if key in item.data), "id")
        if item.id:
            places[f"{item.shelf.name}/{item.id}"] = f"{item.file}:{item.line(key)}"
        elif item.shelf.name == "responses":
            for path, _ in strings(item.data):
                name = "/".join(("responses", *map(str, path[:2])))
                places.setdefault(name, f"{item.file}:{item.line(*path[:2])}")
        else:
            places[item.shelf.name] = f"{item.file}:1"
    return places
