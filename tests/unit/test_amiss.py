"""An answer that was not what the runner meant: an apology, what came next, a person; never about safety."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.dialogue.conversation import Advice, Asked, Conversation, OpenQuestion, Phase
from bot.dialogue.decisions import Advise, Chat, Clarify, HandOff, Locked, Part, Turn
from bot.dialogue.policy import decide
from bot.dialogue.replies import Say
from bot.dialogue.taps import tapped
from bot.dialogue.wording import Wording
from intents.understanding import Answer, Intent, Understanding
from knowledge.model import Knowledge

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
NOT_THAT = Understanding("that's not what I asked", follow_ups=("not_meant",))
LIKELY = Intent("tight_hamstrings", "hamstring_tightness", 0.6, "", "cause")
NEXT = Intent("shoes", "shoes", 0.3, "", "question")
SURE = Intent("stiff_mid_back", "thoracic_stiffness", 0.95, "mid back is stiff", "cause")


def answered(knowledge: Knowledge, *intents: Intent) -> Turn:
    """The turn in which advice was given."""
    heard = Understanding("do my laces matter", intents=intents, topics=tuple(one.topic for one in intents))
    return decide(Conversation(7), heard, knowledge, NOW)


def after(knowledge: Knowledge, heard: Understanding = NOT_THAT, **changed: object) -> Turn:
    chat = replace(answered(knowledge, LIKELY, NEXT).conversation, **changed)  # type: ignore[arg-type]
    return decide(chat, heard, knowledge, NOW + timedelta(minutes=1))


def labels(knowledge: Knowledge, turn: Turn) -> list[str]:
    says: tuple[Say, ...] = Wording(knowledge, "uk").replies(turn.decision, NOW)
    return [button.label for say in says for button in say.buttons]


def test_the_apology_offers_what_came_next_and_a_person(shipped: Knowledge) -> None:
    turn = after(shipped)

    assert turn.decision == Clarify(OpenQuestion(Asked.MEANT, NOW + timedelta(minutes=1), choices=("shoes",)))
    assert turn.reason == "not_meant"
    assert labels(shipped, turn) == [shipped.questions["shoes"].title, "Talk to a physio"]


def test_what_was_said_in_between_is_no_ground_for_the_next_best(shipped: Knowledge) -> None:
    turn = after(shipped, last_heard=NOW + timedelta(seconds=30))

    assert isinstance(turn.decision, Clarify)
    assert turn.decision.question.choices == ()
    assert labels(shipped, turn) == ["Talk to a physio"]


@pytest.mark.parametrize(
    ("heard", "decision"),
    [
        (Understanding("yes", answer=Answer.YES), Advise((Part("shoes"),))),
        (Understanding("1", number=1.0), Advise((Part("shoes"),))),
    ],
)
def test_yes_or_its_number_takes_what_was_offered(shipped: Knowledge, heard: Understanding, decision: Advise) -> None:
    turn = decide(after(shipped).conversation, heard, shipped, NOW + timedelta(minutes=2))

    assert turn.decision == decision


@pytest.mark.parametrize("heard", [NOT_THAT, Understanding("no", answer=Answer.NO)])
def test_the_second_time_a_person_is_offered(shipped: Knowledge, heard: Understanding) -> None:
    offer = decide(after(shipped).conversation, heard, shipped, NOW + timedelta(minutes=2))
    taken = decide(offer.conversation, Understanding("yes", answer=Answer.YES), shipped, NOW + timedelta(minutes=3))

    assert labels(shipped, offer) == ["Pass me on", "Not now"]
    assert isinstance(taken.decision, HandOff)


def test_what_was_meant_is_answered_when_it_is_said_in_the_same_breath(shipped: Knowledge) -> None:
    heard = replace(NOT_THAT, text="not what I meant, my mid back is stiff", intents=(SURE,), topics=(SURE.topic,))

    assert after(shipped, heard).decision == Advise((Part("stiff_mid_back"),))


@pytest.mark.parametrize(
    "about", [Asked.SIGN, Asked.MOOD, Asked.SAFETY_CARD, Asked.HELP_REACHED, Asked.AFTER_CRISIS], ids=str
)
def test_nothing_about_safety_is_taken_back(shipped: Knowledge, about: Asked) -> None:
    question = OpenQuestion(about, NOW, flag="crisis" if about is Asked.AFTER_CRISIS else "bladder")

    typed = after(shipped, question=question)
    chat = replace(answered(shipped, LIKELY).conversation, question=question)
    button = tapped(chat, "amiss:tight_hamstrings", "Not what I meant", shipped, NOW)

    assert typed.reason != "not_meant"
    assert button.decision == Chat("old_button")
    assert button.conversation.question == question


def test_a_locked_chat_is_not_opened_by_it(shipped: Knowledge) -> None:
    turn = tapped(
        replace(answered(shipped, LIKELY).conversation, locked_by="bladder"),
        "amiss:tight_hamstrings",
        "Not what I meant",
        shipped,
        NOW,
    )

    assert turn.decision in (Chat("old_button"), Locked("bladder"))


def test_while_a_physio_is_awaited_it_is_added_to_the_case(shipped: Knowledge) -> None:
    waiting = replace(answered(shipped, LIKELY).conversation, phase=Phase.WAITING)

    turn = tapped(waiting, "amiss:tight_hamstrings", "Not what I meant", shipped, NOW)

    assert turn.decision == HandOff("person", already=True)


def test_the_button_stands_under_an_answer_that_may_be_wrong(shipped: Knowledge) -> None:
    assert labels(shipped, answered(shipped, LIKELY, NEXT))[-1] == "Not what I meant"
    assert "Not what I meant" not in labels(shipped, answered(shipped, SURE))


def test_the_button_does_not_stand_beside_a_question(shipped: Knowledge) -> None:
    sore = Intent("sore_lower_back", "back_pain_general", 0.6, "", "cause")

    turn = answered(shipped, sore)

    assert isinstance(turn.decision, Advise)
    assert turn.decision.ask is not None
    assert "Not what I meant" not in labels(shipped, turn)


def test_a_tap_under_an_older_answer_offers_nothing_that_came_next_to_another(shipped: Knowledge) -> None:
    chat = replace(answered(shipped, LIKELY, NEXT).conversation, last_advice=Advice("bed_rest", "overview", NOW))

    turn = tapped(chat, "amiss:tight_hamstrings", "Not what I meant", shipped, NOW)

    assert isinstance(turn.decision, Clarify)
    assert turn.decision.question.choices == ()
