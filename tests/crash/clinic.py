"""A busy evening at the physios': people who write all the time, and what each of them is owed.

Every cycle brings new runners, each with one thing to say, and goes on with the chats that a physio
holds. Whatever happens to the bot meanwhile, `check` finds what was lost and what came twice.
"""

import asyncio
import itertools
import random
import re
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.botapi import BotApi, Runner, Shown
from tests.crash.doubles import Kill, Rows, doubles, written_down

LASTING = "my lower back has hurt for 5 months, number {}"
DANGER = "I can't feel when I wipe, number {}"
EVERYDAY = "my hamstrings are tight and my lower back aches after a long run, number {}"
PIECES = ("it's my lower back {}", "it has been sore", "for 5 months")
JOINED = "from our physio team has joined"
# As it is passed on, not as an alert quotes it. (Its number must not read like a temperature.)
_LINE = re.compile(r"(?:physio|runner) line 1[0-9]{4}\.$", re.MULTILINE)


@dataclass
class Report:
    """What the evening came to. `problems` is empty when nothing was lost and nothing doubled without need."""

    kills: int = 0
    updates: int = 0
    handed_out_again: int = 0  # because the bot was killed before it had confirmed them
    runners: int = 0
    answered: int = 0
    cases: int = 0
    cases_expected: int = 0
    topics: int = 0
    topics_left_over: int = 0
    physio_lines: int = 0
    physio_lines_arrived: int = 0
    runner_lines: int = 0
    runner_lines_arrived: int = 0
    messages_sent: int = 0
    doubled: int = 0
    longest_unknown: float = 0.0  # seconds between a doubled message and the kill that explains it
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills; {self.updates} updates, {self.handed_out_again} of them handed out again after a "
            f"kill\nrunners {self.answered}/{self.runners} answered; cases {self.cases}/{self.cases_expected}, topics "
            f"{self.topics}/{self.cases_expected} and {self.topics_left_over} left over\nphysios' lines "
            f"{self.physio_lines_arrived}/{self.physio_lines} arrived, runners' lines {self.runner_lines_arrived}/"
            f"{self.runner_lines}\nmessages {self.messages_sent}, doubled {self.doubled} (each sent at most "
            f"{self.longest_unknown * 1000:.0f} ms before a kill)\nproblems: {self.problems or 'none'}"
        )


class Clinic:
    """The people, and what they wrote."""

    def __init__(self, api: BotApi, dice: random.Random) -> None:
        self._api = api
        self._dice = dice
        self._numbers = itertools.count(10_001)
        self._wrote: dict[int, list[str]] = {}
        self._lasting: dict[int, Runner] = {}
        self._danger: dict[int, Runner] = {}
        self._runners: dict[int, Runner] = {}
        self._held: dict[int, int] = {}  # runner -> topic
        self._physio_lines: list[tuple[int, str]] = []  # to whom, what
        self._runner_lines: list[tuple[int, str]] = []

    async def open_the_door(self) -> None:
        """One chat that a physio holds before anything goes wrong."""
        await self._comes(LASTING, self._lasting)
        (runner,) = self._lasting.values()
        self._held[runner.id] = await self._api.staff.topic(runner.name, within=20)
        await self._api.staff.taps("Claim", self._held[runner.id])
        await runner.hears(JOINED, within=20)

    async def cycle(self, seconds: float) -> None:
        """New runners and old ones write, spread over a while."""
        doings = [
            self._comes(LASTING, self._lasting),
            self._comes(LASTING, self._lasting),
            self._comes(DANGER, self._danger),
            self._comes(EVERYDAY, {}),
            self._comes_in_pieces(),
            self._is_claimed(),
            *(self._talk(number) for number in dict.fromkeys((*list(self._held)[:1], *list(self._held)[-2:]))),
        ]
        self._dice.shuffle(doings)
        for doing in doings:
            await doing
            await asyncio.sleep(self._dice.uniform(0, 2 * seconds / len(doings)))

    async def check(self, rows: Rows, kills: list[Kill], handed_out_again: int) -> Report:
        """Everybody's due against what there is."""
        report = Report(kills=len(kills), updates=self._api.next_update - 1000, handed_out_again=handed_out_again)
        await self._check_database(rows, report)
        self._check_runners(report)
        found = await rows('select runner, topic_id from "case"')
        self._check_topics(report, {row[0]: row[1] for row in found})
        self._check_lines(report)
        await self._check_doubles(rows, report, kills)
        return report

    # What they do.

    def _new(self) -> Runner:
        number = next(self._numbers)
        runner = self._runners[number] = self._api.runner(number, f"Rue{number}x")
        return runner

    async def _writes(self, runner: Runner, text: str) -> None:
        self._wrote.setdefault(runner.id, []).append(text)
        await runner.writes(text)

    async def _comes(self, text: str, kind: dict[int, Runner]) -> None:
        runner = self._new()
        kind[runner.id] = runner
        await self._writes(runner, text.format(runner.id))

    async def _comes_in_pieces(self) -> None:
        runner = self._new()
        for piece in PIECES:
            await self._writes(runner, piece.format(runner.id))

    async def _is_claimed(self) -> None:
        """A physio takes the oldest case whose card can be tapped, and writes at once."""
        claimable = (runner for runner in self._lasting.values() if runner.id not in self._held)
        for runner in claimable:
            card = next((m for m in self._api.staff.screen if f"{runner.name}" in m.text and "Claim" in m.labels), None)
            if card and card.thread:
                await self._api.staff.taps("Claim", card.thread)
                self._held[runner.id] = card.thread
                await self._physio_writes(runner.id)
                return

    async def _talk(self, number: int) -> None:
        """Physio and runner write to each other, the runner once they know that somebody is there."""
        await self._physio_writes(number)
        runner = self._lasting[number]
        if any(JOINED in shown.text for shown in runner.screen):
            line = f"runner line {next(self._numbers)}."
            self._runner_lines.append((number, line))
            await self._writes(runner, line)

    async def _physio_writes(self, number: int) -> None:
        line = f"physio line {next(self._numbers)}."
        self._physio_lines.append((number, line))
        await self._api.staff.writes(self._held[number], line)

    # What they are owed.

    async def _check_database(self, rows: Rows, report: Report) -> None:
        kept: dict[object, list[str]] = {}
        for runner, text in await rows("select runner, text from line where speaker = 'runner' order by id"):
            kept.setdefault(runner, []).append(str(text))
        report.problems += [
            f"{runner} wrote {said} and {kept.get(runner)} is kept"
            for runner, said in self._wrote.items()
            if kept.get(runner) != said
        ]
        ((handled,),) = await rows("select count(*) from handled_update")
        if handled != report.updates:
            report.problems.append(f"{report.updates} updates and {handled} handled")
        if dead := await rows("select id, reason from outbox where state = 'dead'"):
            report.problems.append(f"dead letters: {dead}")
        cases = Counter(runner for (runner,) in await rows('select runner from "case"'))
        report.cases = sum(cases[number] for number in self._lasting)
        report.cases_expected = len(self._lasting)
        report.problems += [f"{n} has {cases[n]} cases" for n in self._runners_owed_a_case() if cases[n] != 1]

    def _runners_owed_a_case(self) -> Iterable[int]:
        return [*self._lasting, *self._danger]

    def _check_runners(self, report: Report) -> None:
        for runner in self._runners.values():
            report.runners += 1
            owed = "physio team" if runner.id in self._lasting else "999" if runner.id in self._danger else ""
            if any(owed in shown.text for shown in runner.screen):
                report.answered += 1
            else:
                report.problems.append(f"{runner.id} was not told {owed!r}")
            if runner.id in self._danger and not self._general(f"{runner.name}, case"):
                report.problems.append(f"staff were not alerted about {runner.id}")

    def _general(self, words: str) -> list[Shown]:
        return [shown for shown in self._api.staff.screen if shown.thread is None and words in shown.text]

    def _check_topics(self, report: Report, topic_of: dict[object, object]) -> None:
        topics = self._api.staff.chat.topics.values()
        for runner in (*self._lasting.values(), *self._danger.values()):
            named = [topic for topic in topics if topic.name.startswith(f"{runner.name}:")]
            mine = [topic for topic in named if topic.id == topic_of[runner.id]]
            others = [topic for topic in named if topic.id != topic_of[runner.id]]
            report.topics += len(mine) if runner.id in self._lasting else 0
            report.topics_left_over += len(others)
            if len(mine) != 1 or not any(m.thread == mine[0].id and m.pinned for m in self._api.staff.screen):
                report.problems.append(f"{runner.id} has {len(mine)} topics with a pinned card")
            if any(m.thread == topic.id for topic in others for m in self._api.staff.screen):
                report.problems.append(f"{runner.id} has words in two topics")

    def _check_lines(self, report: Report) -> None:
        report.physio_lines, report.runner_lines = len(self._physio_lines), len(self._runner_lines)
        for number in self._held:
            screen = [shown.text for shown in self._lasting[number].screen]
            topic = [m.text for m in self._api.staff.screen if m.thread == self._held[number] and not m.buttons]
            hers = [line for to, line in self._physio_lines if to == number]
            theirs = [line for by, line in self._runner_lines if by == number]
            report.physio_lines_arrived += self._arrived(report, number, hers, screen)
            report.runner_lines_arrived += self._arrived(report, number, theirs, topic)

    @staticmethod
    def _arrived(report: Report, number: int, lines: list[str], shown: list[str]) -> int:
        """How many of the lines are there; the first showing of each must keep the order."""
        places = [next((place for place, text in enumerate(shown) if line in text), None) for line in lines]
        found = [place for place in places if place is not None]
        if len(found) < len(lines) or found != sorted(found):
            report.problems.append(f"of the lines of {number}'s chat these arrived: {places}")
        return len(found)

    async def _check_doubles(self, rows: Rows, report: Report, kills: list[Kill]) -> None:
        """The same words twice in the same place: only where a kill left the first one's outcome unknown."""
        places: dict[tuple[int, int | None, str], list[Shown]] = {}
        for chat in self._api.chats.values():
            for shown in chat.messages.values():
                if shown.html:
                    report.messages_sent += 1
                    for words in _words(shown):
                        places.setdefault((shown.chat, shown.thread, words), []).append(shown)
        written = await written_down(rows, self._api.staff.id, time.time() - time.monotonic())
        for double in doubles(((words, shown) for (_, _, words), shown in places.items()), written, kills):
            report.doubled += 1
            report.longest_unknown = max(report.longest_unknown, double.unknown)
            if double.problem:
                report.problems.append(f"doubled in {double.first.chat}, {double.problem}: {double.first.html[:60]!r}")


def _words(shown: Shown) -> list[str]:
    """What may be doubled: the lines passed on in a message, of which several may go together, or all of it."""
    lines = [] if shown.buttons else _LINE.findall(shown.html)
    return lines or [shown.html]
