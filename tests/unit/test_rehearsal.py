"""Tests as data: read with care, played, and quoted as a chat when they do not go as written."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from bot.dialogue.wording import Wording
from bot.terminal.readings import RememberingEncoder, keep_readings, load_readings
from bot.terminal.rehearsal import Failure, Rehearsal, rehearse
from intents.encoder import Reading
from intents.heads import Heads
from intents.scores import Scorer
from intents.understand import Reader
from knowledge.examples import Examples, read_examples, untested
from knowledge.model import Knowledge


@pytest.fixture
def rehearsal(shipped: Knowledge, reader: Reader) -> Rehearsal:
    return Rehearsal(shipped, reader, Wording(shipped, "uk"))


def written(folder: Path, knowledge: Knowledge, *, phrases: str = "", conversations: str = "") -> Examples:
    for name, text in (("phrases", phrases), ("conversations", conversations)):
        (folder / name).mkdir()
        if text:
            (folder / name / "a.yaml").write_text(text, encoding="utf-8")
    examples, problems = read_examples(folder, knowledge)
    assert problems == ()
    return examples


def test_a_conversation_that_goes_another_way_is_quoted_up_to_there(
    tmp_path: Path, shipped: Knowledge, rehearsal: Rehearsal
) -> None:
    text = """
- conversation: thanks is answered with an emergency
  turns:
    - {runner: "my hamstrings are tight", bot: advise}
    - {runner: "thanks", bot: emergency, says: lightning}
    - {runner: "bye", bot: handoff}
"""
    (test,) = written(tmp_path, shipped, conversations=text).conversations

    (failure,) = rehearsal.of_conversation(test)

    lines = str(failure).splitlines()
    assert lines[0] == "conversations/a.yaml:2: thanks is answered with an emergency"
    assert [line for line in lines if ">" in line] == ["    > my hamstrings are tight", "    > thanks"]
    assert lines[-2:] == ["      It should emergency.", "      It does not say: lightning"]


@pytest.mark.parametrize(
    ("test", "fault"),
    [
        ("{message: my mid back is stiff, answers: shoes}", "The answer should be shoes; it is stiff_mid_back."),
        ("{message: my mid back is stiff, raised: fever}", "fever should be raised; it is not noticed."),
        ("{message: I cannot pee and my back aches}", "bladder is raised, and should not be."),
        (
            "{message: I cannot pee and my back aches, raised: bladder, tier: soon}",
            "It should be soon; it is emergency.",
        ),
        ("{message: hello, bot: [advise, handoff]}", "It should advise or handoff; it did chat."),
        (
            "{message: I cannot pee and my back aches, sounds_like: bladder, raised: bladder}",
            "bladder is raised; the message only sounds like it.",
        ),
        ("{message: hello, known_miss: true}", "This goes as written now: take out `known_miss: true`."),
    ],
)
def test_a_message_that_is_answered_otherwise_says_how(
    tmp_path: Path, shipped: Knowledge, rehearsal: Rehearsal, test: str, fault: str
) -> None:
    (phrase,) = written(tmp_path, shipped, phrases=f"- {test}").phrases

    (failure,) = rehearsal.of_phrase(phrase)

    assert fault in failure.chat[-1]


def test_a_known_miss_may_miss(tmp_path: Path, shipped: Knowledge, rehearsal: Rehearsal) -> None:
    (phrase,) = written(tmp_path, shipped, phrases="- {message: hello, bot: advise, known_miss: true}").phrases

    assert list(rehearsal.of_phrase(phrase)) == []


def test_a_look_alike_that_raises_its_sign_is_told(shipped: Knowledge, reader: Reader) -> None:
    flag = shipped.red_flags["fever"]
    words = {"phrases": ("a bit warm after the sauna bath",), "look_alikes": ("warm after the sauna bath",)}
    knowledge = shipped.model_copy(update={"red_flags": {"fever": flag.model_copy(update=words)}})

    failures = list(
        Rehearsal(knowledge, Reader(knowledge, reader.learnt), Wording(shipped, "uk")).of_sign(
            knowledge.red_flags["fever"]
        )
    )

    chat = ("> warm after the sauna bath", "  This is one of its look-alikes, and it raises the sign.")
    assert failures == [Failure("red_flags/fever.yaml:1", flag.title, chat)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "- {message: hello, raised: [blader]}",
            "1: There is no sign `blader` in the folder red_flags/. Did you mean `bladder`?",
        ),
        ("- {message: hello, answers: shoe}", "1: There is no entry `shoe`. Did you mean `shoes`?"),
        ("- {mesage: hello}", "1: The key `mesage` is not known here. Did you mean `message`?"),
        ("- {message: hello, bot: advice}", "1: `bot`, item 1 is `advice`; it must be one of: emergency, urgent"),
        ("message: hello", "1: This should be a list of tests. Start each test with `- message: ...`."),
        ("- {message: hello", "1: A bracket is opened here and not closed."),
        ("- message: 12", "1: `message` is `12`, which YAML does not read as text."),
    ],
)
def test_a_slip_in_a_test_is_explained(tmp_path: Path, shipped: Knowledge, text: str, words: str) -> None:
    (tmp_path / "phrases").mkdir()
    (tmp_path / "phrases/a.yaml").write_text(text)

    problems = read_examples(tmp_path, shipped)[1]

    assert any(str(problem).startswith(f"phrases/a.yaml:{words}") for problem in problems), problems


def test_all_processors_together_find_what_one_finds_in_the_same_order(
    tmp_path: Path, shipped: Knowledge, heads: Heads, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = (
        "- {message: hello, bot: advise}\n- {message: my mid back is stiff, bot: chat}\n- {message: hi, bot: advise}\n"
    )
    examples = written(tmp_path, shipped.model_copy(update={"red_flags": {}}), phrases=test)
    alone = {"red_flags": {"fever": shipped.red_flags["fever"]}}
    knowledge = shipped.model_copy(update=alone)

    found = []
    for processors in (1, 2):
        monkeypatch.setattr("os.cpu_count", lambda: processors)  # noqa: B023 - called within the round
        found.append(rehearse(knowledge, Scorer(heads), Wording(shipped, "uk"), examples))

    assert [failure.name for failure in found[0]] == ["hello", "my mid back is stiff", "hi"]
    assert found[0] == found[1]


class Slow:
    """An encoder that counts what it reads."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def read(self, text: str) -> Reading:
        self.texts.append(text)
        windows = 1 + len(text) // 10
        return np.full((windows, 3), len(text), np.float32), np.full((windows, 2), 1.5, np.float32)

    def odds_of(self, reading: Reading) -> Mapping[str, float]:
        return {"windows": float(len(reading[0]))}


def test_what_was_read_in_an_earlier_run_is_not_read_again(tmp_path: Path) -> None:
    slow = Slow()
    first = RememberingEncoder(slow, load_readings(tmp_path))
    told = [first.odds(text) for text in ("short", "rather longer than that")]
    keep_readings(first.take_used(), tmp_path)

    second = RememberingEncoder(slow, load_readings(tmp_path))
    again = [second.odds(text) for text in ("short", "rather longer than that", "new")]

    assert slow.texts == ["short", "rather longer than that", "new"]
    assert again[:2] == told
    assert second.meanings(["short"]).tolist() == [[5.0, 5.0, 5.0]]


def test_damaged_readings_are_read_anew(tmp_path: Path) -> None:
    first = RememberingEncoder(Slow(), {})
    first.odds("short")
    keep_readings(first.take_used(), tmp_path)
    for file in tmp_path.iterdir():
        file.write_bytes(b"not numbers")

    assert load_readings(tmp_path) == {}


def test_check_names_each_sign_that_no_message_raises_or_only_sounds_like(tmp_path: Path, shipped: Knowledge) -> None:
    (tmp_path / "phrases").mkdir()
    (tmp_path / "phrases/a.yaml").write_text(
        "- {message: running a temperature, raised: fever}\n- {message: it was the sauna, sounds_like: bladder}\n"
        "- {message: some day this will pass as well, sounds_like: fever, known_miss: true}\n"
    )
    signs = {name: shipped.red_flags[name] for name in ("bladder", "fever")}

    told = [str(problem) for problem in untested(tmp_path, shipped.model_copy(update={"red_flags": signs}))]

    assert [one.partition(":")[0] for one in told] == ["red_flags/bladder.yaml", "red_flags/fever.yaml"]
    assert told[0].endswith(
        "No test message raises this sign. Add one to tests/phrases/every_sign.yaml, with `raised: bladder`."
    )
    assert "No test message only sounds like this sign." in told[1]
    assert told[1].endswith("with `sounds_like: fever`.")


def test_every_shipped_sign_has_both_kinds_of_test(shipped: Knowledge) -> None:
    assert list(untested(Path(__file__).parents[1], shipped)) == []
