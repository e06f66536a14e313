"""Plain words: reading age, long sentences, words to avoid; for runners' texts only, each with its line."""

from pathlib import Path

import pytest

from knowledge.load import read
from knowledge.plain_words import count_syllables, reading_age, sentences
from tests.unit.knowledge_samples import edit, write_folder

LIMITS = """\
reading_age: 12
longest_sentence: 20
avoid:
  - {words: [pain free, cure], unless: [no cure], instead: "Say: may help."}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_folder(tmp_path)
    (folder / "plain_words.yaml").write_text(LIMITS)
    return folder


def told(folder: Path) -> list[str]:
    knowledge, problems = read(folder)
    assert knowledge is not None, "plain words are never an error"
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("back", 1),
        ("sore", 1),
        ("muscle", 2),
        ("table", 2),
        ("physio", 2),
        ("stretched", 1),
        ("don't", 1),
    ],
)
def test_syllables_are_counted_near_enough(word: str, count: int) -> None:
    assert count_syllables(word) == count


def test_reading_age_tells_a_plain_text_from_a_dense_one() -> None:
    plain = "Lie on your back. Bend both knees. Lift your hips. Hold for a slow count of five. Now let them down. " * 2
    dense = (
        "Persistent mechanical lumbar discomfort characteristically necessitates multidisciplinary physiotherapeutic "
        "intervention, incorporating progressive strengthening, proprioceptive retraining and comprehensive education "
        "regarding contributory biopsychosocial determinants of prolonged musculoskeletal symptomatology among "
        "recreational and competitive endurance athletes participating internationally."
    )

    plain_age, dense_age = reading_age(plain), reading_age(dense)

    assert plain_age is not None
    assert dense_age is not None
    assert plain_age < 9 < 20 < dense_age


def test_of_a_few_words_no_reading_age_is_told() -> None:
    assert reading_age("Multidisciplinary physiotherapeutic intervention.") is None


def test_a_line_of_a_list_is_a_sentence_of_its_own() -> None:
    assert len(sentences("Stop if:\nit hurts\nyou feel dizzy. Then rest.")) == 4


def test_a_word_to_avoid_is_told_with_its_line_and_what_to_say(folder: Path) -> None:
    edit(folder, "causes/cause_1.yaml", "can make the cart pull", "go, and you are Pain free,")

    assert told(folder) == ["causes/cause_1.yaml:10: `Pain free` is best left out of a text. Say: may help."]


def test_a_word_is_fine_in_the_phrases_that_say_so_and_inside_another_word(folder: Path) -> None:
    edit(folder, "causes/cause_1.yaml", "can make the cart pull", "have no cure, but a secure")

    assert told(folder) == []


def test_a_long_sentence_is_told_by_its_beginning(folder: Path) -> None:
    edit(folder, "fixes/fix_1.yaml", "A drop of oil may help.", "A drop of oil " + "and rag " * 9 + "may help.")

    (line,) = told(folder)
    assert line.startswith(
        "fixes/fix_1.yaml:6: The sentence that starts `A drop of oil and rag` has 24 words; 20 are plenty."
    )


def test_what_staff_read_and_what_runners_say_is_left_alone(folder: Path) -> None:
    edit(folder, "causes/cause_1.yaml", "my wheels 1 are stiff", "i want a cure")
    edit(folder, "red_flags/wheel_off_1.yaml", "why: A cart", "why: There is a cure. A cart")
    edit(folder, "responses.yaml", "say:\n  welcome:", "say:\n  staff_help: {text: A cure.}\n  welcome:")

    assert told(folder) == []
