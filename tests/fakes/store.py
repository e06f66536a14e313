"""A store in memory that keeps the promises of `bot.ports.Store`.

One contract suite runs over this and the databases. Values go through JSON here too, so that a
test with this store fails when a value would not survive a real one.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.dialogue.conversation import Conversation
from bot.dialogue.memory import after_long_quiet
from bot.ports import (
    ALBUM_PAUSE,
    EVERYTHING,
    Backlog,
    Case,
    CaseState,
    DeadLetter,
    Destination,
    Keep,
    Lane,
    Line,
    Miss,
    MissState,
    OpenTopic,
    Outgoing,
    Physio,
    Pin,
    Queued,
    Reach,
    React,
    Reminder,
    Runner,
    ShowCard,
    ShowState,
    Speaker,
    StoreError,
    StoreRefusedError,
    ToCase,
    ToRunner,
    ToStaff,
    Waits,
)
from bot.storage.codec import decode_body, decode_conversation, encode_body, encode_conversation
from bot.storage.columns import keepable
from bot.storage.outbox import name_of

UPDATES_KEPT = timedelta(days=7)
FRONT = 500
FAR = timedelta(minutes=1)


@dataclass(frozen=True)
class Row:
    """One outbox row."""

    id: int
    outgoing: Outgoing
    due: datetime
    state: str = "waiting"
    attempts: int = 0
    message_id: int | None = None
    reason: str = ""
    ended_at: datetime | None = None

    @property
    def turn(self) -> tuple[int, int]:
        """Its place in its destination's queue: overtaking, words, giving way, aside."""
        body, lane = self.outgoing.body, self.outgoing.lane
        if isinstance(body, React | Pin):
            return (3, self.id)
        new_card = isinstance(body, ShowCard) and lane is Lane.ANSWER
        if isinstance(body, OpenTopic) or new_card or lane is Lane.SAFETY:
            return (0, self.id)
        gives_way = isinstance(body, ShowCard | ShowState) and lane is Lane.CARD
        return (2 if gives_way else 1, self.id)

    @property
    def has_a_time(self) -> bool:
        """Whether it waits until it is due."""
        return self.attempts > 0 or self.outgoing.album != ""

    @property
    def queued(self) -> Queued:
        """As the sender sees it."""
        return Queued(self.id, self.outgoing, self.attempts, self.due)


@dataclass
class Memory:
    """Everything that is kept. Values in it are frozen, so a copy of the containers is a snapshot."""

    runners: dict[int, Runner] = field(default_factory=dict)
    conversations: dict[int, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    cases: dict[int, Case] = field(default_factory=dict)
    events: list[tuple[int, datetime, str, str]] = field(default_factory=list)
    rows: dict[int, Row] = field(default_factory=dict)
    updates: dict[str, datetime] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    members: dict[int, Physio] = field(default_factory=dict)
    reminders: dict[tuple[int, Waits], Reminder] = field(default_factory=dict)
    misses: dict[int, Miss] = field(default_factory=dict)
    kept: list[tuple[str, datetime, str]] = field(default_factory=list)
    last_case: int = 0
    last_row: int = 0

    def copy(self) -> "Memory":
        """As it is now."""
        return Memory(
            dict(self.runners),
            dict(self.conversations),
            list(self.lines),
            dict(self.cases),
            list(self.events),
            dict(self.rows),
            dict(self.updates),
            dict(self.settings),
            dict(self.members),
            dict(self.reminders),
            dict(self.misses),
            list(self.kept),
            self.last_case,
            self.last_row,
        )


class FakeStore:
    """Where everything is remembered, until the test ends. Set `away` to have it fail."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.memory = Memory()
        self.away = False
        self._clock = clock
        self._turns = asyncio.Lock()
        self._queued = asyncio.Event()
        self._sending: set[int] = set()

    @asynccontextmanager
    async def begin(self, patience: float | None = None) -> AsyncIterator["FakeSession"]:
        """Open a transaction. Raises StoreError when the store is away."""
        async with self._turns:
            self._must_be_there()
            session = FakeSession(self.memory.copy(), self._queued, self._clock, self._sending)
            yield session
            self._must_be_there()
            if session.failed:
                raise session.failed
            self.memory = session.memory
            if session.queued:
                self._queued.set()

    async def join(self) -> None:
        return

    @property
    def processes(self) -> int:
        return 1

    async def lead(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        await work()

    async def wait_for_outbox(self, at_most: timedelta) -> None:
        """Return as soon as something was queued by a commit, or after this long."""
        try:
            async with asyncio.timeout(max(at_most.total_seconds(), 0)):
                await self._queued.wait()
        except TimeoutError:
            return

    async def forget_old(self, now: datetime, keep: Keep) -> int:
        """Remove what has been kept long enough; rows removed."""
        async with self._turns:
            self._must_be_there()
            before = _size(self.memory) + len(self.memory.updates) + len(self.memory.kept)
            _forget_cases(self.memory, now - keep.cases)
            _forget_chats(self.memory, now - keep.chats)
            _forget_rows(self.memory, now - keep.chats, now - keep.cases)
            self.memory.updates = {key: at for key, at in self.memory.updates.items() if at >= now - UPDATES_KEPT}
            self.memory.kept = [one for one in self.memory.kept if one[1] >= now - keep.messages]
            return before - _size(self.memory) - len(self.memory.updates) - len(self.memory.kept)

    async def close(self) -> None:
        """Be away from now on."""
        self.away = True

    def _must_be_there(self) -> None:
        if self.away:
            raise StoreError("The store is away. Nothing was saved.")


class FakeSession:
    """One transaction over a copy, which becomes the memory when the block ends."""

    def __init__(self, memory: Memory, queued: asyncio.Event, clock: Callable[[], datetime], sending: set[int]) -> None:
        self.memory = memory
        self.queued = False
        self.failed: StoreError | None = None
        self._rung = queued
        self._clock = clock
        self._sending = sending

    async def first_time(self, update: str) -> bool:
        if update in self.memory.updates:
            return False
        self.memory.updates[update] = self._clock()
        return True

    async def runner(self, runner: int) -> Runner | None:
        return self.memory.runners.get(runner)

    async def keep_runner(self, runner: Runner) -> None:
        self.memory.runners[runner.id] = replace(runner, name=keepable(runner.name), language=keepable(runner.language))

    async def conversation(self, runner: int) -> Conversation:
        kept = self.memory.conversations.get(runner)
        return Conversation(runner) if kept is None else decode_conversation(kept)

    async def keep_conversation(self, conversation: Conversation) -> None:
        _check(conversation.thought_since, conversation.last_heard)
        self.memory.conversations[conversation.runner] = encode_conversation(conversation)

    async def unfinished(self, before: datetime, after: datetime) -> Sequence[int]:
        waiting = []
        for text in self.memory.conversations.values():
            chat = decode_conversation(text)
            if chat.thought_since is not None and not before < chat.thought_since <= after:
                waiting.append((chat.thought_since, chat.runner))
        return [runner for _, runner in sorted(waiting)]

    async def add_line(self, line: Line) -> None:
        _check(line.at)
        if line.case_id is not None and line.case_id not in self.memory.cases:
            self._refuse()
        key = (line.runner, line.speaker, line.message_id, line.version)
        there = {(kept.runner, kept.speaker, kept.message_id, kept.version) for kept in self.memory.lines}
        if line.message_id is None or key not in there:
            clean = replace(
                line, text=keepable(line.text), media=keepable(line.media), name=keepable(line.name), at=_utc(line.at)
            )
            self.memory.lines.append(clean)

    async def revise_line(
        self, runner: int, speaker: Speaker, message_id: int, text: str, at: datetime, media: str = ""
    ) -> Line | None:
        key = (runner, speaker, message_id)
        versions = [line for line in self.memory.lines if (line.runner, line.speaker, line.message_id) == key]
        if not versions:
            return None
        old = max(versions, key=lambda line: line.version)
        await self.add_line(replace(old, text=text, at=at, media=media or old.media, version=old.version + 1))
        return old

    async def keep_as_notes(self, runner: int, album: str) -> None:
        theirs = (runner, Speaker.PHYSIO, album)
        self.memory.lines = [
            replace(line, speaker=Speaker.NOTE) if (line.runner, line.speaker, line.album) == theirs else line
            for line in self.memory.lines
        ]

    async def transcript(self, runner: int, since: datetime | None = None) -> Sequence[Line]:
        return [line for line in self.memory.lines if line.runner == runner and (since is None or line.at >= since)]

    async def open_case(self, runner: int, reason: str, because: str, urgent: bool, at: datetime) -> tuple[Case, bool]:
        current = await self.current_case(runner)
        if current:
            return current, False
        self.memory.last_case += 1
        case = Case(
            self.memory.last_case, runner, keepable(reason), keepable(because), CaseState.OPEN, _utc(at), urgent
        )
        self.memory.cases[case.id] = case
        return case, True

    async def case(self, case_id: int) -> Case | None:
        return self.memory.cases.get(case_id)

    async def current_case(self, runner: int) -> Case | None:
        under_way = [case for case in self._cases(runner) if case.state is not CaseState.CLOSED]
        return under_way[-1] if under_way else None

    async def latest_case(self, runner: int) -> Case | None:
        cases = self._cases(runner)
        return cases[-1] if cases else None

    async def cases(self, runner: int) -> Sequence[Case]:
        return self._cases(runner)

    async def find_cases(self, words: Sequence[str], limit: int) -> Sequence[Case]:
        found = [case for case in self.memory.cases.values() if all(self._holds(case, word) for word in words)]
        return sorted(found, key=lambda case: -case.id)[:limit]

    def _holds(self, case: Case, word: str) -> bool:
        runner = self.memory.runners.get(case.runner)
        said = [line.text for line in self.memory.lines if line.runner == case.runner]
        return any(word.lower() in text.lower() for text in (case.because, runner.name if runner else "", *said))

    async def case_in_topic(self, topic_id: int) -> Case | None:
        found = [case for case in self.memory.cases.values() if case.topic_id == topic_id]
        return max(found, key=lambda case: case.id) if found else None

    async def keep_case(self, case: Case) -> None:
        current = await self.current_case(case.runner)
        if current and current.id != case.id and case.state is not CaseState.CLOSED:
            self._refuse()
        if case.id in self.memory.cases:
            self.memory.cases[case.id] = case

    async def note_event(self, case_id: int, what: str, who: str, at: datetime) -> None:
        if case_id not in self.memory.cases:
            self._refuse()
        self.memory.events.append((case_id, _utc(at), keepable(what), keepable(who)))

    async def events(self, case_id: int) -> Sequence[tuple[datetime, str, str]]:
        return [(at, what, who) for of, at, what, who in self.memory.events if of == case_id]

    async def waiting_cases(self, limit: int) -> Sequence[Case]:
        waiting = [case for case in self.memory.cases.values() if case.state is CaseState.OPEN]
        return sorted(waiting, key=lambda case: (case.opened_at, case.id))[:limit]

    async def count_waiting(self, before: datetime) -> int:
        return sum(case.state is CaseState.OPEN and case.opened_at < before for case in self.memory.cases.values())

    async def keep_member(self, physio: Physio) -> None:
        self.memory.members[physio.id] = replace(physio, name=keepable(physio.name), username=keepable(physio.username))

    async def members(self) -> Sequence[Physio]:
        return sorted(self.memory.members.values(), key=lambda member: member.id)

    async def add_miss(self, words: str, at: datetime, kept_as: str, answered: str = "") -> None:
        number = max(self.memory.misses, default=0) + 1
        self.memory.misses[number] = Miss(number, keepable(words), _utc(at), answered=answered, kept_as=kept_as)

    async def misses(self, state: MissState) -> Sequence[Miss]:
        return [miss for miss in self.memory.misses.values() if miss.state is state]

    async def keep_miss(self, miss: Miss) -> None:
        if miss.id in self.memory.misses:
            self.memory.misses[miss.id] = replace(
                self.memory.misses[miss.id],
                state=miss.state,
                asked_as=miss.asked_as,
                entry=miss.entry,
                chosen_by=keepable(miss.chosen_by),
            )

    async def keep_message(self, words: str, at: datetime, kept_as: str) -> None:
        self.memory.kept.append((keepable(words), _utc(at), kept_as))

    async def kept_messages(self, since: datetime) -> Sequence[str]:
        return list(dict.fromkeys(words for words, at, _ in self.memory.kept if at >= since))

    async def drop_nameless(self, kept_as: str) -> None:
        self.memory.kept = [one for one in self.memory.kept if not kept_as or one[2] != kept_as]
        found = self.memory.misses.items()
        self.memory.misses = {number: miss for number, miss in found if not kept_as or miss.kept_as != kept_as}

    async def forget_misses(self, before: datetime) -> int:
        kept = {
            number: miss
            for number, miss in self.memory.misses.items()
            if miss.at >= before or miss.state is MissState.PROPOSED
        }
        gone = len(self.memory.misses) - len(kept)
        self.memory.misses = kept
        return gone

    async def remind(self, reminder: Reminder) -> None:
        if reminder.case_id not in self.memory.cases:
            self._refuse()
        self.memory.reminders[reminder.case_id, reminder.kind] = replace(reminder, due=_utc(reminder.due))

    async def forget_reminder(self, case_id: int, kind: Waits) -> bool:
        return self.memory.reminders.pop((case_id, kind), None) is not None

    async def reminders(self, case_id: int) -> Sequence[Reminder]:
        found = [reminder for reminder in self.memory.reminders.values() if reminder.case_id == case_id]
        return sorted(found, key=lambda reminder: reminder.due)

    async def due_reminders(self, now: datetime, limit: int) -> Sequence[Reminder]:
        due = [reminder for reminder in self.memory.reminders.values() if reminder.due <= now]
        return sorted(due, key=lambda reminder: reminder.due)[:limit]

    async def take_reminder(self, reminder: Reminder) -> bool:
        kept = self.memory.reminders.get((reminder.case_id, reminder.kind))
        if kept is None or kept.due != reminder.due:
            return False
        return await self.forget_reminder(reminder.case_id, reminder.kind)

    async def send(self, outgoing: Outgoing) -> int:
        if isinstance(outgoing.to, ToCase) and outgoing.to.case_id not in self.memory.cases:
            self._refuse()
        body = decode_body(*encode_body(outgoing.body))
        about = None if isinstance(outgoing.to, ToRunner) else outgoing.about
        self.memory.last_row += 1
        kept = replace(outgoing, body=body, about=about, at=_utc(outgoing.at))
        self.memory.rows[self.memory.last_row] = Row(self.memory.last_row, kept, kept.at)
        if outgoing.album:
            pieces = self._album(outgoing.to, outgoing.album)
            self.memory.rows |= {row.id: replace(row, due=kept.at + ALBUM_PAUSE) for row in pieces}
        self.queued = True
        return self.memory.last_row

    async def setting(self, key: str) -> str | None:
        return self.memory.settings.get(key)

    async def keep_setting(self, key: str, value: str | None) -> None:
        self.memory.settings.pop(key, None)
        if value is not None:
            self.memory.settings[key] = keepable(value)

    async def staff_messages(self, runner: int) -> Sequence[int]:
        homeless = {case.id for case in self._cases(runner) if case.topic_id is None}
        sent = {
            row.message_id
            for row in self.memory.rows.values()
            if (isinstance(row.outgoing.to, ToStaff) and row.outgoing.about == runner)
            or (isinstance(row.outgoing.to, ToCase) and row.outgoing.to.case_id in homeless)
        }
        by_staff = (Speaker.PHYSIO, Speaker.NOTE)
        written = {
            line.message_id for line in self.memory.lines if line.case_id in homeless and line.speaker in by_staff
        }
        return sorted(number for number in sent | written if number is not None)

    async def erase(self, runner: int) -> int:
        memory, theirs = self.memory, {case.id for case in self._cases(runner)}
        before = _size(memory)
        memory.rows = {
            row.id: row
            for row in memory.rows.values()
            if row.outgoing.forget or not _is_about(row.outgoing, runner, theirs)
        }
        memory.events = [event for event in memory.events if event[0] not in theirs]
        memory.reminders = {key: kept for key, kept in memory.reminders.items() if kept.case_id not in theirs}
        memory.lines = [
            replace(line, case_id=None) if line.case_id in theirs else line
            for line in memory.lines
            if line.runner != runner
        ]
        memory.cases = {case.id: case for case in memory.cases.values() if case.runner != runner}
        memory.conversations.pop(runner, None)
        memory.runners.pop(runner, None)
        return before - _size(memory)

    async def due(self, now: datetime, limit: int, reach: Reach = EVERYTHING) -> Sequence[Queued]:
        self._rung.clear()
        front: set[int] = set()
        for lane in Lane:
            front.update([row.id for row in self._waiting() if row.outgoing.lane is lane][:FRONT])
        rows = [row for row in self._due(now) if row.id in front and _is_within(row, reach)]
        return rows[:limit]

    async def due_further(self, now: datetime, after: str, lines: int) -> tuple[Sequence[Queued], str]:
        names = sorted({name for row in self._waiting() if (name := name_of(row.outgoing.to)) > after})
        rows = [row for row in self._due(now) if name_of(row.outgoing.to) in names[:lines]]
        return rows, names[lines - 1] if len(names) >= lines else ""

    async def next_due(self, now: datetime) -> datetime | None:
        return min((row.due for row in self._waiting() if row.has_a_time and row.due > now), default=None)

    async def bring_forward(self, now: datetime) -> int:
        far = [row for row in self._waiting() if row.due > now + FAR]
        self.memory.rows |= {row.id: replace(row, due=_utc(now)) for row in far}
        return len(far)

    async def words_behind(self, row: Queued, limit: int) -> Sequence[Queued]:
        rows = [one for one in self._waiting() if one.outgoing.to == row.outgoing.to and one.turn[0] == 1]
        return [one.queued for one in rows if one.id > row.id][:limit]

    async def album_of(self, row: Queued) -> Sequence[Queued]:
        return [one.queued for one in self._album(row.outgoing.to, row.outgoing.album)]

    async def drop_album(self, to: Destination, album: str) -> int:
        pieces = self._album(to, album)
        for row in pieces:
            del self.memory.rows[row.id]
        return len(pieces)

    async def waiting_alike(self, row: Queued) -> Sequence[Queued]:
        to, kind = row.outgoing.to, type(row.outgoing.body)
        return [one.queued for one in self._waiting() if one.outgoing.to == to and isinstance(one.outgoing.body, kind)]

    async def take(self, rows: Sequence[int]) -> set[int]:
        self._sending.update(rows)
        return set(rows)

    async def delivered(self, row: int, message_id: int | None, at: datetime) -> bool:
        self._tried(row, state="sent", message_id=message_id, ended_at=_utc(at))
        return row in self.memory.rows

    async def drop(self, row: int) -> None:
        self._sending.discard(row)
        self.memory.rows.pop(row, None)

    async def postpone(self, row: int, until: datetime, reason: str) -> None:
        self._tried(row, due=_utc(until), reason=keepable(reason))

    async def set_aside(self, row: int, reason: str, at: datetime) -> None:
        self._tried(row, state="dead", reason=keepable(reason), ended_at=_utc(at))

    async def dead_letters(self) -> Sequence[DeadLetter]:
        dead = sorted((row for row in self.memory.rows.values() if row.state == "dead"), key=lambda row: row.id)
        return [DeadLetter(row.id, row.outgoing, row.reason, row.ended_at or row.due) for row in dead]

    async def oldest_waiting(self) -> dict[Lane, datetime]:
        oldest: dict[Lane, datetime] = {}
        for row in sorted(self.memory.rows.values(), key=lambda row: row.id):
            if row.state == "waiting":
                oldest.setdefault(row.outgoing.lane, row.outgoing.at)
        return oldest

    async def count_unsent(self) -> dict[Lane, int]:
        return dict(Counter(row.outgoing.lane for row in self._waiting()))

    async def group_backlog(self) -> dict[Lane, Backlog]:
        backlog: dict[Lane, Backlog] = {}
        changed: set[tuple[Destination, type]] = set()  # of a card that was changed twice only the newest is sent
        for row in self._waiting():
            to, lane, at, what = row.outgoing.to, row.outgoing.lane, row.outgoing.at, type(row.outgoing.body)
            if isinstance(to, ToRunner) or what in (React, Pin):
                continue
            before = backlog.get(lane, Backlog(0, at))
            again = what in (ShowCard, ShowState) and (to, what) in changed
            changed.add((to, what))
            backlog[lane] = Backlog(before.number + (not again), min(before.oldest, at))
        return backlog

    async def count_dead(self) -> int:
        return len(await self.dead_letters())

    async def revive(self, row: int, at: datetime) -> bool:
        kept = self.memory.rows.get(row)
        if kept is None or kept.state != "dead":
            return False
        self.memory.rows[row] = replace(kept, state="waiting", due=_utc(at), attempts=0, reason="", ended_at=None)
        self.queued = True
        return True

    async def arrived_as(self, to: Destination, passed_on: int) -> int | None:
        found = [
            row.message_id
            for row in sorted(self.memory.rows.values(), key=lambda row: row.id)
            if row.outgoing.to == to and row.outgoing.confirms == passed_on and row.message_id is not None
        ]
        return found[0] if found else None

    async def is_coming(self, to: Destination, passed_on: int) -> bool:
        return any(row.outgoing.to == to and row.outgoing.confirms == passed_on for row in self._waiting())

    async def may_be(self, runner: int | None, message_id: int) -> set[int]:
        there = [row for row in self.memory.rows.values() if _is_in_chat(row.outgoing.to, runner)]
        if any(row.message_id == message_id for row in there):
            return set()
        return {row.id for row in there if row.state == "waiting" and row.id in self._sending}

    async def case_of_message(self, message_id: int) -> Case | None:
        ours = {
            row.outgoing.to.case_id
            for row in self.memory.rows.values()
            if isinstance(row.outgoing.to, ToCase) and row.message_id == message_id
        }
        by_staff = (Speaker.PHYSIO, Speaker.NOTE)
        theirs = {
            line.case_id for line in self.memory.lines if line.message_id == message_id and line.speaker in by_staff
        }
        return next((case for number, case in self.memory.cases.items() if number in ours | theirs), None)

    async def find_sent(self, to: Destination, message_id: int) -> Outgoing | None:
        rows = sorted(self.memory.rows.values(), key=lambda row: (row.outgoing.confirms is None, -row.id))
        return next((row.outgoing for row in rows if row.outgoing.to == to and row.message_id == message_id), None)

    def _cases(self, runner: int) -> list[Case]:
        return sorted((case for case in self.memory.cases.values() if case.runner == runner), key=lambda case: case.id)

    def _waiting(self) -> list[Row]:
        rows = [row for row in self.memory.rows.values() if row.state == "waiting"]
        return sorted(rows, key=lambda row: row.id)

    def _album(self, to: Destination, album: str) -> list[Row]:
        return [row for row in self._waiting() if (row.outgoing.to, row.outgoing.album) == (to, album)]

    def _due(self, now: datetime) -> list[Queued]:
        """The first waiting row of each destination, and its first reaction, if they may go now."""
        first: dict[tuple[Destination, bool], Row] = {}
        for row in sorted(self._waiting(), key=lambda row: row.turn):
            first.setdefault((row.outgoing.to, False), row)
            if isinstance(row.outgoing.body, React | Pin):
                first.setdefault((row.outgoing.to, True), row)
        heads = {row.id: row for row in first.values()}.values()
        due = [row for row in heads if row.due <= now or not row.has_a_time]
        return [row.queued for row in sorted(due, key=lambda row: (row.outgoing.lane, row.id))]

    def _tried(self, row: int, **changes: object) -> None:
        self._sending.discard(row)
        kept = self.memory.rows.get(row)
        if kept:
            self.memory.rows[row] = replace(kept, attempts=kept.attempts + 1, **changes)  # type: ignore[arg-type]

    def _refuse(self) -> None:
        self.failed = StoreRefusedError("The database refused what was to be saved. Nothing was saved.")
        raise self.failed


def _is_in_chat(to: Destination, runner: int | None) -> bool:
    return to == ToRunner(runner) if runner is not None else not isinstance(to, ToRunner)


def _is_within(row: Queued, reach: Reach) -> bool:
    if reach.only_safety:
        return row.outgoing.lane is Lane.SAFETY
    goes_always = row.outgoing.lane is Lane.SAFETY or isinstance(row.outgoing.body, React | Pin)
    return reach.words_to_staff or goes_always or isinstance(row.outgoing.to, ToRunner)


def _check(*moments: datetime | None) -> None:
    for moment in moments:
        if moment is not None:
            _utc(moment)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone cannot be kept")
    return moment.astimezone(UTC)


def _is_about(outgoing: Outgoing, runner: int, their_cases: set[int]) -> bool:
    match outgoing.to:
        case ToRunner(number):
            return number == runner
        case ToCase(case_id):
            return case_id in their_cases or outgoing.about == runner
    return outgoing.about == runner


def _size(memory: Memory) -> int:
    return sum(
        len(kept)
        for kept in (
            memory.rows,
            memory.events,
            memory.reminders,
            memory.lines,
            memory.cases,
            memory.conversations,
            memory.runners,
        )
    )


def _forget_cases(memory: Memory, since: datetime) -> None:
    old = {
        case.id
        for case in memory.cases.values()
        if case.state is CaseState.CLOSED and case.closed_at and case.closed_at < since
    }
    memory.cases = {number: case for number, case in memory.cases.items() if number not in old}
    memory.events = [event for event in memory.events if event[0] not in old]
    memory.reminders = {key: kept for key, kept in memory.reminders.items() if kept.case_id not in old}
    memory.lines = [line for line in memory.lines if line.case_id not in old]
    memory.rows = {
        row.id: row
        for row in memory.rows.values()
        if not (isinstance(row.outgoing.to, ToCase) and row.outgoing.to.case_id in old)
    }


def _forget_chats(memory: Memory, quiet_since: datetime) -> None:
    in_hand = {case.runner for case in memory.cases.values() if case.state is not CaseState.CLOSED}
    newest: dict[int, datetime] = {}
    for line in memory.lines:
        newest[line.runner] = max(line.at, newest.get(line.runner, line.at))
    quiet = {runner for runner, at in newest.items() if at < quiet_since} - in_hand
    memory.lines = [line for line in memory.lines if line.runner not in quiet or line.speaker is Speaker.NOTE]
    with_words = {line.runner for line in memory.lines if line.speaker is not Speaker.NOTE}
    with_cases = {case.runner for case in memory.cases.values()}
    for runner in memory.runners.keys() - with_words - in_hand:
        kept = memory.conversations.pop(runner, None)
        left = after_long_quiet(decode_conversation(kept)) if kept else Conversation(runner)
        if left != Conversation(runner):
            memory.conversations[runner] = encode_conversation(left)
        if runner not in with_cases:
            del memory.runners[runner]


def _forget_rows(memory: Memory, sent_since: datetime, alerts_since: datetime) -> None:
    def is_old(row: Row) -> bool:
        is_alert = isinstance(row.outgoing.to, ToStaff) and row.outgoing.about is not None
        return row.ended_at is not None and row.ended_at < (alerts_since if is_alert else sent_since)

    memory.rows = {row.id: row for row in memory.rows.values() if not is_old(row)}
