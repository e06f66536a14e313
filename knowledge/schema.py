"""JSON Schema for editors: which keys a file may hold, with the help texts of `model.py`.

`python main.py schema` writes one file a kind into `schemas/`; the first line of every YAML file points to its own.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from knowledge.examples import ConversationTest, PhraseTest
from knowledge.sources import FOLDERS, LISTS, SINGLES, Shelf

SCHEMAS = "schemas"
"""The folder beside the YAML files."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by its file's name."""
    made = {f"{shelf.name}.json": _entry(shelf) for shelf in FOLDERS}
    made |= {f"{shelf.name}.json": _list_under(shelf) for shelf in LISTS}
    made |= {f"{shelf.name}.json": _of(shelf.model) for shelf in SINGLES}
    made |= {f"{name}.json": _list_of(_of(model)) for name, model in _TESTS.items()}
    return {name: {"$schema": _DIALECT, **schema} for name, schema in made.items()}


_TESTS: dict[str, type[BaseModel]] = {"phrase_tests": PhraseTest, "conversation_tests": ConversationTest}


def write_schemas(folder: Path) -> tuple[str, ...]:
    """Write them into the knowledge folder; the names of those that changed."""
    target = folder / SCHEMAS
    target.mkdir(exist_ok=True)
    changed = []
    for name, schema in schemas().items():
        text = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
        path = target / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(name)
    return tuple(changed)


def _of(model: type[BaseModel]) -> dict[str, Any]:
    schema: dict[str, Any] = _for_editors(model.model_json_schema())
    return schema


def _for_editors(schema: Any) -> Any:
    """Without titles, which only repeat the keys, and without the format of times: ours have no seconds."""
    if isinstance(schema, list):
        return [_for_editors(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: _for_editors(one) for name, one in value.items()} if key == "properties" else _for_editors(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str)) and (key, value) != ("format", "time")
    }


def _entry(shelf: Shelf) -> dict[str, Any]:
    """The id stands under the kind's own key: `cause: stiff_mid_back`."""
    schema = _of(shelf.model)
    properties = schema["properties"]
    own = {**properties["id"], "description": "The file's name without .yaml." if shelf in FOLDERS else "Its name."}
    schema["properties"] = {shelf.kind: own, **{key: value for key, value in properties.items() if key != "id"}}
    schema["required"] = [shelf.kind if key == "id" else key for key in schema["required"]]
    return schema


def _list_under(shelf: Shelf) -> dict[str, Any]:
    entry = _entry(shelf)
    shared = entry.pop("$defs", None)
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            shelf.name: {"type": "array", "items": entry, "description": f"Each starts with `- {shelf.kind}: ...`."}
        },
        "required": [shelf.name],
        "additionalProperties": False,
    }
    return {**schema, "$defs": shared} if shared else schema


def _list_of(entry: dict[str, Any]) -> dict[str, Any]:
    shared = entry.pop("$defs", None)
    schema: dict[str, Any] = {"type": "array", "items": entry}
    return {**schema, "$defs": shared} if shared else schema


def pointer(file: str) -> str:
    """The line with which a file of the knowledge folder points to its schema."""
    shelf, _, inside = file.partition("/")
    name = shelf.removesuffix(".yaml")
    return f"# yaml-language-server: $schema={'../' if inside else ''}{SCHEMAS}/{name}.json"
