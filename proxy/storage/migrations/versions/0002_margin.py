"""What people do beside a case: its team, when it was taken and answered, follow-up, rating.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; cases from before wait in the default queue."""
    queue = sa.Column("queue", sa.String(40), nullable=False, server_default="general")
    op.add_column("cases", queue)
    for name in ("claimed_at", "answered_at", "follow_up_at"):
        op.add_column("cases", sa.Column(name, sa.BigInteger))
    op.add_column("cases", sa.Column("rating", sa.Integer))
    op.create_index("ix_cases_tenant_opened_at", "cases", ["tenant", "opened_at"])
