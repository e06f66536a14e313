"""From one entry to the next: the exercise of a fix, the one after it, the first of several, what it is for."""

from bot.dialogue.conversation import Conversation
from bot.dialogue.decisions import Aspect, Part
from knowledge.model import Cause, Exercise, Fix, Knowledge, Question

ROUTINE = "ten_minute_routine"  # what helps when it is not clear what it is


def what_has(entry: str, aspect: Aspect, knowledge: Knowledge) -> str | None:
    """The entry that can answer this about `entry`: a cause leans on its main fix, a fix on its first exercise."""
    found = knowledge.entry(entry)
    if aspect is Aspect.WHY:
        return entry if isinstance(found, Cause | Fix | Exercise | Question) else None
    if isinstance(found, Question):
        found = knowledge.fixes.get(ROUTINE)
    if isinstance(found, Cause) and aspect is not Aspect.HOME_CHECK:
        found = next((knowledge.fixes[fix] for fix in found.fixes if fix in knowledge.fixes), None)
    if isinstance(found, Fix) and aspect in {Aspect.EASIER, Aspect.HARDER, Aspect.STEPS}:
        found = next(iter(_moves(found, knowledge)), None)
    return found.id if isinstance(found, Cause | Fix | Exercise) else None


def first_of(entry: str, knowledge: Knowledge) -> Part | None:
    """Where to start: the first exercise of what was advised, step by step."""
    move = what_has(entry, Aspect.STEPS, knowledge)
    return Part(move, Aspect.STEPS) if move in knowledge.exercises else None


def next_after(chat: Conversation, entry: str, knowledge: Knowledge) -> Part | None:
    """Something else: the next exercise not yet shown, then the next fix, then the ten-minute routine."""
    fixes = [*_fixes_of(entry, knowledge), *filter(None, (knowledge.fixes.get(ROUTINE),))]
    for fix in fixes:
        if f"{fix.id}/{Aspect.EXERCISES}" not in chat.given and not _seen_a_move(chat, fix, knowledge):
            return Part(fix.id, Aspect.EXERCISES)
        for move in _moves(fix, knowledge):
            if f"{move.id}/{Aspect.STEPS}" not in chat.given:
                return Part(move.id, Aspect.STEPS)
    return None


def cause_behind(entry: str, knowledge: Knowledge) -> Cause | None:
    """What a fix or an exercise is good for."""
    found = knowledge.entry(entry)
    if isinstance(found, Cause):
        return found
    fixes = {fix.id for fix in _fixes_of(entry, knowledge)}
    return next((cause for cause in knowledge.causes.values() if fixes & set(cause.fixes)), None)


def _fixes_of(entry: str, knowledge: Knowledge) -> list[Fix]:
    found = knowledge.entry(entry)
    match found:
        case Cause():
            return [knowledge.fixes[fix] for fix in found.fixes if fix in knowledge.fixes]
        case Fix():
            return [found]
        case Exercise():
            return [fix for fix in knowledge.fixes.values() if found.id in fix.exercises][:1]
    return []


def _moves(fix: Fix, knowledge: Knowledge) -> list[Exercise]:
    return [knowledge.exercises[one] for one in fix.exercises if one in knowledge.exercises]


def _seen_a_move(chat: Conversation, fix: Fix, knowledge: Knowledge) -> bool:
    return any(f"{move.id}/{Aspect.STEPS}" in chat.given for move in _moves(fix, knowledge))
