"""Which pieces of a thought ("hi", "so my back", "goes after 10k") are not yet all of it."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.dialogue.conversation import Conversation, Phase
from bot.dialogue.danger import heeded
from bot.dialogue.decisions import Turn, Wait
from bot.dialogue.matching import GENERAL
from intents.understanding import Standing, Understanding

_SHORT = 4  # words; more than this says something by itself
_PIECES = 20  # and then it is answered, however much is still coming


def unfinished(chat: Conversation, heard: Understanding, text: str) -> bool:
    """Whether `text`, the newest piece, is worth a moment's wait. Danger, questions and answers are not."""
    heard = heeded(heard)
    if chat.phase is Phase.HELD or len(chat.thought) >= _PIECES:
        return False
    if heard.standing(Standing.RAISED, Standing.UNCLEAR) or heard.wants_person or heard.asks_safety:
        return False
    if text.rstrip().endswith(("?", ".", "!")) or len(text.split()) > _SHORT or not heard.has_words:
        return False
    if chat.question or heard.follow_ups or heard.duration or heard.triggers:
        return False
    return all(intent.topic == "greeting" or intent.id == GENERAL for intent in heard.intents)


def wait(chat: Conversation, heard: Understanding, text: str, now: datetime) -> Turn:
    """Keep this piece until the thought is whole or the pause is over."""
    chat = replace(chat, thought=(*chat.thought, text), thought_since=now, last_heard=chat.last_heard or now)
    return Turn(chat, Wait(), "unfinished_thought", heeded(heard))


def whole(chat: Conversation, text: str) -> str:
    """Everything of this thought so far, as one message."""
    return "\n".join((*chat.thought, text)) if text else "\n".join(chat.thought)


def nothing_hidden(piece: Understanding, heard: Understanding) -> Understanding:
    """The thought as a whole, unless the words around the newest piece would hide a sign that it raises."""
    hidden = {sign.flag for sign in piece.raised} - {sign.flag for sign in heard.raised}
    return piece if hidden else heard


def is_over(chat: Conversation, pause: timedelta, now: datetime) -> bool:
    """Whether it has waited long enough, or has begun in a future that only a wrong clock has seen."""
    since = chat.thought_since
    return bool(chat.thought) and since is not None and not now - pause < since <= now + pause


def finished(chat: Conversation) -> Conversation:
    """The thought has been answered."""
    return replace(chat, thought=(), thought_since=None)
