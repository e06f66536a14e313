"""Questions for the physio while the runner waits: one at a time, Skip and Back, and danger is danger."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.dialogue.conversation import Asked, Conversation, OpenQuestion, Phase
from bot.dialogue.decisions import Alarm, Chat, Clarify, HandOff, Relay, Turn
from bot.dialogue.policy import decide
from bot.dialogue.taps import tapped
from bot.dialogue.wording import Wording
from intents.understand import Reader
from knowledge.model import Knowledge

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
WAITING = Conversation(7, phase=Phase.WAITING, card_answered=True)


class Form:
    """A runner who answers."""

    def __init__(self, knowledge: Knowledge, reader: Reader, chat: Conversation = WAITING) -> None:
        self.knowledge, self.reader, self.chat = knowledge, reader, chat
        self.turn = Turn(chat, Relay(), "")

    def taps(self, *actions: str) -> "Form":
        for action in actions:
            self._took(tapped(self.chat, f"form:{action}", action, self.knowledge, NOW))
        return self

    def types(self, text: str) -> "Form":
        return self._took(decide(self.chat, self.reader.understand(text, NOW), self.knowledge, NOW))

    def _took(self, turn: Turn) -> "Form":
        self.turn, self.chat = turn, turn.conversation
        return self

    @property
    def asked(self) -> str:
        """The question on the screen."""
        question = self.turn.decision.question if isinstance(self.turn.decision, Clarify) else None
        return question.choices[0] if question and question.choices else ""

    @property
    def answers(self) -> dict[str, str]:
        return dict(self.chat.form)


@pytest.fixture
def form(shipped: Knowledge, reader: Reader) -> Form:
    return Form(shipped, reader)


def test_questions_come_one_at_a_time_in_the_teams_order(form: Form) -> None:
    assert form.taps("start").asked == "where"
    assert form.taps("where:0", "where:done").asked == "how_long"
    assert form.taps("how_long:2").asked == "legs"
    assert form.taps("legs:0").asked == "pain_now"
    assert form.taps("pain_now:3").asked == "pain_worst"
    assert form.taps("pain_worst:8").asked == "pain_usual"
    assert form.taps("pain_usual:4").asked == "load"
    assert form.types("4 days, 40 km; now 2 days, 12 km").asked == "wants"
    assert form.taps("wants:1").asked == "anything"
    assert form.types("nothing more, thank you for reading").turn.decision == Chat("waiting_done")
    assert form.answers == {
        "where": "Middle low back",
        "how_long": "6–12 weeks",
        "legs": "Nothing",
        "pain_now": "3",
        "pain_worst": "8",
        "pain_usual": "4",
        "load": "4 days, 40 km; now 2 days, 12 km",
        "wants": "A plan",
        "anything": "nothing more, thank you for reading",
    }


def test_the_safety_card_comes_first_unless_it_was_answered(shipped: Knowledge, reader: Reader) -> None:
    form = Form(shipped, reader, replace(WAITING, card_answered=False)).taps("start")

    assert isinstance(form.turn.decision, Clarify)
    assert form.turn.decision.question.about is Asked.SAFETY_CARD
    form._took(tapped(form.chat, "answer:no", "None of these", shipped, NOW))
    assert form.asked == "where"


def test_a_yes_on_the_safety_card_leaves_the_questions_for_the_signs(shipped: Knowledge, reader: Reader) -> None:
    form = Form(shipped, reader, replace(WAITING, card_answered=False)).taps("start")
    form._took(tapped(form.chat, "answer:yes", "Yes", shipped, NOW))
    form._took(tapped(form.chat, "sign:bladder", "Trouble peeing", shipped, NOW))

    assert isinstance(form.turn.decision, Alarm)


def test_every_question_can_be_skipped(form: Form, shipped: Knowledge) -> None:
    form.taps("start")
    for question in list(shipped.while_waiting)[1:]:
        assert form.asked == question
        form.taps(f"{question}:skip")

    assert form.turn.decision == Chat("waiting_done")
    assert set(form.answers.values()) == {""}


def test_back_asks_the_question_before_again(form: Form) -> None:
    form.taps("start", "where:1", "where:done", "how_long:0")

    assert form.taps("legs:back").asked == "how_long"
    assert form.taps("how_long:3").asked == "legs"
    assert form.answers["how_long"] == "3–12 months"
    assert form.chat.duration_days == 180


def test_several_places_add_up_and_are_shown(form: Form, shipped: Knowledge) -> None:
    form.taps("start", "where:1", "where:3")
    assert isinstance(form.turn.decision, Clarify)
    say = Wording(shipped, "uk").question(form.turn.decision.question)

    assert form.answers["where"] == "Left low back, Buttock"
    assert "Left low back, Buttock" in say.text
    assert "Buttock" not in [button.label for button in say.buttons]
    assert [button.label for button in say.buttons][-2:] == ["That's all", "Back"]


@pytest.mark.parametrize("enough", ["no", "thats all thanks"])
def test_thats_all_may_be_typed(form: Form, enough: str) -> None:
    form.taps("start", "where:1")

    assert form.types(enough).asked == "how_long"
    assert form.answers["where"] == "Left low back"


def test_typed_words_add_to_what_was_tapped(form: Form) -> None:
    form.taps("start", "where:1").types("a bit in my hip too")

    assert form.answers["where"] == "Left low back, a bit in my hip too"


def test_a_typed_no_is_an_answer(form: Form) -> None:
    form.taps("start", "where:skip", "how_long:skip").types("no")

    assert form.answers["legs"] == "no"


def test_what_is_known_is_not_asked_again(shipped: Knowledge, reader: Reader) -> None:
    form = Form(shipped, reader, replace(WAITING, duration_days=150)).taps("start", "where:0", "where:done")

    assert form.asked == "legs"


@pytest.mark.parametrize("typed", ["seven", "7", "about 7 I'd say", "7/10"])
def test_a_score_may_be_typed(form: Form, typed: str) -> None:
    form.taps("start", "where:skip", "how_long:skip", "legs:skip")

    assert form.types(typed).asked == "pain_worst"
    assert "7" in form.answers["pain_now"] or form.answers["pain_now"] == "seven"


def test_the_pain_now_is_kept_over_time(form: Form) -> None:
    form.taps("start", "where:skip", "how_long:skip", "legs:skip", "pain_now:7", "pain_now:3")

    assert [pain.score for pain in form.chat.pains] == [7, 3]
    assert form.chat.pain == 3


def test_danger_typed_as_an_answer_is_danger(form: Form) -> None:
    form.taps("start", "where:skip", "how_long:skip", "legs:skip", "pain_now:skip", "pain_worst:skip")
    form.taps("pain_usual:skip")

    form.types("2 days, but since yesterday I can't feel when I wipe")

    assert isinstance(form.turn.decision, Alarm)
    assert form.chat.locked_by


@pytest.mark.parametrize("action", ["where:6", "legs:6"])
def test_both_legs_as_an_answer_is_danger_and_the_answer_is_kept(form: Form, action: str) -> None:
    form.taps("start", action)

    assert isinstance(form.turn.decision, Alarm)
    assert "oth legs" in form.answers[action.split(":", maxsplit=1)[0]]


def test_weakness_gets_its_safe_question_and_then_the_questions_go_on(form: Form, shipped: Knowledge) -> None:
    form.taps("start", "where:0", "where:done", "how_long:skip", "legs:5")
    assert isinstance(form.turn.decision, Clarify)
    assert form.turn.decision.question == OpenQuestion(Asked.SIGN, NOW, flag="leg_weakness")

    form._took(tapped(form.chat, "answer:no", "No", shipped, NOW))

    assert form.asked == "pain_now"


def test_weakness_that_is_confirmed_is_danger(form: Form, shipped: Knowledge) -> None:
    form.taps("start", "where:0", "where:done", "how_long:skip", "legs:5")

    form._took(tapped(form.chat, "answer:yes", "Yes", shipped, NOW))

    assert isinstance(form.turn.decision, Alarm)


def test_the_questions_stop_when_a_physio_joins_and_a_late_tap_is_kept(shipped: Knowledge, reader: Reader) -> None:
    begun = Form(shipped, reader).taps("start", "where:0")
    held = replace(begun.chat, phase=Phase.HELD, question=None, form_open=False)

    late = Form(shipped, reader, held).taps("legs:3")

    assert late.turn.decision == Relay()
    assert late.answers == {"where": "Middle low back", "legs": "Tingling"}


def test_a_tap_after_the_case_was_taken_back_is_an_old_button(shipped: Knowledge, reader: Reader) -> None:
    assert Form(shipped, reader, Conversation(7)).taps("start").turn.decision == Chat("old_button")


@pytest.mark.parametrize("action", ["nothing:0", "where:99", "where:²", "pain_now:11", ":", "where:"])
def test_a_forged_answer_changes_nothing(form: Form, action: str) -> None:
    form.taps("start", action)

    assert form.answers == {}


def test_a_question_of_the_runners_own_is_no_answer(form: Form) -> None:
    form.taps("start")

    form.types("can I still go for a run tomorrow?")

    assert "where" not in form.answers


def test_asking_for_a_person_in_an_answer_still_works(form: Form) -> None:
    form.taps("start")

    form.types("just let me talk to a human")

    assert form.turn.decision == HandOff("person", already=True)


def test_number_pads_have_eleven_buttons_and_skip(form: Form, shipped: Knowledge) -> None:
    form.taps("start", "where:skip", "how_long:skip", "legs:skip")
    assert isinstance(form.turn.decision, Clarify)

    labels = [button.label for button in Wording(shipped, "uk").question(form.turn.decision.question).buttons]

    assert labels == [*map(str, range(11)), "Skip", "Back"]
