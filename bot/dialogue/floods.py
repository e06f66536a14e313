"""Many messages at once are one thought, however they read one by one.

A phone that finds its network again, a diary that is pasted, a thumb that slips: whoever sends twenty
messages faster than they could be answered gets one line that says so, and one answer to all of them.
Commands and taps cannot be read together: of so many at once the first few are answered, and one line says that the
rest were not. Whoever asks for a person, or to have everything erased, is heard each time.

Danger is never put off: each message is read by itself as well, and what is raised is answered at once,
unless the very same sign has just been answered; so is the answer to an open question about signs. A
chat that a physio holds is passed on as ever.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.dialogue.conversation import Asked, Conversation, Phase
from bot.dialogue.decisions import Alarm, HandOff, Relay, TakeBack, Turn
from intents.understanding import Sign, Understanding

_MANY = 20  # messages, commands or taps ahead of the answers
_ANSWERS_A_SECOND = 1.0  # Telegram lets no more into one chat
_OVER_SOON = 5.0  # seconds after which a flood is over, however long it was
_LONGEST = 4000  # characters of one thought; the rest is in the transcript, and was read for danger
_JUST_ANSWERED = timedelta(minutes=1)
_JUST_ASKED = timedelta(seconds=3)  # too soon for anybody to have read it
_TOLD_LATELY = timedelta(hours=1)
_TOLD_JUST_NOW = timedelta(minutes=1)
_ABOUT_SIGNS = frozenset({Asked.SAFETY_CARD, Asked.SIGN, Asked.HELP_REACHED, Asked.AFTER_CRISIS, Asked.MOOD})


def counted(chat: Conversation, now: datetime, album: str = "") -> Conversation:
    """One more message: how far the runner is ahead of what could be answered since. An album is one."""
    if album and album == chat.album:
        return chat
    chat = replace(chat, album=album or chat.album)
    passed = (now - chat.ahead_at).total_seconds() if chat.ahead_at else 0.0
    ahead = max(0.0, chat.ahead - max(0.0, passed) * _ANSWERS_A_SECOND) + 1.0
    return replace(chat, ahead=min(ahead, _MANY + _OVER_SOON), ahead_at=now)


def is_flood(chat: Conversation, behind: int) -> bool:
    """Whether nobody could answer them one by one, those that have come in `behind` this one counted too."""
    return chat.ahead + behind >= _MANY


def may_wait(chat: Conversation, heard: Understanding, now: datetime) -> bool:
    """Whether this piece of a flood can be answered with the rest of it."""
    is_danger = _is_new(heard.raised, chat, now)
    return chat.phase is not Phase.HELD and not is_danger and not _answers_a_question(chat, now)


def too_many_requests(chat: Conversation) -> bool:
    """Whether commands and taps come faster than anybody reads the answers."""
    return chat.ahead >= _MANY


def may_drop(chat: Conversation, turn: Turn, now: datetime) -> bool:
    """Whether a tap in a flood of them can go without what it would set in motion."""
    match turn.decision:
        case Alarm(signs=signs):
            return not _is_new(signs, chat, now)
        case HandOff(already=already):
            return already
        case TakeBack() | Relay():
            return False
    return True


def _is_new(signs: Iterable[Sign], chat: Conversation, now: datetime) -> bool:
    """Whether one of the signs has not just been answered."""
    answered = {seen.flag for seen in chat.signs if abs(now - seen.at) < _JUST_ANSWERED}
    return any(sign.flag not in answered for sign in signs)


def _answers_a_question(chat: Conversation, now: datetime) -> bool:
    question = chat.question
    return question is not None and question.about in _ABOUT_SIGNS and abs(now - question.at) > _JUST_ASKED


def gathered(chat: Conversation, text: str, now: datetime) -> Conversation:
    """Add a piece to the thought, as long as there is room; it is answered once no more are coming."""
    room = _LONGEST - sum(len(piece) + 1 for piece in chat.thought)
    thought = (*chat.thought, text[:room]) if text and room > 0 else chat.thought
    return replace(chat, thought=thought, thought_since=now if thought else None, last_heard=chat.last_heard or now)


def is_news(chat: Conversation, now: datetime) -> bool:
    """Whether the runner has not been told lately that many messages are read together."""
    return chat.told_of_flood is None or abs(now - chat.told_of_flood) >= _TOLD_LATELY


def told(chat: Conversation, now: datetime) -> Conversation:
    """They have been told now."""
    return replace(chat, told_of_flood=now)


def is_news_of_requests(chat: Conversation, now: datetime) -> bool:
    """Whether the runner has not been told in this flood that not every command and tap is answered."""
    return chat.told_of_requests is None or abs(now - chat.told_of_requests) >= _TOLD_JUST_NOW


def told_of_requests(chat: Conversation, now: datetime) -> Conversation:
    """They have been told now."""
    return replace(chat, told_of_requests=now)
