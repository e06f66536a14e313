"""Keeps what runners write without names, where the team wants it, so that a change can be tried on it.

Nothing is kept unless `keep_messages` in team.yaml says so, nothing of a chat that a physio holds, and nothing
that speaks of harm or of a mind in danger. It goes after thirty days, with the runner's /erase, and soon after
the team wants it no longer.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.dialogue.conversation import Conversation, Phase
from bot.dialogue.decisions import Turn
from bot.nameless import GONE, with_link, without_names
from bot.ports import Keep, Runner, Session
from knowledge.model import Knowledge, Tier

KEPT = timedelta(days=30)
_CHATS_KEPT = timedelta(days=30)  # as /privacy says
_TOO_PRIVATE = frozenset({Tier.CRISIS, Tier.SAFEGUARDING})


def keep_of(knowledge: Knowledge) -> Keep:
    """How long the team keeps what."""
    messages = KEPT if knowledge.team.keep_messages else timedelta(0)
    return Keep(_CHATS_KEPT, timedelta(days=366 * knowledge.team.keep_cases_years), messages)


@dataclass(frozen=True, slots=True)
class Keeping:
    """The rule over one knowledge."""

    knowledge: Knowledge

    async def note(self, session: Session, runner: Runner, before: Conversation, turn: Turn, now: datetime) -> Turn:
        """Keep the words of one message; the turn, which remembers by what they are found again."""
        private = any(sign.tier in _TOO_PRIVATE for sign in turn.heard.signs)
        if not self.knowledge.team.keep_messages or before.phase is Phase.HELD or private:
            return turn
        words = without_names(turn.heard.text, runner.name)
        if not words.replace(GONE, "").strip():
            return turn
        chat = with_link(turn.conversation)
        await session.keep_message(words, now, chat.kept_as)
        return replace(turn, conversation=chat)
