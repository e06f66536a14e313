"""What one message is understood to say, with everything in place: the shipped knowledge and the heads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import process_time

import pytest

from bot.warmup import ready
from intents.heads import PERSISTENT
from intents.scores import NOTHING_LEARNT, Scorer
from intents.understand import Reader
from intents.understanding import Answer, Standing, Understanding
from intents.words import Words
from knowledge.model import Knowledge

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def reader(shipped: Knowledge) -> Reader:
    return Reader(shipped, ready(shipped))


@pytest.fixture(scope="module")
def core(shipped: Knowledge) -> Reader:
    """Without heads: staff's phrases, keywords and ideas alone."""
    return Reader(shipped, NOTHING_LEARNT)


def read(reader: Reader, text: str) -> Understanding:
    return reader.understand(text, NOW)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("my hammies are like old rope", "tight_hamstrings"),
        ("the front of my hips is so tight", "tight_hip_flexors"),
        ("my mid back feels locked solid", "stiff_mid_back"),
        ("how do I do a dead bug", "dead_bug"),
        ("ice or heat for my back?", "heat_or_ice"),
        ("do you have a free trial?", "free_trial"),
    ],
)
def test_the_best_match_is_the_entry_it_is_about(reader: Reader, text: str, entry: str) -> None:
    best = read(reader, text).intents[0]

    assert best.id == entry
    assert best.score >= 0.5


def test_every_topic_of_a_message_is_seen(reader: Reader) -> None:
    topics = read(reader, "tight hamstrings, sore lower back and my knee clicks").topics

    assert {"hamstring_tightness", "back_pain_general"} <= set(topics)
    assert any(topic.startswith("other_injury") for topic in topics)


def test_typing_errors_are_repaired_and_told(reader: Reader) -> None:
    found = read(reader, "my hamstrngs are tihgt")

    assert found.intents[0].id == "tight_hamstrings"
    assert ("tihgt", "tight") in found.repaired


def test_a_phrase_that_staff_add_takes_effect_at_once(shipped: Knowledge) -> None:
    cause = shipped.causes["tight_hamstrings"]
    more = cause.model_copy(update={"phrases": (*cause.phrases, "my yoghurt legs wobble backwards")})
    changed = shipped.model_copy(update={"causes": {**shipped.causes, cause.id: more}, "version": "changed"})

    found = read(Reader(changed, ready(changed)), "my yoghurt legs wobble backwards")

    assert found.intents[0].id == "tight_hamstrings"


@pytest.mark.parametrize(
    "text", ["can I talk to a real person", "put me through to a physio please", "is anybody actually reading this?"]
)
def test_the_wish_for_a_person_is_heard(reader: Reader, text: str) -> None:
    assert read(reader, text).wants_person


@pytest.mark.parametrize("text", ["are you a bot?", "my hamstrings are tight", "thanks"])
def test_what_is_no_wish_for_a_person_is_not_heard_as_one(reader: Reader, text: str) -> None:
    assert not read(reader, text).wants_person


def test_danger_is_found_without_the_heads(core: Reader) -> None:
    raised = read(core, "numb between my legs and I can't pee").raised

    assert {sign.sign for sign in raised} >= {"saddle_numbness", "bladder_bowel"}


def test_what_is_denied_is_kept_as_denied(reader: Reader) -> None:
    found = read(reader, "no numbness, no bladder trouble, just stiff")

    assert not found.raised
    assert found.standing(Standing.DENIED)


def test_every_sign_says_which_words_raised_it(reader: Reader) -> None:
    for sign in read(reader, "lost a stone without trying and my calf is hot and swollen").raised:
        assert sign.words
        assert sign.why


def test_slots_are_read_beside_each_other(reader: Reader) -> None:
    found = read(reader, "sore on the left for 3 weeks, about a 6 out of 10")

    assert found.duration
    assert (found.duration.days, found.pain, found.side) == (21, 6, "left")


def test_a_short_answer_is_an_answer(reader: Reader) -> None:
    assert read(reader, "nope, none of that").answer is Answer.NO


@pytest.mark.parametrize("text", ["", "   ", "😩😩😩", "...", "\u200b"])
def test_a_message_without_words_is_harmless(reader: Reader, text: str) -> None:
    found = read(reader, text)

    assert not found.has_words
    assert not found.raised


@pytest.mark.parametrize("text", ["a" * 4096, "numb " * 819, "no " * 1365, "9" * 4096, "🏃" * 2000, "(" * 4096])
def test_no_message_takes_the_bot_down(reader: Reader, text: str) -> None:
    start = process_time()

    read(reader, text)

    assert process_time() - start < 10  # a guard against a hang, not a benchmark


def test_the_same_text_gives_the_same_answer(reader: Reader, shipped: Knowledge) -> None:
    text = "back sore 3 wks, hammies tight, no numbness"

    assert read(reader, text) == read(Reader(shipped, ready(shipped)), text)


@dataclass(frozen=True, slots=True)
class Hears(Scorer):
    """A scorer that finds every message as likely to tell of lasting pain."""

    likely: float = 0.0

    def score(self, words: Words) -> Mapping[str, float]:
        return {PERSISTENT: self.likely}


@pytest.mark.parametrize(
    ("text", "likely", "lasts"),
    [
        ("my hip is an old tenant by now", 0.8, True),
        ("my hip is an old tenant by now", 0.2, None),
        ("my hip is much better now", 0.8, False),
        ("my hip has been sore for 50 days", 0.8, None),
    ],
)
def test_what_was_learnt_says_that_pain_lasts_only_where_no_words_do(
    shipped: Knowledge, text: str, likely: float, lasts: bool | None
) -> None:
    found = Reader(shipped, Hears(None, likely=likely)).understand(text, NOW)

    assert found.persistent is lasts
