"""The team's messages without names, if they keep them, to try a change of the knowledge on."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "kept_message",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_as", sa.Text(), nullable=False),
    )
    op.create_index("kept_message_age", "kept_message", ["at"])


def downgrade() -> None:
    op.drop_table("kept_message")
