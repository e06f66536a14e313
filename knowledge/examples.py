"""Tests as data: how the bot must answer, as staff wrote it down in `tests/phrases/` and `tests/conversations/`.

Read with the same care as the knowledge itself: every slip in every file is told with its line and its cure.
`bot/terminal/rehearsal.py` plays them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BeforeValidator, Field

from knowledge.load import validated
from knowledge.model import Id, Knowledge, Text, Tier, Value
from knowledge.names import ANSWERS
from knowledge.problems import Problem, did_you_mean, in_order, quoted
from knowledge.sources import Item, Shelf
from knowledge.yaml_marks import Marked, read_marked

Action = Literal["emergency", "urgent", "handoff", "advise", "clarify", "chat", "decline", "silent"]


def _listed(value: Any) -> Any:
    """One item may be written without a list around it."""
    return value if isinstance(value, list) or value is None else [value]


Texts = Annotated[tuple[Text, ...], BeforeValidator(_listed)]
Ids = Annotated[tuple[Id, ...], BeforeValidator(_listed)]
Actions = Annotated[tuple[Action, ...], BeforeValidator(_listed)]


class PhraseTest(Value):
    """One message, and what must come of it. Signs go by their files' names."""

    message: Text = Field(description="What a runner writes.")
    raised: Ids = Field(default=(), description="Signs that it must raise.")
    unclear: Ids = Field(default=(), description="Signs that it must ask about.")
    denied: Ids = Field(default=(), description="Signs that it says are not there.")
    set_aside: Ids = Field(default=(), description="Signs that are somebody else's, long over, or a joke.")
    sounds_like: Ids = Field(default=(), description="Signs that it must neither raise nor ask about.")
    tier: Tier | None = Field(default=None, description="How urgent the most urgent sign is.")
    calm: bool = Field(default=False, description="true: it raises nothing and asks about nothing.")
    bot: Actions = Field(default=(), description="What the bot does; a list means any of them.")
    answers: Ids = Field(default=(), description="The entries whose text is the answer; a list means any of them.")
    known_miss: bool = Field(default=False, description="true: does not go as written yet.")

    @property
    def flags(self) -> tuple[str, ...]:
        """Every sign it names."""
        return (*self.raised, *self.unclear, *self.not_meant)

    @property
    def not_meant(self) -> tuple[str, ...]:
        """Every sign that it must not raise, though its words may point there."""
        return (*self.denied, *self.set_aside, *self.sounds_like)


class Step(Value):
    """One line of a conversation: the runner's, with what the bot must do, or what happens beside it."""

    runner: Text | None = Field(default=None, description="What the runner writes.")
    physio: Text | None = Field(default=None, description="What a physio writes, who then holds the chat.")
    event: Text | None = Field(default=None, description="case_closed ends the physio's part.")
    after: Annotated[str, Field(pattern=r"^\d+ (?:second|minute|hour|day|week)s?$")] | None = Field(
        default=None, description="The time that passes first, e.g. 3 days."
    )
    burst: bool = Field(default=False, description="true: the rest of the thought follows at once.")
    bot: Actions = Field(default=(), description="What the bot does; a list means any of them.")
    says: Texts = Field(default=(), description="Words in its answer, all of them.")
    says_any: Texts = Field(default=(), description="Words of which one is in its answer.")
    not_says: Texts = Field(default=(), description="Words that are not in its answer.")
    asks: Annotated[tuple[Id, ...] | None, BeforeValidator(_listed)] = Field(default=None, description="What it asks.")
    not_asks: Ids = Field(default=(), description="What it does not ask.")
    days: int | None = Field(default=None, description="How long it now thinks the pain has lasted.")
    persistent: bool | None = Field(default=None, description="Whether that counts as long.")
    sign: Id | None = Field(default=None, description="A sign it raised, as the team's figures count it.")


class ConversationTest(Value):
    """A conversation that must go as written."""

    conversation: Text = Field(description="What this shows, in one line.")
    turns: tuple[Step, ...] = Field(min_length=1, description="What is written and what happens, in order.")
    known_miss: bool = Field(default=False, description="true: does not go as written yet.")


Test = TypeVar("Test", PhraseTest, ConversationTest)


@dataclass(frozen=True, slots=True)
class Written(Generic[Test]):
    """A test and where it stands."""

    test: Test
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Examples:
    """Every test of a folder."""

    phrases: tuple[Written[PhraseTest], ...]
    conversations: tuple[Written[ConversationTest], ...]


def read_examples(folder: Path, knowledge: Knowledge) -> tuple[Examples, tuple[Problem, ...]]:
    """The tests that could be read, and what is wrong with the others, by file and line."""
    phrases, wrong = _read(folder / "phrases", PhraseTest)
    conversations, wrong_too = _read(folder / "conversations", ConversationTest)
    strangers = [problem for written in phrases for problem in _strangers(written, knowledge)]
    return Examples(phrases, conversations), in_order((*wrong, *wrong_too, *strangers))


def untested(folder: Path, knowledge: Knowledge) -> Iterator[Problem]:
    """Signs that no message of `tests/phrases/` raises, and those for which none only sounds like them."""
    written, _ = _read(folder / "phrases", PhraseTest)
    tests = [one.test for one in written if not one.test.known_miss]
    fires = {flag for test in tests for flag in (*test.raised, *test.unclear)}
    spares = {flag for test in tests for flag in test.not_meant}
    for flag in knowledge.red_flags:
        file, _, line = knowledge.places[f"red_flags/{flag}"].rpartition(":")
        if flag not in fires:
            cure = f"Add one to tests/phrases/every_sign.yaml, with `raised: {flag}`."
            yield Problem(file, int(line), "No test message raises this sign.", cure, "warning")
        if flag not in spares:
            cure = f"Add one to tests/phrases/every_sign.yaml, with `sounds_like: {flag}`."
            what = "No test message only sounds like this sign."
            yield Problem(file, int(line), what, cure, "warning")


def _read(folder: Path, model: type[Test]) -> tuple[tuple[Written[Test], ...], list[Problem]]:
    tests: list[Written[Test]] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        file = f"{folder.name}/{path.name}"
        marked, faults = read_marked(path.read_bytes())
        problems += [Problem(file, fault.line, fault.what, fault.cure) for fault in faults]
        for item in _items(file, marked, model, problems):
            value, found = validated(item)
            problems += found
            if isinstance(value, model):
                tests.append(Written(value, file, item.line()))
    return tuple(tests), problems


def _items(file: str, marked: Marked | None, model: type[Value], problems: list[Problem]) -> Iterator[Item]:
    if marked is None:
        return
    first = next(iter(model.model_fields))
    shelf = Shelf(file, "", model)
    for number, row in enumerate(marked.data if isinstance(marked.data, list) else [None]):
        if isinstance(row, dict):
            yield Item(shelf, "", file, marked, (number,), row)
        else:
            cure = f"Start each test with `- {first}: ...`."
            problems.append(Problem(file, marked.line((number,)), "This should be a list of tests.", cure))


def _strangers(written: Written[PhraseTest], knowledge: Knowledge) -> Iterator[Problem]:
    """Signs and entries that a test names and nobody knows."""
    for flag in written.test.flags:
        if flag not in knowledge.red_flags:
            what = f"There is no sign {quoted(flag)} in the folder red_flags/."
            yield Problem(written.file, written.line, what, did_you_mean(flag, knowledge.red_flags))
    for entry in written.test.answers:
        if knowledge.entry(entry) is None:
            known = {one for shelf in ANSWERS for one in getattr(knowledge, shelf)}
            yield Problem(written.file, written.line, f"There is no entry {quoted(entry)}.", did_you_mean(entry, known))
