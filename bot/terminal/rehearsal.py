"""Play the staff's tests and say, as a chat, which did not go as written.

Three kinds: messages (`tests/phrases/`), conversations (`tests/conversations/`), and every sign's own
phrases and look-alikes, which need no test of their own.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bot.dialogue.decisions import Advise, Chat, Decline, Turn, action
from bot.dialogue.wording import Wording
from bot.terminal.abreast import abreast
from bot.terminal.ask import Asker
from bot.terminal.readings import RememberingEncoder, keep_readings, load_readings
from bot.terminal.replay import Replay
from intents.encoder import Encoder, Reading
from intents.scores import Scorer
from intents.understand import Reader
from intents.understanding import Standing
from knowledge.examples import ConversationTest, Examples, PhraseTest, Step, Written
from knowledge.model import Knowledge, RedFlag

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
"""The moment the tests are played at, so that they go the same way every day."""

_USUAL_GAP = 45  # seconds between two messages
_LONGEST_QUOTE = 160


@dataclass(frozen=True, slots=True)
class Failure:
    """A test that did not go as written, with the chat that shows it."""

    where: str  # file:line
    name: str
    chat: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join((f"{self.where}: {self.name}", *(f"    {line}" for line in self.chat)))


Task = Callable[[], Iterator[Failure]]


class Rehearsal:
    """Plays tests over one knowledge."""

    def __init__(self, knowledge: Knowledge, reader: Reader, wording: Wording) -> None:
        self._knowledge = knowledge
        self._reader = reader
        self._asker = Asker(knowledge, reader, wording)
        self._replay = Replay(knowledge, reader, wording)

    def tasks(self, examples: Examples) -> list[Task]:
        """Every sign's own words and every test of a folder: each gives its failures when it is called."""
        return [
            *(partial(self.of_sign, flag) for flag in self._knowledge.red_flags.values()),
            *(partial(self.of_phrase, phrase) for phrase in examples.phrases),
            *(partial(self.of_conversation, one) for one in examples.conversations),
        ]

    def of_phrase(self, written: Written[PhraseTest]) -> Iterator[Failure]:
        """One message."""
        test = written.test
        turn, _ = self._asker.turn(test.message, NOW)
        faults = [*_sign_faults(test, turn), *_answer_faults(test, turn)]
        chat = (f"> {test.message}", f"  {action(turn.decision)} ({turn.reason})", *faults)
        yield from _judged(written.file, written.line, test.message, test.known_miss, chat if faults else ())

    def of_conversation(self, written: Written[ConversationTest]) -> Iterator[Failure]:
        """One conversation, up to the first turn that does not go as written."""
        test = written.test
        played = {"id": test.conversation, "turns": [as_replayed(turn) for turn in test.turns]}
        rows = {row["turn"]: row for row in self._replay.play(played, NOW)}
        chat: list[str] = []
        faults: list[str] = []
        for number, turn in enumerate(test.turns):
            chat += _quoted(turn, rows.get(number))
            if turn.runner is not None:
                faults = list(_turn_faults(turn, rows[number]))
            if faults:
                break
        failed = (*chat, *faults) if faults else ()
        yield from _judged(written.file, written.line, test.conversation, test.known_miss, failed)

    def of_sign(self, flag: RedFlag) -> Iterator[Failure]:
        """A sign's phrases fire and its look-alikes do not, by staff's words alone."""
        for phrase, fires, fault in _own_words(flag):
            found = self._reader.signs_by_words(phrase)
            live = (Standing.RAISED, Standing.UNCLEAR) if fires else (Standing.RAISED,)
            if any(sign.flag == flag.id and sign.standing in live for sign in found) != fires:
                yield Failure(f"red_flags/{flag.id}.yaml:1", flag.title, (f"> {phrase}", f"  {fault}"))


def _own_words(flag: RedFlag) -> Iterator[tuple[str, bool, str]]:
    for phrase in flag.phrases:
        yield phrase, True, "This is one of its phrases, and it does not raise the sign."
    for phrase in flag.look_alikes:
        yield phrase, False, "This is one of its look-alikes, and it raises the sign."


def _judged(file: str, line: int, name: str, known_miss: bool, chat: Sequence[str]) -> Iterator[Failure]:
    """A known miss may fail, and must be unmarked once it does not."""
    if chat and not known_miss:
        yield Failure(f"{file}:{line}", name, tuple(chat))
    if known_miss and not chat:
        yield Failure(f"{file}:{line}", name, ("This goes as written now: take out `known_miss: true`.",))


def _sign_faults(test: PhraseTest, turn: Turn) -> Iterator[str]:
    signs = turn.heard.signs
    for standing in Standing:
        there = {sign.flag for sign in signs if sign.standing is standing}
        for flag in getattr(test, standing.value):
            if flag not in there:
                now = next((sign.standing.value for sign in signs if sign.flag == flag), "not noticed")
                yield f"  {flag} should be {_plain(standing.value)}; it is {_plain(now)}."
        if standing in {Standing.RAISED, Standing.UNCLEAR}:
            heard = [flag for flag in test.sounds_like if flag in there]
            yield from (f"  {flag} is {standing.value}; the message only sounds like it." for flag in heard)
        unwanted = standing is Standing.RAISED and not (test.raised or test.tier)
        if unwanted or (test.calm and standing is Standing.UNCLEAR):
            yield from (f"  {flag} is {standing.value}, and should not be." for flag in sorted(there))
    raised = turn.heard.raised
    if test.tier and (not raised or raised[0].tier is not test.tier):
        found = _plain(raised[0].tier.value) if raised else "nothing"
        yield f"  It should be {_plain(test.tier.value)}; it is {found}."


def _answer_faults(test: PhraseTest, turn: Turn) -> Iterator[str]:
    did = action(turn.decision)
    if test.bot and did not in test.bot:
        yield f"  It should {_either(test.bot)}; it did {did}."
    answered = _answered(turn)
    if test.answers and not set(test.answers) & set(answered):
        yield f"  The answer should be {_either(test.answers)}; it is {_either(answered) or 'none of the entries'}."


def _answered(turn: Turn) -> tuple[str, ...]:
    """The entries whose text is the answer."""
    match turn.decision:
        case Advise(parts=parts):
            return tuple(part.entry for part in parts)
        case Chat(small_talk=entry) | Decline(small_talk=entry) if entry:
            return (entry,)
    return ()


def as_replayed(turn: Step) -> dict[str, Any]:
    """A written turn as `replay` reads it."""
    if turn.physio is not None:
        return {"from": "physio", "text": turn.physio}
    if turn.event is not None:
        return {"from": "system", "event": turn.event}
    gap = _seconds(turn.after) if turn.after else _USUAL_GAP
    return {"from": "runner", "text": turn.runner or "", "gap_s": gap, "burst": turn.burst}


def _seconds(words: str) -> float:
    number, unit = words.split()
    return timedelta(**{f"{unit.rstrip('s')}s": float(number)}).total_seconds()


def _quoted(turn: Step, row: dict[str, Any] | None) -> Iterator[str]:
    if turn.physio is not None:
        yield f"physio: {turn.physio}"
    if turn.event is not None:
        yield f"({turn.event})"
    if turn.runner is not None and row is not None:
        yield f"> {turn.runner}"
        yield f"  {row['action']} ({row['reason']})"
        yield from (f"  | {_short(reply)}" for reply in row["replies"])


def _short(reply: str) -> str:
    words = " ".join(reply.split())
    return words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE]}..."


def _turn_faults(turn: Step, row: dict[str, Any]) -> Iterator[str]:
    said = " ".join(row["replies"]).lower()
    if turn.bot and row["action"] not in turn.bot:
        yield f"  It should {_either(turn.bot)}."
    yield from (f"  It does not say: {words}" for words in turn.says if words.lower() not in said)
    yield from (f"  It says: {words}" for words in turn.not_says if words.lower() in said)
    if turn.says_any and not any(words.lower() in said for words in turn.says_any):
        yield f"  It says none of: {', '.join(turn.says_any)}"
    if turn.asks is not None and list(turn.asks) != row["asks"]:
        yield f"  It should ask {_either(turn.asks) or 'nothing'}; it asks {_either(row['asks']) or 'nothing'}."
    yield from (f"  It asks: {one}" for one in turn.not_asks if one in row["asks"])
    if turn.days is not None and turn.days != row["duration_days"]:
        yield f"  It should have understood {turn.days} days; it understood {row['duration_days']}."
    if turn.persistent is not None and turn.persistent != row["persistent"]:
        yield f"  Whether the pain has lasted: should be {turn.persistent}, is {row['persistent']}."
    if turn.sign is not None and turn.sign not in row["red_flags"]:
        yield f"  It should raise {turn.sign}; it raises {_either(row['red_flags']) or 'nothing'}."


def _either(names: Sequence[str]) -> str:
    return " or ".join(names)


def _plain(word: str) -> str:
    return word.replace("_", " ")


def rehearse(knowledge: Knowledge, learnt: Scorer, wording: Wording, examples: Examples) -> list[Failure]:
    """Play everything on all processors; the encoder reads only what it has not read in an earlier run."""
    encoder = RememberingEncoder(learnt.encoder, load_readings()) if isinstance(learnt.encoder, Encoder) else None
    scorer = replace(learnt, encoder=encoder)
    tasks = Rehearsal(knowledge, Reader(knowledge, scorer), wording).tasks(examples)

    def played(task: Task) -> tuple[list[Failure], dict[str, Reading]]:
        return list(task()), encoder.take_used() if encoder else {}

    failures: list[Failure] = []
    used: dict[str, Reading] = {}
    for failed, read_now in abreast([partial(played, task) for task in tasks]):
        failures += failed
        used |= read_now
    if used:
        keep_readings(used)
    return failures
