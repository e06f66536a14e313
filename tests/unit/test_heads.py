"""The heads: learnt from one part of the corpus, asked about another."""

import stat
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from bot import warmup
from intents.heads import ANY_SIGN, PERSISTENT, Heads
from intents.training import labels_of, train
from intents.words import read
from knowledge.corpus import Row, corpus_hash, read_corpus, read_english

ROWS = read_corpus()
TAUGHT = [row for row in ROWS if crc32(row.id.encode()) % 4 == 0]
UNSEEN = [row for row in ROWS if crc32(row.id.encode()) % 16 == 1]


@pytest.fixture(scope="module")
def small() -> Heads:
    return train(TAUGHT, frozenset({"bowls"}))


def areas(heads: Heads, label: str, rows: list[Row]) -> float:
    """How often a message with the label scores above one without (area under the curve)."""
    yes = np.asarray([heads.score(read(row.text))[label] for row in rows if label in labels_of(row)])
    no = np.asarray([heads.score(read(row.text))[label] for row in rows if label not in labels_of(row)])
    return float((yes[:, None] > no[None, :]).mean())


def test_the_corpus_is_sound() -> None:
    ids = [row.id for row in ROWS]

    assert len(set(ids)) == len(ids)
    assert all(row.text.strip() and row.action for row in ROWS)


@pytest.mark.parametrize(
    ("label", "least"),
    [
        (ANY_SIGN, 0.78),
        (PERSISTENT, 0.8),
        ("sign:bladder_bowel", 0.85),
        ("topic:back_pain_general", 0.9),
        ("topic:other_injury", 0.9),
        ("topic:hamstring_tightness", 0.9),
        ("wants_person", 0.85),
    ],
)
def test_heads_tell_messages_they_have_not_seen_apart(small: Heads, label: str, least: float) -> None:
    assert areas(small, label, UNSEEN) >= least


def test_a_score_is_a_probability_that_can_be_trusted(small: Heads) -> None:
    label = "topic:back_pain_general"
    scored = [(small.score(read(row.text))[label], label in labels_of(row)) for row in UNSEEN]

    for low, high in ((0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.01)):
        inside = [(score, true) for score, true in scored if low <= score < high]
        said = sum(score for score, _ in inside) / len(inside)
        was = sum(true for _, true in inside) / len(inside)
        assert abs(said - was) < 0.17, f"scores of {low} to {high}: said {said:.2f}, was {was:.2f}"


def test_the_same_rows_teach_the_same_heads(small: Heads) -> None:
    again = train(TAUGHT, frozenset({"bowls"}))

    assert again.labels == small.labels
    assert np.array_equal(again.weights, small.weights)


def test_heads_say_which_words_spoke_for_a_label(small: Heads) -> None:
    words = read("My hammies are tight after the hill session")

    evidence = small.why(words, "topic:hamstring_tightness")

    assert any("hammies" in words_said for words_said in evidence)


def test_heads_come_back_from_the_cache_as_they_went_in(small: Heads) -> None:
    back = Heads.from_arrays(small.to_arrays())

    text = read("sore back since the half marathon, can I run tomorrow?")
    assert back.score(text) == small.score(text)
    assert back.known_words == small.known_words
    assert back.english_words == {"bowls"}


def test_a_message_without_words_scores_without_fault(small: Heads) -> None:
    assert all(0 <= score <= 1 for score in small.score(read("...")).values())


class TestCache:
    @pytest.fixture(autouse=True)
    def _teach_little(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(warmup, "read_corpus", lambda: tuple(TAUGHT[:300]))

    def test_the_second_start_learns_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        first = warmup.load_or_train_heads(tmp_path)
        monkeypatch.setattr(warmup, "read_corpus", lambda: pytest.fail("learnt again"))

        second = warmup.load_or_train_heads(tmp_path)

        assert np.array_equal(first.weights, second.weights)

    def test_a_damaged_cache_is_learnt_anew(self, tmp_path: Path) -> None:
        first = warmup.load_or_train_heads(tmp_path)
        (file,) = tmp_path.glob("heads-*.npz")
        file.write_bytes(file.read_bytes()[:1000])

        second = warmup.load_or_train_heads(tmp_path)

        assert np.array_equal(first.weights, second.weights)

    def test_heads_of_another_corpus_are_thrown_away(self, tmp_path: Path) -> None:
        (tmp_path / "heads-old.npz").write_bytes(b"old")

        warmup.load_or_train_heads(tmp_path)

        assert [file.name for file in tmp_path.iterdir() if file.name == "heads-old.npz" or file.suffix == ".tmp"] == []

    def test_where_nothing_can_be_written_the_bot_still_starts(self, tmp_path: Path) -> None:
        in_the_way = tmp_path / "cache"
        in_the_way.write_text("a file where the folder should be")
        in_the_way.chmod(stat.S_IREAD)

        assert warmup.load_or_train_heads(in_the_way).labels


def test_another_corpus_has_another_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "x-1", "text": "sore back"}\n')
    before = corpus_hash(tmp_path)
    (tmp_path / "a.jsonl").write_text('{"id": "x-1", "text": "sore knee"}\n')

    assert corpus_hash(tmp_path) != before


def test_plain_english_is_known() -> None:
    assert {"bowls", "weeping", "smoke"} <= read_english()
