"""What the service needs from the outside: a store, and the values that go in and out of it.

`bot/storage` implements `Store` over a database; the tests bring a fake one that keeps the same
promises (one contract suite runs over both). Nothing here knows Telegram or SQL.

The way of one message: `async with store.begin() as session:` loads what is known, saves what
changed and queues what must be sent; leaving the block commits all of it or, after an error,
none of it. Saving comes before sending, so a handoff cannot be forgotten.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence, Set
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Protocol

from bot.dialogue.conversation import Conversation
from bot.dialogue.replies import Button as Button
from bot.dialogue.replies import CopyOf as CopyOf
from bot.dialogue.replies import Mark as Mark
from bot.dialogue.replies import Say as Say


class StoreError(Exception):
    """The store cannot be reached or cannot keep what it was given; nothing was saved."""


class StoreRefusedError(StoreError):
    """The store is there and will never keep this: trying again changes nothing."""


class Lane(IntEnum):
    """What is sent first when not everything can go at once. Lower goes first."""

    SAFETY = 0  # danger texts and staff alerts
    ANSWER = 1  # the bot's answers to runners
    RELAY = 2  # words between runner and physio
    CARD = 3  # cards, edits, reactions: the latest state is enough


class Speaker(StrEnum):
    """Whose line of the transcript it is."""

    RUNNER = "runner"
    BOT = "bot"
    PHYSIO = "physio"
    NOTE = "note"  # staff among themselves; the runner never sees it


class CaseState(StrEnum):
    """Where a handoff stands."""

    OPEN = "open"  # waiting for a physio
    CLAIMED = "claimed"  # one physio holds the chat
    CLOSED = "closed"  # ended; may be reopened


@dataclass(frozen=True, slots=True)
class Runner:
    """Somebody who writes to the bot."""

    id: int  # the chat's id
    name: str  # the first name they gave, for staff only
    language: str = ""
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Physio:
    """A member of the staff group."""

    id: int
    name: str
    username: str = field(default="", compare=False)  # Telegram's, without the @; may change or be missing


@dataclass(frozen=True, slots=True)
class File:
    """A picture, a film, a sound or a paper as Telegram keeps it."""

    kind: str  # photo, video, audio, document or animation
    id: str  # to send it again
    content: str  # the same as long as the content is


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message as it came in, from a runner or from staff."""

    message_id: int
    text: str  # a caption counts as text; "" for media without one
    media: str = ""  # photo, voice, document, ...; "" for a text
    reply_to: int | None = None
    marks: tuple[Mark, ...] = ()
    behind: int = 0  # further messages of the same chat that have come in already
    file: File | None = None  # of what can stand in an album or be swapped
    album: str = ""  # which album it is a piece of
    answers_us: bool = False  # what it answers was sent by the bot


OWN_EMOJI = "own"
"""A reaction that only people can give: a custom emoji, or a star that was paid for."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript. An edit adds a version; nothing is overwritten."""

    runner: int
    speaker: Speaker
    text: str
    at: datetime
    message_id: int | None = None  # in the chat where it was written
    media: str = ""
    name: str = ""  # the physio's, for physios and notes
    case_id: int | None = None
    version: int = 1
    album: str = ""  # which album it is a piece of


@dataclass(frozen=True, slots=True)
class Case:
    """One handoff."""

    id: int
    runner: int
    reason: str  # the trigger's or flag's id
    because: str  # in words, for the card
    state: CaseState
    opened_at: datetime
    urgent: bool = False
    holder: Physio | None = None
    topic_id: int | None = None  # the topic in the staff group, once made
    card_message_id: int | None = None
    closed_at: datetime | None = None


class Waits(StrEnum):
    """What a case is waiting for; at most one of each kind a case."""

    UNCLAIMED = "unclaimed"  # nobody has claimed it: the group is reminded
    SILENT = "silent"  # the runner waits for the holder's answer
    PROMISE = "promise"  # the runner was told to expect an answer by now
    SNOOZE = "snooze"  # it was put aside until now


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something to do about a case at a moment, whatever happens to the process in between."""

    case_id: int
    kind: Waits
    due: datetime
    step: int = 0  # how often it has rung


class MissState(StrEnum):
    """What became of words that nothing answered."""

    NEW = "new"  # not shown to staff yet
    ASKED = "asked"  # shown; nobody has chosen
    PROPOSED = "proposed"  # belongs to an entry, or is something new: a proposal waits
    IGNORED = "ignored"  # staff want nothing done
    DONE = "done"  # the proposal was applied or dropped


@dataclass(frozen=True, slots=True)
class Miss:
    """Words that the bot could not answer, without anything that says whose they were."""

    id: int
    words: str
    at: datetime
    state: MissState = MissState.NEW
    asked_as: int = 0  # the miss under whose words it was shown with others like it
    entry: str = ""  # where staff say it belongs; "" for something new
    chosen_by: str = ""  # which physio said so


# Where something goes.


@dataclass(frozen=True, slots=True)
class ToRunner:
    """The runner's own chat."""

    runner: int


@dataclass(frozen=True, slots=True)
class ToCase:
    """The case's topic in the staff group."""

    case_id: int


@dataclass(frozen=True, slots=True)
class ToStaff:
    """The staff group itself, outside any topic."""


Destination = ToRunner | ToCase | ToStaff


# What goes there.


@dataclass(frozen=True, slots=True)
class OpenTopic:
    """Make the case's topic, or find it there already."""

    name: str


@dataclass(frozen=True, slots=True)
class ShowCard:
    """Send the case's card, which is then pinned; edit it in place when it is there already."""

    text: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Pin:
    """Keep a card in sight at the top of its topic. A kindness: one that cannot be pinned is still there."""

    message_id: int


@dataclass(frozen=True, slots=True)
class ShowState:
    """Show the case's state in the topic's name and icon; close or reopen the topic."""

    state: CaseState
    name: str  # "" leaves it as it is
    snoozed: bool = False  # put aside by its holder
    unreachable: bool = False  # the runner has blocked the bot


@dataclass(frozen=True, slots=True)
class Copy:
    """Copy a message with media from the other side, as it is."""

    from_chat: int  # the runner's chat, or 0 for the staff group
    message_id: int
    caption: str = ""  # with its marks, for an album that is put together anew
    reply_to: int | CopyOf | None = None  # the message of the new chat that this one answers
    marks: tuple[Mark, ...] = ()
    file: File | None = None


@dataclass(frozen=True, slots=True)
class Album:
    """The pieces of one album, in their order. Each is a row of its own; the sender puts them together."""

    pieces: tuple[Copy, ...]

    @property
    def reply_to(self) -> int | CopyOf | None:
        """The message that the album answers."""
        return self.pieces[0].reply_to


@dataclass(frozen=True, slots=True)
class React:
    """Put a reaction under a message, to confirm a delivery."""

    message_id: int
    emoji: str


@dataclass(frozen=True, slots=True)
class SendFile:
    """A text file, such as a transcript or a runner's export."""

    name: str
    text: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class DeleteTopic:
    """Remove an erased runner's topic with everything in it."""

    topic_id: int


@dataclass(frozen=True, slots=True)
class Edit:
    """Change the words of a message that was passed on."""

    message_id: int | CopyOf
    text: str
    marks: tuple[Mark, ...] = ()
    is_caption: bool = False
    otherwise: str = ""  # what to say instead, should Telegram not let it be changed
    file: File | None = None  # what takes the place of its picture


@dataclass(frozen=True, slots=True)
class DeleteMessage:
    """Remove one message."""

    message_id: int | CopyOf


Body = (
    Say | OpenTopic | ShowCard | Pin | ShowState | Copy | Album | React | SendFile | Edit | DeleteTopic | DeleteMessage
)

ALBUM_PAUSE = timedelta(seconds=0.7)
"""How long an album's pieces wait for one more: they come one by one, each as a message of its own."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing to send. Rows for one destination are sent in the order they were queued."""

    to: Destination
    body: Body
    lane: Lane
    at: datetime  # when it was queued
    confirms: int | None = None  # the other side's message that this passes on; staff's gets a reaction on arrival
    say_after_failure: bool = False  # a physio waits for it: tell the topic when it cannot be delivered
    about: int | None = None  # the runner a text to all staff tells of, so that an erase finds it
    forget: bool = False  # an erase's last words and deeds: nothing of the row stays once it has ended
    album: str = ""  # goes with the others of this album, `ALBUM_PAUSE` after the last of them was queued


@dataclass(frozen=True, slots=True)
class Queued:
    """An outgoing row as the sender sees it."""

    id: int
    outgoing: Outgoing
    attempts: int
    due: datetime


@dataclass(frozen=True, slots=True)
class Reach:
    """What can be sent at all just now; the rest need not be looked at."""

    only_safety: bool = False
    words_to_staff: bool = True  # safety texts and reactions can always go there


EVERYTHING = Reach()


@dataclass(frozen=True, slots=True)
class Backlog:
    """What has not been sent yet."""

    number: int
    oldest: datetime  # when the oldest of it was queued


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A row that could not be delivered, and why."""

    id: int
    outgoing: Outgoing
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Keep:
    """How long things are kept."""

    chats: timedelta  # after a chat has gone quiet: its transcript and what was noted from it
    cases: timedelta  # after a case was closed: its notes, its history and the alerts


class Session(Protocol):
    """One transaction. Everything in it is on disk when the block ends, or nothing is."""

    async def first_time(self, update: str) -> bool:
        """Record that this update is handled; False when it was handled before (change nothing then)."""

    async def runner(self, runner: int) -> Runner | None:
        """Who this is, if they ever wrote."""

    async def keep_runner(self, runner: Runner) -> None:
        """Insert or replace."""

    async def conversation(self, runner: int) -> Conversation:
        """What we remember; a new conversation for somebody new. Locked until the block ends."""

    async def keep_conversation(self, conversation: Conversation) -> None:
        """Insert or replace."""

    async def unfinished(self, before: datetime, after: datetime) -> Sequence[int]:
        """Runners whose unfinished thought (`thought_since`) has waited since `before`, or has begun later than
        `after`, in a future that only a wrong clock has seen.
        """

    async def add_line(self, line: Line) -> None:
        """Append to the transcript."""

    async def revise_line(
        self, runner: int, speaker: Speaker, message_id: int, text: str, at: datetime, media: str = ""
    ) -> Line | None:
        """Add a version of a line; the version it replaces, or None when we never saw the line."""

    async def keep_as_notes(self, runner: int, album: str) -> None:
        """A physio's album that the runner did not get after all: its lines are notes."""

    async def transcript(self, runner: int, since: datetime | None = None) -> Sequence[Line]:
        """Every version of every line, oldest first."""

    async def open_case(self, runner: int, reason: str, because: str, urgent: bool, at: datetime) -> tuple[Case, bool]:
        """The runner's open case, and whether it is new. One open case per runner."""

    async def case(self, case_id: int) -> Case | None:
        """A case by its number."""

    async def current_case(self, runner: int) -> Case | None:
        """The runner's open or claimed case."""

    async def latest_case(self, runner: int) -> Case | None:
        """The runner's newest case, closed or not."""

    async def cases(self, runner: int) -> Sequence[Case]:
        """Every case of the runner, oldest first."""

    async def find_cases(self, words: Sequence[str], limit: int) -> Sequence[Case]:
        """Cases whose runner's name, reason or chat holds every one of these words, newest first."""

    async def case_in_topic(self, topic_id: int) -> Case | None:
        """The case whose topic this is."""

    async def keep_case(self, case: Case) -> None:
        """Replace a case."""

    async def note_event(self, case_id: int, what: str, who: str, at: datetime) -> None:
        """Who did what, for the case's history: opened, claimed, closed, unlocked..."""

    async def events(self, case_id: int) -> Sequence[tuple[datetime, str, str]]:
        """The case's history, oldest first: when, what, who."""

    async def waiting_cases(self, limit: int) -> Sequence[Case]:
        """Cases that nobody has claimed, oldest first."""

    async def count_waiting(self, before: datetime) -> int:
        """How many cases that nobody has claimed were opened before this moment."""

    async def keep_member(self, physio: Physio) -> None:
        """Insert or replace somebody of the staff group."""

    async def members(self) -> Sequence[Physio]:
        """Everybody of the staff group who has written or tapped there."""

    async def remind(self, reminder: Reminder) -> None:
        """Set, or set anew, the case's reminder of this kind."""

    async def forget_reminder(self, case_id: int, kind: Waits) -> bool:
        """Drop it; whether there was one."""

    async def reminders(self, case_id: int) -> Sequence[Reminder]:
        """What a case is waiting for, soonest first."""

    async def due_reminders(self, now: datetime, limit: int) -> Sequence[Reminder]:
        """What is due, oldest first. Whoever acts on one takes it first."""

    async def take_reminder(self, reminder: Reminder) -> bool:
        """Remove it as it is; False when it was changed, dropped or taken by another process."""

    async def send(self, outgoing: Outgoing) -> int:
        """Queue something to send; its row id. The sender wakes when the block ends."""

    async def add_miss(self, words: str, at: datetime) -> None:
        """Keep words that nothing answered, without whose they are."""

    async def misses(self, state: MissState) -> Sequence[Miss]:
        """Every miss that stands so, oldest first."""

    async def keep_miss(self, miss: Miss) -> None:
        """Replace what became of a miss."""

    async def drop_misses(self, words: Collection[str]) -> None:
        """Remove the misses with these very words, whatever became of them."""

    async def forget_misses(self, before: datetime) -> int:
        """Remove misses from before this moment, but for proposals that wait; how many went."""

    async def setting(self, key: str) -> str | None:
        """A small thing to remember, such as the linked staff group."""

    async def keep_setting(self, key: str, value: str | None) -> None:
        """Replace it; None forgets it."""

    async def staff_messages(self, runner: int) -> Sequence[int]:
        """Messages about the runner in the staff group that no topic of theirs holds."""

    async def erase(self, runner: int) -> int:
        """Remove everything kept about a runner, but what an earlier erase has yet to do; how many rows went."""

    # The sender's side.

    async def due(self, now: datetime, limit: int, reach: Reach = EVERYTHING) -> Sequence[Queued]:
        """The rows to send now, among the oldest of each lane: for each destination only those with no
        earlier row still waiting for a retry, safety first, then by lane, then oldest first.
        """

    async def due_further(self, now: datetime, after: str, lines: int) -> tuple[Sequence[Queued], str]:
        """The same for so many destinations after this one, in an order of their own, and the last of them,
        for the next look; "" to begin with, and again after all of them.
        """

    async def next_due(self, now: datetime) -> datetime | None:
        """When the next row that was put off is due; None when none was."""

    async def bring_forward(self, now: datetime) -> int:
        """Rows that were put off absurdly far, by a clock that was wrong, are due now; how many."""

    async def words_behind(self, row: Queued, limit: int) -> Sequence[Queued]:
        """What else waits for the same destination after this row, in order; cards that are only
        brought up to date and reactions left out.
        """

    async def album_of(self, row: Queued) -> Sequence[Queued]:
        """Every piece of the row's album that waits for the same destination, in order."""

    async def drop_album(self, to: Destination, album: str) -> int:
        """Its pieces that still wait must not go there; how many did."""

    async def waiting_alike(self, row: Queued) -> Sequence[Queued]:
        """Every row with the same kind of body that waits for the same destination, oldest first."""

    async def take(self, rows: Sequence[int]) -> Set[int]:
        """Keep these rows from other processes until what became of them is written down; those that we have."""

    async def delivered(self, row: int, message_id: int | None, at: datetime) -> bool:
        """It arrived, as this message of the destination's chat; False when the row was erased meanwhile."""

    async def drop(self, row: int) -> None:
        """Its time is over; keep nothing of it."""

    async def postpone(self, row: int, until: datetime, reason: str) -> None:
        """Try again then."""

    async def set_aside(self, row: int, reason: str, at: datetime) -> None:
        """It can never be delivered; keep it with its reason."""

    async def oldest_waiting(self) -> Mapping[Lane, datetime]:
        """When the oldest unsent row of each lane was queued; a lane that is empty is left out."""

    async def count_unsent(self) -> Mapping[Lane, int]:
        """How many rows wait in each lane; a lane that is empty is left out."""

    async def group_backlog(self) -> Mapping[Lane, Backlog]:
        """What waits for the staff group and its topics, by lane; reactions, which wait for nothing, left out."""

    async def dead_letters(self) -> Sequence[DeadLetter]:
        """What could not be delivered, oldest first."""

    async def count_dead(self) -> int:
        """How many rows could not be delivered."""

    async def revive(self, row: int, at: datetime) -> bool:
        """Queue a dead letter again."""

    async def arrived_as(self, to: Destination, passed_on: int) -> int | None:
        """The message as which the other side's message arrived there, if it did."""

    async def is_coming(self, to: Destination, passed_on: int) -> bool:
        """Whether the other side's message still waits to be passed on there."""

    async def may_be(self, runner: int | None, message_id: int) -> Set[int]:
        """Rows that are being sent and may be this message of the runner's chat, or with None of the staff group:
        what became of them is not written down. None when the message is known.
        """

    async def case_of_message(self, message_id: int) -> Case | None:
        """The case that a message of the staff group belongs to, whoever sent it."""

    async def find_sent(self, to: Destination, message_id: int) -> Outgoing | None:
        """What we sent as this message, if we did; the newest, when it was edited or holds several lines."""


class Store(Protocol):
    """Where everything is remembered."""

    def begin(self, patience: float | None = None) -> AbstractAsyncContextManager[Session]:
        """Open a transaction: in turn, or before all others once so many seconds have passed.

        Raises StoreError when the store is away.
        """

    async def join(self) -> None:
        """Work beside the other processes on the same database, if there are any: send a share of the outbox."""

    @property
    def processes(self) -> int:
        """How many processes share the outbox."""

    async def lead(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do what only one process may do, whenever this one is the one; stop when it no longer is."""

    async def wait_for_outbox(self, at_most: timedelta) -> None:
        """Return as soon as something was queued by a commit, or after this long."""

    async def forget_old(self, now: datetime, keep: Keep) -> int:
        """Remove what has been kept long enough, in small steps; rows removed."""

    async def close(self) -> None:
        """Let go of the database."""
