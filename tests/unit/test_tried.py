"""What was tried and did not help, in one message."""

import pytest

from intents.tried import find_tried
from intents.words import read


@pytest.mark.parametrize(
    "text",
    [
        "rested it, iced it, saw an osteo. no good",
        "had physio and did the stretches, nothing",
        "been doing those for two months and it still hurts",
        "foam rolling hasn't helped",
        "osteo, insoles, a splint: heel unmoved",
        "the boot did nothing",
    ],
)
def test_a_list_of_self_care_that_failed(text: str) -> None:
    assert find_tried(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "would foam rolling help, nothing else has",
        "does stretching make no difference?",
        "nothing hurts when I stretch",
        "I rolled it and it feels great",
        "no better than yesterday",
    ],
)
def test_a_question_or_half_of_it_is_no_report(text: str) -> None:
    assert not find_tried(read(text))
