"""The training corpus, as frozen rows, and the plain English words that spelling repair leaves alone.

The only reading of `knowledge/corpus/*.jsonl` and `knowledge/words`. The rows teach the linear heads
(`intents/training.py`) and serve the tests; no text of theirs is ever sent to a runner.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

CORPUS_DIR = Path(__file__).parent / "corpus"
LABELLED_FOR = datetime(2026, 11, 22, 12, tzinfo=UTC)  # "since Tuesday" and "in March" count to this day
ENGLISH = Path(__file__).parent / "words" / "english.txt"


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled message; the labels are explained in the corpus's README."""

    id: str
    text: str
    topics: tuple[str, ...]  # main one first
    red_flags: tuple[str, ...]
    sign: str  # a finer or further sign, or ""
    action: tuple[str, ...]  # acceptable ones, best first
    persistent: bool | None
    duration_days: int | None  # how long the complaint has lasted, on the day `LABELLED_FOR`
    lang: str  # "en" unless the row says otherwise


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.jsonl"))


def read_corpus(folder: Path = CORPUS_DIR) -> tuple[Row, ...]:
    """Every row of every file, in the order of the files' names."""
    return tuple(
        _row(json.loads(line))
        for file in _files(folder)
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    )


def read_english() -> frozenset[str]:
    """English words of four letters and more."""
    return frozenset(ENGLISH.read_text(encoding="utf-8").split())


def _row(data: dict[str, object]) -> Row:
    def strings(key: str) -> tuple[str, ...]:
        values = data.get(key) or ()
        assert isinstance(values, (list, tuple)), f"{data.get('id')}: {key} is a list"
        return tuple(str(value) for value in values)

    persistent, days = data.get("persistent"), data.get("duration_days")
    return Row(
        id=str(data["id"]),
        text=str(data["text"]),
        topics=strings("topics"),
        red_flags=strings("red_flags"),
        sign=str(data.get("sign") or ""),
        action=strings("action"),
        persistent=persistent if isinstance(persistent, bool) else None,
        duration_days=days if isinstance(days, int) else None,
        lang=str(data.get("lang") or "en"),
    )


def corpus_hash(folder: Path = CORPUS_DIR) -> str:
    """A fingerprint of all that is read here, for the cache's name."""
    digest = hashlib.sha256()
    for file in (*_files(folder), ENGLISH):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
