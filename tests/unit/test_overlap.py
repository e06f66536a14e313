"""The overlap map: what competes, by which phrases on which lines, and what to do."""

from pathlib import Path

from bot.terminal.overlap import contests, told
from intents.matcher import leave_each_out
from knowledge.lines import read_lines
from knowledge.load import load
from tests.unit.knowledge_samples import edit, write_folder

APART = [
    ("my shoes are worn", "shoes"),
    ("these shoes are old", "shoes"),
    ("new shoes please", "shoes"),
    ("is rain bad", "weather"),
    ("running in the rain", "weather"),
    ("cold rain all day", "weather"),
]


def test_phrases_of_entries_that_are_apart_stay_with_their_own() -> None:
    assert not any(one.is_caught for one in leave_each_out(APART))


def test_a_phrase_that_stands_in_the_wrong_entry_is_caught_by_the_right_one() -> None:
    left_out = {one.text: one for one in leave_each_out([*APART, ("old worn shoes", "weather")])}

    stray = left_out["old worn shoes"]
    assert stray.is_caught
    assert stray.rival == "shoes"
    assert stray.nearest in {"my shoes are worn", "these shoes are old"}


def test_one_entry_alone_competes_with_nobody() -> None:
    assert leave_each_out([("hello", "greeting")]) == ()


def test_the_map_names_pairs_lines_and_the_cure(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, times=2)
    edit(
        folder,
        "questions/oil_2.yaml",
        "  - which oil is best 2",
        "  - my wheels 1 are so stiff\n  - the wheels squeak 1 now",
    )
    knowledge = load(folder)

    lines = list(told(contests(knowledge), read_lines(folder)))

    assert any(line.startswith("cause_1 would catch 2 of 2 phrases (100%) of oil_2") for line in lines)
    assert any("questions/oil_2.yaml:7: “my wheels 1 are so stiff”" in line for line in lines)
    assert any("(causes/cause_1.yaml:7)" in line for line in lines)
    assert any("cut one, or move this one to cause_1" in line for line in lines)
    assert lines[-1].endswith("phrases.")
