"""pydantic's findings in words for somebody who has never seen Python.

`explain` takes one finding about one entry and says what is wrong and what to do about it. The
help texts of `model.py` are the cures where they fit.
"""

import typing
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from knowledge.model import PLAIN_NAME
from knowledge.problems import did_you_mean, quoted
from knowledge.yaml_marks import Path

_DAY = "Write a day as year-month-day, e.g. 2027-11-30."
_TIME = 'Write a time with quotes, e.g. "09:00".'
_ID = "Use small letters, digits and _ only, starting with a letter, e.g. stiff_mid_back."
_CURES = {
    "say": "Write what the runner should read.",
    "text": "Write what the runner should read.",
    "steps": "Write the steps, each in its own line that starts with `- `.",
    "phrases": "Write how runners say it, each in its own line that starts with `- `.",
    "words": "Write the words, each in its own line that starts with `- `.",
    "exercises": "Name the exercises that serve it, each in its own line that starts with `- `.",
    "source": "Say where it comes from: 'article', 'guidance: ...' or 'common practice'.",
    "review_by": "Write the day by which a physio must have read this again, e.g. 2027-11-30.",
    "come_back_if": (
        "Every answer that advises carries the line that says when to get help: "
        "name one of the come_back_if lines of responses.yaml."
    ),
}


def explain(finding: Mapping[str, Any], model: type[BaseModel], kind: str, typed: str | None) -> tuple[str, str]:
    """What is wrong, and the cure.

    `kind` is the key that holds the entry's id in its file; `typed` is the value as it was typed
    where YAML read something else than text.
    """
    path: Path = tuple(part for part in finding["loc"] if part != "[key]")
    name = place(path, kind)
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    found = field_at(model, path)
    cure = _CURES.get(key) or (found.description if found and found.description else "")
    if path and isinstance(path[-1], int):
        cure = "Write it, or delete the line."
    if finding["type"] == "missing":
        return f"{name} is missing.", cure or f"Add a line `{key}: ...`."
    if finding["type"] == "extra_forbidden":
        return _unknown_key(path, model, kind)
    if finding["type"] == "string_pattern_mismatch":
        plain = finding["ctx"]["pattern"] == PLAIN_NAME
        wanted = "a plain name" if plain else "how it should look"
        return f"{name} is {quoted(finding['input'])}, which is not {wanted}.", _ID if plain else cure
    if finding["input"] is None:
        return f"{name} is empty.", cure or "Write it, or delete the line."
    tell = _TELL.get(finding["type"])
    if tell is None:
        return f"{name} is not right: {finding['msg']}.", cure
    return tell(_Finding(name, finding["input"], typed, finding.get("ctx", {}), cure))


def place(path: Path, kind: str) -> str:
    """Where in an entry: "`home_check`, `steps`, item 2"."""
    parts = [f"item {part + 1}" if isinstance(part, int) else quoted(kind if part == "id" else part) for part in path]
    return ", ".join(parts) or "This entry"


def field_at(model: type[BaseModel], path: Path) -> FieldInfo | None:
    """The model's field at the end of this path, when there is one."""
    found: FieldInfo | None = None
    here: Any = model
    in_many = False  # the next part names an item of a list or a table, not a field
    for part in path:
        if in_many:
            in_many = False
        elif isinstance(here, type) and issubclass(here, BaseModel):
            found = here.model_fields.get(str(part))
            here = _inside(found.annotation) if found else None
            in_many = found is not None and typing.get_origin(found.annotation) in {tuple, dict}
    return found


def _inside(annotation: Any) -> Any:
    """The model inside an annotation such as `tuple[Clue, ...]` or `HomeCheck | None`."""
    if isinstance(annotation, type) and not typing.get_args(annotation):
        return annotation
    inner = (_inside(part) for part in typing.get_args(annotation))
    return next((one for one in inner if isinstance(one, type) and issubclass(one, BaseModel)), None)


def _unknown_key(path: Path, model: type[BaseModel], kind: str) -> tuple[str, str]:
    holder: Any = model
    if len(path) > 1:
        above = field_at(model, path[:-1])
        holder = _inside(above.annotation) if above else model
    known = {kind if name == "id" else name for name in holder.model_fields}
    return f"The key {place(path, kind)} is not known here.", f"{did_you_mean(str(path[-1]), known)} Mend or delete it."


class _Finding(typing.NamedTuple):
    """What the tellers below need."""

    name: str
    value: Any
    typed: str | None
    limits: Mapping[str, Any]
    cure: str


def _not_text(one: _Finding) -> tuple[str, str]:
    if one.typed is not None:
        return (
            f"{one.name} is {quoted(one.typed)}, which YAML does not read as text.",
            f'Put quotes round it: "{one.typed}".',
        )
    if isinstance(one.value, dict):
        keys = " and ".join(quoted(key) for key in list(one.value)[:2])
        return (
            f"{one.name} should be a text, but it is read as a key with a value ({keys}).",
            "A text with a colon and a space in it, or one that starts with {, needs quotes round all of it.",
        )
    return f"{one.name} should be one text, but it is a list.", "Write one text behind the colon, without `- `."


def _not_list(one: _Finding) -> tuple[str, str]:
    return f"{one.name} should be a list.", "Write each item in its own line under it, starting with `- `."


def _not_map(one: _Finding) -> tuple[str, str]:
    return (
        f"{one.name} should hold keys with values.",
        "Write `key: text` lines under it, with two more spaces in front.",
    )


def _too_few(one: _Finding) -> tuple[str, str]:
    least = one.limits.get("min_length", 1)
    if one.value:
        return f"{one.name} has too few items; it needs {least} or more.", one.cure
    return f"{one.name} is empty.", one.cure


def _empty(one: _Finding) -> tuple[str, str]:
    return f"{one.name} is empty.", one.cure or "Write it, or delete the line."


def _choice(one: _Finding) -> tuple[str, str]:
    known = [word.strip(" '") for word in str(one.limits.get("expected", "")).replace(" or ", ", ").split(",")]
    what = f"{one.name} is {quoted(one.typed or one.value)}; it must be one of: {', '.join(known)}."
    hint = did_you_mean(str(one.value), known)
    return what, hint if hint.startswith("Did") else "Choose one of them."


def _limit(sign: str) -> Callable[[_Finding], tuple[str, str]]:
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}[sign]

    def tell(one: _Finding) -> tuple[str, str]:
        return f"{one.name} is {quoted(one.value)}; it must be {words} {one.limits[sign]}.", one.cure

    return tell


def _wanted(what: str, cure: str) -> Callable[[_Finding], tuple[str, str]]:
    def tell(one: _Finding) -> tuple[str, str]:
        return f"{one.name} is {quoted(one.typed or one.value)}, which is not {what}.", cure

    return tell


_TELL: dict[str, Callable[[_Finding], tuple[str, str]]] = {
    "string_type": _not_text,
    "string_too_short": _empty,
    "too_short": _too_few,
    "tuple_type": _not_list,
    "dict_type": _not_map,
    "model_type": _not_map,
    "enum": _choice,
    "literal_error": _choice,
    "greater_than_equal": _limit("ge"),
    "greater_than": _limit("gt"),
    "less_than_equal": _limit("le"),
    "less_than": _limit("lt"),
}
for _type in ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"):
    _TELL[_type] = _wanted("a day", _DAY)
for _type in ("time_type", "time_parsing"):
    _TELL[_type] = _wanted("a time of day", _TIME)
for _type in ("int_type", "int_parsing", "int_from_float"):
    _TELL[_type] = _wanted("a whole number", "Write a whole number without quotes, e.g. 42.")
for _type in ("float_type", "float_parsing"):
    _TELL[_type] = _wanted("a number", "Write a number without quotes, e.g. 0.6.")
for _type in ("bool_type", "bool_parsing"):
    _TELL[_type] = _wanted("true or false", "Write true or false.")
