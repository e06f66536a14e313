"""What the bot would do with one message, and why."""

from datetime import datetime
from typing import Any

from bot.dialogue.conversation import Conversation
from bot.dialogue.decisions import Turn
from bot.dialogue.policy import decide
from bot.dialogue.replies import Say
from bot.dialogue.wording import Wording
from bot.terminal.rows import row
from intents.understand import Reader
from intents.understanding import Standing
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

    def explain(self, text: str, now: datetime) -> str:
        """The decision for people: the rule, the matches, the signs and what set them aside, the texts."""
        turn, says = self.turn(text, now)
        found = row(turn, says, self._knowledge)
        lines = [f"Decision: {found['action']} (rule: {found['reason']})", ""]
        lines += [f"Match:    {one['id']} {one['score']:.2f}  because of “{one['phrase']}”" for one in found["intents"]]
        lines += [f"Topics:   {', '.join(found['topics']) or 'none'}"]
        lines += [f"Time:     {self._time(turn)}"]
        for sign in turn.heard.signs:
            by = f", set aside by “{sign.set_aside_by}”" if sign.set_aside_by else ""
            shown = {Standing.RAISED: "RAISED"}.get(sign.standing, sign.standing.value.replace("_", " "))
            lines.append(f"Sign:     {sign.flag} {shown}: “{' … '.join(sign.words)}” ({sign.why}){by}")
        if turn.heard.wants_person:
            lines.append(f"Person:   asked for one: “{turn.heard.wants_person}”")
        lines += [f"Because:  {trigger.id}: “{trigger.words}”" for trigger in turn.heard.triggers]
        lines += [f"Read as:  {typed} -> {read}" for typed, read in turn.heard.repaired]
        for say in says:
            buttons = "  ".join(f"[{button.label}]" for button in say.buttons)
            lines += ["", *filter(None, (say.title, say.text, buttons))]
        return "\n".join(lines)

    def _time(self, turn: Turn) -> str:
        heard = turn.heard
        how_long = f"{heard.duration.days} days (“{heard.duration.words}”)" if heard.duration else "not said"
        lasting = {True: "lasting", False: "not lasting", None: "lasting or not: not said"}[heard.persistent]
        return f"{how_long}; {lasting}" + (f" (“{heard.persistent_words}”)" if heard.persistent_words else "")
