"""Where every text of the knowledge stands: its file and its line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath

from knowledge.sources import Item, gather
from knowledge.yaml_marks import Path, strings


@dataclass(frozen=True, slots=True)
class Place:
    """One line of one file, relative to the knowledge folder."""

    file: str
    line: int
    key: str = ""  # the way to it inside the entry: "say", "home_check.steps"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Lines:
    """Every text and where it stands, by the entry it belongs to."""

    texts: Mapping[str, Mapping[str, Place]]  # entry's id, or the file's name where there is only one: text: place
    version: str = ""  # of the files that were read

    def of(self, owner: str, text: str) -> Place | None:
        """Where this entry's text stands."""
        return self.texts.get(owner, {}).get(text)


def read_lines(folder: FilePath) -> Lines:
    """Read the folder once more, for the lines alone."""
    texts: dict[str, dict[str, Place]] = {}
    sources = gather(folder)
    for item in sources.items:
        mine = texts.setdefault(item.id or item.shelf.name, {})
        for path, text in strings(item.data):
            mine.setdefault(text.strip(), Place(item.file, item.line(*path), _key(path)))
        for number, ideas in _clues(item):
            mine.setdefault(ideas, Place(item.file, item.line("clues", number), "clues"))
    return Lines(texts, sources.version)


def _clues(item: Item) -> Iterator[tuple[int, str]]:
    """The ideas of each of a sign's clues, as its reason names them: "saddle + numb"."""
    clues = item.data.get("clues")
    for number, clue in enumerate(clues if isinstance(clues, list) else ()):
        ideas = clue.get("all") if isinstance(clue, dict) else None
        if isinstance(ideas, list):
            yield number, " + ".join(map(str, ideas))


def _key(path: Path) -> str:
    return ".".join(part for part in path if isinstance(part, str))
