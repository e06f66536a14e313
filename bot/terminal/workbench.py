"""The staff's commands: look at the knowledge, try it, change it without fear."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.needs import read_whole
from bot.terminal.opening import KNOWLEDGE, Core, KnowledgeDir, load_or_stop, reader_of, wording_of

TESTS = KNOWLEDGE.parent / "tests"
app = typer.Typer()


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


@app.command("test-knowledge")
def rehearse(
    tests: Annotated[Path, typer.Option("--tests", help="The folder with phrases/ and conversations/.")] = TESTS,
    knowledge: KnowledgeDir = KNOWLEDGE,
    core: Core = False,
) -> None:
    """Play the staff's tests over the knowledge; exit 1 if one does not go as written."""
    from bot.terminal.rehearsal import Rehearsal
    from knowledge.examples import read_examples

    loaded = load_or_stop(knowledge)
    examples, problems = read_examples(tests, loaded)
    failures = [*problems, *Rehearsal(loaded, reader_of(loaded, core=core), wording_of(loaded)).failures(examples)]
    for failure in failures:
        print(failure)
    count = (
        f"{len(examples.phrases)} messages, {len(examples.conversations)} conversations, {len(loaded.red_flags)} signs"
    )
    print(f"{count}: {f'{len(failures)} not as written.' if failures else 'all as written.'}")
    raise typer.Exit(1 if failures else 0)
