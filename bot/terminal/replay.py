"""Play conversations from a file: a decision for every runner's turn. No state is kept between them.

The file's turns come from `runner`, `physio` (who then holds the chat) and `system`
(`handoff_accepted` is a physio's claim, `case_closed` the end of one). `gap_s` seconds pass before a
turn. A `burst` turn is followed at once by the next piece of the same thought: danger in a piece is
answered at once, everything else when the thought is whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.dialogue import memory, thoughts
from bot.dialogue.conversation import Conversation, Phase
from bot.dialogue.decisions import Alarm, Turn
from bot.dialogue.policy import decide
from bot.dialogue.taps import tapped
from bot.dialogue.wording import Wording
from bot.terminal.rows import row
from intents.understand import Reader
from knowledge.model import Knowledge


class ReplayError(Exception):
    """The file is not a set of conversations; says what is wrong with it."""


class Replay:
    """Plays conversations with the pure core: what `run` would decide, without waiting."""

    def __init__(self, knowledge: Knowledge, reader: Reader, wording: Wording) -> None:
        self._knowledge = knowledge
        self._reader = reader
        self._wording = wording

    def play(self, conversation: Mapping[str, Any], now: datetime) -> Iterator[dict[str, Any]]:
        """One row for every runner's turn, in order."""
        turns = conversation.get("turns")
        if not isinstance(turns, Sequence):
            raise ReplayError(f"conversation {conversation.get('id')}: `turns` is missing or not a list")
        chat = Conversation(runner=0)
        for index, said in enumerate(turns):
            now += timedelta(seconds=float(said.get("gap_s") or 0))
            if said.get("from") != "runner":
                chat = self._event(chat, said)
                continue
            turn = self._hear(chat, str(said.get("text") or ""), bool(said.get("burst")), now)
            says = self._wording.replies(turn.decision, now)
            chat = turn.conversation
            if says:
                chat = replace(chat, offered=tuple((b.label, b.action) for say in says for b in say.buttons))
            yield {"conversation": conversation.get("id"), "turn": index, **row(turn, says, self._knowledge)}

    def _event(self, chat: Conversation, said: Mapping[str, Any]) -> Conversation:
        if said.get("from") == "physio" or said.get("event") == "handoff_accepted":
            return chat if chat.phase is Phase.HELD else memory.held(chat)
        if said.get("event") in {"case_closed", "handoff_closed"}:
            return memory.handed_back(chat)
        return chat

    def _hear(self, chat: Conversation, text: str, more_is_coming: bool, now: datetime) -> Turn:
        typed = next((action for label, action in chat.offered if label.casefold() == text.strip().casefold()), None)
        if typed and not chat.thought:
            return tapped(chat, typed, text, self._knowledge, now)
        whole = thoughts.whole(chat, text)
        heard = self._reader.understand(whole, now)
        turn = decide(thoughts.finished(chat), heard, self._knowledge, now)
        if not more_is_coming:
            return turn
        if isinstance(turn.decision, Alarm):  # danger does not wait, and the thought goes on
            return replace(turn, conversation=replace(turn.conversation, thought=(*chat.thought, text)))
        return thoughts.wait(chat, heard, text, now)
