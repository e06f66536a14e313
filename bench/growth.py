"""What understanding a message costs as the knowledge grows (`python -m bench.growth`).

Every entry, sign and idea is there 1, 5, 10 and 50 times over, each time under other names and with one word more in
every phrase, so that many phrases begin alike: the hard case. The encoder's share does not depend on the knowledge
and is left out. The messages are drawn from the training text.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import TypeVar

from bot.warmup import ready
from intents.understand import Reader
from knowledge.corpus import read_corpus
from knowledge.load import load
from knowledge.model import Cause, Concept, Exercise, Fix, Knowledge, Question, RedFlag

SHIPPED = Path(__file__).parents[1] / "knowledge"
TIMES = (1, 5, 10, 50)
_MESSAGES = 300
_NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)

Copied = TypeVar("Copied", Cause, Fix, Exercise, Question, RedFlag, Concept)


def main() -> None:
    """Print a row for each size: how many phrases, and the processor time for a message."""
    corpus = read_corpus()
    messages = [row.text for row in corpus[:: len(corpus) // _MESSAGES]]
    shipped = load(SHIPPED)
    learnt = ready(shipped, core=True)
    for times in TIMES:
        knowledge = multiplied(shipped, times)
        took = _milliseconds(Reader(knowledge, learnt), messages)
        print(
            f"{times:3} times: {_phrases(knowledge):7,} phrases and words  "
            f"half within {median(took):5.2f} ms, 95 of 100 within {quantiles(took, n=20)[-1]:5.2f} ms",
            flush=True,
        )


def multiplied(knowledge: Knowledge, times: int) -> Knowledge:
    """The same knowledge so many times over."""
    return knowledge.model_copy(
        update={
            "version": f"{knowledge.version} x {times}",
            "causes": _shelf(knowledge.causes, times),
            "fixes": _shelf(knowledge.fixes, times),
            "exercises": _shelf(knowledge.exercises, times),
            "questions": _shelf(knowledge.questions, times),
            "red_flags": _shelf(knowledge.red_flags, times),
            "concepts": _shelf(knowledge.concepts, times),
        }
    )


def _shelf(shelf: Mapping[str, Copied], times: int) -> dict[str, Copied]:
    copies = (_copy(entry, number) for number in range(2, times + 1) for entry in shelf.values())
    return {**shelf, **{copy.id: copy for copy in copies}}


def _copy(entry: Copied, number: int) -> Copied:
    """Another entry: its own name, and a word more in each of its phrases."""
    update: dict[str, object] = {"id": f"{entry.id}_{number}"}
    for name in ("phrases", "keywords", "unclear", "urgent_phrases", "mild_phrases", "look_alikes", "words"):
        phrases = getattr(entry, name, ())
        update |= {name: tuple(f"{phrase.removeprefix('=')} {number}" for phrase in phrases)} if phrases else {}
    if isinstance(entry, RedFlag):
        update["clues"] = tuple(
            clue.model_copy(update={"all": _renamed(clue.all, number), "none": _renamed(clue.none, number)})
            for clue in entry.clues
        )
    return entry.model_copy(update=update)


def _renamed(ideas: Iterable[str], number: int) -> tuple[str, ...]:
    return tuple(f"{idea}_{number}" for idea in ideas)


def _phrases(knowledge: Knowledge) -> int:
    shelves = (knowledge.causes, knowledge.fixes, knowledge.exercises, knowledge.questions, knowledge.red_flags)
    phrases = sum(len(entry.phrases) for shelf in shelves for entry in shelf.values())
    return phrases + sum(len(idea.words) for idea in knowledge.concepts.values())


def _milliseconds(reader: Reader, messages: Sequence[str]) -> list[float]:
    """Processor time of each message, so that a busy machine does not count; once before, so that caches are warm."""
    took: list[float] = []
    for message in messages:
        reader.understand(message, _NOW)
        start = time.process_time()
        reader.understand(message, _NOW)
        took.append(1000 * (time.process_time() - start))
    return took


if __name__ == "__main__":
    main()
