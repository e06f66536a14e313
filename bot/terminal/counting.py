"""Show how far a long command has come, where somebody is watching."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress


@contextmanager
def counting(of: int) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal; nothing where the output goes into a file or another program."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("Playing", total=of)
        yield lambda done: progress.update(task, completed=done)
