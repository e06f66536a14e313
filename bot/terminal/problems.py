"""Problems of the knowledge for people, for programs, and as notes beside a change on GitHub."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from knowledge.problems import Problem


def summary(problems: Sequence[Problem], version: str) -> str:
    """The last line of `check`: whether the bot would start."""
    errors = sum(problem.level == "error" for problem in problems)
    warnings = len(problems) - errors
    if errors:
        return f"{errors} to mend, {warnings} to look at. The bot does not start with this knowledge."
    return f"The knowledge is sound (version {version}); {warnings} to look at."


def as_lines_of_json(problems: Sequence[Problem]) -> str:
    """One object a line."""
    return "".join(f"{json.dumps(asdict(problem), ensure_ascii=False)}\n" for problem in problems)


def for_github(problems: Sequence[Problem], folder: Path) -> str:
    """Workflow commands: GitHub shows each beside its line of the change."""
    return "".join(
        f"::{one.level} file={_escaped(_in_repository(folder, one.file), property_too=True)},line={one.line}"
        f"::{_escaped(f'{one.what} {one.cure}'.strip())}\n"
        for one in problems
    )


def _in_repository(folder: Path, file: str) -> str:
    path = (folder / file).absolute()
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


def _escaped(words: str, *, property_too: bool = False) -> str:
    """GitHub reads percent signs and line ends, and in properties colons and commas, in its own way."""
    for sign, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        words = words.replace(sign, code)
    if property_too:
        words = words.replace(":", "%3A").replace(",", "%2C")
    return words
