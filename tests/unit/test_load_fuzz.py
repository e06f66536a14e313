"""Whatever a file holds, reading it says what is wrong; it never ends in a traceback."""

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.load import read
from tests.unit.knowledge_samples import write_folder

FILES = (
    "causes/cause_1.yaml",
    "red_flags/wheel_off_1.yaml",
    "small_talk.yaml",
    "responses.yaml",
    "team.yaml",
    "other_injuries.yaml",
)
files = st.sampled_from(FILES)
SETTINGS = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=20)
names = st.sampled_from(
    ["cause", "id", "say", "phrases", "fixes", "clues", "all", "tier", "safety", "small_talk", "text"]
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names | st.text(max_size=5), inner, max_size=4),
    max_leaves=15,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("knowledge"))


def check(folder: Path, file: str, content: bytes) -> None:
    """Read the folder with this content in one file, and mend the file again."""
    sound = (folder / file).read_bytes()
    (folder / file).write_bytes(content)
    try:
        knowledge, problems = read(folder)
    finally:
        (folder / file).write_bytes(sound)
    assert (knowledge is None) == any(problem.level == "error" for problem in problems)
    assert all(problem.line >= 1 and problem.what and str(problem).isprintable() for problem in problems)


@SETTINGS
@given(
    file=files,
    content=st.binary(max_size=200)
    | st.text(st.characters(codec="utf-8"), max_size=200).map(lambda text: text.encode()),
)
def test_any_bytes_are_explained(folder: Path, file: str, content: bytes) -> None:
    check(folder, file, content)


@SETTINGS
@given(file=files, value=values)
def test_any_yaml_is_explained(folder: Path, file: str, value: object) -> None:
    check(folder, file, yaml.safe_dump(value, allow_unicode=True).encode())


@SETTINGS
@given(
    file=files, at=st.floats(0, 1), cut=st.integers(0, 12), typed=st.text("-:#'\"{}[]&*!|>%@`,? \t\n\\aé0", max_size=4)
)
def test_a_sound_file_with_a_slip_of_the_hand_is_explained(
    folder: Path, file: str, at: float, cut: int, typed: str
) -> None:
    sound = (folder / file).read_text(encoding="utf-8")
    place = int(at * len(sound))

    check(folder, file, (sound[:place] + typed + sound[place + cut :]).encode())


@SETTINGS
@given(file=files, value=values, draws=st.data())
def test_any_value_in_a_sound_file_may_be_anything(
    folder: Path, file: str, value: object, draws: st.DataObject
) -> None:
    content = yaml.safe_load((folder / file).read_text(encoding="utf-8"))
    here = content
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        key = draws.draw(st.sampled_from(keys))
        if not isinstance(here[key], dict | list) or not here[key] or draws.draw(st.booleans()):
            break
        here = here[key]
    here[key] = value

    check(folder, file, yaml.safe_dump(content, allow_unicode=True).encode())
