"""Do many small things on all processors at once, in the order in which they were given."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
_AT_A_TIME = 4  # things that a process takes: few, since some take much longer than others

_tasks: Sequence[Callable[[], Any]] = ()  # in each process: it has them from the one that it was split from


def abreast(tasks: Sequence[Callable[[], T]]) -> Iterator[T]:
    """What each gives; on one processor, or where processes cannot be split, one after the other."""
    processes = min(len(tasks), os.cpu_count() or 1)
    if processes < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from (task() for task in tasks)
        return
    split = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, split, _take, (tasks,)) as pool:
        yield from pool.map(_do, range(len(tasks)), chunksize=_AT_A_TIME)


def _take(tasks: Sequence[Callable[[], Any]]) -> None:
    global _tasks
    _tasks = tasks


def _do(number: int) -> Any:
    return _tasks[number]()
