"""What the bot could not answer, or was told it answered amiss, comes to the staff, who say where it belongs.

Only the words of such messages are kept, and only if the team wants it (`keep_misses` in team.yaml): without
names, and never words that point to a sign. Nothing changes by a choice but a proposal, which somebody
applies or drops (`python main.py proposals`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.dialogue.amiss import NOT_MEANT, says_so
from bot.dialogue.conversation import Conversation, Phase
from bot.dialogue.decisions import Turn
from bot.dialogue.reasons import Reason
from bot.dialogue.replies import Button, Say
from bot.dialogue.wording import Wording
from bot.nameless import GONE, with_link, without_names
from bot.ports import Lane, Miss, MissState, Outgoing, Physio, Runner, Session, ToMisses
from intents.grouping import group_alike
from intents.understand import Reader
from knowledge.model import Knowledge

VERB = "miss"
"""Buttons of a miss: miss:<number>:to:<entry>, miss:<number>:new, miss:<number>:ignore."""

_UNANSWERED = frozenset({"not_understood", "not_understood_twice"})
_SAFETY = frozenset({"emergency", "urgent", "handoff"})  # never taken back
_A_TAP = "tapped:"  # the rule of an answer to a button, which has no words of the runner's
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

    async def note(
        self, session: Session, runner: Runner, before: Conversation, turn: Turn, now: datetime, answered: str = ""
    ) -> Turn:
        """Keep the words of a turn that was not understood, or of an earlier one that was answered amiss.

        `answered` is the entry under whose text the runner tapped. The turn comes back: it remembers by what the
        words are found again.
        """
        if not self.knowledge.team.keep_misses or turn.heard.signs or before.locked_by or before.phase is Phase.HELD:
            return turn
        if turn.reason in _UNANSWERED and not says_so(turn.heard):
            return await self._keep(session, runner, turn, turn.heard.text, "", now)
        if turn.reason != NOT_MEANT and not says_so(turn.heard):
            return turn
        said = await session.transcript(runner.id)
        amiss = _answered_amiss([line.why for line in reversed(said) if line.why], answered)
        return await self._keep(session, runner, turn, amiss.said, _answer_of(amiss), now) if amiss else turn

    async def _keep(
        self, session: Session, runner: Runner, turn: Turn, text: str, answered: str, now: datetime
    ) -> Turn:
        words = without_names(text, runner.name)
        if len(words.replace(GONE, "").split()) < _SHORTEST:
            return turn
        chat = with_link(turn.conversation)
        await session.add_miss(words, now, chat.kept_as, answered)
        return replace(turn, conversation=chat)

    async def offer(self, session: Session, now: datetime) -> None:
        """Once a day, in the team's morning, show what was missed; forget what is old. `now` is the team's time."""
        if now.hour < _FROM_HOUR or not await session.first_time(f"misses:{now.date()}"):
            return
        await session.forget_misses(now - _KEPT)
        new = await session.misses(MissState.NEW)
        for alike in sorted(_alike(new), key=len, reverse=True)[:_GROUPS]:
            for miss in alike:
                await session.keep_miss(replace(miss, state=MissState.ASKED, asked_as=alike[0].id))
            await session.send(Outgoing(ToMisses(), self._shown(alike, now), Lane.RELAY, now))

    def _shown(self, alike: Sequence[Miss], now: datetime) -> Say:
        number = alike[0].id
        different = list(dict.fromkeys(miss.words for miss in alike))
        words = "\n".join(f"“{one}”" for one in different[:_WORDS_SHOWN])
        often = self.wording.text("staff_once" if len(alike) == 1 else "staff_times", number=str(len(alike)))
        answered = alike[0].answered
        key = "staff_miss_amiss" if answered else "staff_miss"
        told = self.wording.text(key, times=often, words=words, title=self._title(answered))
        belongs = [
            Button(self.wording.text("staff_miss_belongs", title=title), f"{VERB}:{number}:to:{entry}")
            for entry, title in self._nearest(different[0], now).items()
            if entry != answered
        ]
        new = self.wording.button("staff_miss_new", f"{VERB}:{number}:new")
        ignore = self.wording.button("staff_miss_ignore", f"{VERB}:{number}:ignore")
        return Say(told, buttons=(*belongs, new, ignore))

    def _title(self, name: str) -> str:
        found = self.knowledge.entry(name)
        return found.title if found else name.replace("_", " ")

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


def _alike(misses: Sequence[Miss]) -> Iterator[list[Miss]]:
    """Those with words that are alike and the same answer, if they had one."""
    for answered in dict.fromkeys(miss.answered for miss in misses):
        pile = [miss for miss in misses if miss.answered == answered]
        yield from ([pile[place] for place in group] for group in group_alike([miss.words for miss in pile]))


def _answered_amiss(newest_first: Sequence[Reason], answered: str) -> Reason | None:
    """The answer that was not what the runner meant; none that was about safety, or had no message of its own."""
    meant = next((why for why in newest_first if not answered or answered in why.sources), None)
    if meant is None or meant.signs or meant.did in _SAFETY or meant.rule in {*_UNANSWERED, NOT_MEANT}:
        return None
    return None if meant.rule.startswith(_A_TAP) else meant


def _answer_of(why: Reason) -> str:
    """What was answered: an entry, or else the rule."""
    return why.sources[0] if why.sources else why.rule
