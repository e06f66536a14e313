"""What messages are about."""

from datetime import UTC, datetime

import pytest

from intents.scores import NOTHING_LEARNT
from intents.understand import Reader
from intents.understanding import Understanding
from knowledge.model import Knowledge

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def topics(reader: Reader, text: str) -> set[str]:
    return set(reader.understand(text, NOW).topics)


def best(found: Understanding) -> str:
    return found.intents[0].id


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("the base of my spine aches after every long one", "back_pain_general"),
        ("hammies like bow strings today", "hamstring_tightness"),
        ("crease at the front of the hip is so tight from the desk", "hip_flexor_tightness"),
        ("I'm stiff as a gate between the shoulder blades", "thoracic_stiffness"),
        ("glutes just refuse to switch on", "hip_extension"),
        ("got a huge arch in my lower back", "lordosis_sway"),
        ("my core is as weak as tea", "core_weakness"),
        ("which exercises make my abs stronger", "core_strength_howto"),
        ("how do I foam roll my quads properly", "stretching_foam_rolling_howto"),
        ("what can I do to loosen up a stiff mid back", "thoracic_mobility_howto"),
        ("how do I make my glutes stronger for hills", "hip_strength_howto"),
        ("back's a bit sore, is it ok to do parkrun", "keep_running_question"),
        ("how long does a sore back take to heal", "recovery_time_question"),
        ("what is causing my back to ache?", "why_back_hurts"),
        ("how do I prevent back ache next season", "prevention"),
        ("is it common for runners to have a bad back", "prevalence_question"),
        ("how much is a class", "classes_pricing"),
        ("please delete my data", "privacy"),
        ("are you a robot", "about_team"),
    ],
)
def test_plain_messages_are_known_by_topic(reader: Reader, text: str, topic: str) -> None:
    assert topic in topics(reader, text)


@pytest.mark.parametrize(
    "text",
    [
        "hamstrings like guitar strings before the race, do I still run it",
        "sore lower back, worth skipping sunday's run?",
    ],
)
def test_a_question_in_few_words_beside_a_complaint_is_named(reader: Reader, text: str) -> None:
    assert "keep_running_question" in topics(reader, text)


def test_every_topic_of_a_message_is_seen(reader: Reader) -> None:
    found = topics(reader, "tight hamstrings and a sore lower back, and how much are your classes?")

    assert {"hamstring_tightness", "back_pain_general", "classes_pricing"} <= found


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("my knee is killing me on the stairs", "knee"),
        ("shins are sore after track", "shin"),
        ("achilles is stiff and sore every morning", "achilles"),
        ("sore wrist from a fall", "wrist"),
    ],
)
def test_other_complaints_are_never_answered_from_the_back_pages(
    reader: Reader, shipped: Knowledge, text: str, part: str
) -> None:
    found = reader.understand(text, NOW)

    assert best(found) == f"other_injury:{part}"
    article = [intent for intent in found.intents if intent.kind not in {"other_injury", "small_talk"}]
    assert all(intent.score < shipped.triage.near_match for intent in article)


def test_a_part_that_is_denied_is_no_complaint(reader: Reader) -> None:
    found = topics(reader, "no knee pain, no ankle pain, just my lower back aching")

    assert "back_pain_general" in found
    assert not any(topic.startswith("other_injury") for topic in found)


def test_the_back_of_a_knee_is_a_knee(reader: Reader) -> None:
    found = topics(reader, "the back of my knee hurts")

    assert "other_injury:knee" in found
    assert "back_pain_general" not in found


def test_a_complaint_without_a_place_is_not_lost(reader: Reader) -> None:
    assert "other_injury:unspecified" in topics(reader, "it hurts when I run")


def test_an_exercise_asked_for_by_name_is_found(reader: Reader) -> None:
    assert best(reader.understand("how do I do the dead bug", NOW)) == "dead_bug"


def test_a_typo_changes_nothing(reader: Reader) -> None:
    right, wrong = (topics(reader, text) for text in ("my hamstrings are so tight", "my hamstirngs are so tihgt"))

    assert "hamstring_tightness" in right & wrong


def test_a_phrase_staff_add_takes_effect_at_once(reader: Reader, shipped: Knowledge) -> None:
    text = "my whatsits are like treacle"
    cause = shipped.causes["tight_hamstrings"]
    taught = cause.model_copy(update={"phrases": (*cause.phrases, text)})
    knowledge = shipped.model_copy(update={"causes": {**shipped.causes, "tight_hamstrings": taught}})

    after = Reader(knowledge, reader.learnt).understand(text, NOW)

    assert "hamstring_tightness" not in topics(reader, text)
    assert best(after) == "tight_hamstrings"
    assert after.intents[0].phrase == text
    assert after.intents[0].score >= shipped.triage.clear_match


def test_without_heads_staffs_phrases_still_work(shipped: Knowledge) -> None:
    found = Reader(shipped, NOTHING_LEARNT).understand("tight hip flexors", NOW)

    assert best(found) == "tight_hip_flexors"


def test_what_is_nobodys_business_here_is_not_answered(reader: Reader, shipped: Knowledge) -> None:
    found = reader.understand("what is the capital of Norway", NOW)

    advice = [intent for intent in found.intents if intent.kind in {"cause", "fix", "exercise", "question"}]
    assert all(intent.score < shipped.triage.near_match for intent in advice)
