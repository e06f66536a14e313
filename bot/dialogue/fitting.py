"""Which kind of answer suited messages like this one: advice, a question, a person, small talk, a kind no.

Learnt from the answers that the training text calls acceptable. It speaks only of the message that opens a chat: what
follows leans on what was said before. It chooses among answers that the rules leave open and never overrules a sign.
"""

from collections.abc import Iterable
from enum import StrEnum

from bot.dialogue.conversation import Conversation, Phase
from intents.understanding import Understanding


class Kind(StrEnum):
    """A kind of answer, by the name of its action."""

    ADVISE = "advise"
    CLARIFY = "clarify"
    HANDOFF = "handoff"
    CHAT = "chat"
    DECLINE = "decline"


ADVISE, CLARIFY, HANDOFF, CHAT, DECLINE = Kind
# By how much a kind must suit better, in log-odds; set on messages that had not taught it.
_BETTER = {CLARIFY: 0.3, HANDOFF: 0.4, CHAT: 0.4, DECLINE: 0.4, ADVISE: 1.0}
_FEW_WORDS = 3  # fewer are like anything
_CALM = 0.15  # how likely it may be that only a person will do, where nobody is told to go on


def opens(chat: Conversation, heard: Understanding) -> bool:
    """Whether this message opens the chat and says enough to be like others."""
    said_before = chat.given or chat.asked or chat.small_talk or chat.declined_handoff or chat.phase is not Phase.BOT
    return not said_before and bool(heard.fit) and len(heard.text.split()) >= _FEW_WORDS


def suits(heard: Understanding, one: Kind, others: Iterable[Kind]) -> bool:
    """Whether this kind of answer suits clearly better than each of the others."""
    return all(heard.fit[one] - heard.fit[other] >= _BETTER[one] for other in others)


def needs_no_check(chat: Conversation, heard: Understanding) -> bool:
    """Whether a sign that likeness alone suggests is not worth a question: those like it were small talk."""
    if not opens(chat, heard) or heard.needs_person >= _CALM:
        return False
    return any(suits(heard, kind, (CLARIFY, HANDOFF)) for kind in (CHAT, DECLINE))


def guess_helps(chat: Conversation, heard: Understanding) -> bool:
    """Whether advice suits a message that nothing clearly matched better than a question does."""
    return opens(chat, heard) and heard.needs_person < _CALM and suits(heard, ADVISE, (CLARIFY, HANDOFF, CHAT, DECLINE))


def instead_of_a_question(chat: Conversation, heard: Understanding) -> Kind | None:
    """What suits a message that nothing matched better than asking to say more; None when nothing does."""
    if not opens(chat, heard) or heard.language != "en":
        return None
    if suits(heard, HANDOFF, (CLARIFY, CHAT, DECLINE)):
        return HANDOFF
    if heard.needs_person < _CALM and suits(heard, DECLINE, (CLARIFY, CHAT)):
        return DECLINE
    return CHAT if heard.needs_person < _CALM and suits(heard, CHAT, (CLARIFY, DECLINE)) else None
