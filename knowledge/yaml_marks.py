"""YAML as plain data, with the line on which every key and list item stands.

Only what staff need is read: maps, lists, text, numbers, true and false, dates. Aliases, tags and
second documents are refused, and no depth or size of a file can do harm: the tree is built from
the parser's events, without recursion.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from knowledge.problems import quoted
from knowledge.yaml_faults import Fault, explain

Path = tuple[str | int, ...]
"""The way to a value: keys, and positions in lists from 0."""

_DEEPEST = 12
_LARGEST = 1_000_000  # bytes; the largest file staff write is a hundredth of it
_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where the wheel has it
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Marked:
    """The content of one file, and where each piece of it stands."""

    data: Any
    lines: dict[Path, int] = field(default_factory=dict)
    typed: dict[Path, str] = field(default_factory=dict)  # numbers, yes and dates as they were typed

    def line(self, path: Path) -> int:
        """The line of this key or item, or of the nearest one that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _RefusedError(Exception):
    """The file holds something that is not read at all."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.what)
        self.fault = fault


def read_marked(content: bytes) -> tuple[Marked | None, tuple[Fault, ...]]:
    """Read one file's bytes; no content comes back when they cannot be read to the end."""
    try:
        text = _decode(content)
        tree = _Tree()
        for event in yaml.parse(text, Loader=_FAST):
            tree.take(event)
        return tree.finished(), tuple(tree.faults)
    except _RefusedError as refused:
        return None, (refused.fault,)
    except yaml.YAMLError as error:
        return None, (explain(error, text),)


def _decode(content: bytes) -> str:
    if len(content) > _LARGEST:
        raise _RefusedError(
            Fault(1, "This file is too large to be read.", "Split it, or check that it is the right file.")
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        cure = "Retype the letter in this line, or save the file in your editor with the encoding UTF-8."
        raise _RefusedError(Fault(line, "This line holds bytes that are not UTF-8 text.", cure)) from error
    found = _CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        what = f"This line holds an invisible control character (code {ord(found.group())})."
        raise _RefusedError(Fault(line, what, "Delete the line and type it again."))
    return text


def _value(event: Any) -> Any:
    """A scalar as text, number, truth, date or nothing; quotes always make it text."""
    typed: str = event.value
    if not event.implicit[0]:
        return typed
    if typed in _NULL:
        return None
    if typed.lower() in _BOOL:
        return _BOOL[typed.lower()]
    if _INT.fullmatch(typed):
        return int(typed)
    if _FLOAT.fullmatch(typed):
        return float(typed)
    if _DATE.fullmatch(typed):
        try:
            return date.fromisoformat(typed)
        except ValueError:
            return typed  # 30 February: told when a date is wanted here
    return typed


@dataclass(slots=True)
class _Open:
    """A map or list that is still being read."""

    content: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None  # the key whose value comes next


class _Tree:
    """Builds the data from events, one open map or list upon the other."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._marked = Marked(data=None)
        self._root: Any = None
        self._documents = 0
        self._open: list[_Open] = []

    def take(self, event: Any) -> None:
        """One event of the parser."""
        line = event.start_mark.line + 1
        self._refuse(event, line)
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent):
            self._begin({}, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._begin([], line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._open.pop()

    def finished(self) -> Marked | None:
        """What was read, or a fault when it was nothing."""
        if self._root is None:
            self.faults.append(Fault(1, "This file is empty.", "Write its content, or delete the file."))
            return None
        return Marked(self._root, self._marked.lines, self._marked.typed)

    def _refuse(self, event: Any, line: int) -> None:
        if isinstance(event, yaml.DocumentStartEvent) and self._documents:
            raise _RefusedError(Fault(line, "A second document starts here, after `---`.", "Delete the line `---`."))
        if isinstance(event, yaml.AliasEvent):
            raise _RefusedError(_sign_fault(line, "*", str(event.anchor)))
        if getattr(event, "anchor", None):
            raise _RefusedError(_sign_fault(line, "&", event.anchor))
        tag = getattr(event, "tag", None)
        if tag:
            raise _RefusedError(_sign_fault(line, "", tag.replace("tag:yaml.org,2002:", "!!")))
        if len(self._open) >= _DEEPEST:
            cure = "Check the spaces at the start of the lines, and brackets like [ and {."
            raise _RefusedError(Fault(line, "Lists and maps stand too deep inside one another here.", cure))

    def _scalar(self, event: Any, line: int) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.content, dict) and top.key is None:
            self._key(top, event.value, line)
            return
        value = _value(event)
        path = self._place(value, line)
        if value is not None and not isinstance(value, str):
            self._marked.typed[path] = event.value

    def _key(self, top: _Open, key: str, line: int) -> None:
        first = self._marked.lines.get((*top.path, key))
        if first is not None:
            cure = f"Keep one of the two and delete the other; the first is in line {first}."
            self.faults.append(Fault(line, f"The key {quoted(key)} stands here a second time.", cure))
        else:
            self._marked.lines[(*top.path, key)] = line
        top.key = key

    def _begin(self, content: dict[str, Any] | list[Any], line: int) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.content, dict) and top.key is None:
            cure = "Put quotes round the text in front of the colon, or take out the brackets."
            raise _RefusedError(Fault(line, "A list or map stands where a key is wanted.", cure))
        self._open.append(_Open(content, self._place(content, line)))

    def _place(self, value: Any, line: int) -> Path:
        """Put a value where it belongs and say where that is."""
        if not self._open:
            self._root = value
            self._marked.lines[()] = line
            return ()
        top = self._open[-1]
        if isinstance(top.content, list):
            path: Path = (*top.path, len(top.content))
            top.content.append(value)
            self._marked.lines[path] = line
            return path
        key, top.key = top.key or "", None
        top.content[key] = value
        return (*top.path, key)


def _sign_fault(line: int, sign: str, rest: str) -> Fault:
    what = f"A text that starts with `{(sign + rest)[:1]}` has a special meaning in YAML: {quoted(sign + rest)}."
    return Fault(line, what, "Put quotes round the whole text.")


def leaves(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every text, number, truth and date in some data, with the way to it."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from leaves(value, (*path, number))
    else:
        yield path, data


def strings(data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text in some data, with the way to it."""
    return ((way, value) for way, value in leaves(data, path) if isinstance(value, str))
