"""Agent keys of the API of the human queue, and its answers to requests with an Idempotency-Key.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen the clients, and make the table of answers."""
    for column in (
        sa.Column("queues", sa.String(2200), nullable=False, server_default=""),
        sa.Column("expires_at", sa.BigInteger),
        sa.Column("acts_for_others", sa.Boolean, nullable=False, server_default=sa.text("false")),
    ):
        op.add_column("clients", column)
    op.create_table(
        "answered_requests",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("request", sa.LargeBinary(32), nullable=False),
        sa.Column("case_id", sa.String(64)),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("sealed_answer", sa.LargeBinary),
        sa.PrimaryKeyConstraint("tenant", "digest", name="pk_answered_requests"),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.case_id"],
            name="fk_answered_requests_case_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_answered_requests_at", "answered_requests", ["at"])
    op.create_index("ix_answered_requests_case_id", "answered_requests", ["case_id"])
