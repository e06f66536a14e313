"""What can be wrong with the knowledge, said so that its writer can mend it.

A problem names the file, the line, what is wrong there, and what to do about it. An error keeps
the knowledge from loading; a warning does not.
"""

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in one line of one file."""

    file: str  # relative to the knowledge folder
    line: int  # from 1
    what: str
    cure: str
    level: Level = "error"

    def __str__(self) -> str:
        return _printable(f"{self.file}:{self.line}: {self.what} {self.cure}".rstrip())


class KnowledgeError(Exception):
    """The knowledge files cannot be used as they are; `problems` says why, warnings included."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By file, then by line; each problem once."""
    return tuple(sorted(set(problems), key=lambda one: (one.file, one.line, one.level, one.what, one.cure)))


def _printable(words: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in words)


def quoted(value: object) -> str:
    """A value as it can stand in a message: on one line, short, and printable everywhere."""
    words = _printable(" ".join(str(value).split()))
    return f"`{words if len(words) <= 60 else words[:57] + '...'}`"


def did_you_mean(word: str, known: Collection[str]) -> str:
    """`Did you mean ...?` with the nearest known word, or the known words when none is near."""
    near = difflib.get_close_matches(word[:100].lower(), known, n=1, cutoff=0.55)
    if near:
        return f"Did you mean `{near[0]}`?"
    names = [name[:40] for name in sorted(known)]
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return f"There is: {shown}." if names else "There is none yet."
