"""Problems for programs: lines of JSON, and notes for GitHub."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.terminal.problems import as_lines_of_json, for_github, summary
from knowledge.problems import Problem
from main import app

ERROR = Problem("causes/a, b.yaml", 14, "`say` is 100%\nempty.", "Write it.")
WARNING = Problem("fixes/a.yaml", 2, "The review date has passed.", "Read it again.", "warning")
SHIPPED = Path(__file__).parents[2] / "knowledge"


def test_json_has_an_object_a_line() -> None:
    rows = [json.loads(line) for line in as_lines_of_json([ERROR, WARNING]).splitlines()]

    assert [row["level"] for row in rows] == ["error", "warning"]
    assert rows[0] == {
        "file": "causes/a, b.yaml",
        "line": 14,
        "what": "`say` is 100%\nempty.",
        "cure": "Write it.",
        "level": "error",
    }


def test_github_gets_its_notes_with_its_own_signs_escaped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)

    notes = for_github([ERROR, WARNING], Path("knowledge"))

    assert notes == (
        "::error file=knowledge/causes/a%2C b.yaml,line=14::`say` is 100%25%0Aempty. Write it.\n"
        "::warning file=knowledge/fixes/a.yaml,line=2::The review date has passed. Read it again.\n"
    )


def test_the_summary_says_whether_the_bot_starts() -> None:
    assert summary([ERROR, WARNING], "") == "1 to mend, 1 to look at. The bot does not start with this knowledge."
    assert summary([WARNING], "abc") == "The knowledge is sound (version abc); 1 to look at."


def test_check_ends_with_1_on_errors_and_prints_nothing_but_json_when_asked(tmp_path: Path) -> None:
    (tmp_path / "triage.yaml").write_text("a: b: c\n")

    broken = CliRunner().invoke(app, ["check", "--knowledge", str(tmp_path), "--json"])
    sound = CliRunner().invoke(app, ["check", "--knowledge", str(SHIPPED), "--json"])

    assert broken.exit_code == 1
    assert {json.loads(line)["level"] for line in broken.output.splitlines()} == {"error"}
    assert sound.exit_code == 0
    assert {json.loads(line)["level"] for line in sound.output.splitlines()} <= {"warning"}
