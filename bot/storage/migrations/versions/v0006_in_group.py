"""To find the case that a message of the staff group belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

IN_GROUP = sa.text("case_id IS NOT NULL AND message_id IS NOT NULL")


def upgrade() -> None:
    for index, table in (("outbox_in_group", "outbox"), ("line_in_group", "line")):
        op.create_index(index, table, ["message_id"], sqlite_where=IN_GROUP, postgresql_where=IN_GROUP)


def downgrade() -> None:
    op.drop_index("line_in_group", "line")
    op.drop_index("outbox_in_group", "outbox")
