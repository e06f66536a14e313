"""The first tables: runners, conversations, transcripts, cases, the outbox."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def only(where: str) -> dict[str, Any]:
    """An index over the rows for which this holds."""
    return {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}


def upgrade() -> None:
    runners_and_conversations()
    cases()
    transcripts()
    outbox()
    small_things()


def runners_and_conversations() -> None:
    op.create_table(
        "runner",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="runner_key"),
    )
    op.create_table(
        "conversation",
        sa.Column("runner", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("thought_since", MOMENT),
        sa.Column("last_heard", MOMENT),
        sa.PrimaryKeyConstraint("runner", name="conversation_key"),
    )
    op.create_index("conversation_unfinished", "conversation", ["thought_since"], **only("thought_since IS NOT NULL"))


def cases() -> None:
    op.create_table(
        "case",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("runner", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("holder_id", sa.BigInteger()),
        sa.Column("holder_name", sa.Text()),
        sa.Column("topic_id", sa.BigInteger()),
        sa.Column("card_message_id", sa.BigInteger()),
        sa.Column("closed_at", MOMENT),
        sa.CheckConstraint("state in ('open', 'claimed', 'closed')", name=op.f("case_state_is_known")),
        sa.PrimaryKeyConstraint("id", name="case_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("case_one_under_way", "case", ["runner"], unique=True, **only("state != 'closed'"))
    op.create_index("case_of_runner", "case", ["runner", "id"])
    op.create_index("case_topic", "case", ["topic_id"])
    op.create_table(
        "case_event",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("case_id", ROW_ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="case_event_case_id_exists", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="case_event_key"),
    )
    op.create_index("case_event_of_case", "case_event", ["case_id", "id"])


def transcripts() -> None:
    op.create_table(
        "line",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("runner", sa.BigInteger(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("case_id", ROW_ID),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="line_case_id_exists", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="line_key"),
        sa.UniqueConstraint("runner", "speaker", "message_id", "version", name="line_once"),
    )
    op.create_index("line_of_runner", "line", ["runner", "at"])
    op.create_index("line_of_case", "line", ["case_id"])


def outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("runner", sa.BigInteger()),
        sa.Column("case_id", ROW_ID),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("queued_at", MOMENT, nullable=False),
        sa.Column("confirms", sa.BigInteger()),
        sa.Column("say_after_failure", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("reason", sa.Text()),
        sa.CheckConstraint("state in ('waiting', 'sent', 'dead')", name=op.f("outbox_state_is_known")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="outbox_case_id_exists", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="outbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_by_lane", "outbox", ["lane", "id"], **only("state = 'waiting'"))
    op.create_index("outbox_soonest", "outbox", ["due"], **only("state = 'waiting'"))
    op.create_index("outbox_in_line", "outbox", ["destination", "turn", "id"], **only("state = 'waiting'"))
    op.create_index("outbox_dead", "outbox", ["id"], **only("state = 'dead'"))
    op.create_index("outbox_arrived", "outbox", ["destination", "message_id"])
    op.create_index("outbox_ended", "outbox", ["ended_at"], **only("ended_at IS NOT NULL"))
    op.create_index("outbox_of_runner", "outbox", ["runner"])
    op.create_index("outbox_of_case", "outbox", ["case_id"])


def small_things() -> None:
    op.create_table(
        "handled_update",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="handled_update_key"),
    )
    op.create_index("handled_update_age", "handled_update", ["at"])
    op.create_table(
        "setting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="setting_key"),
    )


def downgrade() -> None:
    for table in ("setting", "handled_update", "outbox", "line", "case_event", "case", "conversation", "runner"):
        op.drop_table(table)
