"""What would change: every test message and every sign's own words, played over two versions of the knowledge."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bot.dialogue.wording import Wording
from bot.terminal.abreast import abreast
from bot.terminal.ask import Asker
from bot.terminal.rehearsal import NOW, as_replayed
from bot.terminal.replay import Replay
from intents.understand import Reader
from knowledge.examples import ConversationTest, Examples
from knowledge.model import Knowledge

_MANY = 100  # tasks that are worth splitting the process for
_URGENCY = ("emergency", "urgent")  # what cannot wait, the more urgent first

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """One version of the knowledge, ready to answer."""

    knowledge: Knowledge
    asker: Asker
    replay: Replay


def side(knowledge: Knowledge, reader: Reader, wording: Wording) -> Side:
    """Make one version ready."""
    return Side(knowledge, Asker(knowledge, reader, wording), Replay(knowledge, reader, wording))


@dataclass(frozen=True, slots=True)
class Change:
    """One message that would be answered otherwise."""

    message: str
    before: Row
    after: Row

    @property
    def lost(self) -> tuple[str, ...]:
        """Danger signs that were raised and no longer are, or that are now less urgent."""
        gone = [sign for sign in self.before["red_flags"] if sign not in self.after["red_flags"]]
        if not gone and _urgency(self.after) > _urgency(self.before):
            gone = [f"{sign} (less urgent)" for sign in self.before["red_flags"]]
        return tuple(gone)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that two versions answer otherwise."""

    played: int
    own: int = 0  # of those, what the team's runners wrote
    changes: tuple[Change, ...] = field(default=())

    @property
    def lost(self) -> tuple[Change, ...]:
        """The changes that lose a danger sign."""
        return tuple(change for change in self.changes if change.lost)

    def told(self) -> Iterator[str]:
        """For people: what is lost first, then every other change, the like ones together."""
        for change in self.lost:
            yield f"DANGER SIGN LOST: {', '.join(change.lost)}"
            yield from _shown([change])
        groups: dict[tuple[str, str], list[Change]] = {}
        for change in self.changes:
            if not change.lost:
                groups.setdefault((_summary(change.before), _summary(change.after)), []).append(change)
        for group in groups.values():
            yield from _shown(group)
        signs = "1 danger sign" if len(self.lost) == 1 else f"{len(self.lost)} danger signs"
        answers = "1 answer" if len(self.changes) == 1 else f"{len(self.changes)} answers"
        own = f", {self.own:,} of them your runners' own" if self.own else ""
        yield f"{answers} would change, {signs} lost ({self.played:,} messages played{own})."


def messages_of(old: Knowledge, new: Knowledge, examples: Examples, more: Sequence[str] = ()) -> tuple[str, ...]:
    """What is played one by one: the tests' messages, both versions' words for signs, and `more`."""
    signs = [
        phrase
        for knowledge in (old, new)
        for flag in knowledge.red_flags.values()
        for phrase in (*flag.phrases, *flag.urgent_phrases, *flag.unclear, *flag.look_alikes)
    ]
    return tuple(dict.fromkeys((*(written.test.message for written in examples.phrases), *signs, *more)))


def compare(
    old: Side,
    new: Side,
    messages: Sequence[str],
    conversations: Sequence[ConversationTest],
    progress: Callable[[int], None] = lambda _: None,
) -> Comparison:
    """Play everything over both; `progress` is told how much has been played."""
    tasks = [
        *(partial(_of_message, old, new, message) for message in messages),
        *(partial(_of_conversation, old, new, conversation) for conversation in conversations),
    ]
    changes: list[Change] = []
    played = 0
    for turns, found in abreast(tasks) if len(tasks) > _MANY else (task() for task in tasks):
        changes += found
        played += turns
        progress(played)
    return Comparison(played, changes=tuple(changes))


def _of_message(old: Side, new: Side, message: str) -> tuple[int, list[Change]]:
    """How many messages were played, and what has changed."""
    before, after = (one.asker.row("", message, NOW) for one in (old, new))
    return 1, _changed(message, before, after)


def _of_conversation(old: Side, new: Side, conversation: ConversationTest) -> tuple[int, list[Change]]:
    turns = {"id": "", "turns": [as_replayed(turn) for turn in conversation.turns]}
    rows = list(zip(old.replay.play(turns, NOW), new.replay.play(turns, NOW), strict=True))
    found = [
        _changed(f"{conversation.turns[before['turn']].runner or ''}   ({conversation.conversation})", before, after)
        for before, after in rows
    ]
    return len(rows), [change for changes in found for change in changes]


def _changed(message: str, before: Row, after: Row) -> list[Change]:
    same = all(before[key] == after[key] for key in ("action", "red_flags", "replies", "buttons"))
    return [] if same else [Change(message, before, after)]


def _urgency(row: Row) -> int:
    return _URGENCY.index(row["action"]) if row["action"] in _URGENCY else len(_URGENCY)


def _shown(group: Sequence[Change]) -> Iterator[str]:
    yield from (f"> {change.message}" for change in group)
    before, after = _differing(group[0].before, group[0].after)
    yield f"  before: {before}"
    yield f"  after:  {after}"
    yield ""


def _differing(before: Row, after: Row) -> tuple[str, str]:
    """What was done, and the lines of the answer that are not the same."""
    was, now = _lines(before), _lines(after)
    gone = [line for line in was if line not in now]
    come = [line for line in now if line not in was]
    return _told(before, gone), _told(after, come)


def _told(row: Row, lines: Sequence[str]) -> str:
    flags = f", {', '.join(row['red_flags'])}" if row["red_flags"] else ""
    return "\n          ".join((f"{row['action']} ({row['reason']}{flags})", *lines))


def _lines(row: Row) -> list[str]:
    texts = [line for reply in row["replies"] for line in reply.splitlines() if line.strip()]
    return [*texts, *(f"[{label}]" for label in row["buttons"])]


def _summary(row: Row) -> str:
    return "\n".join((row["action"], *row["red_flags"], *_lines(row)))
