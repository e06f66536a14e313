"""The rules of `bot/dialogue/policy.py`, one by one, over hand-made understandings."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.dialogue.conversation import Advice, Asked, Conversation, OpenQuestion, Phase
from bot.dialogue.decisions import (
    Advise,
    Alarm,
    Aspect,
    Chat,
    Clarify,
    Decline,
    HandOff,
    Locked,
    Part,
    Relay,
    TakeBack,
)
from bot.dialogue.lasting import days_by_now, persistent_so_far
from bot.dialogue.policy import decide
from intents.understanding import Answer, Duration, FoundTrigger, Intent, Sign, Standing, Understanding
from knowledge.model import Knowledge, Tier

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
NEW = Conversation(runner=7)
HAMSTRINGS = Intent("tight_hamstrings", "hamstring_tightness", 0.9, "tight hamstrings", "cause")
MID_BACK = Intent("stiff_mid_back", "thoracic_stiffness", 0.8, "mid back is stiff", "cause")
SORE = Intent("sore_lower_back", "back_pain_general", 0.9, "my lower back hurts", "cause")
KNEE = Intent("other_injury:knee", "other_injury:knee", 0.9, "knee", "other_injury")
THANKS = Intent("thanks", "thanks", 0.9, "thanks", "small_talk")


def heard(text: str = "...", *intents: Intent, **more: object) -> Understanding:
    topics = tuple(intent.topic for intent in intents)
    return replace(Understanding(text, intents=intents, topics=topics), **more)  # type: ignore[arg-type]


def sign(flag: str, tier: Tier, standing: Standing = Standing.RAISED) -> Sign:
    return Sign(flag, flag, tier, standing, ("words",), "a phrase")


BLADDER = sign("bladder", Tier.EMERGENCY)


def test_danger_outranks_a_clear_match(shipped: Knowledge) -> None:
    turn = decide(NEW, heard("cant wee, hammies tight", HAMSTRINGS, signs=(BLADDER,)), shipped, NOW)

    assert isinstance(turn.decision, Alarm)
    assert turn.decision.texts == ("t1_ces",)


def test_danger_is_answered_in_a_chat_that_a_physio_holds(shipped: Knowledge) -> None:
    held = replace(NEW, phase=Phase.HELD)

    turn = decide(held, heard("cant wee", signs=(BLADDER,)), shipped, NOW)

    assert isinstance(turn.decision, Alarm)
    assert turn.conversation.phase is Phase.HELD


def test_danger_locks_exercise_advice(shipped: Knowledge) -> None:
    after = decide(NEW, heard("cant wee", signs=(BLADDER,)), shipped, NOW).conversation

    turn = decide(after, heard("any exercises for my hamstrings though", HAMSTRINGS), shipped, NOW)

    assert turn.decision == Locked("bladder")


def test_the_highest_tier_alone_is_sent_and_all_signs_are_told_to_staff(shipped: Knowledge) -> None:
    fever = sign("fever", Tier.SAME_DAY)

    turn = decide(NEW, heard("...", signs=(fever, BLADDER)), shipped, NOW)

    assert isinstance(turn.decision, Alarm)
    assert turn.decision.texts == ("t1_ces",)
    assert [found.flag for found in turn.decision.signs] == ["bladder", "fever"]


def test_chest_pain_comes_before_the_other_emergencies(shipped: Knowledge) -> None:
    chest = sign("chest_pain", Tier.EMERGENCY)

    turn = decide(NEW, heard("...", signs=(BLADDER, chest)), shipped, NOW)

    assert isinstance(turn.decision, Alarm)
    assert turn.decision.texts == ("t1_chest",)


@pytest.mark.parametrize(
    ("flag", "tier", "text"), [("crisis", Tier.CRISIS, "c_crisis"), ("harm", Tier.SAFEGUARDING, "s_safe")]
)
def test_crisis_and_safeguarding_go_beside_a_physical_text(
    shipped: Knowledge, flag: str, tier: Tier, text: str
) -> None:
    accident = sign("accident", Tier.EMERGENCY)

    turn = decide(NEW, heard("...", signs=(accident, sign(flag, tier))), shipped, NOW)

    assert isinstance(turn.decision, Alarm)
    assert turn.decision.texts == ("t1_trauma", text)


def test_harm_by_somebody_is_private(shipped: Knowledge) -> None:
    turn = decide(NEW, heard("...", signs=(sign("harm", Tier.SAFEGUARDING),)), shipped, NOW)

    assert isinstance(turn.decision, Alarm)
    assert turn.decision.private
    assert turn.conversation.phase is Phase.BOT


@pytest.mark.parametrize("answer", [Answer.YES, Answer.UNSURE])
def test_yes_or_not_sure_to_a_safe_question_raises_its_sign(shipped: Knowledge, answer: Answer) -> None:
    asked = replace(NEW, question=OpenQuestion(Asked.SIGN, NOW, flag="saddle_numbness"))

    turn = decide(asked, heard("hmm", answer=answer), shipped, NOW)

    assert isinstance(turn.decision, Alarm)
    assert turn.decision.signs[0].flag == "saddle_numbness"


def test_no_to_a_safe_question_goes_back_to_what_was_asked(shipped: Knowledge) -> None:
    question = OpenQuestion(Asked.SIGN, NOW, flag="saddle_numbness", choices=("tight_hamstrings",))

    turn = decide(replace(NEW, question=question), heard("nope", answer=Answer.NO), shipped, NOW)

    assert turn.decision == Advise((Part("tight_hamstrings"),))
    assert "saddle_numbness" in turn.conversation.denied


SORE_GROIN_STORY = "groin is sore and tingly since the relay and it is getting me down"


def test_an_unclear_sign_in_a_message_fit_for_a_person_alone_goes_to_one_and_is_asked_about_beside(
    shipped: Knowledge,
) -> None:
    unclear = sign("both_legs", Tier.EMERGENCY, Standing.UNCLEAR)

    turn = decide(NEW, heard(SORE_GROIN_STORY, signs=(unclear,), needs_person=0.9), shipped, NOW)

    assert isinstance(turn.decision, HandOff)
    assert turn.decision.ask is not None
    assert turn.decision.ask.flag == "both_legs"


def test_after_advice_an_unclear_sign_is_only_asked_about(shipped: Knowledge) -> None:
    unclear = sign("both_legs", Tier.EMERGENCY, Standing.UNCLEAR)
    advised = replace(NEW, given=("tight_hamstrings/overview",))

    turn = decide(advised, heard(SORE_GROIN_STORY, signs=(unclear,), needs_person=0.9), shipped, NOW)

    assert isinstance(turn.decision, Clarify)


def test_what_likeness_alone_suggests_makes_no_alarm_with_another_unclear_sign(shipped: Knowledge) -> None:
    likeness = replace(sign("saddle_numbness", Tier.EMERGENCY, Standing.UNCLEAR), learnt=True)
    leg = sign("leg_weakness", Tier.EMERGENCY, Standing.UNCLEAR)

    turn = decide(NEW, heard("odd feeling in my bum and my leg is off", signs=(likeness, leg)), shipped, NOW)

    assert isinstance(turn.decision, Clarify)


def test_an_unclear_sign_is_asked_about_before_anything_is_advised(shipped: Knowledge) -> None:
    unclear = sign("both_legs", Tier.EMERGENCY, Standing.UNCLEAR)

    turn = decide(NEW, heard("legs feel funny, hammies tight", HAMSTRINGS, signs=(unclear,)), shipped, NOW)

    assert isinstance(turn.decision, Clarify)
    assert turn.decision.question.about is Asked.SIGN


def test_a_denied_sign_raises_nothing(shipped: Knowledge) -> None:
    denied = sign("bladder", Tier.EMERGENCY, Standing.DENIED)

    turn = decide(NEW, heard("no bladder trouble, hammies tight", HAMSTRINGS, signs=(denied,)), shipped, NOW)

    assert isinstance(turn.decision, Advise)


def test_two_soft_signs_make_a_hard_one(shipped: Knowledge) -> None:
    first = decide(NEW, heard("x", signs=(sign("bladder", Tier.EMERGENCY, Standing.UNCLEAR),)), shipped, NOW)

    turn = decide(
        first.conversation, heard("y", signs=(sign("leg_weakness", Tier.EMERGENCY, Standing.UNCLEAR),)), shipped, NOW
    )

    assert isinstance(turn.decision, Alarm)


def test_a_held_chat_stays_with_the_physio(shipped: Knowledge) -> None:
    held = replace(NEW, phase=Phase.HELD)

    turn = decide(held, heard("how often should I stretch my hammies", HAMSTRINGS), shipped, NOW)

    assert turn.decision == Relay()


def test_a_person_can_be_asked_for_at_any_moment(shipped: Knowledge) -> None:
    asked = replace(NEW, question=OpenQuestion(Asked.DURATION, NOW))

    turn = decide(asked, heard("just get me a human", HAMSTRINGS, wants_person="get me a human"), shipped, NOW)

    assert isinstance(turn.decision, HandOff)
    assert turn.conversation.phase is Phase.WAITING


@pytest.mark.parametrize(("days", "handed_over"), [(41, False), (42, True), (150, True)])
def test_six_weeks_of_pain_go_to_a_physio_however_good_the_match(
    shipped: Knowledge, days: int, handed_over: bool
) -> None:
    turn = decide(NEW, heard("...", HAMSTRINGS, duration=Duration(days, "so long")), shipped, NOW)

    assert isinstance(turn.decision, HandOff) is handed_over


def test_soreness_that_outlasts_six_weeks_reaches_a_physio_though_nobody_counted(shipped: Knowledge) -> None:
    chat = decide(NEW, heard("my lower back hurts", SORE), shipped, NOW).conversation

    turn = decide(chat, heard("lower back still sore", SORE), shipped, NOW + timedelta(days=43))

    assert isinstance(turn.decision, HandOff)


def test_the_same_case_is_not_opened_twice(shipped: Knowledge) -> None:
    chat = decide(NEW, heard("5 months", SORE, duration=Duration(150, "5 months")), shipped, NOW).conversation

    turn = decide(chat, heard("can someone help", wants_person="can someone help"), shipped, NOW)

    assert turn.decision == HandOff("person", already=True)


def test_weeks_not_days_corrects_the_number_said_before(shipped: Knowledge) -> None:
    chat = decide(NEW, heard("8 days", SORE, duration=Duration(8, "8 days")), shipped, NOW).conversation

    turn = decide(chat, heard("sorry, weeks", duration=Duration(7, "weeks", corrects_unit=True)), shipped, NOW)

    assert turn.conversation.duration_days == 56
    assert isinstance(turn.decision, HandOff)


def test_a_trigger_in_words_hands_over(shipped: Knowledge) -> None:
    found = (FoundTrigger("keeps_coming_back", "fourth time this year"),)

    turn = decide(NEW, heard("fourth time this year", triggers=found), shipped, NOW)

    assert turn.decision == HandOff("keeps_coming_back")


def test_it_did_not_help_asks_how_long_before_handing_over(shipped: Knowledge) -> None:
    chat = decide(NEW, heard("hammies", HAMSTRINGS), shipped, NOW).conversation

    turn = decide(chat, heard("that didn't help", follow_ups=("did_not_help",)), shipped, NOW)

    assert isinstance(turn.decision, Clarify)
    assert turn.decision.question.about is Asked.WHAT_HELPS


def test_two_different_questions_are_both_answered(shipped: Knowledge) -> None:
    turn = decide(NEW, heard("...", HAMSTRINGS, MID_BACK), shipped, NOW)

    assert isinstance(turn.decision, Advise)
    assert [part.entry for part in turn.decision.parts] == ["tight_hamstrings", "stiff_mid_back"]


def test_two_near_matches_are_offered_as_buttons(shipped: Knowledge) -> None:
    near = (replace(HAMSTRINGS, score=0.4), replace(MID_BACK, score=0.38))

    turn = decide(NEW, heard("it is all a bit stiff round there", *near), shipped, NOW)

    assert isinstance(turn.decision, Clarify)
    assert turn.decision.question.choices == ("tight_hamstrings", "stiff_mid_back")


def test_a_sore_back_without_a_cause_is_asked_how_long_once(shipped: Knowledge) -> None:
    first = decide(NEW, heard("my lower back hurts", SORE), shipped, NOW)
    second = decide(first.conversation, heard("my back hurts", SORE), shipped, NOW)

    assert isinstance(first.decision, Advise)
    assert first.decision.ask
    assert first.decision.ask.about is Asked.DURATION
    assert isinstance(second.decision, Advise)
    assert second.decision.ask is None


def test_the_same_advice_is_not_sent_twice_in_a_row_word_for_word(shipped: Knowledge) -> None:
    chat = decide(NEW, heard("hammies", HAMSTRINGS), shipped, NOW).conversation

    turn = decide(chat, heard("hammies", HAMSTRINGS), shipped, NOW)

    assert isinstance(turn.decision, Advise)
    assert turn.decision.again


def test_how_often_leans_on_the_advice_just_given(shipped: Knowledge) -> None:
    chat = replace(NEW, last_advice=Advice("tight_hip_flexors", Aspect.OVERVIEW, NOW))

    turn = decide(chat, heard("how often?", follow_ups=("how_often",)), shipped, NOW)

    assert isinstance(turn.decision, Advise)
    assert turn.decision.parts == (Part("loosen_hip_flexors", Aspect.HOW_OFTEN),)


def test_how_often_leans_on_nothing_when_nothing_was_advised(shipped: Knowledge) -> None:
    turn = decide(NEW, heard("how often?", follow_ups=("how_often",)), shipped, NOW)

    assert isinstance(turn.decision, Clarify)


def test_another_injury_alone_goes_to_a_person(shipped: Knowledge) -> None:
    turn = decide(NEW, heard("my knee clicks", KNEE), shipped, NOW)

    assert turn.decision == HandOff("known_injury")


def test_another_injury_beside_a_back_is_not_answered_but_a_person_is_offered_once(shipped: Knowledge) -> None:
    back = replace(NEW, topics=("back_pain_general",))
    first = decide(back, heard("my knee clicks", KNEE), shipped, NOW)
    no = decide(first.conversation, heard("no thanks", answer=Answer.NO), shipped, NOW)
    second = decide(no.conversation, heard("my knee still clicks", KNEE), shipped, NOW)

    assert isinstance(first.decision, Clarify)
    assert first.decision.question.about is Asked.PASS_ON
    assert second.decision == Decline(part="knee")


def test_another_injury_that_sounds_like_work_for_a_person_goes_to_one(shipped: Knowledge) -> None:
    turn = decide(NEW, heard("my knee has been operated on", KNEE, needs_person=0.8), shipped, NOW)

    assert turn.decision == HandOff("known_injury")


def test_a_named_injury_elsewhere_goes_to_a_person(shipped: Knowledge) -> None:
    found = (FoundTrigger("known_injury", "torn"),)

    knee = decide(NEW, heard("torn something in my knee", KNEE, triggers=found), shipped, NOW)
    back = decide(NEW, heard("torn something, tight hammies", HAMSTRINGS, triggers=found), shipped, NOW)

    assert knee.decision == HandOff("known_injury")
    assert isinstance(back.decision, Advise)


def test_a_condition_that_is_only_asked_about_is_none(shipped: Knowledge) -> None:
    found = (FoundTrigger("known_condition", "slipped disc"),)

    asked = decide(NEW, heard("is it a slipped disc?", SORE, triggers=found), shipped, NOW)
    told = decide(NEW, heard("I have a slipped disc", SORE, triggers=found), shipped, NOW)

    assert isinstance(asked.decision, Advise)
    assert told.decision == HandOff("known_condition")


def test_a_person_turned_down_takes_the_case_back_and_answers(shipped: Knowledge) -> None:
    waiting = decide(NEW, heard("a person please", wants_person="a person"), shipped, NOW).conversation

    turn = decide(waiting, heard("no person please, hammies", HAMSTRINGS, declines_person="no person"), shipped, NOW)

    assert turn.decision == TakeBack(Advise((Part("tight_hamstrings"),)))
    assert turn.conversation.phase is Phase.BOT


def test_a_case_that_danger_opened_cannot_be_turned_down(shipped: Knowledge) -> None:
    alarmed = decide(NEW, heard("cant wee", signs=(BLADDER,)), shipped, NOW).conversation

    turn = decide(alarmed, heard("no physio, thanks", declines_person="no physio"), shipped, NOW)

    assert not isinstance(turn.decision, TakeBack)
    assert turn.conversation.phase is Phase.WAITING


def test_whoever_turned_a_person_down_is_not_handed_over_for_the_same_reason(shipped: Knowledge) -> None:
    chat = replace(NEW, declined_handoff=True, duration_days=174, sore_since=NOW - timedelta(days=174), last_heard=NOW)

    same_day = decide(chat, heard("tight hammies", HAMSTRINGS), shipped, NOW)
    week_later = decide(chat, heard("hammies still", HAMSTRINGS), shipped, NOW + timedelta(days=9))

    assert isinstance(same_day.decision, Advise)
    assert isinstance(week_later.decision, Clarify)
    assert week_later.decision.question.about is Asked.PASS_ON


def test_pregnancy_leaves_exercises_to_a_person_for_the_rest_of_the_chat(shipped: Knowledge) -> None:
    pregnant = sign("pregnancy", Tier.NOTE)
    chat = decide(NEW, heard("I'm pregnant", signs=(pregnant,)), shipped, NOW).conversation

    turn = decide(chat, heard("tight hammies?", HAMSTRINGS), shipped, NOW)

    assert turn.decision == HandOff("pregnancy", already=True, texts=("note_pregnant",))


@pytest.mark.parametrize("words", ["also", "night night"])
def test_likeness_alone_raises_no_sign_in_a_word_or_two(shipped: Knowledge, words: str) -> None:
    like = replace(BLADDER, learnt=True)

    short = decide(NEW, heard(words, signs=(like,)), shipped, NOW)
    long = decide(NEW, heard("it has all stopped working down there", signs=(like,)), shipped, NOW)

    assert not isinstance(short.decision, Alarm)
    assert isinstance(long.decision, Alarm)


def test_a_time_is_no_answer_to_a_safe_question_which_is_asked_once_more(shipped: Knowledge) -> None:
    asked = replace(NEW, question=OpenQuestion(Asked.SIGN, NOW, flag="saddle_numbness"), topics=("back_pain_general",))

    first = decide(asked, heard("two weeks", duration=Duration(14, "two weeks")), shipped, NOW)
    second = decide(first.conversation, heard("15 days", duration=Duration(15, "15 days")), shipped, NOW)

    assert isinstance(first.decision, Clarify)
    assert first.decision.question.again
    assert isinstance(second.decision, Advise)


def test_a_short_message_after_how_long_is_read_as_the_time(shipped: Knowledge) -> None:
    asked = replace(NEW, question=OpenQuestion(Asked.DURATION, NOW), topics=("back_pain_general",))

    turn = decide(asked, heard("a fortnight", duration_if_asked=Duration(14, "a fortnight")), shipped, NOW)

    assert turn.conversation.duration_days == 14
    assert isinstance(turn.decision, Advise)


def test_did_those_last_time_opens_the_question_how_long(shipped: Knowledge) -> None:
    chat = decide(NEW, heard("7 days", SORE, duration=Duration(7, "7 days"), persistent=False), shipped, NOW)
    assert persistent_so_far(chat.conversation, shipped) is False

    turn = decide(chat.conversation, heard("did those last time", follow_ups=("did_it_already",)), shipped, NOW)

    assert persistent_so_far(turn.conversation, shipped) is None


def test_three_days_told_a_week_ago_are_ten() -> None:
    chat = replace(NEW, duration_days=3, sore_since=NOW - timedelta(days=10), last_heard=NOW)

    assert days_by_now(chat) == 10


def test_a_back_and_a_knee_are_not_answered_as_a_knee_alone(shipped: Knowledge) -> None:
    turn = decide(NEW, heard("hammies tight and my knee clicks", HAMSTRINGS, KNEE), shipped, NOW)

    assert isinstance(turn.decision, Advise)
    assert turn.decision.besides == "knee"


def test_not_understood_twice_shows_the_safety_card(shipped: Knowledge) -> None:
    first = decide(NEW, heard("blorp"), shipped, NOW)
    second = decide(first.conversation, heard("blorp blorp"), shipped, NOW)

    assert isinstance(first.decision, Clarify)
    assert first.decision.question.about is Asked.SAY_MORE
    assert isinstance(second.decision, Clarify)
    assert second.decision.question.about is Asked.SAFETY_CARD


def test_after_a_crisis_the_next_message_gets_the_numbers_again(shipped: Knowledge) -> None:
    chat = decide(NEW, heard("I want to die", signs=(sign("crisis", Tier.CRISIS),)), shipped, NOW).conversation

    turn = decide(chat, heard("sorry forget it", follow_ups=("forget_it",)), shipped, NOW)

    assert isinstance(turn.decision, Alarm)
    assert turn.decision.texts == ("c_again",)


def test_thanks_is_not_a_complaint(shipped: Knowledge) -> None:
    turn = decide(NEW, heard("thanks", THANKS), shipped, NOW)

    assert turn.decision == Chat(small_talk="thanks")


def test_deciding_twice_gives_the_same(shipped: Knowledge) -> None:
    message = heard("...", HAMSTRINGS, MID_BACK, duration=Duration(10, "10 days"))

    assert decide(NEW, message, shipped, NOW) == decide(NEW, message, shipped, NOW)


def test_yes_to_a_question_about_a_gentle_sign_hands_over_with_its_text(shipped: Knowledge) -> None:
    asked = replace(NEW, question=OpenQuestion(Asked.SIGN, NOW, flag="under_fuelling"))

    turn = decide(asked, heard("yes", answer=Answer.YES), shipped, NOW)

    assert isinstance(turn.decision, HandOff)
    assert turn.decision.texts == ("t3_fuel",)
