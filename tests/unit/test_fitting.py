"""Which kind of answer suits a first message, among those that the rules leave open."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.dialogue.conversation import Asked, Conversation, OpenQuestion
from bot.dialogue.decisions import Advise, Alarm, Chat, Clarify, Decision, Decline, HandOff
from bot.dialogue.policy import decide
from intents.understanding import Intent, Sign, Standing, Understanding
from knowledge.model import Knowledge, Tier

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NEW = Conversation(runner=7)
HAMSTRINGS = Intent("tight_hamstrings", "hamstring_tightness", 0.9, "", "cause")


def told(best: str, needs_person: float = 0.0) -> Understanding:
    kinds = ("advise", "clarify", "handoff", "chat", "decline")
    fit: Mapping[str, float] = {kind: 1.0 if kind == best else -1.0 for kind in kinds}
    return Understanding("something a runner wrote", fit=fit, needs_person=needs_person)


@pytest.mark.parametrize(
    ("best", "decision"), [("handoff", HandOff), ("clarify", Clarify), ("chat", Chat), ("decline", Decline)]
)
def test_what_nothing_matched_gets_the_kind_of_answer_that_suits(
    shipped: Knowledge, best: str, decision: type[Decision]
) -> None:
    assert isinstance(decide(NEW, told(best), shipped, NOW).decision, decision)


@pytest.mark.parametrize(("best", "decision"), [("handoff", HandOff), ("clarify", Clarify), ("advise", Advise)])
def test_a_match_is_answered_unless_a_person_or_a_question_suits_better(
    shipped: Knowledge, best: str, decision: type[Decision]
) -> None:
    matched = replace(told(best), intents=(HAMSTRINGS,), topics=("hamstring_tightness",))

    assert isinstance(decide(NEW, matched, shipped, NOW).decision, decision)


def test_nobody_who_likely_needs_a_person_is_waved_off(shipped: Knowledge) -> None:
    for best in ("chat", "decline"):
        assert isinstance(decide(NEW, told(best, needs_person=0.5), shipped, NOW).decision, Clarify)


@pytest.mark.parametrize(("best", "decision"), [("handoff", HandOff), ("clarify", Clarify)])
def test_an_unclear_sign_is_asked_about_with_or_without_a_person(
    shipped: Knowledge, best: str, decision: type[HandOff | Clarify]
) -> None:
    unclear = Sign("both_legs", "both_legs", Tier.EMERGENCY, Standing.UNCLEAR, ("words",), "a phrase")

    decided = decide(NEW, replace(told(best), signs=(unclear,)), shipped, NOW).decision

    assert isinstance(decided, decision)
    assert "both_legs" in repr(decided)


def likeness(standing: Standing) -> Sign:
    return Sign("fever", "fever_unwell", Tier.EMERGENCY, standing, ("words",), "learnt", learnt=True)


@pytest.mark.parametrize(("needs_person", "decision"), [(0.0, Decline), (0.2, Clarify)])
def test_a_sign_by_likeness_alone_is_not_asked_about_where_a_kind_no_suits(
    shipped: Knowledge, needs_person: float, decision: type[Decision]
) -> None:
    matter = replace(told("decline", needs_person), signs=(likeness(Standing.UNCLEAR),))

    assert isinstance(decide(NEW, matter, shipped, NOW).decision, decision)


def test_a_raised_sign_stands_whatever_suits(shipped: Knowledge) -> None:
    for best in ("advise", "chat", "decline"):
        raised = replace(told(best), signs=(likeness(Standing.RAISED),))

        assert isinstance(decide(NEW, raised, shipped, NOW).decision, Alarm)


def test_a_faint_match_is_answered_where_advice_suits(shipped: Knowledge) -> None:
    faint = (replace(HAMSTRINGS, score=0.2),)

    assert isinstance(decide(NEW, replace(told("advise"), intents=faint), shipped, NOW).decision, Advise)
    assert not isinstance(decide(NEW, replace(told("clarify"), intents=faint), shipped, NOW).decision, Advise)


def test_an_illness_that_likely_needs_a_person_is_not_declined(shipped: Knowledge) -> None:
    illness = (Intent("medical_out_of_scope", "out_of_scope", 0.9, "throwing up", "small_talk"),)

    grave, mild = (replace(told("decline", likely), intents=illness) for likely in (0.8, 0.0))

    assert isinstance(decide(NEW, grave, shipped, NOW).decision, HandOff)
    assert decide(NEW, mild, shipped, NOW).decision == Decline(small_talk="medical_out_of_scope")


def test_later_in_a_chat_it_says_nothing(shipped: Knowledge) -> None:
    asked = replace(NEW, asked=(str(Asked.SAY_MORE),), question=OpenQuestion(Asked.SAY_MORE, NOW))

    assert isinstance(decide(asked, told("decline"), shipped, NOW).decision, Clarify)
