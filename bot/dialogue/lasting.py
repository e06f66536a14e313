"""When pain goes to a physio, however good the match (clinical brief, 6.2)."""

import re
from datetime import datetime

from bot.dialogue.conversation import Conversation
from bot.dialogue.memory import NOT_BETTER, sore_for
from intents.understanding import FoundTrigger, Understanding
from knowledge.model import Knowledge

NOT_EASING = "not_easing"  # P2
KNOWN_CONDITION = "known_condition"  # P12
KNOWN_INJURY = "known_injury"  # P12, beside a part of the body that the article leaves out
LASTS = "lasts"  # P1, and the only trigger that is a number rather than words
_NEEDS_TIME = frozenset({NOT_EASING})  # P2 counts only after some weeks of trying
_NEEDS_TWO = frozenset({"worry"})  # P9: two or more, said in free text
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]?")
_IS_IT = re.compile(r"(?:is it|could (?:it|this)|might (?:it|this)|do i have|will it)\b", re.IGNORECASE)
_MAY_BE_ASKED = frozenset({KNOWN_CONDITION, "getting_worse", "keeps_coming_back"})
_ASKS_IF = frozenset({"is", "could", "can", "might", "may", "would", "what", "how", "do", "does", "will"})
FEW_WEEKS = 28  # P2


def reason_to_hand_over(chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime) -> str | None:
    """The trigger that sends this chat to a physio now; None when none does.

    `chat` already holds this message's facts.
    """
    if heard.improving:
        return None
    words = [trigger.id for trigger in heard.triggers if _counts(trigger, heard, knowledge)]
    days = sore_for(chat, now)
    long = days is not None and days >= knowledge.triage.hand_over_after_days
    if long and (heard.duration or (not chat.seen_by_physio and _about_the_complaint(heard, knowledge))):
        return LASTS
    if heard.persistent and not _leans_on_advice(chat, heard):
        return _first(words, knowledge) or LASTS
    for trigger in words:
        if trigger in _NEEDS_TIME and (days is None or chat.duration_days is None or days < FEW_WEEKS):
            continue
        if trigger in _NEEDS_TWO and sum(found.id == trigger for found in heard.triggers) < 2:
            continue
        return trigger
    return None


def _counts(trigger: FoundTrigger, heard: Understanding, knowledge: Knowledge) -> bool:
    """Not words about another part of the body, nor what is only asked about: a slipped disc, whether it gets worse."""
    if trigger.id == KNOWN_INJURY or trigger.id not in knowledge.triage_triggers:
        return False
    return trigger.id not in _MAY_BE_ASKED or not _only_asked(trigger.words, heard.text)


def _only_asked(words: str, text: str) -> bool:
    """Whether the words stand in a question that asks if it is so."""
    asked = next((part for part in _SENTENCE.findall(text) if words in part), "").strip()
    first = asked.split()[0].lower() if asked else ""
    return first in _ASKS_IF and (asked.endswith("?") or bool(_IS_IT.match(asked)))


def told_already(before: Conversation, trigger: str, knowledge: Knowledge) -> bool:
    """Whether the runner knew of this reason when they turned a person down."""
    days = before.duration_days
    lasted = bool(before.persistent) or (days is not None and days >= knowledge.triage.hand_over_after_days)
    return trigger in before.triggers or (trigger == LASTS and lasted)


def _about_the_complaint(heard: Understanding, knowledge: Knowledge) -> bool:
    """Whether this message is about the complaint at all: thanks and how-to questions open no case."""
    if heard.triggers or heard.persistent or {*NOT_BETTER, "still_sore"} & set(heard.follow_ups):
        return True
    clear = [intent for intent in heard.intents if intent.score >= knowledge.triage.clear_match]
    return bool(clear) and clear[0].kind == "cause"


def _leans_on_advice(chat: Conversation, heard: Understanding) -> bool:
    """Whether "that didn't help" says how the advice went, not yet how long the pain has lasted."""
    return bool(NOT_BETTER & set(heard.follow_ups)) and chat.last_advice is not None and chat.duration_days is None


def _first(words: list[str], knowledge: Knowledge) -> str | None:
    return next((trigger for trigger in words if knowledge.triage_triggers[trigger].persistent), None)


def days_by_now(chat: Conversation) -> int | None:
    """How long it has lasted by the last message: three days, told a week ago, are ten."""
    if chat.duration_days is None or chat.sore_since is None or chat.last_heard is None:
        return chat.duration_days
    return max(chat.duration_days, (chat.last_heard - chat.sore_since).days)


def persistent_so_far(chat: Conversation, knowledge: Knowledge) -> bool | None:
    """Whether the complaint counts as long-lasting, as far as the chat has told; None when it has not.

    Long-lasting is 12 weeks, or 6 weeks with self-care that did not help (brief, 6.1 and P2).
    """
    days, triage = days_by_now(chat), knowledge.triage
    if chat.persistent or (days is not None and days >= triage.long_lasting_after_days):
        return True
    if days is not None and days >= triage.hand_over_after_days and NOT_EASING in chat.triggers:
        return True
    if any(knowledge.triage_triggers[one].persistent for one in chat.triggers if one in knowledge.triage_triggers):
        return True
    if chat.tried_before:
        return None
    if days is not None:
        return False if days < triage.hand_over_after_days else None
    return chat.persistent
