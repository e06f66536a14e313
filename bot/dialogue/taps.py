"""What a tapped button means. Most taps are read as if the runner had typed the answer."""

from dataclasses import replace
from datetime import datetime

from bot.dialogue import danger, policy, steps, waiting
from bot.dialogue.amiss import tapped_amiss
from bot.dialogue.conversation import Asked, Conversation, OpenQuestion, Phase
from bot.dialogue.decisions import Aspect, Chat, Clarify, HandOff, Locked, Part, Rated, Relay, TakeBack, Turn
from bot.dialogue.matching import give
from bot.dialogue.memory import asking
from bot.dialogue.vanished import still_known
from intents.understanding import Answer, Duration, Understanding
from knowledge.model import Knowledge, SmallTalk


def tapped(chat: Conversation, action: str, label: str, knowledge: Knowledge, now: datetime) -> Turn:
    """The turn that follows a tap. An old or unknown button gets the plain way on, never an error."""
    chat = still_known(chat, knowledge)
    verb, _, rest = action.partition(":")
    said = Understanding(label)
    match verb:
        case "answer" if rest in set(Answer):
            return policy.decide(chat, replace(said, answer=Answer(rest)), knowledge, now)
        case "days" if rest.isdigit():
            return policy.decide(chat, replace(said, duration=Duration(int(rest), label)), knowledge, now)
        case "physio":
            return policy.decide(chat, replace(said, wants_person=label), knowledge, now)
        case "sign" if rest in knowledge.red_flags:
            return _sign(chat, rest, said, knowledge, now)
        case "form":
            return _form(chat, rest, said, knowledge, now)
        case "help":
            return _help(chat, rest, said, knowledge, now)
        case _ if chat.phase is Phase.HELD:
            return Turn(chat, Relay(), "held_by_physio", said)
        case "card":
            question = OpenQuestion(Asked.SAFETY_CARD, now)
            return Turn(asking(chat, question), Clarify(question), "asked_for_signs", said)
        case "takeback":
            return Turn(replace(chat, phase=Phase.BOT, declined_handoff=True), TakeBack(), "taken_back", said)
        case "rate":
            return Turn(replace(chat, question=None), Rated(label), f"rated:{rest}", said)
        case "amiss":
            return tapped_amiss(chat, rest, said, knowledge, now)
        case "go":
            return _go(chat, rest, said, knowledge, now)
    return Turn(chat, Chat("old_button"), "old_button", said)


def _form(chat: Conversation, rest: str, said: Understanding, knowledge: Knowledge, now: datetime) -> Turn:
    """The questions while waiting: `form:start`, `form:<question>:<what>`. A physio who has joined asks themselves."""
    name, _, what = rest.partition(":")
    question = knowledge.while_waiting.get(name)
    if chat.phase is Phase.BOT or (question is None and name != "start"):
        return Turn(chat, Chat("old_button"), "old_button", said)
    if question is None:
        held = chat.phase is Phase.HELD
        return Turn(chat, Relay(), "held_by_physio", said) if held else waiting.go_on(chat, said, knowledge, now)
    choice = question.choices[int(what)] if what in map(str, range(len(question.choices))) else None
    if choice:
        chat = waiting.chosen(chat, question, choice, now)
        if choice.raises:
            return _raise(chat, choice.raises, said, knowledge, "answered while waiting", now)
    elif question.kind == "number" and what in map(str, range(11)):
        chat = waiting.scored(chat, name, int(what), now)
    elif what in {"skip", "done"}:
        chat = waiting.skipped(chat, name)
    if chat.phase is Phase.HELD:
        return Turn(chat, Relay(), "held_by_physio", said)
    if what == "back":
        return waiting.back(chat, said, name, knowledge, now)
    if choice and choice.asks:
        return danger.ask_about(replace(chat, unclear=(*chat.unclear, choice.asks)), said, choice.asks, now)
    if choice and question.kind == "many" and not choice.ends:
        return waiting.ask(chat, said, question, now)
    return waiting.go_on(chat, said, knowledge, now)


def _raise(chat: Conversation, flag: str, said: Understanding, knowledge: Knowledge, why: str, now: datetime) -> Turn:
    sign = danger.sign_of(knowledge.red_flags[flag], said.text, why)
    return policy.decide(chat, replace(said, signs=(sign,)), knowledge, now)


def _sign(chat: Conversation, flag: str, said: Understanding, knowledge: Knowledge, now: datetime) -> Turn:
    """A line of the safety card's second screen: that line's fixed text, never a score."""
    return _raise(chat, flag, said, knowledge, "tapped on the safety card", now)


def _help(chat: Conversation, answer: str, said: Understanding, knowledge: Knowledge, now: datetime) -> Turn:
    """After an emergency text: getting help, a moment, or 'it's not that' (brief, S-NOTTHAT)."""
    flag = chat.question.flag if chat.question else chat.locked_by
    match answer:
        case "coming":
            return Turn(replace(chat, question=None), Chat("getting_help"), "help_is_coming", said)
        case "not_that" if flag in knowledge.red_flags and knowledge.red_flags[flag].ask:
            return danger.ask_about(chat, said, flag, now)
        case "not_that":
            return Turn(replace(chat, question=None), Chat("not_that_noted"), "not_that", said)
    return Turn(chat, Chat("need_a_moment"), "no_help_yet", said)


def _go(chat: Conversation, target: str, said: Understanding, knowledge: Knowledge, now: datetime) -> Turn:
    """Show an entry from one side: `go:<entry>:<aspect>`."""
    entry, _, side = target.partition(":")
    aspect = Aspect(side) if side in set(Aspect) else Aspect.OVERVIEW
    if chat.locked_by:
        return Turn(chat, Locked(chat.locked_by), "locked", said)
    if chat.no_exercises:
        already = chat.phase is not Phase.BOT
        return Turn(chat, HandOff(chat.no_exercises, already=already), "no_exercises", said)
    if aspect is Aspect.HOME_CHECK and no_home_check(chat, knowledge):
        return Turn(chat, Chat("home_check_not_now"), "no_home_check", said)
    if aspect is Aspect.HOME_CHECK and not chat.card_answered:
        question = OpenQuestion(Asked.SAFETY_CARD, now, choices=(entry,))
        return Turn(asking(chat, question), Clarify(question), "card_before_home_check", said)
    found = steps.what_has(entry, aspect, knowledge) if aspect is not Aspect.OVERVIEW else entry
    if found is None or isinstance(knowledge.entry(found), SmallTalk | None):
        return Turn(chat, Chat("old_button"), "old_button", said)
    return give(chat, chat, said, (Part(found, aspect),), f"tapped:{aspect}", now)


def no_home_check(chat: Conversation, knowledge: Knowledge) -> bool:
    """Home checks wait after a fall, with strong pain, or with any sign (brief, section 2)."""
    strong = chat.pain is not None and chat.pain >= knowledge.triage.no_home_checks_from_pain
    return strong or bool(chat.signs) or bool(chat.no_exercises)
