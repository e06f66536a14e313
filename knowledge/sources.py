"""The files of a knowledge folder: which there should be, and what they hold before any checking.

One entry a file in a folder of its kind; several short ones in one file; one map where there is
only one of it. Every entry comes out as an `Item`, which knows where each of its words stands.
"""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel

from knowledge import model
from knowledge.problems import Level, Problem, did_you_mean, quoted
from knowledge.yaml_marks import Marked, Path, read_marked, strings


@dataclass(frozen=True, slots=True)
class Shelf:
    """One kind of entry and where it is kept."""

    name: str  # the folder, or the file without .yaml
    kind: str  # the key that holds an entry's id; "" where there is only one entry
    model: type[BaseModel]
    needed: bool = True


FOLDERS = (
    Shelf("causes", "cause", model.Cause),
    Shelf("fixes", "fix", model.Fix),
    Shelf("exercises", "exercise", model.Exercise),
    Shelf("questions", "question", model.Question),
    Shelf("red_flags", "red_flag", model.RedFlag),
    Shelf("concepts", "concept", model.Concept, needed=False),
    Shelf("replies", "reply", model.SavedReply, needed=False),
)
LISTS = (
    Shelf("small_talk", "talk", model.SmallTalk),
    Shelf("follow_ups", "follow_up", model.FollowUp),
    Shelf("regions", "region", model.Region),
    Shelf("while_waiting", "question", model.WaitingQuestion, needed=False),
    Shelf("guards", "guard", model.Guard, needed=False),
)
SINGLES = (
    Shelf("triage", "", model.Triage),
    Shelf("responses", "", model.Responses),
    Shelf("team", "", model.Team),
    Shelf("other_injuries", "", model.OtherInjuries),
    Shelf("scope", "", model.Scope, needed=False),
    Shelf("plain_words", "", model.PlainWords, needed=False),
)
_VERSION = 12  # characters
_FOLDER_NAMES = {shelf.name for shelf in FOLDERS}
_FILE_NAMES = {f"{shelf.name}.yaml" for shelf in LISTS + SINGLES}


@dataclass(frozen=True, slots=True)
class Item:
    """One entry as it stands in its file."""

    shelf: Shelf
    id: str  # "" where there is only one of it
    file: str
    marked: Marked
    prefix: Path  # the way to the entry inside the file
    data: dict[str, Any]

    def line(self, *path: str | int) -> int:
        """The line of this key or list item."""
        if path and path[0] == "id" and self.shelf.kind:
            path = (self.shelf.kind, *path[1:])
        return self.marked.line((*self.prefix, *path))

    def typed(self, path: Path) -> str | None:
        """A number, a yes or a date as it was typed; None for text."""
        if path and path[0] == "id" and self.shelf.kind:
            path = (self.shelf.kind, *path[1:])
        return self.marked.typed.get((*self.prefix, *path))

    def texts(self, *path: str) -> Iterator[tuple[Path, str]]:
        """The texts at and below a key, with the way to each; nothing when it is not there."""
        found: Any = self.data
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        return strings(found, path)

    def problem(self, path: Path, what: str, cure: str, level: Level = "error") -> Problem:
        """A problem with what stands there."""
        return Problem(self.file, self.line(*path), what, cure, level)


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything the folder holds."""

    items: tuple[Item, ...]
    problems: tuple[Problem, ...]
    version: str
    unread: frozenset[str]  # shelves with a file that could not be read: what it holds is not known

    def on(self, shelf: str) -> tuple[Item, ...]:
        """The entries of one kind."""
        return tuple(item for item in self.items if item.shelf.name == shelf)


def gather(folder: FilePath) -> Sources:
    """Read every file of the folder."""
    return _Gathering(folder).done()


def version_of(folder: FilePath) -> str:
    """The version that `gather` would find, without making sense of the files: a hundred times sooner."""
    files = [f"{shelf.name}/{path.name}" for shelf in FOLDERS for path in _files(folder, shelf)]
    digest = hashlib.sha256()
    for file in (*files, *(f"{shelf.name}.yaml" for shelf in LISTS + SINGLES)):
        with suppress(OSError):
            digest.update(_counted(file, (folder / file).read_bytes()))
    return digest.hexdigest()[:_VERSION]


def _files(folder: FilePath, shelf: Shelf) -> list[FilePath]:
    return sorted(path for path in (folder / shelf.name).glob("*.yaml") if not path.name.startswith("."))


def _counted(file: str, content: bytes) -> bytes:
    """A file as it counts for the version."""
    return f"{file}\n".encode() + content.replace(b"\r\n", b"\n") + b"\0"


class _Gathering:
    """One walk through a folder."""

    def __init__(self, folder: FilePath) -> None:
        self._folder = folder
        self._digest = hashlib.sha256()
        self._items: list[Item] = []
        self._problems: list[Problem] = []
        self._unread: set[str] = set()

    def done(self) -> Sources:
        """Walk, and say what was found."""
        if not self._folder.is_dir():
            where = quoted(self._folder)
            self._tell(".", 1, f"There is no folder {where}.", "Check the path, or the setting KNOWLEDGE_DIR.")
            shelves = FOLDERS + LISTS + SINGLES
            return Sources((), tuple(self._problems), "", frozenset(shelf.name for shelf in shelves))
        for shelf in FOLDERS:
            self._read_folder(shelf)
        for shelf in LISTS:
            self._read_list(shelf)
        for shelf in SINGLES:
            self._read_single(shelf)
        self._strays()
        version = self._digest.hexdigest()[:_VERSION]
        return Sources(tuple(self._items), tuple(self._problems), version, frozenset(self._unread))

    def _tell(self, file: str, line: int, what: str, cure: str) -> None:
        self._problems.append(Problem(file, line, what, cure))

    def _read_folder(self, shelf: Shelf) -> None:
        files = _files(self._folder, shelf)
        if not files and shelf.needed:
            self._unread.add(shelf.name)
            cure = f"Add one file for each {shelf.kind}, or bring the folder back from the last version."
            self._tell(shelf.name, 1, f"There is no file in the folder {shelf.name}/.", cure)
        for path in files:
            marked = self._read(shelf, f"{shelf.name}/{path.name}")
            if marked:
                self._entry(shelf, f"{shelf.name}/{path.name}", marked, (), marked.data)

    def _read_list(self, shelf: Shelf) -> None:
        file = f"{shelf.name}.yaml"
        if not shelf.needed and not (self._folder / file).exists():
            return
        marked = self._read(shelf, file)
        if marked is None:
            return
        for key in marked.data:
            if key != shelf.name:
                cure = f"This file holds one list, `{shelf.name}:`. Mend or delete the key."
                self._tell(file, marked.line((key,)), f"The key {quoted(key)} is not known here.", cure)
        rows = marked.data.get(shelf.name)
        if not isinstance(rows, list) or not rows:
            self._unread.add(shelf.name)
            cure = (
                f"Start it with `{shelf.name}:` and put the entries under it, each starting with `- {shelf.kind}: ...`."
            )
            self._tell(file, marked.line((shelf.name,)), "This file holds no list of entries.", cure)
            return
        for number, row in enumerate(rows):
            self._entry(shelf, file, marked, (shelf.name, number), row)
        self._same_id(shelf)

    def _read_single(self, shelf: Shelf) -> None:
        file = f"{shelf.name}.yaml"
        if not shelf.needed and not (self._folder / file).exists():
            return
        marked = self._read(shelf, file)
        if marked:
            self._items.append(Item(shelf, "", file, marked, (), marked.data))

    def _read(self, shelf: Shelf, file: str) -> Marked | None:
        """One file's content, if it is a map."""
        marked = None
        try:
            content = (self._folder / file).read_bytes()
        except FileNotFoundError:
            self._tell(file, 1, "This file is missing.", "Bring it back from the last version.")
        except OSError as error:
            self._tell(file, 1, f"This file cannot be read ({error.strerror}).", "Check its permissions.")
        else:
            self._digest.update(_counted(file, content))
            marked, faults = read_marked(content)
            for fault in faults:
                self._tell(file, fault.line, fault.what, fault.cure)
        if marked and not isinstance(marked.data, dict):
            start = f"`{shelf.kind}: ...`" if shelf in FOLDERS else "`key: ...`"
            cure = f"Start it with a line like {start}, without a dash in front."
            self._tell(file, marked.line(()), "This file should hold keys with values.", cure)
            marked = None
        if marked is None:
            self._unread.add(shelf.name)
        return marked

    def _entry(self, shelf: Shelf, file: str, marked: Marked, prefix: Path, data: Any) -> None:
        """Take an entry in under the id that it gives itself."""
        if not isinstance(data, dict):
            cure = f"Start it with `- {shelf.kind}: ...` and put its keys under that, two spaces further in."
            self._tell(file, marked.line(prefix), "This item of the list should hold keys with values.", cure)
            self._unread.add(shelf.name)
            return
        given = data.get(shelf.kind)
        name = FilePath(file).stem if shelf in FOLDERS else given if isinstance(given, str) else ""
        item = Item(shelf, name, file, marked, prefix, data)
        self._items.append(item)
        if shelf in FOLDERS and given is not None and given != name:
            written = quoted(item.typed(("id",)) or given)
            what = f"`{shelf.kind}` is {written}, but the file is called {quoted(name + '.yaml')}."
            self._tell(file, item.line("id"), what, f"Write `{shelf.kind}: {name}`, or rename the file.")

    def _same_id(self, shelf: Shelf) -> None:
        first: dict[str, Item] = {}
        for item in self._items:
            if item.shelf is not shelf or not item.id:
                continue
            if item.id in first:
                cure = f"Give one of them another name; the first is in line {first[item.id].line('id')}."
                self._tell(item.file, item.line("id"), f"Two entries are called {quoted(item.id)}.", cure)
            first.setdefault(item.id, item)

    def _strays(self) -> None:
        """YAML files that nobody would read: a wrong ending, a wrong folder, a misspelt name."""
        for path in sorted(self._folder.rglob("*.y*ml")):
            file = path.relative_to(self._folder).as_posix()
            if any(part.startswith(".") for part in file.split("/")) or not path.is_file():
                continue
            folder = file.rpartition("/")[0]
            if path.suffix == ".yml":
                self._tell(
                    file, 1, "The bot does not read files that end in .yml.", "Rename it so that it ends in .yaml."
                )
            elif folder and folder not in _FOLDER_NAMES:
                cure = f"{did_you_mean(folder, _FOLDER_NAMES)} Move the file."
                self._tell(file, 1, f"The bot does not read the folder {quoted(folder)}.", cure)
            elif not folder and file not in _FILE_NAMES:
                cure = f"{did_you_mean(file, _FILE_NAMES)} Rename it, or move it into the folder of its kind."
                self._tell(file, 1, "The bot does not read this file.", cure)
