"""What every command opens first: the knowledge, the reader, the place; and how a command stops with one sentence."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn
from zoneinfo import ZoneInfo

import typer

from bot.dialogue.wording import Wording
from bot.last_good import COPIES, keep_version, last_good
from bot.needs import load_whole, missing
from bot.ports import StoreError
from bot.settings import SettingsError, read_settings
from knowledge.load import KnowledgeError, load
from knowledge.model import Knowledge

if TYPE_CHECKING:  # what reads takes long to load, and a check reads nothing
    from intents.scores import Scorer
    from intents.understand import Reader

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
KnowledgeDir = Annotated[Path, typer.Option("--knowledge", help="The folder with the YAML files.")]
Core = Annotated[bool, typer.Option("--core", help="Leave the encoder out, to compare.")]
Now = Annotated[str, typer.Option("--now", help="The moment to reckon from, as an ISO time; default: now.")]


def place_of(knowledge: Knowledge) -> tuple[str, ZoneInfo]:
    """REGION and TIMEZONE where they are set and sound; a terminal needs no settings."""
    try:
        settings = read_settings(os.environ)
    except SettingsError:
        return "uk", ZoneInfo("Europe/London")
    return settings.region if settings.region in knowledge.regions else "uk", settings.timezone


def wording_of(knowledge: Knowledge) -> Wording:
    """The team's texts for the place that is set."""
    return Wording(knowledge, place_of(knowledge)[0])


def learnt_for(knowledge: Knowledge, *, core: bool = False) -> "Scorer":
    """All that was learnt; `core` leaves the encoder out."""
    from bot.warmup import ready

    return ready(knowledge, core=core, tell=lambda text: print(text, file=sys.stderr, flush=True))


def reader_of(knowledge: Knowledge, *, core: bool = False) -> "Reader":
    """The reader, with all that was learnt."""
    from intents.understand import Reader

    return Reader(knowledge, learnt_for(knowledge, core=core))


def load_or_stop(folder: Path) -> Knowledge:
    """The knowledge, or the end of the command with every error."""
    try:
        return load_whole(folder)
    except KnowledgeError as error:
        stop(_errors(error))


def load_older_or_stop(folder: Path, newer: Knowledge) -> Knowledge:
    """An older version; texts that the bot has come to need since are lent by the newer one."""
    try:
        older = load(folder)
    except KnowledgeError as error:
        stop(_errors(error))
    responses = older.responses.model_copy(
        update={
            "say": {**newer.responses.say, **older.responses.say},
            "safety": {**newer.responses.safety, **older.responses.safety},
        }
    )
    lent = older.model_copy(update={"responses": responses})
    gaps = list(missing(lent))
    if gaps:
        stop("\n".join(map(str, gaps)))
    return lent


def load_or_last_good(folder: Path, copies: Path = COPIES) -> Knowledge:
    """The knowledge; where its files are broken, the last that could be used: a bad file does not keep the bot down."""
    try:
        loaded = load_whole(folder)
    except KnowledgeError as error:
        kept = last_good(folder, copies)
        if kept is None:
            stop(_errors(error))
        print(f"{_errors(error)}\nThe files cannot be used; going on with version {kept.version}.", file=sys.stderr)
        return kept
    keep_version(folder, loaded.version, copies)
    return loaded


def _errors(error: KnowledgeError) -> str:
    return "\n".join(str(problem) for problem in error.problems if problem.level == "error")


def moment(now: str) -> datetime:
    """The moment that --now names; without it, now."""
    if not now:
        return datetime.now(UTC)
    try:
        when = datetime.fromisoformat(now)
    except ValueError:
        stop(f"--now: '{now}' is not an ISO time. Write it like 2026-11-22T12:00:00+00:00.")
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def stop(message: str) -> NoReturn:
    """End the command with a sentence that says what to do."""
    print(message, file=sys.stderr)
    raise SystemExit(1)


@contextmanager
def plainly() -> Iterator[None]:
    """End with the sentence that says what to do, not with a traceback."""
    try:
        yield
    except (SettingsError, StoreError) as error:
        stop(str(error))
