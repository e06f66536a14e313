"""The staff's commands: look at the knowledge, try it, change it without fear."""

import asyncio
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.needs import read_whole
from bot.settings import read_settings
from bot.terminal.counting import counting
from bot.terminal.opening import (
    KNOWLEDGE,
    Core,
    KnowledgeDir,
    learnt_for,
    load_older_or_stop,
    load_or_stop,
    plainly,
    reader_of,
    stop,
    wording_of,
)
from knowledge.examples import untested
from knowledge.lines import read_lines
from knowledge.problems import in_order

TESTS = KNOWLEDGE.parent / "tests"
app = typer.Typer()


@app.command()
def check(
    knowledge: KnowledgeDir = KNOWLEDGE,
    tests: Annotated[Path, typer.Option("--tests", help="The folder with phrases/; each sign needs some.")] = TESTS,
    as_json: Annotated[bool, typer.Option("--json", help="One problem a line, for programs.")] = False,
    github: Annotated[bool, typer.Option("--github", help="Notes beside the lines of a change on GitHub.")] = False,
    overlap: Annotated[bool, typer.Option("--overlap", help="Which entries compete for the same words.")] = False,
) -> None:
    """Read the knowledge and print every problem; exit 1 if the bot could not start with it."""
    from bot.terminal.problems import as_lines_of_json, for_github, summary

    loaded, problems = read_whole(knowledge, date.today())
    if loaded and tests.is_dir():
        problems = in_order((*problems, *untested(tests, loaded)))
    if as_json:
        print(as_lines_of_json(problems), end="")
    else:
        print(for_github(problems, knowledge) if github else "".join(f"{one}\n" for one in problems), end="")
        print(summary(problems, loaded.version if loaded else ""))
    if overlap and loaded:
        from bot.terminal.overlap import contests, told  # scipy is needed only here

        for line in told(contests(loaded), read_lines(knowledge)):
            print(line)
    raise typer.Exit(0 if loaded else 1)


@app.command("test-knowledge")
def rehearse(
    tests: Annotated[Path, typer.Option("--tests", help="The folder with phrases/ and conversations/.")] = TESTS,
    knowledge: KnowledgeDir = KNOWLEDGE,
    core: Core = False,
) -> None:
    """Play the staff's tests over the knowledge; exit 1 if one does not go as written."""
    from bot.terminal import rehearsal
    from knowledge.examples import read_examples

    loaded = load_or_stop(knowledge)
    examples, problems = read_examples(tests, loaded)
    failures = [*problems, *rehearsal.rehearse(loaded, learnt_for(loaded, core=core), wording_of(loaded), examples)]
    for failure in failures:
        print(failure)
    count = (
        f"{len(examples.phrases)} messages, {len(examples.conversations)} conversations, {len(loaded.red_flags)} signs"
    )
    print(f"{count}: {f'{len(failures)} not as written.' if failures else 'all as written.'}")
    raise typer.Exit(1 if failures else 0)


@app.command()
def schema(knowledge: KnowledgeDir = KNOWLEDGE) -> None:
    """Write the JSON Schema by which editors complete keys and show help texts."""
    from knowledge.schema import SCHEMAS, write_schemas

    changed = write_schemas(knowledge)
    print(f"{len(changed)} files written to {knowledge / SCHEMAS}." if changed else "Every schema is up to date.")


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="A folder, or a git revision such as HEAD or main.")],
    new: Annotated[str, typer.Argument(help="The same; default: the folder as it is now.")] = "",
    tests: Annotated[Path, typer.Option("--tests", help="The folder with phrases/ and conversations/.")] = TESTS,
    knowledge: KnowledgeDir = KNOWLEDGE,
    core: Core = False,
) -> None:
    """What would change: play tests and signs over two versions; exit 1 if a danger sign would be lost."""
    from bot.terminal.compare import compare, messages_of, side
    from bot.terminal.kept import kept_messages
    from bot.terminal.revisions import RevisionError, knowledge_at
    from knowledge.examples import read_examples

    try:
        with knowledge_at(old, knowledge) as before, knowledge_at(new or str(knowledge), knowledge) as after:
            now = load_or_stop(after)
            was = load_older_or_stop(before, now)
    except RevisionError as error:
        stop(str(error))
    examples, _ = read_examples(tests, now)
    sides = [side(one, reader_of(one, core=core), wording_of(one)) for one in (was, now)]
    with plainly():
        url = read_settings(os.environ).database_url
        own = asyncio.run(kept_messages(now, url, datetime.now(UTC))) if now.team.keep_messages else ()
    messages = messages_of(was, now, examples, own)
    conversations = [written.test for written in examples.conversations]
    with counting(len(messages) + sum(turn.runner is not None for one in conversations for turn in one.turns)) as count:
        found = replace(compare(sides[0], sides[1], messages, conversations, count), own=len(own))
    for line in found.told():
        print(line)
    raise typer.Exit(1 if found.lost else 0)


@app.command()
def proposals(
    apply: Annotated[int, typer.Option("--apply", help="Make this change in the files.")] = 0,
    drop: Annotated[int, typer.Option("--drop", help="Forget this one.")] = 0,
    knowledge: KnowledgeDir = KNOWLEDGE,
) -> None:
    """What staff have proposed from the group: list it as patches, apply it, drop it."""
    with plainly():
        print(asyncio.run(_proposals(read_settings(os.environ).database_url, apply, drop, knowledge)))


async def _proposals(url: str, apply: int, drop: int, folder: Path) -> str:
    from bot.storage import open_async_store
    from bot.terminal import proposals

    store = await open_async_store(url)
    try:
        if apply:
            return await proposals.apply(store, apply, folder)
        if drop:
            return await proposals.drop(store, drop)
        return "\n".join(proposals.listed(await proposals.waiting(store), folder))
    finally:
        await store.close()
