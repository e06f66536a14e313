"""Every conversation in this folder, and every message in `tests/phrases/`, is a test of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.dialogue.wording import Wording
from bot.terminal.rehearsal import Rehearsal
from intents.understand import Reader
from knowledge.examples import ConversationTest, PhraseTest, Written, read_examples
from knowledge.load import load
from knowledge.model import Knowledge

TESTS = Path(__file__).parents[1]
EXAMPLES, PROBLEMS = read_examples(TESTS, load(TESTS.parent / "knowledge"))


def named(tests: tuple[Written[Any], ...], name: str) -> Iterator[Any]:
    for written in tests:
        yield pytest.param(written, id=f"{Path(written.file).stem}: {getattr(written.test, name)}")


@pytest.fixture(scope="module")
def rehearsal(shipped: Knowledge, reader: Reader) -> Rehearsal:
    return Rehearsal(shipped, reader, Wording(shipped, "uk"))


def test_every_test_can_be_read() -> None:
    assert [str(problem) for problem in PROBLEMS] == []


@pytest.mark.parametrize("written", named(EXAMPLES.conversations, "conversation"))
def test_conversation(written: Written[ConversationTest], rehearsal: Rehearsal) -> None:
    """A known miss must be unmarked once it goes as written: that is a failure too."""
    for failure in rehearsal.of_conversation(written):
        pytest.fail(str(failure), pytrace=False)


@pytest.mark.parametrize("written", named(EXAMPLES.phrases, "message"))
def test_message(written: Written[PhraseTest], rehearsal: Rehearsal) -> None:
    for failure in rehearsal.of_phrase(written):
        pytest.fail(str(failure), pytrace=False)


def test_every_signs_own_words_do_what_they_are_there_for(rehearsal: Rehearsal, shipped: Knowledge) -> None:
    failures = [failure for flag in shipped.red_flags.values() for failure in rehearsal.of_sign(flag)]

    assert [str(failure) for failure in failures] == []
