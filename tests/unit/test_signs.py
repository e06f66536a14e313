"""Signs to get checked: the brief's own messages, and pairs in our words."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.scores import Ground
from intents.sign_heads import scores_add
from intents.signs import SignFinder
from intents.spelling import repairer_for
from intents.understanding import Sign, Standing
from intents.words import read
from knowledge.load import load
from knowledge.model import Tier

ROOT = Path(__file__).parents[2]
KNOWLEDGE = load(ROOT / "knowledge")
FINDER = SignFinder(KNOWLEDGE)
REPAIRER = repairer_for(KNOWLEDGE, None)
BRIEF = yaml.safe_load((ROOT / "tests/phrases/brief_section_10.yaml").read_text(encoding="utf-8"))
OWN = yaml.safe_load((ROOT / "tests/phrases/signs.yaml").read_text(encoding="utf-8"))


def signs_of(message: str, pain: int | None = None) -> tuple[Sign, ...]:
    return FINDER.find(read(message, REPAIRER), pain)


def standing(signs: tuple[Sign, ...], wanted: Standing) -> set[str]:
    return {sign.flag for sign in signs if sign.standing is wanted}


@pytest.mark.parametrize("case", BRIEF, ids=lambda case: case["message"])
def test_the_briefs_messages_give_what_the_brief_says(case: dict[str, Any]) -> None:
    signs = signs_of(case["message"])

    assert set(case.get("raised", ())) <= standing(signs, Standing.RAISED), signs
    assert set(case.get("unclear", ())) <= standing(signs, Standing.UNCLEAR), signs
    if "tier" in case:
        assert signs[0].tier is Tier(case["tier"]), signs
    else:
        assert not standing(signs, Standing.RAISED), signs


@pytest.mark.parametrize("case", OWN, ids=lambda case: case["message"])
def test_a_word_or_two_make_the_difference(case: dict[str, Any]) -> None:
    signs = signs_of(case["message"])

    for wanted in Standing:
        assert set(case.get(wanted.value, ())) <= standing(signs, wanted), signs
    if case.get("calm"):
        assert not standing(signs, Standing.RAISED) | standing(signs, Standing.UNCLEAR), signs


@pytest.mark.parametrize("flag", sorted(KNOWLEDGE.red_flags))
def test_every_phrase_of_a_flag_raises_it(flag: str) -> None:
    missed = [
        phrase
        for phrase in KNOWLEDGE.red_flags[flag].phrases
        if flag not in standing(signs_of(phrase), Standing.RAISED) | standing(signs_of(phrase), Standing.UNCLEAR)
    ]

    assert not missed


@pytest.mark.parametrize("flag", sorted(KNOWLEDGE.red_flags))
def test_no_look_alike_raises_its_flag(flag: str) -> None:
    fired = [
        phrase
        for phrase in KNOWLEDGE.red_flags[flag].look_alikes
        if flag in standing(signs_of(phrase), Standing.RAISED)
    ]

    assert not fired


def test_a_look_alike_takes_away_only_its_own_words() -> None:
    signs = signs_of("pissed myself laughing at mile 3, then at home I wet the bed")

    assert "bladder" in standing(signs, Standing.RAISED)


def test_evidence_names_the_words_that_fired_and_the_words_that_cancelled() -> None:
    raised = signs_of("Since Monday I can't wee")[0]
    cancelled = signs_of("no numbness between my legs")[0]

    assert raised.words == ("can't wee",)
    assert (cancelled.standing, cancelled.set_aside_by) == (Standing.DENIED, "no")


def test_the_most_urgent_sign_that_stands_comes_first() -> None:
    signs = signs_of("I'm on prednisolone, my back aches and I can't pee")

    assert [sign.flag for sign in signs if sign.standing is Standing.RAISED] == ["bladder", "weak_bones"]


def test_an_old_fact_without_a_complaint_is_only_a_note() -> None:
    assert signs_of("I had breast cancer in 2012, which class is for me?")[0].tier is Tier.NOTE


def test_the_worst_pain_is_asked_about() -> None:
    assert "severe_pain" in standing(signs_of("it hurts", pain=10), Standing.UNCLEAR)


@dataclass(frozen=True)
class Said:
    signs: tuple[Sign, ...]

    def with_heads(self, in_english: bool = True, **scores: float) -> dict[str, Standing]:
        labelled = {name if name in {"any_sign", "needs_person"} else f"sign:{name}": at for name, at in scores.items()}
        found = scores_add(self.signs, labelled, KNOWLEDGE.red_flags, True, lambda _: Ground((), ""), in_english)
        return {sign.flag: sign.standing for sign in found}


def test_a_sure_head_raises_its_sign_and_a_fair_one_asks() -> None:
    said = Said(signs_of("something odd is going on"))

    assert said.with_heads(fever_unwell=0.95, any_sign=0.95) == {"fever": Standing.RAISED}
    assert said.with_heads(fever_unwell=0.25, any_sign=0.25) == {"fever": Standing.UNCLEAR}
    assert said.with_heads(fever_unwell=0.05, any_sign=0.1) == {}


def test_a_head_raises_nothing_in_a_message_that_advice_is_fit_for() -> None:
    said = Said(signs_of("something odd is going on"))

    assert said.with_heads(fever_unwell=0.6, any_sign=0.6, needs_person=0.9) == {"fever": Standing.RAISED}
    assert said.with_heads(fever_unwell=0.6, any_sign=0.6, needs_person=0.1) == {"fever": Standing.UNCLEAR}


def test_in_another_language_a_head_must_be_surer_and_never_asks() -> None:
    said = Said(signs_of("algo raro pasa"))

    assert said.with_heads(in_english=False, fever_unwell=0.95, any_sign=0.95) == {"fever": Standing.RAISED}
    assert said.with_heads(in_english=False, fever_unwell=0.58, any_sign=0.58) == {}
    assert said.with_heads(in_english=False, fever_unwell=0.25, any_sign=0.25) == {}


def test_a_head_never_takes_a_sign_away() -> None:
    said = Said(signs_of("I can't pee"))

    assert said.with_heads(bladder_bowel=0.0, any_sign=0.0, needs_person=0.0) == {"bladder": Standing.RAISED}


def test_an_emergency_made_of_ideas_alone_is_asked_about_when_all_else_speaks_against_it() -> None:
    said = Said(signs_of("that plank where the bottom half goes weak and wobbly"))

    assert said.with_heads(bilateral_leg_symptoms=0.2, any_sign=0.2, needs_person=0.1)["both_legs"] is Standing.RAISED
    doubted = said.with_heads(bilateral_leg_symptoms=0.001, any_sign=0.005, needs_person=0.01)
    assert doubted["both_legs"] is Standing.UNCLEAR


def test_a_lone_word_that_everything_learnt_speaks_against_is_asked_about() -> None:
    said = Said(signs_of("that plateau is a cancer on my training, my back is stiff"))

    assert said.with_heads(cancer_history=0.3, any_sign=0.3)["cancer"] is Standing.RAISED
    assert said.with_heads(cancer_history=0.001, any_sign=0.001)["cancer"] is Standing.UNCLEAR


def test_a_denied_clause_is_not_shown_to_the_heads() -> None:
    words = FINDER.undenied(read("no numbness between my legs, my back is stiff"))

    assert [token.text for token in words.tokens] == ["my", "back", "is", "stiff"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_and_read_the_same_twice(text: str) -> None:
    assert signs_of(text) == signs_of(text)


@pytest.mark.parametrize("piece", ["numb leg and pee ", "no, ", "can't feel my legs. ", "a", "38.7 ", "if "])
def test_the_longest_message_takes_no_longer_than_a_blink(piece: str) -> None:
    words = read((piece * 4096)[:4096])

    started = time.process_time()
    FINDER.find(words)

    assert time.process_time() - started < 0.5  # 0.1 s on a quiet machine
