"""What is kept.

A runner's number is Telegram's own, so nothing points at the runner row with a foreign key: the
goodbye after an erase still has to be queued for somebody we no longer know. Numbers that we give
out (cases, outbox rows) are never given out twice; an old button may still carry them.

Each index serves one question, so that an answer takes as long with a million chats as with ten.
After a change here: `python -m bot.storage.migrate "what the change is for"`.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    and_,
    false,
    literal_column,
)

from bot.storage.columns import Instant, RowId, Words

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_key",
        "fk": "%(table_name)s_%(column_0_name)s_exists",
        "uq": "%(table_name)s_once",
        "ck": "%(table_name)s_%(constraint_name)s",
    }
)

runners = Table(
    "runner",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("reachable", Boolean, nullable=False),
)

conversations = Table(
    "conversation",
    metadata,
    Column("runner", BigInteger, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),  # the whole value, as JSON
    Column("thought_since", Instant),  # copied out of the body, to be searched
    Column("last_heard", Instant),
)
Index(
    "conversation_unfinished",
    conversations.c.thought_since,
    sqlite_where=conversations.c.thought_since.is_not(None),
    postgresql_where=conversations.c.thought_since.is_not(None),
)

cases = Table(
    "case",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("runner", BigInteger, nullable=False),
    Column("reason", Words, nullable=False),
    Column("because", Words, nullable=False),
    Column("state", Text, nullable=False),  # CaseState
    Column("opened_at", Instant, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("holder_id", BigInteger),
    Column("holder_name", Words),
    Column("topic_id", BigInteger),
    Column("card_message_id", BigInteger),
    Column("closed_at", Instant),
    CheckConstraint("state in ('open', 'claimed', 'closed')", name="state_is_known"),
    sqlite_autoincrement=True,
)
# Written out: an index over some rows is found only when the question repeats these very words.
UNDER_WAY = cases.c.state != literal_column("'closed'")
Index("case_one_under_way", cases.c.runner, unique=True, sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY)
Index("case_of_runner", cases.c.runner, cases.c.id)
Index("case_topic", cases.c.topic_id)
Index("case_closed", cases.c.closed_at)

CLAIMABLE = cases.c.state == literal_column("'open'")
Index("case_waiting", cases.c.opened_at, cases.c.id, sqlite_where=CLAIMABLE, postgresql_where=CLAIMABLE)

case_events = Table(
    "case_event",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("case_id", ForeignKey(cases.c.id, ondelete="CASCADE"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("what", Words, nullable=False),
    Column("who", Words, nullable=False),
)
Index("case_event_of_case", case_events.c.case_id, case_events.c.id)

reminders = Table(
    "reminder",
    metadata,
    Column("case_id", ForeignKey(cases.c.id, ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),  # Waits
    Column("due", Instant, nullable=False),
    Column("step", Integer, nullable=False),
)
Index("reminder_due", reminders.c.due)

members = Table(
    "staff_member",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Words, nullable=False),
    Column("username", Words, nullable=False),
)

lines = Table(
    "line",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("runner", BigInteger, nullable=False),
    Column("speaker", Text, nullable=False),  # Speaker
    Column("text", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Column("message_id", BigInteger),
    Column("media", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("case_id", ForeignKey(cases.c.id, ondelete="SET NULL")),
    Column("version", Integer, nullable=False),
    Column("album", Words, nullable=False, server_default=""),  # which album it is a piece of
    Column("why", Words, nullable=False, server_default=""),  # of the bot's own lines: what decided, as JSON
    UniqueConstraint("runner", "speaker", "message_id", "version"),
)
Index("line_of_runner", lines.c.runner, lines.c.at)
Index("line_of_case", lines.c.case_id)
OF_STAFF = and_(lines.c.case_id.is_not(None), lines.c.message_id.is_not(None))
Index("line_in_group", lines.c.message_id, sqlite_where=OF_STAFF, postgresql_where=OF_STAFF)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("state", Text, nullable=False),  # waiting, sent or dead
    Column("destination", Text, nullable=False),  # runner:5, case:7, staff or misses: what keeps its order
    Column("runner", BigInteger),  # whose words these are; None when only the case says so
    Column("case_id", ForeignKey(cases.c.id, ondelete="CASCADE")),
    Column("lane", Integer, nullable=False),
    Column("turn", Integer, nullable=False),  # 0 overtakes everything else for its destination
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("confirms", BigInteger),
    Column("say_after_failure", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("message_id", BigInteger),  # as what it arrived
    Column("reason", Words),  # why it is late, or dead
    Column("holder", BigInteger),  # the process that is sending it, where there are several
    Column("forget", Boolean, nullable=False, server_default=false()),  # what an erase has yet to do or say
    Column("album", Words, nullable=False, server_default=""),  # goes with the others of this album
    CheckConstraint("state in ('waiting', 'sent', 'dead')", name="state_is_known"),
    sqlite_autoincrement=True,
)
WAITING = outbox.c.state == literal_column("'waiting'")
DEAD = outbox.c.state == literal_column("'dead'")
Index("outbox_by_lane", outbox.c.lane, outbox.c.id, sqlite_where=WAITING, postgresql_where=WAITING)
Index("outbox_soonest", outbox.c.due, sqlite_where=WAITING, postgresql_where=WAITING)
Index(
    "outbox_in_line",
    outbox.c.destination,
    outbox.c.turn,
    outbox.c.id,
    sqlite_where=WAITING,
    postgresql_where=WAITING,
)
Index("outbox_dead", outbox.c.id, sqlite_where=DEAD, postgresql_where=DEAD)
Index("outbox_arrived", outbox.c.destination, outbox.c.message_id)
ENDED = outbox.c.ended_at.is_not(None)
Index("outbox_ended", outbox.c.ended_at, sqlite_where=ENDED, postgresql_where=ENDED)
HELD = outbox.c.holder.is_not(None)
Index("outbox_held", outbox.c.holder, sqlite_where=HELD, postgresql_where=HELD)
Index("outbox_of_runner", outbox.c.runner)
Index("outbox_of_case", outbox.c.case_id)
SENT_TO_CASE = and_(outbox.c.case_id.is_not(None), outbox.c.message_id.is_not(None))
Index("outbox_in_group", outbox.c.message_id, sqlite_where=SENT_TO_CASE, postgresql_where=SENT_TO_CASE)

handled_updates = Table(
    "handled_update",
    metadata,
    Column("key", Words, primary_key=True),
    Column("at", Instant, nullable=False),
)
Index("handled_update_age", handled_updates.c.at)

settings = Table(
    "setting",
    metadata,
    Column("key", Words, primary_key=True),
    Column("value", Words, nullable=False),
)

misses = Table(
    "miss",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("words", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", Words, nullable=False),
    Column("asked_as", BigInteger, nullable=False),
    Column("entry", Words, nullable=False),
    Column("chosen_by", Words, nullable=False),
    Column("answered", Words, nullable=False, server_default=""),
    Column("kept_as", Words, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)
Index("miss_by_state", misses.c.state, misses.c.id)
Index("miss_age", misses.c.at)

kept_messages = Table(
    "kept_message",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("words", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Column("kept_as", Words, nullable=False),  # by what a runner's own are found again, to be erased
)
Index("kept_message_age", kept_messages.c.at)
