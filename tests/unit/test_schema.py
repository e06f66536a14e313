"""Editors are told what `check` knows: the same keys, with help, and every file points to its schema."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from knowledge.schema import SCHEMAS, pointer, schemas, write_schemas
from knowledge.sources import FOLDERS, LISTS, gather

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "knowledge"


def properties(schema: Any, way: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key of a schema, however deep."""
    if isinstance(schema, list):
        for one in schema:
            yield from properties(one, way)
    if isinstance(schema, dict):
        for key, value in schema.items():
            for name, inner in value.items() if key == "properties" else ():
                yield f"{way}/{name}", inner
                yield from properties(inner, f"{way}/{name}")
            if key != "properties":
                yield from properties(value, way)


def test_the_shipped_schemas_are_up_to_date() -> None:
    names = {path.name for path in (SHIPPED / SCHEMAS).glob("*.json")}

    assert names == set(schemas())
    assert write_schemas(SHIPPED) == (), "run: python main.py schema"


@pytest.mark.parametrize("name", sorted(schemas()))
def test_every_key_has_its_help_text(name: str) -> None:
    assert [way for way, schema in properties(schemas()[name]) if not schema.get("description")] == []


@pytest.mark.parametrize("path", sorted(SHIPPED.rglob("*.yaml")), ids=lambda path: path.stem)
def test_every_file_points_to_its_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]

    assert first == pointer(path.relative_to(SHIPPED).as_posix())
    assert (path.parent / first.partition("$schema=")[2]).is_file()


@pytest.mark.parametrize("path", sorted((ROOT / "tests").glob("[pc]*/*.yaml")), ids=lambda path: path.stem)
def test_every_file_of_tests_points_to_its_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]

    assert (path.parent / first.partition("$schema=")[2]).is_file()


def test_every_key_that_the_shipped_files_use_is_in_their_schema() -> None:
    made = schemas()
    known = {shelf.name: made[f"{shelf.name}.json"]["properties"] for shelf in FOLDERS}
    known |= {
        shelf.name: made[f"{shelf.name}.json"]["properties"][shelf.name]["items"]["properties"] for shelf in LISTS
    }
    entries = [item for item in gather(SHIPPED).items if item.shelf.name in known]

    strays = {(item.file, key) for item in entries for key in item.data if key not in known[item.shelf.name]}

    assert strays == set()


def test_a_folder_of_your_own_gets_schemas_too(tmp_path: Path) -> None:
    assert set(write_schemas(tmp_path)) == set(schemas())
    assert write_schemas(tmp_path) == ()
