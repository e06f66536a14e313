"""Short messages that lean on what was just said: "how often?", "and my hamstrings?", "that didn't help"."""

from datetime import datetime, timedelta

from bot.dialogue.conversation import Asked, Conversation, OpenQuestion, Phase
from bot.dialogue.decisions import Aspect, Chat, Clarify, HandOff, Part, Turn
from bot.dialogue.lasting import FEW_WEEKS, LASTS, NOT_EASING
from bot.dialogue.matching import GENERAL, about_a_back, give
from bot.dialogue.memory import HURTS, NOT_BETTER, asking, handed_off, was_asked
from bot.dialogue.steps import ROUTINE, first_of, next_after, what_has
from intents.understanding import Intent, Understanding
from knowledge.model import Knowledge

NOT_HELPED = "not_helped"  # why the offer of a person is made
_STILL_FRESH = timedelta(days=2)  # after that, "how often?" leans on nothing
_ASPECTS = {
    "how_often": Aspect.HOW_OFTEN,
    "how_long_hold": Aspect.HOW_LONG,
    "easier": Aspect.EASIER,
    "harder": Aspect.HARDER,
    "show_me": Aspect.EXERCISES,
    "why": Aspect.WHY,
}
# Follow-ups that a question with an approved answer covers.
_QUESTIONS = {"how_long_until": "how_long_to_heal", "can_i_run_too": "should_i_run_today"}
_WHEN_IT_HURTS = "harder_or_easier"
_NEVER_STALE = frozenset({*_QUESTIONS, "what_now"})  # these need no entry to lean on
_ADVICE = frozenset({"cause", "fix", "exercise"})
_LONG_WORDS = 14  # a message longer than this is not a bare follow-up
_PERHAPS = 0.15  # how sure "and my hips?" must be of the hips


def lean(
    before: Conversation, chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime
) -> Turn | None:
    """The answer to a follow-up; None when the message stands on its own."""
    wants = set(heard.follow_ups)
    if _puts_the_time_right(before, chat, heard):
        return _corrected(before, chat, heard, knowledge, now)
    if _tried_in_vain(chat, heard):
        return _not_better(before, chat, heard, knowledge, now)
    if not wants or len(heard.text.split()) > _LONG_WORDS:
        return None
    if chat.phase is Phase.WAITING and "when_reply" in wants:
        return Turn(chat, HandOff(LASTS, already=True), "when_reply", heard)
    if HURTS in wants and chat.last_advice:
        return _hurts(before, chat, heard, knowledge, now)
    if _no_better(wants, chat, now):
        return _not_better(before, chat, heard, knowledge, now)
    leaned = _about_last(before, chat, heard, knowledge, now)
    if leaned:
        return leaned
    if "helped" in wants:
        return Turn(chat, Chat("helped"), "it_helped", heard)
    if "forget_it" in wants:
        return Turn(chat, Chat("forget_it"), "never_mind", heard)
    return None


def _no_better(wants: set[str], chat: Conversation, now: datetime) -> bool:
    """It was tried; or it is still sore some days after the advice."""
    if chat.last_advice is None:
        return False
    return bool(wants & NOT_BETTER) or ("still_sore" in wants and now - chat.last_advice.at > _STILL_FRESH)


def _puts_the_time_right(before: Conversation, chat: Conversation, heard: Understanding) -> bool:
    """Sorry, weeks; I meant 3 weeks: another time than the one told before."""
    if heard.duration is None or before.duration_days in {None, chat.duration_days}:
        return False
    return heard.duration.corrects_unit or "correction" in heard.follow_ups


def _tried_in_vain(chat: Conversation, heard: Understanding) -> bool:
    """A list of what was tried, and it failed; said of this complaint, of whose time little is known."""
    if heard.intents and heard.intents[0].kind == "other_injury":
        return False
    return any(found.id == NOT_EASING for found in heard.triggers) and (
        chat.phase is Phase.WAITING or bool(heard.topics or chat.topics)
    )


def _hurts(before: Conversation, chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime) -> Turn:
    """The exercise itself hurts: when to go easier and when to stop (brief, 3.1). Told that already: no better."""
    told = any(given.startswith(f"{_WHEN_IT_HURTS}/") for given in before.given)
    if told or chat.phase is Phase.WAITING or _WHEN_IT_HURTS not in knowledge.questions:
        return _not_better(before, chat, heard, knowledge, now)
    return give(before, chat, heard, (Part(_WHEN_IT_HURTS),), f"follow_up:{HURTS}", now)


def _corrected(
    before: Conversation, chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime
) -> Turn:
    """The runner put the time right, and it is still short of a handoff."""
    if chat.phase is Phase.WAITING:
        return Turn(chat, HandOff(LASTS, already=True), "added_to_case", heard)
    entry = chat.last_advice.entry if chat.last_advice else ROUTINE
    entry = entry if knowledge.entry(entry) else ROUTINE
    return give(before, chat, heard, (Part(entry, Aspect.EXERCISES),), "corrected", now, corrected=True)


def _not_better(
    before: Conversation, chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime
) -> Turn:
    """Tried it, no better: ask how long and what was tried; when that is known, a person is the next step."""
    if chat.phase is Phase.WAITING:
        return Turn(chat, HandOff(LASTS, already=True), "added_to_case", heard)
    if chat.declined_handoff and (was_asked(chat, Asked.WHAT_HELPS) or was_asked(chat, Asked.PASS_ON)):
        part = next_after(chat, chat.last_advice.entry if chat.last_advice else ROUTINE, knowledge) or Part(ROUTINE)
        return give(before, chat, heard, (part,), "something_else", now)
    if chat.duration_days is not None and chat.duration_days >= FEW_WEEKS:
        return Turn(handed_off(chat), HandOff(NOT_EASING), "did_not_help", heard)
    time_known = chat.duration_days is not None and not chat.tried_before
    if time_known or was_asked(chat, Asked.WHAT_HELPS):
        return _offer_a_person(chat, heard, now)
    question = OpenQuestion(Asked.WHAT_HELPS, now)
    return Turn(asking(chat, question), Clarify(question), "did_not_help", heard)


def _offer_a_person(chat: Conversation, heard: Understanding, now: datetime) -> Turn:
    """Offered once; whoever says so again, without having said no, is passed on."""
    if was_asked(chat, Asked.PASS_ON):
        return Turn(handed_off(chat), HandOff(NOT_EASING), "did_not_help", heard)
    question = OpenQuestion(Asked.PASS_ON, now, choices=(NOT_HELPED,))
    return Turn(asking(chat, question), Clarify(question), "did_not_help", heard)


def _about_last(
    before: Conversation, chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime
) -> Turn | None:
    """What was last advised, from the side that is asked for now."""
    if _names_another_part(heard):
        return None
    fresh = chat.last_advice is not None and now - chat.last_advice.at <= _STILL_FRESH
    last = chat.last_advice.entry if chat.last_advice else ROUTINE
    known = before.last_advice is not None or about_a_back(before)
    for wish in heard.follow_ups:
        if not (fresh or (known and wish in _NEVER_STALE)):
            continue
        sure = _surely_named(heard)
        entry = sure or (_perhaps_named(heard) if wish == "same_for" else None) or last
        part = _part_for(wish, entry, bool(sure), chat, knowledge)
        if part:
            again = wish == "repeat"
            return give(before, chat, heard, (part,), f"follow_up:{wish}", now, repeat=again)
    return None


def _names_another_part(heard: Understanding) -> bool:
    """A knee in the message: it does not lean on the advice for a back."""
    return bool(heard.intents) and heard.intents[0].kind == "other_injury" and bool(heard.intents[0].phrase)


def _part_for(wish: str, entry: str, sure: bool, chat: Conversation, knowledge: Knowledge) -> Part | None:
    """The entry and the side of it that answer one wish. A sure name beside "and ...?" is matched as ever."""
    last = chat.last_advice
    if wish in _ASPECTS:
        found = what_has(entry, _ASPECTS[wish], knowledge)
        return Part(found, _ASPECTS[wish]) if found else None
    if wish in _QUESTIONS and _QUESTIONS[wish] in knowledge.questions:
        return Part(_QUESTIONS[wish])
    match wish:
        case "which_first":
            return first_of(entry, knowledge)
        case "what_now":
            return next_after(chat, entry if entry != GENERAL else ROUTINE, knowledge)
        case "another":
            return next_after(chat, entry, knowledge)
        case "repeat" if last:
            return Part(last.entry, Aspect(last.aspect))
        case "same_for" if last and not sure:
            return _same_for(entry, last.entry, last.aspect, knowledge)
    return None


def _same_for(entry: str, last: str, aspect: str, knowledge: Knowledge) -> Part | None:
    """And my hamstrings? With nothing named ("same for those?") it asks how often."""
    kept = Aspect(aspect) if aspect in {Aspect.HOW_OFTEN, Aspect.HOW_LONG} else Aspect.OVERVIEW
    if entry == last and kept is Aspect.OVERVIEW:
        kept = Aspect.HOW_OFTEN
    found = entry if kept is Aspect.OVERVIEW else what_has(entry, kept, knowledge)
    return Part(found, kept) if found else None


def _surely_named(heard: Understanding) -> str | None:
    """The entry that the follow-up itself names, in staff's words."""
    return next((one.id for one in heard.intents if one.phrase and one.kind in _ADVICE and one.id != GENERAL), None)


def _perhaps_named(heard: Understanding) -> str | None:
    """Anything for the hips? The likeliest entry, where only a part of the body is named."""
    return next((one.id for one in heard.intents if _perhaps(one)), None)


def _perhaps(intent: Intent) -> bool:
    return intent.kind in _ADVICE and intent.score >= _PERHAPS and intent.id not in {GENERAL, ROUTINE}
