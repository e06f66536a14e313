"""A phrase is put in with every comment and the order kept, or the reason why not is told."""

from pathlib import Path

import pytest

from knowledge.lines import read_lines
from knowledge.load import load
from knowledge.patching import PatchError, add_phrase
from tests.unit.knowledge_samples import edit, write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_folder(tmp_path)
    edit(
        folder,
        "causes/cause_1.yaml",
        "  - the wheels squeak 1\n",
        "  - the wheels squeak 1  # from spring\n\n  # kept\n",
    )
    return folder


def test_the_line_goes_under_the_last_phrase_and_nothing_else_moves(folder: Path) -> None:
    before = (folder / "causes/cause_1.yaml").read_text()

    add_phrase(folder, read_lines(folder), "cause_1", "wheels like stone").apply(folder)

    after = (folder / "causes/cause_1.yaml").read_text()
    assert after == before.replace("# from spring\n", "# from spring\n  - wheels like stone\n")
    assert "wheels like stone" in load(folder).causes["cause_1"].phrases


@pytest.mark.parametrize("phrase", ["yes", "why: me", "- dash", "it's 'so'", 'a "quote"', "#tag", "… me", "[x]", "12"])
def test_whatever_the_words_are_they_are_read_back_as_they_were(folder: Path, phrase: str) -> None:
    add_phrase(folder, read_lines(folder), "cause_1", phrase).apply(folder)

    assert phrase in load(folder).causes["cause_1"].phrases


def test_the_patch_shows_its_file_and_its_line(folder: Path) -> None:
    patch = str(add_phrase(folder, read_lines(folder), "oil_1", "best oil?"))

    assert "+++ questions/oil_1.yaml" in patch
    assert "\n+  - best oil?\n" in patch


def test_a_phrase_that_is_there_and_an_entry_that_is_not_are_told(folder: Path) -> None:
    lines = read_lines(folder)

    with pytest.raises(PatchError, match=r"stands in causes/cause_1\.yaml:7 already"):
        add_phrase(folder, lines, "cause_1", "my wheels 1 are stiff")
    with pytest.raises(PatchError, match="no entry `gone`"):
        add_phrase(folder, lines, "gone", "hello")
    with pytest.raises(PatchError, match="do not stand one a line"):
        add_phrase(folder, lines, "hello", "hi there")


def test_a_file_that_changed_meanwhile_is_left_alone(folder: Path) -> None:
    patch = add_phrase(folder, read_lines(folder), "cause_1", "wheels like stone")
    edit(folder, "causes/cause_1.yaml", "# kept", "# mine")

    with pytest.raises(PatchError, match="has changed meanwhile"):
        patch.apply(folder)
