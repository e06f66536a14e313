"""What every command opens first: the knowledge, the reader, the place; and how a command stops with one sentence."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn
from zoneinfo import ZoneInfo

import typer

from bot.dialogue.wording import Wording
from bot.needs import load_whole
from bot.settings import SettingsError, read_settings
from bot.warmup import ready
from intents.understand import Reader
from knowledge.load import KnowledgeError
from knowledge.model import Knowledge

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


def reader_of(knowledge: Knowledge, *, core: bool = False) -> Reader:
    """The reader, with all that was learnt; `core` leaves the encoder out."""
    return Reader(knowledge, ready(knowledge, core=core, tell=lambda text: print(text, file=sys.stderr, flush=True)))


def load_or_stop(folder: Path) -> Knowledge:
    """The knowledge, or the end of the command with every error."""
    try:
        return load_whole(folder)
    except KnowledgeError as error:
        stop("\n".join(str(problem) for problem in error.problems if problem.level == "error"))


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
