"""Who is sending a row, where several processes drain the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HELD = "holder IS NOT NULL"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("holder", sa.BigInteger()))
    op.create_index("outbox_held", "outbox", ["holder"], sqlite_where=sa.text(HELD), postgresql_where=sa.text(HELD))


def downgrade() -> None:
    op.drop_index("outbox_held", "outbox")
    op.drop_column("outbox", "holder")
