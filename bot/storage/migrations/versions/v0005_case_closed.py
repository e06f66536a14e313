"""To find the cases that have been closed for long enough to be forgotten."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("case_closed", "case", ["closed_at"])


def downgrade() -> None:
    op.drop_index("case_closed", "case")
