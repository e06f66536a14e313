"""A copy of the last knowledge that could be used, so that a start with a broken file still finds a bot."""

import logging
import shutil
from pathlib import Path

from bot.warmup import CACHE_DIR
from knowledge.sources import gather

logger = logging.getLogger(__name__)

LAST_GOOD = CACHE_DIR / "last_good"


def keep_last_good(folder: Path, version: str, copy: Path = LAST_GOOD) -> None:
    """Copy the folder's YAML files, if they still are this version."""
    beside = copy.with_suffix(".new")
    try:
        shutil.rmtree(beside, ignore_errors=True)
        for path in folder.rglob("*.yaml"):
            target = beside / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        if gather(beside).version == version:
            shutil.rmtree(copy, ignore_errors=True)
            beside.rename(copy)
    except OSError as error:
        logger.warning("The last good knowledge cannot be kept: %s", error.strerror, extra={"action": "not_kept"})
