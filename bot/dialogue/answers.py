"""Answers to the bot's own questions, typed or tapped.

Danger in an answer is danger: `danger.py` has looked first, and yes or not sure to a safe question
never gets here.
"""

from dataclasses import replace
from datetime import datetime

from bot.dialogue import danger, waiting
from bot.dialogue.amiss import read_what_was_meant
from bot.dialogue.conversation import Asked, Conversation, OpenQuestion, Phase
from bot.dialogue.decisions import Aspect, Chat, Clarify, Decline, HandOff, Part, Turn
from bot.dialogue.lasting import FEW_WEEKS, NOT_EASING
from bot.dialogue.matching import ADVICE, GENERAL, SURE, about_a_back, give
from bot.dialogue.memory import asking, handed_off
from bot.dialogue.steps import ROUTINE, next_after
from intents.understanding import Answer, Standing, Understanding
from knowledge.model import Knowledge

_A_NOD = 2  # words of a yes that means: go on, or of a "dunno" to nothing in particular
_POINTS_BACK = 8  # words of a message that leans on the part just named
_POINTING = frozenset({"it", "that", "this", "them", "those"})


def time_told(heard: Understanding, question: OpenQuestion | None) -> Understanding:
    """A short message after "how long?" is read as the answer: "a fortnight, give or take"."""
    if question is None or question.about not in {Asked.DURATION, Asked.WHAT_HELPS} or heard.duration:
        return heard
    lasting = heard.persistent if heard.persistent is not None else heard.persistent_if_asked
    return replace(heard, duration=heard.duration_if_asked, persistent=lasting)


def read_answer(
    chat: Conversation, heard: Understanding, question: OpenQuestion, knowledge: Knowledge, now: datetime
) -> Turn | None:
    """What follows from the answer; None when the message answers something else."""
    match question.about:
        case Asked.SIGN | Asked.MOOD:
            return _checked(chat, heard, question, knowledge, now)
        case Asked.SAFETY_CARD:
            return _card(chat, heard, question, knowledge, now)
        case Asked.DURATION:
            return _duration(chat, heard, knowledge, now)
        case Asked.WHAT_HELPS:
            return _what_helps(chat, heard, knowledge, now)
        case Asked.WHICH_TOPIC:
            return _which(chat, heard, question, knowledge, now)
        case Asked.MEANT:
            return read_what_was_meant(chat, heard, question, knowledge, now)
        case Asked.PASS_ON:
            return _pass_on(chat, heard, question, knowledge)
        case Asked.HELP_REACHED | Asked.AFTER_CRISIS | Asked.SAY_MORE | Asked.HOW_WAS_IT | Asked.WAITING:
            return None


def _checked(
    chat: Conversation, heard: Understanding, question: OpenQuestion, knowledge: Knowledge, now: datetime
) -> Turn | None:
    one_leg = danger.only_one_leg(heard, question)
    if heard.answer is not Answer.NO and not one_leg:
        return _ask_again(chat, heard, question, knowledge, now)
    chat = replace(
        chat,
        question=None,
        denied=(*chat.denied, question.flag),
        unclear=tuple(flag for flag in chat.unclear if flag != question.flag),
    )
    if question.about is Asked.MOOD:
        return Turn(chat, Chat("mood_no"), "mood_checked", heard)
    if one_leg and danger.LEG_WEAKNESS not in {*chat.denied, *chat.signs_asked}:
        return danger.ask_about(chat, heard, danger.LEG_WEAKNESS, now)
    return carry_on(chat, heard, question.choices, knowledge, now)


def _ask_again(
    chat: Conversation, heard: Understanding, question: OpenQuestion, knowledge: Knowledge, now: datetime
) -> Turn | None:
    """What neither answers a safe question nor asks for something ("my mum had that"): it is asked once more."""
    if question.again or _is_about_something_else(heard, knowledge):
        return None
    once_more = replace(question, at=now, again=True)
    return Turn(asking(chat, once_more), Clarify(once_more), "asked_again", heard)


def _is_about_something_else(heard: Understanding, knowledge: Knowledge) -> bool:
    """Whether the message asks, leans on what was said, or names something in staff's words; not merely a sore back."""
    sure = knowledge.triage.clear_match
    named = any(intent.phrase and intent.score >= sure and intent.id != GENERAL for intent in heard.intents)
    return named or "?" in heard.text or bool(heard.follow_ups)


def _told_a_detail(heard: Understanding, knowledge: Knowledge) -> bool:
    """Whether the message tells how long, which side or how strong, and asks for nothing."""
    told = heard.duration is not None or heard.side is not None or heard.pain is not None
    return told and "?" not in heard.text and not heard.follow_ups and not _asks_for_an_entry(heard, knowledge)


def _asks_for_an_entry(heard: Understanding, knowledge: Knowledge) -> bool:
    sure = knowledge.triage.clear_match
    return any(intent.kind in ADVICE and intent.score >= sure and intent.id != GENERAL for intent in heard.intents)


def carry_on(
    chat: Conversation, heard: Understanding, matched: tuple[str, ...], knowledge: Knowledge, now: datetime
) -> Turn:
    """After a safe answer: back to what the runner asked in the first place."""
    if chat.phase is Phase.WAITING and chat.form_open:
        return waiting.go_on(chat, heard, knowledge, now)
    if chat.phase is Phase.WAITING:
        return Turn(chat, HandOff("person", already=True), "added_to_case", heard)
    shelves = (knowledge.causes, knowledge.fixes, knowledge.questions)
    known = [entry for entry in matched if any(entry in shelf for shelf in shelves)]
    if not known and about_a_back(chat):
        known = [GENERAL]
    if known and known[0] in {*knowledge.causes, *knowledge.fixes, *knowledge.questions} and not chat.locked_by:
        return give(chat, chat, heard, (Part(known[0]),), "sign_ruled_out", now, general=known[0] == GENERAL)
    return Turn(chat, Chat("ask_noted_no"), "sign_ruled_out", heard)


def _card(
    chat: Conversation, heard: Understanding, question: OpenQuestion, knowledge: Knowledge, now: datetime
) -> Turn | None:
    if heard.answer is Answer.NO:
        chat = replace(chat, card_answered=True, question=None)
        if chat.phase is Phase.WAITING and chat.form_open:
            return waiting.go_on(chat, heard, knowledge, now)
        checked = next((entry for entry in question.choices if entry in knowledge.causes), None)
        if checked:
            return give(chat, chat, heard, (Part(checked, Aspect.HOME_CHECK),), "card_none", now)
        if about_a_back(chat) and chat.phase is Phase.BOT and not chat.locked_by:
            return carry_on(chat, heard, (), knowledge, now)
        return Turn(chat, Chat("safety_card_none"), "card_none", heard)
    if heard.answer in {Answer.YES, Answer.UNSURE}:
        question = OpenQuestion(Asked.SAFETY_CARD, now, choices=("lines",))
        return Turn(asking(chat, question), Clarify(question), "card_which", heard)
    return None


def _duration(chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime) -> Turn | None:
    if heard.duration is None:
        if heard.number is not None:
            question = OpenQuestion(Asked.DURATION, now, choices=(f"{heard.number:g}",))
            return Turn(asking(chat, question), Clarify(question), "number_without_unit", heard)
        return after_duration(chat, heard, knowledge, now) if heard.answer is Answer.UNSURE else None
    return after_duration(chat, heard, knowledge, now)


def after_duration(chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime) -> Turn | None:
    """The time is known and short, or nobody knows it: show what may help now."""
    if _asks_for_an_entry(heard, knowledge) or chat.locked_by or chat.phase is not Phase.BOT:
        return None
    entry = chat.last_advice.entry if chat.last_advice and chat.last_advice.entry != GENERAL else ROUTINE
    parts = (Part(entry, Aspect.EXERCISES),) if entry in knowledge.causes else (Part(ROUTINE),)
    return give(chat, chat, heard, parts, "duration_told", now, offer_choice=True)


def told(chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime) -> Turn | None:
    """A detail that nobody asked for just now ("couple of weeks", "no numbness"): taken in, and on we go."""
    if chat.phase is not Phase.BOT or chat.locked_by or not about_a_back(chat):
        return None
    if _told_a_detail(heard, knowledge):
        return after_duration(chat, heard, knowledge, now)
    if heard.answer is Answer.YES and chat.last_advice and len(heard.text.split()) <= _A_NOD:
        part = next_after(chat, chat.last_advice.entry, knowledge)
        return give(chat, chat, heard, (part,), "go_on", now) if part else None
    if heard.answer is Answer.NO and not heard.follow_ups:
        noted = "ask_noted_no" if heard.standing(Standing.DENIED) else "no_noted"
        return Turn(replace(chat, not_understood=0), Chat(noted), "no_noted", heard)
    if heard.answer is Answer.UNSURE and not heard.follow_ups and len(heard.text.split()) <= _A_NOD:
        return Turn(replace(chat, not_understood=0), Chat("not_sure_noted"), "not_sure_noted", heard)
    return None


def _what_helps(chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime) -> Turn | None:
    if chat.phase is not Phase.BOT or "?" in heard.text or heard.follow_ups:
        return None
    if heard.duration is not None and chat.duration_days is not None and chat.duration_days >= FEW_WEEKS:
        return Turn(handed_off(chat), HandOff(NOT_EASING), "not_easing", heard)
    if heard.duration is None and _asks_for_an_entry(heard, knowledge):
        return None
    if heard.duration is not None or heard.answer is None:
        offer = OpenQuestion(Asked.PASS_ON, now)
        return Turn(asking(chat, offer), Clarify(offer), "offer_person", heard)
    return None


def _which(
    chat: Conversation, heard: Understanding, question: OpenQuestion, knowledge: Knowledge, now: datetime
) -> Turn | None:
    choices = [choice for choice in question.choices if knowledge.entry(choice)]
    named = [intent.id for intent in heard.intents if intent.id in choices]
    if not named and heard.number and 1 <= heard.number <= len(choices):
        named = [choices[int(heard.number) - 1]]
    if named:
        return give(chat, chat, heard, (Part(named[0]),), "chosen", now)
    if heard.answer is Answer.UNSURE or heard.answer is Answer.NO:
        return give(chat, chat, heard, (Part(ROUTINE),), "not_sure_which", now)
    return None


def _pass_on(chat: Conversation, heard: Understanding, question: OpenQuestion, knowledge: Knowledge) -> Turn | None:
    if heard.answer is Answer.YES:
        return Turn(handed_off(replace(chat, question=None)), HandOff("person"), "asked_for_person", heard)
    if heard.answer is Answer.NO:
        return Turn(replace(chat, question=None, declined_handoff=True), Chat("handoff_not_now"), "not_now", heard)
    part = question.choices[0] if question.choices else ""
    known = {one.part for one in knowledge.other_injuries.parts} | {"unspecified"}
    if part in known and _points_back(heard):
        return Turn(chat, Decline(part=part), "other_injury", heard)
    return None


def _points_back(heard: Understanding) -> bool:
    """Should I rest that then? About the part just named, and not for the back pages to answer.

    "How much is it?" names something of its own.
    """
    if any(intent.kind == "small_talk" and intent.phrase and intent.score >= SURE for intent in heard.intents):
        return False
    words = heard.text.lower().replace("?", " ").split()
    return len(words) <= _POINTS_BACK and not _POINTING.isdisjoint(words) and "back" not in words
