"""Which album a line or a waiting message is a piece of."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("line", "outbox"):
        op.add_column(table, sa.Column("album", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    for table in ("outbox", "line"):
        op.drop_column(table, "album")
