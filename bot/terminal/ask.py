"""What the bot would do with one message, and why."""

from datetime import datetime
from typing import Any

from bot.dialogue.conversation import Conversation
from bot.dialogue.decisions import Turn
from bot.dialogue.policy import decide
from bot.dialogue.replies import Say
from bot.dialogue.wording import Wording
from bot.terminal.rows import row
from bot.why import explained
from intents.understand import Reader
from knowledge.lines import Lines
from knowledge.model import Knowledge


class Asker:
    """Answers single messages, each as the first of a chat."""

    def __init__(self, knowledge: Knowledge, reader: Reader, wording: Wording) -> None:
        self._knowledge = knowledge
        self._reader = reader
        self._wording = wording

    def turn(self, text: str, now: datetime) -> tuple[Turn, tuple[Say, ...]]:
        """The decision about one message, and the texts the runner would get."""
        turn = decide(Conversation(runner=0), self._reader.understand(text, now), self._knowledge, now)
        return turn, self._wording.replies(turn.decision, now)

    def row(self, message_id: str, text: str, now: datetime) -> dict[str, Any]:
        """The decision as a row of JSON."""
        turn, says = self.turn(text, now)
        return {"id": message_id, **row(turn, says, self._knowledge)}

    def explain(self, text: str, now: datetime, lines: Lines) -> str:
        """The decision for people, and the texts the runner would get."""
        turn, says = self.turn(text, now)
        told = list(explained(turn, says, lines))
        for say in says:
            buttons = "  ".join(f"[{button.label}]" for button in say.buttons)
            told += ["", *filter(None, (say.title, say.text, buttons))]
        return "\n".join(told)
