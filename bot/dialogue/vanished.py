"""What a conversation remembers of entries that staff have taken out since: forgotten before the next message."""

from dataclasses import replace

from bot.dialogue.conversation import Conversation, OpenQuestion
from knowledge.model import Knowledge


def still_known(chat: Conversation, knowledge: Knowledge) -> Conversation:
    """The same chat, leaning on nothing that is gone. A lock stays: only a person takes it off."""
    advice = chat.last_advice if chat.last_advice and knowledge.entry(chat.last_advice.entry) else None
    unclear = tuple(flag for flag in chat.unclear if flag in knowledge.red_flags)
    triggers = tuple(trigger for trigger in chat.triggers if trigger in knowledge.triage_triggers)
    question = _still_asked(chat.question, knowledge)
    same = (advice, unclear, triggers, question) == (chat.last_advice, chat.unclear, chat.triggers, chat.question)
    return chat if same else replace(chat, last_advice=advice, unclear=unclear, triggers=triggers, question=question)


def _still_asked(question: OpenQuestion | None, knowledge: Knowledge) -> OpenQuestion | None:
    """An answer to a question about a sign that is gone is read by its own words alone."""
    if question is None or (question.flag and question.flag not in knowledge.red_flags):
        return None
    return question
