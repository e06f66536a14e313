"""Exercises that are kept from a runner until staff have looked: the last word over every decision.

A sign locks them (rule 1), and so do facts that call for advice made for one person: pregnancy, weak
bones, an operation, a disease of the back (brief, P11 and P12). However a turn came about, it gives no
exercise past this.
"""

from dataclasses import replace

from bot.dialogue.conversation import Conversation, Phase
from bot.dialogue.decisions import Advise, HandOff, Locked, TakeBack, Turn
from bot.dialogue.lasting import KNOWN_CONDITION
from bot.dialogue.memory import handed_off
from knowledge.model import Knowledge


def left_to_a_person(chat: Conversation, decision: HandOff, knowledge: Knowledge) -> Conversation:
    """Remember why exercises are left to a person, when this handoff is such a one."""
    flags = (sign.flag for sign in decision.signs if knowledge.red_flags[sign.flag].locks_exercises)
    why = next(flags, KNOWN_CONDITION if decision.trigger == KNOWN_CONDITION else "")
    return replace(chat, no_exercises=chat.no_exercises or why)


def kept(turn: Turn, knowledge: Knowledge) -> Turn:
    """The turn as it was decided, or a person in place of exercises that are locked."""
    advice = turn.decision.then if isinstance(turn.decision, TakeBack) else turn.decision
    if not isinstance(advice, Advise) or not _gives_exercises(advice, knowledge):
        return turn
    chat = turn.conversation
    if chat.locked_by:
        return replace(turn, decision=Locked(chat.locked_by), reason="locked")
    if chat.no_exercises:
        flag = knowledge.red_flags.get(chat.no_exercises)  # a known condition has no text of its own
        say = (flag.mild_say or flag.say) if flag else None
        texts = (say,) if say else ()
        decision = HandOff(chat.no_exercises, already=chat.phase is not Phase.BOT, texts=texts)
        return replace(turn, conversation=handed_off(chat), decision=decision, reason="no_exercises")
    return turn


def _gives_exercises(advice: Advise, knowledge: Knowledge) -> bool:
    shelves = (knowledge.causes, knowledge.fixes, knowledge.exercises)
    return any(part.entry in shelf for part in advice.parts for shelf in shelves)
