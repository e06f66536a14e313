"""One subject under one load: what came of it."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.load.clock import ClockedApi, Timed
from bench.load.messages import inbox
from bench.load.subject import Subject, cpu_seconds, peak_megabytes


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run of one subject showed."""

    answers: int
    per_second: float  # messages, from the first one handed out to the last call
    cpu_ms: float  # for one message
    peak_mb: float
    p50: float  # ms from being handed out to the answer
    p99: float
    p99_written: float  # ms from being written: with the wait until the subject asked


class TooSlowError(AssertionError):
    """The subject did not get done."""


async def drain(api: ClockedApi, subject: Subject, runners: Sequence[int], count: int) -> Figures:
    """Start on a backlog of so many messages, and answer them all."""
    written = [await api.write(runner, text) for runner, text in inbox(runners, count)]
    starting = asyncio.create_task(subject.start())
    await api.first_handed_out.wait()
    before = cpu_seconds(subject.pid)
    await starting
    return await _measured(api, subject, written, before)


async def steady(
    api: ClockedApi, subject: Subject, runners: Sequence[int], per_second: float, seconds: float
) -> Figures:
    """Messages at an even rate, each from another runner."""
    await subject.start()
    await _warm_up(api, runners[0])
    before, begun = cpu_seconds(subject.pid), time.monotonic()
    written = []
    for number, (runner, text) in enumerate(inbox(runners[1:], int(per_second * seconds))):
        await asyncio.sleep(max(0.0, begun + number / per_second - time.monotonic()))
        written.append(await api.write(runner, text))
    return await _measured(api, subject, written, before)


async def _warm_up(api: ClockedApi, runner: int) -> None:
    """The first few messages of a process are nobody's yardstick."""
    for number in range(1, 6):
        await api.write(runner, f"is it ok to run {number} km tomorrow?")
        while api.answers < number:  # noqa: ASYNC110 - the server has no bell for counts
            await asyncio.sleep(0.05)
    api.begin_anew()


async def _measured(api: ClockedApi, subject: Subject, written: Sequence[Timed], before: float) -> Figures:
    if not await api.quiet(within=600):
        raise TooSlowError(f"{subject.name}: {api.waiting} updates still wait")
    used = cpu_seconds(subject.pid) - before
    waits = [(one.answered - one.handed_out) * 1000 for one in written if one.answered]
    since_written = [(one.answered - one.written) * 1000 for one in written if one.answered]
    return Figures(
        answers=api.answers,
        per_second=len(written) / (api.last_call - api.started_at),
        cpu_ms=used / len(written) * 1000,
        peak_mb=peak_megabytes(subject.pid),
        p50=statistics.median(waits),
        p99=_percentile(waits, 99),
        p99_written=_percentile(since_written, 99),
    )


def _percentile(values: Sequence[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]
