"""Messages that are long, strange, empty, or about somebody else."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.understand import Reader, understand
from knowledge.model import Knowledge

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_danger_is_raised_whatever_else_is_asked(reader: Reader) -> None:
    found = reader.understand("I can't pee and my back is agony. also how much are classes", NOW)

    assert "bladder_bowel" in {sign.sign for sign in found.raised}
    assert "classes_pricing" in found.topics


def test_reasons_to_hand_over_are_found_unless_denied(reader: Reader) -> None:
    said, denied = (reader.understand(text, NOW) for text in ("it is getting worse", "it is not getting worse"))

    assert "getting_worse" in {trigger.id for trigger in said.triggers}
    assert denied.triggers == ()


def test_somebody_elses_complaint_is_told_apart(reader: Reader) -> None:
    assert reader.understand("my mum has a sore back, what can she do", NOW).about_other
    assert not reader.understand("my back is sore and my mum says rest", NOW).about_other


def test_the_reader_is_kept_until_the_knowledge_changes(shipped: Knowledge, reader: Reader) -> None:
    first = understand("sore back", shipped, NOW, reader.learnt)
    started = time.process_time()

    second = understand("sore back", shipped, NOW, reader.learnt)

    assert second == first
    assert time.process_time() - started < 0.1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_and_always_the_same_way(reader: Reader, text: str) -> None:
    assert reader.understand(text, NOW) == reader.understand(text, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "back pain " * 409,
        "no numbness, " * 315,
        "why does my knee hurt and can I talk to a human? " * 83,
        "a " * 2048,
        "12345 " * 682,
        "3 weeks " * 512,
        "腰痛" * 2048,
        ",.;" * 1365,
        "zxq vbn wrtp " * 315,
    ],
    ids=lambda text: text[:12],
)
def test_no_message_takes_long(reader: Reader, text: str) -> None:
    took = []
    for at in range(3):  # the best of three: the machine may be busy with something else
        started = time.process_time()
        reader.understand(text[at:], NOW)  # another text each time, for the last one's answer is kept
        took.append(time.process_time() - started)

    assert min(took) < 0.2
