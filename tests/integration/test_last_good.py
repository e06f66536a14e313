"""A start with broken files goes on with the last knowledge that was sound, of the same folder."""

import shutil
from pathlib import Path

import pytest

from bot.last_good import keep_version, last_good, version_before, version_kept
from bot.terminal.opening import load_or_last_good
from knowledge.load import load
from tests.unit.knowledge_samples import edit

SHIPPED = Path(__file__).parents[2] / "knowledge"
CAUSE = "causes/stiff_mid_back.yaml"
TITLE = "title: A stiff mid-back"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(
        SHIPPED, tmp_path / "knowledge", ignore=shutil.ignore_patterns("*.py", "corpus", "words", "__*")
    )


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    return tmp_path / "copies"


def test_a_broken_file_starts_the_last_good_version_and_is_told(
    folder: Path, copies: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = load_or_last_good(folder, copies)
    edit(folder, CAUSE, TITLE, "titel: A stiff mid-back")

    begun = load_or_last_good(folder, copies)

    told = capsys.readouterr().err
    assert begun == sound
    assert f"{CAUSE}:6: The key `titel` is not known here." in told
    assert f"going on with version {sound.version}" in told


def test_it_is_the_newest_of_several(folder: Path, copies: Path) -> None:
    load_or_last_good(folder, copies)
    edit(folder, CAUSE, TITLE, "title: A very stiff mid-back")
    newer = load_or_last_good(folder, copies)
    (folder / CAUSE).write_bytes(b"\xff\xfe broken")

    assert load_or_last_good(folder, copies) == newer


def test_without_one_the_start_ends_with_every_error(
    folder: Path, copies: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(folder, CAUSE, TITLE, "titel: A stiff mid-back")

    with pytest.raises(SystemExit):
        load_or_last_good(folder, copies)

    assert f"{CAUSE}:6: The key `titel`" in capsys.readouterr().err


def test_another_folder_has_copies_of_its_own(folder: Path, copies: Path, tmp_path: Path) -> None:
    load_or_last_good(folder, copies)
    (tmp_path / "elsewhere").mkdir()

    with pytest.raises(SystemExit):
        load_or_last_good(tmp_path / "elsewhere", copies)


def test_a_copy_that_is_damaged_is_passed_over(folder: Path, copies: Path) -> None:
    older = load_or_last_good(folder, copies)
    edit(folder, CAUSE, TITLE, "title: A very stiff mid-back")
    newer = load_or_last_good(folder, copies)
    (copy,) = copies.glob(f"*/{newer.version}/{CAUSE}")
    copy.write_text("", encoding="utf-8")

    assert last_good(folder, copies) == older


def test_five_versions_are_kept_and_each_knows_the_one_before(folder: Path, copies: Path) -> None:
    versions = []
    for number in range(6):
        edit(folder, CAUSE, "source:", f"# {number}\nsource:")
        versions.append(load(folder).version)
        keep_version(folder, versions[-1], copies)

    before = version_before(folder, versions[3], copies)

    assert before is not None
    assert before.version == versions[2]
    assert version_kept(folder, versions[0], copies) is None
    assert version_before(folder, versions[1], copies) is None


def test_files_that_have_changed_meanwhile_are_not_kept_as_that_version(folder: Path, copies: Path) -> None:
    keep_version(folder, "another version", copies)

    assert last_good(folder, copies) is None
