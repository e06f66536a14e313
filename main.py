"""The front door: the command line, and the one place where the parts are wired together."""

import asyncio
import gc
import json
import os
import sys
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.ports import StoreError
from bot.settings import SettingsError, read_settings
from bot.terminal import workbench
from bot.terminal.opening import (
    KNOWLEDGE,
    Core,
    KnowledgeDir,
    Now,
    load_or_last_good,
    load_or_stop,
    moment,
    place_of,
    plainly,
    reader_of,
    stop,
    wording_of,
)
from knowledge.lines import read_lines
from knowledge.model import Knowledge

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The forRunners back pain bot.")
app.add_typer(workbench.app)


_TURN = 0.001  # seconds that a busy event loop keeps the encoder, or a commit, waiting for the interpreter


@app.command()
def run() -> None:
    """Telegram, by polling; with WEBHOOK_URL set, by webhook."""
    from bot.telegram.run import run_telegram  # a terminal needs none of this

    try:
        settings = read_settings(os.environ)
        settings.token()
    except SettingsError as error:
        stop(str(error))
    knowledge = load_or_last_good(settings.knowledge_dir)
    if settings.region not in knowledge.regions:
        stop(f"REGION: '{settings.region}' is not in regions.yaml. Use one of: {', '.join(knowledge.regions)}.")
    reader = reader_of(knowledge)
    sys.setswitchinterval(_TURN)
    gc.freeze()  # what is loaded by now stays: each time the collector walked it, everybody waited half a second
    try:
        asyncio.run(run_telegram(settings, knowledge, reader))
    except (SettingsError, StoreError) as error:
        stop(str(error))


@app.command()
def chat(
    knowledge: KnowledgeDir = KNOWLEDGE,
    keep: Annotated[Path | None, typer.Option(help="A SQLite file to go on with; default: start afresh.")] = None,
) -> None:
    """Talk to the bot in this terminal, as runner and as physio."""
    asyncio.run(_chat(load_or_stop(knowledge), knowledge, keep))


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

    loaded = load_or_stop(knowledge)
    asker = Asker(loaded, reader_of(loaded, core=core), wording_of(loaded))
    when = moment(now)
    if file is not None:
        for row in _rows(file):
            print(json.dumps(asker.row(str(row["id"]), str(row["text"]), when), ensure_ascii=False))
        return
    message = text if text is not None else sys.stdin.read().strip()
    if as_json:
        print(json.dumps(asker.row("", message, when), ensure_ascii=False))
    else:
        print(asker.explain(message, when, read_lines(knowledge)))


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

    loaded = load_or_stop(knowledge)
    player = Replay(loaded, reader_of(loaded, core=core), wording_of(loaded))
    try:
        for conversation in _conversations(file):
            turns = conversation.get("turns") or []
            for row in player.play(conversation, moment(now)):
                print(json.dumps(row, ensure_ascii=False) if as_json else _told(row, turns[row["turn"]]))
    except ReplayError as error:
        stop(f"{file}: {error}")


@app.command()
def migrate() -> None:
    """Bring the database up to date. `run` does it by itself on SQLite; on PostgreSQL it says to run this."""
    from bot.storage.store import upgrade_store

    with plainly():
        asyncio.run(upgrade_store(read_settings(os.environ).database_url))
    print("The database is up to date.")


@app.command()
def outbox(
    retry: Annotated[bool, typer.Option("--retry", help="Queue every dead letter again.")] = False,
) -> None:
    """What waits to be sent, and what could not be, with the reasons."""
    with plainly():
        for line in asyncio.run(_outbox(read_settings(os.environ).database_url, retry)):
            print(line)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="Where to write the copy.")]) -> None:
    """Copy the SQLite database while the bot runs."""
    from bot.storage.backup import back_up

    with plainly():
        back_up(read_settings(os.environ).database_url, file)
    print(f"{file} holds everything up to this moment. It is as private as the database.")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A copy that `backup` has made.")]) -> None:
    """Put a copy in the database's place, once it has been checked. Stop the bot first."""
    from bot.storage.backup import restore as put_back

    with plainly():
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


async def _chat(knowledge: Knowledge, folder: Path, keep: Path | None) -> None:
    from rich.console import Console

    from bot.live import lines_now
    from bot.service import Service
    from bot.storage import open_async_store
    from bot.terminal.chat import TerminalChat
    from bot.terminal.screen import Screen

    url = f"sqlite+aiosqlite:///{keep}" if keep else "sqlite+aiosqlite:///:memory:"
    store = await open_async_store(url)
    reader = reader_of(knowledge)
    region, zone = place_of(knowledge)
    lines = partial(lines_now, folder)
    service = Service(store, knowledge, reader, region, zone, waits_for_thoughts=False, lines=lines)
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


def _rows(file: Path) -> Iterable[dict[str, Any]]:
    for number, line in enumerate(_read(file).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            stop(f"{file}:{number}: this line is not JSON. Each line is one object with `id` and `text`.")
        if not isinstance(row, dict) or "id" not in row or "text" not in row:
            stop(f"{file}:{number}: `id` or `text` is missing. Each line is one object with both.")
        yield row


def _conversations(file: Path) -> Iterable[dict[str, Any]]:
    try:
        found = json.loads(_read(file))
    except ValueError:
        stop(f"{file}: this is not JSON. It needs an object with a list of `conversations`.")
    conversations = found.get("conversations") if isinstance(found, dict) else None
    if not isinstance(conversations, list):
        stop(f"{file}: `conversations` is missing. It needs an object with a list of `conversations`.")
    return conversations


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        stop(f"{file}: cannot be read ({error}).")


def _told(row: dict[str, Any], said: dict[str, Any]) -> str:
    replies = "\n".join(f"    {reply}" for reply in row["replies"])
    return f"{row['conversation']} > {said.get('text')}\n  {row['action']} ({row['reason']})\n{replies}"


if __name__ == "__main__":
    app()
