"""What was answered amiss, and by what a runner's misses are found again, to be erased."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("miss", sa.Column("answered", sa.Text(), nullable=False, server_default=""))
    op.add_column("miss", sa.Column("kept_as", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("miss", "kept_as")
    op.drop_column("miss", "answered")
