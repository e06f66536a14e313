"""Why this answer: the match and the runner-up, the signs and what denied them, the rule, the lines of the texts."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.dialogue.wording import Wording
from bot.terminal.ask import Asker
from intents.understand import Reader
from knowledge.lines import Lines, read_lines
from knowledge.model import Knowledge

SHIPPED = Path(__file__).parents[2] / "knowledge"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def lines() -> Lines:
    return read_lines(SHIPPED)


@pytest.fixture
def asker(shipped: Knowledge, reader: Reader) -> Asker:
    return Asker(shipped, reader, Wording(shipped, "uk"))


def line_of(place: str) -> str:
    file, _, number = place.rpartition(":")
    return (SHIPPED / file).read_text(encoding="utf-8").splitlines()[int(number) - 1]


def test_every_text_has_its_file_and_line(lines: Lines) -> None:
    place = lines.of("bladder", "can't pee")

    assert place is not None
    assert "can't pee" in line_of(str(place))
    assert place.key == "phrases"


def test_the_match_names_its_phrase_and_where_it_stands(asker: Asker, lines: Lines) -> None:
    told = asker.explain("my hammies are tight and my back aches", NOW, lines).splitlines()

    match = next(line for line in told if line.startswith("Match:    tight_hamstrings"))
    assert "(causes/tight_hamstrings.yaml:" in match
    assert any(line.startswith("Next: ") for line in told)


def test_the_texts_are_traced_to_their_lines(asker: Asker, lines: Lines) -> None:
    told = asker.explain("my mid back is stiff", NOW, lines).splitlines()

    places = [line.split()[1] for line in told if line.startswith("Text: ")]
    assert any(place.startswith("causes/stiff_mid_back.yaml:") and "say:" in line_of(place) for place in places)
    assert any(place.startswith("responses.yaml:") for place in places)


def test_a_denied_sign_says_what_denied_it(asker: Asker, lines: Lines) -> None:
    told = asker.explain("no numbness between my legs, just stiff", NOW, lines)

    assert "Sign:     saddle_numbness denied" in told
    assert "set aside by “no" in told


def test_a_fixed_text_is_traced_though_its_blanks_are_filled(asker: Asker, lines: Lines) -> None:
    told = asker.explain("numb when I wipe", NOW, lines).splitlines()

    places = [line.split()[1] for line in told if line.startswith("Text: ")]
    assert any("t1_ces" in line_of(place) or "text:" in line_of(place) for place in places)
    assert told[0] == "Decision: emergency (rule: sign:saddle_numbness)"


def test_a_sign_names_the_line_of_its_phrase_or_clue(asker: Asker, lines: Lines) -> None:
    told = asker.explain("I can't pee and everything down there feels numb when I sit", NOW, lines).splitlines()

    found = [line for line in told if line.startswith("Sign: ") and "red_flags/" in line]
    places = {line.split(", ")[-1].split(")")[0] for line in found}
    assert found
    assert all(line_of(place).strip().startswith("- ") for place in places)
