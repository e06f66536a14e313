"""Words that the bot could not answer, without names, and what staff made of them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "miss",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_as", sa.BigInteger(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("chosen_by", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("miss_by_state", "miss", ["state", "id"])
    op.create_index("miss_age", "miss", ["at"])


def downgrade() -> None:
    op.drop_table("miss")
