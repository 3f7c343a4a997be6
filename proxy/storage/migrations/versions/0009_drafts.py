"""Drafts of human agents, and how often each of them looked at values lately.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "drafts",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("field", sa.String(16), nullable=False),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("sealed_words", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "field", name="pk_drafts"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_drafts_case_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "look_counts",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("moments", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "agent", name="pk_look_counts"),
    )
