"""The heads' word and the encoder's, put together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pytest

from intents.features import Floats
from intents.heads import ANY_SIGN, Heads
from intents.scores import NOTHING_LEARNT, Scorer, log_odds
from intents.words import Words, read

LOO_ROLL = "numb when I wipe with the loo roll"


@dataclass
class Says:
    """An encoder that says what it is told, and remembers what it read."""

    every: float
    points: Mapping[str, list[float]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def odds(self, text: str) -> Mapping[str, float]:
        self.texts.append(text)
        return dict.fromkeys((ANY_SIGN, "sign:saddle_numbness", "topic:back_pain_general"), self.every)

    def meanings(self, texts: Iterable[str]) -> Floats:
        return np.asarray([self.points.get(text, [0.0, 1.0]) for text in texts], dtype=np.float32)


def without_the_last_clause(words: Words) -> Words:
    kept = tuple(token for token in words.tokens if token.clause < words.clause_count - 1)
    return Words(words.plain, kept, words.clause_count)


@pytest.mark.parametrize("label", [ANY_SIGN, "sign:saddle_numbness"])
def test_a_sign_that_the_heads_are_sure_of_stands_whatever_the_encoder_says(heads: Heads, label: str) -> None:
    words = read(LOO_ROLL)
    alone = log_odds(Scorer(heads).score(words)[label])

    assert log_odds(Scorer(heads, Says(-20)).score(words)[label]) == pytest.approx(alone - 1.5)
    assert log_odds(Scorer(heads, Says(20)).score(words)[label]) > alone


def test_a_topic_is_weighed_both_ways(heads: Heads) -> None:
    words = read("my lower back is sore")
    alone = Scorer(heads).score(words)["topic:back_pain_general"]

    assert Scorer(heads, Says(-20)).score(words)["topic:back_pain_general"] < alone


def test_labels_that_only_the_heads_know_stay_as_they_are(heads: Heads) -> None:
    words = read("my lower back is sore")

    assert Scorer(heads, Says(20)).score(words)["topic:privacy"] == Scorer(heads).score(words)["topic:privacy"]


def test_the_encoder_reads_repaired_words_and_a_stop_where_a_clause_was_left_out(heads: Heads) -> None:
    encoder = Says(0)

    Scorer(heads, encoder).score(without_the_last_clause(read("No fever, just stiff! No cough")))

    assert encoder.texts == ["No fever, just stiff"]


def test_what_a_score_rests_on_is_the_runners_words_and_the_nearest_phrase(heads: Heads) -> None:
    points = {"numb down there": np.asarray([1.0, 0.0]), "can't feel it when I wipe": np.asarray([0.6, 0.8])}
    scorer = Scorer(heads, Says(0, points={LOO_ROLL: [0.5, 0.87]}), points)

    ground = scorer.ground(read(LOO_ROLL), "sign:saddle_numbness", tuple(points))

    assert ground.phrase == "can't feel it when I wipe"
    assert any("numb" in words for words in ground.words)


def test_where_nothing_was_learnt_nothing_is_scored() -> None:
    assert NOTHING_LEARNT.score(read(LOO_ROLL)) == {}
    assert NOTHING_LEARNT.ground(read(LOO_ROLL), "sign:saddle_numbness", ()).words == ()
