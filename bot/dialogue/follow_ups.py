"""Short messages that lean on what was just said: "how often?", "and my hamstrings?", "that didn't help"."""

from datetime import datetime, timedelta

from bot.dialogue.conversation import Asked, Conversation, OpenQuestion, Phase
from bot.dialogue.decisions import Aspect, Chat, Clarify, HandOff, Part, Turn
from bot.dialogue.lasting import FEW_WEEKS, LASTS
from bot.dialogue.matching import ROUTINE, give
from bot.dialogue.memory import asking, handed_off, was_asked
from intents.understanding import Understanding
from knowledge.model import Cause, Exercise, Fix, Knowledge, Question

_STILL_FRESH = timedelta(days=2)  # after that, "how often?" leans on nothing
_ASPECTS = {
    "how_often": Aspect.HOW_OFTEN,
    "how_long_hold": Aspect.HOW_LONG,
    "easier": Aspect.EASIER,
    "harder": Aspect.HARDER,
    "show_me": Aspect.EXERCISES,
}
_NOT_BETTER = frozenset({"did_not_help", "did_it_already"})
_LONG_WORDS = 14  # a message longer than this is not a bare follow-up


def lean(
    before: Conversation, chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime
) -> Turn | None:
    """The answer to a follow-up; None when the message stands on its own."""
    wants = set(heard.follow_ups)
    if heard.duration and heard.duration.corrects_unit and chat.duration_days != before.duration_days:
        return _corrected(before, chat, heard, knowledge, now)
    if not wants or len(heard.text.split()) > _LONG_WORDS:
        return None
    if wants & _NOT_BETTER and chat.last_advice:
        return _not_better(chat, heard, now)
    if "helped" in wants:
        return Turn(chat, Chat("helped"), "it_helped", heard)
    if "forget_it" in wants:
        return Turn(chat, Chat("forget_it"), "never_mind", heard)
    return _aspect_of_last(before, chat, heard, knowledge, now)


def _corrected(
    before: Conversation, chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime
) -> Turn:
    """The runner put the time right, and it is still short of a handoff."""
    entry = chat.last_advice.entry if chat.last_advice else ROUTINE
    entry = entry if knowledge.entry(entry) else ROUTINE
    return give(before, chat, heard, (Part(entry, Aspect.EXERCISES),), "corrected", now, corrected=True)


def _not_better(chat: Conversation, heard: Understanding, now: datetime) -> Turn:
    """Tried it, no better: ask how long and what was tried; when that is known, a person is the next step."""
    if chat.phase is Phase.WAITING:
        return Turn(chat, HandOff(LASTS, already=True), "added_to_case", heard)
    short = chat.duration_days is None or chat.duration_days < FEW_WEEKS
    if short and not was_asked(chat, Asked.WHAT_HELPS):
        question = OpenQuestion(Asked.WHAT_HELPS, now)
        return Turn(asking(chat, question), Clarify(question), "did_not_help", heard)
    return Turn(handed_off(chat), HandOff("not_easing"), "did_not_help", heard)


def _aspect_of_last(
    before: Conversation, chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime
) -> Turn | None:
    if not chat.last_advice or now - chat.last_advice.at > _STILL_FRESH:
        return None
    aspect = next((_ASPECTS[wish] for wish in heard.follow_ups if wish in _ASPECTS), None)
    named = next(
        (found.id for found in heard.intents if found.phrase and found.kind in {"cause", "fix", "exercise"}), None
    )
    if aspect is None and "same_for" in heard.follow_ups and named is None:
        last = chat.last_advice.aspect
        aspect = Aspect(last) if last in {Aspect.HOW_OFTEN, Aspect.HOW_LONG} else Aspect.OVERVIEW
        aspect = Aspect.HOW_OFTEN if named is None and aspect is Aspect.OVERVIEW else aspect
    if aspect is None:
        return None
    entry = what_has(named or chat.last_advice.entry, aspect, knowledge)
    if entry is None:
        return None
    return give(before, chat, heard, (Part(entry, aspect),), f"follow_up:{aspect}", now)


def what_has(entry: str, aspect: Aspect, knowledge: Knowledge) -> str | None:
    """The entry that can answer this about `entry`: a cause leans on its main fix, a fix on its first exercise."""
    found = knowledge.entry(entry)
    if isinstance(found, Question):
        found = knowledge.fixes.get(ROUTINE)
    if isinstance(found, Cause) and aspect is not Aspect.HOME_CHECK:
        found = next((knowledge.fixes[fix] for fix in found.fixes if fix in knowledge.fixes), None)
    if isinstance(found, Fix) and aspect in {Aspect.EASIER, Aspect.HARDER, Aspect.STEPS}:
        found = next((knowledge.exercises[one] for one in found.exercises if one in knowledge.exercises), None)
    if isinstance(found, Exercise) and aspect is Aspect.EXERCISES:
        return found.id
    return found.id if isinstance(found, Cause | Fix | Exercise) else None
