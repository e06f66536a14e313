"""The YAML parser's complaints in plain words."""

import re
from dataclasses import dataclass

import yaml

_BRACKET_START = re.compile(r"(?:^|:\s|-\s)\s*[\[{]")
_TAB_INDENT = re.compile(r"^[ \-]*\t")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one line of a file, before anyone knows which file."""

    line: int
    what: str
    cure: str


_UNCLOSED = ("A quote is opened here and not closed.", "Close it with the same quote at the end of the text.")
_COLON = (
    "A colon followed by a space cannot stand here.",
    "If it is part of a text, put quotes round the whole text; else check the spaces at the start of this line.",
)
_INDENT = (
    "This line does not fit the lines above it.",
    "Start it with as many spaces as its neighbours. A text that holds quotes or a colon needs quotes round all of it.",
)
_NO_COLON = ("This line has no colon after its key.", "Write `key: text`, or `- text` for a line of a list.")
_ESCAPE = (
    "A backslash (\\) stands inside double quotes.",
    "Take it out, or use single quotes round the text.",
)
_NO_SPACE = ("There is no space after the dash that starts this line.", "Write `- text`, with a space.")
_TEXT_BRACKET = (
    "A text that starts with [ or { has a special meaning in YAML.",
    'Put quotes round the whole text, e.g. "{hospital} now".',
)
_BRACKET = (
    "A bracket is opened here and not closed.",
    "Close it, or put quotes round a text that starts with [ or {.",
)
# The first line whose words are in the parser's complaint is the one that is told.
_PLAIN: tuple[tuple[str, tuple[str, str], bool], ...] = (  # words, explanation, point at where it began
    ("escape character", _ESCAPE, False),
    ("quoted scalar", _UNCLOSED, True),
    ("mapping values are not allowed", _COLON, False),
    ("could not find expected ':'", _NO_COLON, True),
    ("flow", _BRACKET, True),
    ("block", _INDENT, False),
)


def explain(error: yaml.YAMLError, text: str) -> Fault:
    """Say in plain words why the parser gave up, and on which line."""
    problem_mark = getattr(error, "problem_mark", None)
    context_mark = getattr(error, "context_mark", None)
    line = _line(problem_mark, text) if problem_mark else 1
    rows = text.split("\n")
    if any(_TAB_INDENT.match(row) for row in rows[max(0, line - 2) : line]):
        bad = next(at for at in range(max(0, line - 2), line) if _TAB_INDENT.match(rows[at])) + 1
        return Fault(bad, "This line starts with a tab.", "Use spaces in front of the text; YAML does not take tabs.")
    complaint = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}".lower()
    if "cannot start any token" in complaint and problem_mark:
        return _bad_start(line, rows[line - 1], problem_mark.column)
    row = rows[line - 1].strip()
    if row.startswith("-") and not row.startswith(("- ", "--")) and row != "-":
        return Fault(line, *_NO_SPACE)
    if _BRACKET_START.search(row) and "block" in complaint:
        return Fault(line, *_TEXT_BRACKET)
    for words, (what, cure), at_start in _PLAIN:
        if words in complaint:
            return Fault(_line(context_mark, text) if at_start and context_mark else line, what, cure)
    return Fault(
        line, "This line cannot be read as YAML.", "Compare it with its neighbours, or put quotes round the text."
    )


def _bad_start(line: int, row: str, column: int) -> Fault:
    sign = row[column : column + 1]
    if sign == "\t":
        return Fault(line, "A tab stands in this line.", "Use spaces in its place; YAML does not take tabs here.")
    return Fault(line, f"A text cannot start with the sign {sign} here.", "Put quotes round the whole text.")


def _line(mark: yaml.Mark, text: str) -> int:
    """The mark's line, from 1; the end of a file counts as its last line."""
    return min(int(mark.line), text.rstrip("\n").count("\n")) + 1
