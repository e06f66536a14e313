"""Small changes to a YAML file that keep every comment and the order: one line is put in, nothing is written anew."""

import difflib
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge.lines import Lines, Place
from knowledge.problems import quoted


class PatchError(Exception):
    """The change cannot be made by itself; says what to do by hand."""


@dataclass(frozen=True, slots=True)
class Patch:
    """One file before and after."""

    file: str  # relative to the knowledge folder
    before: str
    after: str

    def __str__(self) -> str:
        rows = difflib.unified_diff(
            self.before.splitlines(), self.after.splitlines(), self.file, self.file, lineterm="", n=2
        )
        return "\n".join(rows)

    def apply(self, folder: Path) -> None:
        """Write it, unless the file has changed meanwhile."""
        path = folder / self.file
        if path.read_text(encoding="utf-8") != self.before:
            raise PatchError(f"{self.file} has changed meanwhile. Look again.")
        path.write_text(self.after, encoding="utf-8")

    def take_back(self, folder: Path) -> None:
        """As it was before."""
        (folder / self.file).write_text(self.before, encoding="utf-8")


def add_phrase(folder: Path, lines: Lines, entry: str, phrase: str) -> Patch:
    """Put a phrase under the last one of this entry."""
    if lines.of(entry, phrase):
        raise PatchError(f"{quoted(phrase)} stands in {lines.of(entry, phrase)} already.")
    last = _last_phrase(lines, entry)
    before = (folder / last.file).read_text(encoding="utf-8")
    rows = before.split("\n")
    row = rows[last.line - 1]
    indent = row[: len(row) - len(row.lstrip())]
    if not row.lstrip().startswith("- "):
        raise PatchError(f"The phrases in {last} do not stand one a line. Add this one by hand.")
    rows.insert(last.line, f"{indent}- {_scalar(phrase)}")
    return Patch(last.file, before, "\n".join(rows))


def _last_phrase(lines: Lines, entry: str) -> Place:
    places = [place for place in lines.texts.get(entry, {}).values() if place.key == "phrases"]
    if not places:
        raise PatchError(f"There is no entry {quoted(entry)} with phrases. Add the words by hand where they belong.")
    return max(places, key=lambda place: place.line)


def _scalar(phrase: str) -> str:
    """A text as it can stand in a list, with quotes where YAML needs them."""
    dumped: str = yaml.safe_dump([phrase], allow_unicode=True, width=10_000)
    return dumped.removeprefix("- ").rstrip("\n")
