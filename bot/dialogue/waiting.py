"""Questions for the physio while the runner waits (brief, 6.3): one at a time, each can be skipped.

Every answer is kept as it comes, so half a form is worth having. Danger in an answer is danger: a
typed one has been screened before it gets here, and `taps.py` takes a tapped one that could mean a
sign the same way.
"""

import re
from dataclasses import replace
from datetime import datetime

from bot.dialogue.conversation import Asked, Conversation, OpenQuestion, Phase
from bot.dialogue.decisions import Chat, Clarify, Turn
from bot.dialogue.memory import asking, remember, with_pain
from bot.dialogue.small_words import is_only_thanks
from intents.understanding import Answer, Duration, Understanding
from knowledge.model import Choice, Knowledge, WaitingQuestion

SKIPPED = ""
FORM = "form"  # on a safety card: it is one of these questions
_PAIN_NOW = "pain_now"  # the score that is also kept over time
_NUMBER = re.compile(r"\b(10|\d)\b")
_BETWEEN = ", "


def go_on(chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime) -> Turn:
    """Ask the next question, or say thanks after the last."""
    question = next((one for one in knowledge.while_waiting.values() if not _is_known(chat, one)), None)
    if question is None:
        chat = replace(chat, form_open=False, question=None)
        return Turn(chat, Chat("waiting_done"), "form_done", heard)
    return ask(chat, heard, question, now)


def back(chat: Conversation, heard: Understanding, before: str, knowledge: Knowledge, now: datetime) -> Turn:
    """Ask the question before this one again; its answer is given anew."""
    earlier = [one for one in knowledge.while_waiting if one != before and _answer(chat, one) is not None]
    order = list(knowledge.while_waiting)
    earlier = [one for one in earlier if order.index(one) < order.index(before)]
    if not earlier:
        return go_on(chat, heard, knowledge, now)
    form = tuple(kept for kept in chat.form if kept[0] not in {earlier[-1], before})
    return ask(replace(chat, form=form), heard, knowledge.while_waiting[earlier[-1]], now)


def skipped(chat: Conversation, question: str) -> Conversation:
    """Not answered, and not asked again; several answers that were tapped so far stay."""
    return chat if _answer(chat, question) else _kept(chat, question, SKIPPED)


def chosen(chat: Conversation, question: WaitingQuestion, choice: Choice, now: datetime) -> Conversation:
    """Keep a tapped answer; the ones of the kind `many` add up."""
    answer = choice.say
    before = _answer(chat, question.id)
    if question.kind == "many" and before and not choice.ends:
        answer = before if choice.say in before.split(_BETWEEN) else f"{before}{_BETWEEN}{choice.say}"
    if choice.days:
        chat = remember(chat, Understanding(choice.say, duration=Duration(choice.days, choice.say)), now)
    return _kept(chat, question.id, answer)


def scored(chat: Conversation, question: str, score: int, now: datetime) -> Conversation:
    """Keep a number from 0 to 10."""
    if question == _PAIN_NOW:
        chat = with_pain(chat, score, now)
    return _kept(chat, question, str(score))


def typed(
    chat: Conversation, heard: Understanding, asked: OpenQuestion | None, knowledge: Knowledge, now: datetime
) -> Conversation | None:
    """The chat with what was typed as the answer; None when it is no answer to one of these questions."""
    question = knowledge.while_waiting.get(asked.choices[0]) if asked and asked.about is Asked.WAITING else None
    if question is None or chat.phase is not Phase.WAITING:
        return None
    words = heard.text.strip()
    if question.kind != "words" and "?" in words and not _choice(question, words):
        return None
    number = _NUMBER.search(words) if question.kind == "number" else None
    if number:
        return scored(chat, question.id, int(number[1]), now)
    if _answer(chat, question.id) and (heard.answer is Answer.NO or is_only_thanks(heard)):
        return chat  # "that's all" after what was tapped
    return chosen(chat, question, _choice(question, words) or Choice(say=words), now)


def _choice(question: WaitingQuestion, words: str) -> Choice | None:
    return next((one for one in question.choices if one.say.casefold() == words.casefold()), None)


def ask(chat: Conversation, heard: Understanding, question: WaitingQuestion, now: datetime) -> Turn:
    """Ask one question, or what else fits after the answers that were tapped so far."""
    chat = replace(chat, form_open=True)
    if question.kind == "safety_card":
        asked = OpenQuestion(Asked.SAFETY_CARD, now, choices=(FORM, question.id))
    else:
        given = tuple(filter(None, (_answer(chat, question.id) or "").split(_BETWEEN)))
        asked = OpenQuestion(Asked.WAITING, now, choices=(question.id, *given))
    return Turn(asking(chat, asked), Clarify(asked), "while_waiting", heard)


def _is_known(chat: Conversation, question: WaitingQuestion) -> bool:
    """Answered, skipped, or told before the question was asked."""
    if _answer(chat, question.id) is not None:
        return True
    if question.kind == "safety_card":
        return chat.card_answered
    asks_how_long = any(choice.days for choice in question.choices)
    return asks_how_long and chat.duration_days is not None


def _answer(chat: Conversation, question: str) -> str | None:
    return next((answer for asked, answer in chat.form if asked == question), None)


def _kept(chat: Conversation, question: str, answer: str) -> Conversation:
    others = tuple(kept for kept in chat.form if kept[0] != question)
    return replace(chat, form=(*others, (question, answer)))
