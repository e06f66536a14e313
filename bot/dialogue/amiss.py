"""The runner says that an answer was not what they meant: an apology, what else was near, or a person.

Never about a safety text: what was said to keep somebody safe is not taken back by "that's not it" (brief, S-NOTTHAT
has its own button), so nothing here is done while a sign stands open.
"""

from datetime import datetime

from bot.dialogue.conversation import Asked, Conversation, OpenQuestion, Phase
from bot.dialogue.decisions import Chat, Clarify, HandOff, Part, Turn
from bot.dialogue.matching import ADVICE, give
from bot.dialogue.memory import asking, was_asked
from intents.understanding import Answer, Understanding
from knowledge.model import Knowledge

NOT_MEANT = "not_meant"  # the follow-up, the rule, and why a person is offered
_LONGEST = 14  # words
_ABOUT_SAFETY = frozenset({Asked.SIGN, Asked.MOOD, Asked.SAFETY_CARD, Asked.HELP_REACHED, Asked.AFTER_CRISIS})


def says_so(heard: Understanding) -> bool:
    """Whether a message turns the last answer down; a long one tells a tale in which somebody was wrong."""
    return NOT_MEANT in heard.follow_ups and len(heard.text.split()) <= _LONGEST


def told_amiss(
    before: Conversation, chat: Conversation, heard: Understanding, question: OpenQuestion | None, knowledge: Knowledge
) -> bool:
    """Whether the message turns the last answer down and says nothing else that could be answered instead."""
    if not says_so(heard) or chat.phase is not Phase.BOT or _safety_stands_open(chat, question):
        return False
    last = before.last_advice.entry if before.last_advice else ""
    return not any(
        intent.kind in ADVICE and intent.phrase and intent.score >= knowledge.triage.clear_match and intent.id != last
        for intent in heard.intents
    )


def turned_down(
    before: Conversation, chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime
) -> Turn:
    """An apology with what came next to the answer; the second time, a person."""
    advice = before.last_advice
    just_now = advice is not None and (before.last_heard is None or advice.at >= before.last_heard)
    return _sorry(chat, heard, before.near if just_now else (), knowledge, now)


def tapped_amiss(chat: Conversation, entry: str, said: Understanding, knowledge: Knowledge, now: datetime) -> Turn:
    """The small button under an answer; what was answered is `entry`."""
    if _safety_stands_open(chat, chat.question):
        return Turn(chat, Chat("old_button"), "old_button", said)
    if chat.phase is not Phase.BOT:
        return Turn(chat, HandOff("person", already=True), NOT_MEANT, said)
    is_last = chat.last_advice is not None and chat.last_advice.entry == entry
    return _sorry(chat, said, chat.near if is_last else (), knowledge, now)


def read_what_was_meant(
    chat: Conversation, heard: Understanding, question: OpenQuestion, knowledge: Knowledge, now: datetime
) -> Turn | None:
    """Yes to the only one that was offered, its number, or no; other words are read as ever."""
    choices = [choice for choice in question.choices if knowledge.entry(choice)]
    if heard.answer is Answer.YES and len(choices) == 1:
        return give(chat, chat, heard, (Part(choices[0]),), "chosen", now)
    if heard.number and 1 <= heard.number <= len(choices):
        return give(chat, chat, heard, (Part(choices[int(heard.number) - 1]),), "chosen", now)
    return _offer_a_person(chat, heard, now) if heard.answer in {Answer.NO, Answer.UNSURE} else None


def _safety_stands_open(chat: Conversation, question: OpenQuestion | None) -> bool:
    return bool(chat.locked_by) or (question is not None and question.about in _ABOUT_SAFETY)


def _sorry(
    chat: Conversation, heard: Understanding, near: tuple[str, ...], knowledge: Knowledge, now: datetime
) -> Turn:
    if was_asked(chat, Asked.MEANT):
        return _offer_a_person(chat, heard, now)
    choices = () if chat.no_exercises else tuple(one for one in near if knowledge.entry(one))
    question = OpenQuestion(Asked.MEANT, now, choices=choices)
    return Turn(asking(chat, question), Clarify(question), NOT_MEANT, heard)


def _offer_a_person(chat: Conversation, heard: Understanding, now: datetime) -> Turn:
    question = OpenQuestion(Asked.PASS_ON, now, choices=(NOT_MEANT,))
    return Turn(asking(chat, question), Clarify(question), NOT_MEANT, heard)
