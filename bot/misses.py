"""What the bot could not answer comes to the staff, who say where it belongs.

Only words that nothing answered are kept, and only if the team wants it (`keep_misses` in team.yaml): without
names, and never words that point to a sign. Nothing changes by a choice but a proposal, which somebody
applies or drops (`python main.py proposals`).
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.dialogue.conversation import Conversation
from bot.dialogue.decisions import Turn
from bot.dialogue.replies import Button, Say
from bot.dialogue.wording import Wording
from bot.nameless import GONE, without_names
from bot.ports import Lane, Miss, MissState, Outgoing, Physio, Runner, Session, ToMisses
from intents.grouping import group_alike
from intents.understand import Reader
from knowledge.model import Knowledge

VERB = "miss"
"""Buttons of a miss: miss:<number>:to:<entry>, miss:<number>:new, miss:<number>:ignore."""

_UNANSWERED = frozenset({"not_understood", "not_understood_twice"})
_FROM_HOUR = 9  # the team's time
_KEPT = timedelta(days=30)
_GROUPS = 5  # shown in one day, the most frequent first
_WORDS_SHOWN = 4  # different words of one group
_NEAREST = 3
_SHORTEST = 2  # words; "eh?" teaches nothing


@dataclass(frozen=True, slots=True)
class Misses:
    """The rules over one knowledge."""

    knowledge: Knowledge
    reader: Reader
    wording: Wording

    async def note(self, session: Session, runner: Runner, before: Conversation, turn: Turn, now: datetime) -> Turn:
        """Keep the words of a turn that was not understood; the turn, which remembers by what they are found."""
        if not self.knowledge.team.keep_misses or turn.heard.signs or before.locked_by:
            return turn
        if turn.reason not in _UNANSWERED:
            return turn
        words = without_names(turn.heard.text, runner.name)
        if len(words.replace(GONE, "").split()) < _SHORTEST:
            return turn
        chat = turn.conversation
        chat = replace(chat, kept_as=chat.kept_as or secrets.token_hex(8))
        await session.add_miss(words, now, chat.kept_as)
        return replace(turn, conversation=chat)

    async def offer(self, session: Session, now: datetime) -> None:
        """Once a day, in the team's morning, show what was missed; forget what is old. `now` is the team's time."""
        if now.hour < _FROM_HOUR or not await session.first_time(f"misses:{now.date()}"):
            return
        await session.forget_misses(now - _KEPT)
        new = await session.misses(MissState.NEW)
        groups = sorted(group_alike([miss.words for miss in new]), key=len, reverse=True)[:_GROUPS]
        for group in groups:
            alike = [new[place] for place in group]
            for miss in alike:
                await session.keep_miss(replace(miss, state=MissState.ASKED, asked_as=alike[0].id))
            await session.send(Outgoing(ToMisses(), self._shown(alike, now), Lane.RELAY, now))

    def _shown(self, alike: Sequence[Miss], now: datetime) -> Say:
        number = alike[0].id
        different = list(dict.fromkeys(miss.words for miss in alike))
        words = "\n".join(f"“{one}”" for one in different[:_WORDS_SHOWN])
        often = self.wording.text("staff_once" if len(alike) == 1 else "staff_times", number=str(len(alike)))
        told = self.wording.text("staff_miss", times=often, words=words)
        belongs = [
            Button(self.wording.text("staff_miss_belongs", title=title), f"{VERB}:{number}:to:{entry}")
            for entry, title in self._nearest(different[0], now).items()
        ]
        new = self.wording.button("staff_miss_new", f"{VERB}:{number}:new")
        ignore = self.wording.button("staff_miss_ignore", f"{VERB}:{number}:ignore")
        return Say(told, buttons=(*belongs, new, ignore))

    def _nearest(self, words: str, now: datetime) -> Mapping[str, str]:
        """The entries that come nearest, with their titles."""
        intents = self.reader.understand(words, now).intents
        found = ((intent.id, self.knowledge.entry(intent.id)) for intent in intents)
        near = [(name, entry.title) for name, entry in found if entry]
        return dict(near[:_NEAREST])

    async def chosen(self, session: Session, physio: Physio, number: int, choice: str) -> str:
        """A physio tapped a button under some words; the toast to show. The first choice counts."""
        asked = [miss for miss in await session.misses(MissState.ASKED) if miss.asked_as == number]
        kind, _, entry = choice.partition(":")
        known = self.knowledge.entry(entry)
        if not asked or kind not in {"to", "new", "ignore"} or (kind == "to" and known is None):
            return self.wording.text("staff_miss_gone")
        state = MissState.IGNORED if kind == "ignore" else MissState.PROPOSED
        for miss in asked:
            await session.keep_miss(replace(miss, state=state, entry=entry, chosen_by=physio.name))
        if state is MissState.IGNORED:
            return self.wording.text("staff_miss_ignored")
        title = known.title if known else self.wording.text("staff_miss_new")
        return self.wording.text("staff_miss_proposed", title=title)
