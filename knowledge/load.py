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
from knowledge.plain_words import check_plain_words
from knowledge.problems import KnowledgeError, Problem, in_order, quoted
from knowledge.sources import FOLDERS, LISTS, SINGLES, Item, Sources, gather
from knowledge.team_checks import check_team
from knowledge.texts import check_texts
from knowledge.wording import explain
from knowledge.yaml_marks import leaves, strings

__all__ = ["KnowledgeError", "Problem", "load", "read"]

_WORDS = ("say", "start", "text", "words", "phrases")  # where an entry's text stands, the likeliest first

_DAYS = {"review_by", "checked_by", "holidays"}
_TIMES = {"open", "close", "start", "end"}


def read(folder: Path, today: date | None = None) -> tuple[Knowledge | None, tuple[Problem, ...]]:
    """The knowledge, unless there is an error, and every problem by file and line.

    Review dates that have passed are told only when `today` is given.
    """
    sources = gather(folder)
    problems = list(sources.problems)
    values: list[tuple[Item, BaseModel]] = []
    for item in sources.items:
        value, found = validated(item)
        problems += found
        if value is not None:
            values.append((item, value))
    problems += check(sources, today)
    problems += check_texts(sources)
    problems += check_plain_words(sources)
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


def validated(item: Item) -> tuple[BaseModel | None, list[Problem]]:
    """One entry as a value, or what is wrong with it; `read_examples` reads tests with it too."""
    shelf, data = item.shelf, item.data
    if shelf.kind:
        data = {"id" if key == shelf.kind else key: value for key, value in data.items() if key != "id"}
    stray_id = [_stray_id(item)] if shelf.kind and "id" in item.data else []
    try:
        value = shelf.model.model_validate(data)
    except ValidationError as error:
        findings = error.errors(include_url=False)
        inside = {finding["loc"][:-1] for finding in findings}
        own = [one for one in findings if one["type"] != "too_short" or not _echoes(one["loc"], inside)]
        return None, stray_id + [_problem(item, finding) for finding in own]
    return value, stray_id + list(_not_sensible(item, value))


def _echoes(loc: tuple[str | int, ...], inside: set[tuple[str | int, ...]]) -> bool:
    """A list that seems too short only because one of its items is wrong, which is told by itself."""
    return any(path[: len(loc)] == loc for path in inside)


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
    for path, found in leaves(item.data):
        key = next((part for part in reversed(path) if isinstance(part, str)), "")
        if key in _DAYS | _TIMES and isinstance(found, int | float):
            typed = quoted(item.typed(path) or found)
            wanted, cure = ("day", "Write e.g. 2027-11-30.") if key in _DAYS else ("time of day", 'Write e.g. "09:00".')
            yield item.problem(path, f"`{key}` is {typed}, which is not a {wanted}.", cure)
    if isinstance(value, Team):
        yield from check_team(item, value)


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
