"""What cases are waiting for, and who is at the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
CLAIMABLE = "state = 'open'"


def upgrade() -> None:
    op.create_index(
        "case_waiting",
        "case",
        ["opened_at", "id"],
        sqlite_where=sa.text(CLAIMABLE),
        postgresql_where=sa.text(CLAIMABLE),
    )
    op.create_table(
        "reminder",
        sa.Column("case_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="reminder_case_id_exists", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "kind", name="reminder_key"),
    )
    op.create_index("reminder_due", "reminder", ["due"])
    op.create_table(
        "staff_member",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="staff_member_key"),
    )


def downgrade() -> None:
    op.drop_table("staff_member")
    op.drop_table("reminder")
    op.drop_index("case_waiting", "case")
