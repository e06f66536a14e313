"""Copies of the versions of the knowledge that were in use last.

With them a start with a broken file still finds a bot, and the team can go back to an earlier version after a
restart too. Each knowledge folder has copies of its own.
"""

import hashlib
import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from bot.needs import load_whole
from knowledge.load import KnowledgeError
from knowledge.model import Knowledge
from knowledge.sources import gather

logger = logging.getLogger(__name__)

COPIES = Path(__file__).parent.parent / ".cache" / "last_good"  # beside what was learnt, which is not needed here
_REMEMBERED = 5  # versions


def keep_version(folder: Path, version: str, copies: Path = COPIES) -> None:
    """Copy the folder's YAML files, if they still are this version; it is the newest from now on."""
    shelf = _shelf(folder, copies)
    beside, copy = shelf / f"{version}.new", shelf / version
    try:
        shutil.rmtree(beside, ignore_errors=True)
        for path in folder.rglob("*.yaml"):
            target = beside / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        if gather(beside).version == version:
            shutil.rmtree(copy, ignore_errors=True)
            beside.rename(copy)
            os.utime(copy)
        for old in _newest_first(shelf)[_REMEMBERED:]:
            shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        logger.warning("The last good knowledge cannot be kept: %s", error.strerror, extra={"action": "not_kept"})


def last_good(folder: Path, copies: Path = COPIES) -> Knowledge | None:
    """The version that was in use last, if any can be used."""
    return next(_usable(_newest_first(_shelf(folder, copies))), None)


def version_kept(folder: Path, version: str, copies: Path = COPIES) -> Knowledge | None:
    """Exactly this version, if it was kept and can be used."""
    return next(_usable([_shelf(folder, copies) / version]), None)


def version_before(folder: Path, version: str, copies: Path = COPIES) -> Knowledge | None:
    """The version that was in use before this one."""
    kept = _newest_first(_shelf(folder, copies))
    at = next((place for place, copy in enumerate(kept) if copy.name == version), -1)
    return next(_usable(kept[at + 1 :]), None)


def _usable(copies: list[Path]) -> Iterator[Knowledge]:
    for copy in copies:
        try:
            yield load_whole(copy)
        except KnowledgeError:
            continue  # not there, or from a time when the bot needed less


def _newest_first(shelf: Path) -> list[Path]:
    kept = [copy for copy in shelf.glob("*") if copy.suffix != ".new"]
    return sorted(kept, key=lambda copy: copy.stat().st_mtime_ns, reverse=True)


def _shelf(folder: Path, copies: Path) -> Path:
    return copies / hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
