"""The front door: the command line, and the one place where the parts are wired together."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn
from zoneinfo import ZoneInfo

import typer

from bot.dialogue.wording import Wording
from bot.needs import load_whole, read_whole
from bot.ports import StoreError
from bot.settings import SettingsError, read_settings
from bot.warmup import ready
from intents.understand import Reader
from knowledge.load import KnowledgeError
from knowledge.model import Knowledge

KNOWLEDGE = Path(__file__).parent / "knowledge"
app = typer.Typer(add_completion=False, no_args_is_help=True, help="The forRunners back pain bot.")

KnowledgeDir = Annotated[Path, typer.Option("--knowledge", help="The folder with the YAML files.")]
Core = Annotated[bool, typer.Option("--core", help="Leave the encoder out, to compare.")]
Now = Annotated[str, typer.Option("--now", help="The moment to reckon from, as an ISO time; default: now.")]


@app.command()
def run() -> None:
    """Telegram, by polling; with WEBHOOK_URL set, by webhook."""
    from bot.telegram.run import run_telegram  # a terminal needs none of this

    try:
        settings = read_settings(os.environ)
        settings.token()
    except SettingsError as error:
        _stop(str(error))
    knowledge = _load(settings.knowledge_dir)
    if settings.region not in knowledge.regions:
        _stop(f"REGION: '{settings.region}' is not in regions.yaml. Use one of: {', '.join(knowledge.regions)}.")
    try:
        asyncio.run(run_telegram(settings, knowledge, _reader(knowledge)))
    except (SettingsError, StoreError) as error:
        _stop(str(error))


@app.command()
def chat(
    knowledge: KnowledgeDir = KNOWLEDGE,
    keep: Annotated[Path | None, typer.Option(help="A SQLite file to go on with; default: start afresh.")] = None,
) -> None:
    """Talk to the bot in this terminal, as runner and as physio."""
    asyncio.run(_chat(_load(knowledge), keep))


@app.command()
def ask(
    text: Annotated[str | None, typer.Argument(help="One message; default: read it from the input.")] = None,
    file: Annotated[Path | None, typer.Option(help="JSON lines with `id` and `text`.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One decision a line.")] = False,
    knowledge: KnowledgeDir = KNOWLEDGE,
    now: Now = "",
    core: Core = False,
) -> None:
    """What the bot would do with one message, and why."""
    from bot.terminal.ask import Asker

    loaded = _load(knowledge)
    asker = Asker(loaded, _reader(loaded, core=core), _wording(loaded))
    when = _moment(now)
    if file is not None:
        for row in _rows(file):
            print(json.dumps(asker.row(str(row["id"]), str(row["text"]), when), ensure_ascii=False))
        return
    message = text if text is not None else sys.stdin.read().strip()
    if as_json:
        print(json.dumps(asker.row("", message, when), ensure_ascii=False))
    else:
        print(asker.explain(message, when))


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="Conversations as JSON.")],
    as_json: Annotated[bool, typer.Option("--json", help="One decision a line.")] = False,
    knowledge: KnowledgeDir = KNOWLEDGE,
    now: Now = "",
    core: Core = False,
) -> None:
    """Play conversations, a decision a line for every runner's turn."""
    from bot.terminal.replay import Replay, ReplayError

    loaded = _load(knowledge)
    player = Replay(loaded, _reader(loaded, core=core), _wording(loaded))
    try:
        for conversation in _conversations(file):
            turns = conversation.get("turns") or []
            for row in player.play(conversation, _moment(now)):
                print(json.dumps(row, ensure_ascii=False) if as_json else _told(row, turns[row["turn"]]))
    except ReplayError as error:
        _stop(f"{file}: {error}")


@app.command()
def check(
    knowledge: KnowledgeDir = KNOWLEDGE,
    as_json: Annotated[bool, typer.Option("--json", help="One problem a line, for programs.")] = False,
    github: Annotated[bool, typer.Option("--github", help="Notes beside the lines of a change on GitHub.")] = False,
) -> None:
    """Read the knowledge and print every problem; exit 1 if the bot could not start with it."""
    from bot.terminal.problems import as_lines_of_json, for_github, summary

    loaded, problems = read_whole(knowledge, date.today())
    if as_json:
        print(as_lines_of_json(problems), end="")
    else:
        print(for_github(problems, knowledge) if github else "".join(f"{one}\n" for one in problems), end="")
        print(summary(problems, loaded.version if loaded else ""))
    raise typer.Exit(0 if loaded else 1)


@app.command()
def migrate() -> None:
    """Bring the database up to date. `run` does it by itself on SQLite; on PostgreSQL it says to run this."""
    from bot.storage.store import upgrade_store

    with _plainly():
        asyncio.run(upgrade_store(read_settings(os.environ).database_url))
    print("The database is up to date.")


@app.command()
def outbox(
    retry: Annotated[bool, typer.Option("--retry", help="Queue every dead letter again.")] = False,
) -> None:
    """What waits to be sent, and what could not be, with the reasons."""
    with _plainly():
        for line in asyncio.run(_outbox(read_settings(os.environ).database_url, retry)):
            print(line)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="Where to write the copy.")]) -> None:
    """Copy the SQLite database while the bot runs."""
    from bot.storage.backup import back_up

    with _plainly():
        back_up(read_settings(os.environ).database_url, file)
    print(f"{file} holds everything up to this moment. It is as private as the database.")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A copy that `backup` has made.")]) -> None:
    """Put a copy in the database's place, once it has been checked. Stop the bot first."""
    from bot.storage.backup import restore as put_back

    with _plainly():
        kept = put_back(read_settings(os.environ).database_url, file, datetime.now(UTC))
    print(f"Restored. {f'What was there before lies in {kept}.' if kept else 'There was no database before.'}")


async def _outbox(url: str, retry: bool) -> list[str]:
    from bot.storage import open_async_store
    from bot.terminal.outbox import outbox_lines, retry_dead

    store = await open_async_store(url)
    try:
        told = [await retry_dead(store, datetime.now(UTC))] if retry else []
        return told or await outbox_lines(store, datetime.now(UTC))
    finally:
        await store.close()


@contextmanager
def _plainly() -> Iterator[None]:
    """End with the sentence that says what to do, not with a traceback."""
    try:
        yield
    except (SettingsError, StoreError) as error:
        _stop(str(error))


async def _chat(knowledge: Knowledge, keep: Path | None) -> None:
    from rich.console import Console

    from bot.service import Service
    from bot.storage import open_async_store
    from bot.terminal.chat import TerminalChat
    from bot.terminal.screen import Screen

    url = f"sqlite+aiosqlite:///{keep}" if keep else "sqlite+aiosqlite:///:memory:"
    store = await open_async_store(url)
    reader = _reader(knowledge)
    region, zone = _place(knowledge)
    service = Service(store, knowledge, reader, region, zone, waits_for_thoughts=False)
    try:
        await TerminalChat(service, store, Screen(Console()), lambda: datetime.now(UTC)).run(_typed())
    finally:
        await store.close()


async def _typed() -> AsyncIterator[str]:
    """Lines from the keyboard or a pipe, until they end."""
    prompt = "> " if sys.stdin.isatty() else ""
    while True:
        try:
            yield await asyncio.to_thread(input, prompt)
        except (EOFError, KeyboardInterrupt):
            return


def _place(knowledge: Knowledge) -> tuple[str, ZoneInfo]:
    """REGION and TIMEZONE where they are set and sound; a terminal needs no settings."""
    try:
        settings = read_settings(os.environ)
    except SettingsError:
        return "uk", ZoneInfo("Europe/London")
    return settings.region if settings.region in knowledge.regions else "uk", settings.timezone


def _wording(knowledge: Knowledge) -> Wording:
    return Wording(knowledge, _place(knowledge)[0])


def _reader(knowledge: Knowledge, *, core: bool = False) -> Reader:
    return Reader(knowledge, ready(knowledge, core=core, tell=lambda text: print(text, file=sys.stderr, flush=True)))


def _load(folder: Path) -> Knowledge:
    try:
        return load_whole(folder)
    except KnowledgeError as error:
        _stop("\n".join(str(problem) for problem in error.problems if problem.level == "error"))


def _moment(now: str) -> datetime:
    if not now:
        return datetime.now(UTC)
    try:
        when = datetime.fromisoformat(now)
    except ValueError:
        _stop(f"--now: '{now}' is not an ISO time. Write it like 2026-11-22T12:00:00+00:00.")
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _rows(file: Path) -> Iterable[dict[str, Any]]:
    for number, line in enumerate(_read(file).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            _stop(f"{file}:{number}: this line is not JSON. Each line is one object with `id` and `text`.")
        if not isinstance(row, dict) or "id" not in row or "text" not in row:
            _stop(f"{file}:{number}: `id` or `text` is missing. Each line is one object with both.")
        yield row


def _conversations(file: Path) -> Iterable[dict[str, Any]]:
    try:
        found = json.loads(_read(file))
    except ValueError:
        _stop(f"{file}: this is not JSON. It needs an object with a list of `conversations`.")
    conversations = found.get("conversations") if isinstance(found, dict) else None
    if not isinstance(conversations, list):
        _stop(f"{file}: `conversations` is missing. It needs an object with a list of `conversations`.")
    return conversations


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        _stop(f"{file}: cannot be read ({error}).")


def _told(row: dict[str, Any], said: dict[str, Any]) -> str:
    replies = "\n".join(f"    {reply}" for reply in row["replies"])
    return f"{row['conversation']} > {said.get('text')}\n  {row['action']} ({row['reason']})\n{replies}"


def _stop(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise SystemExit(1)


if __name__ == "__main__":
    app()
