"""What retention needs: links from customers to conversations, legal holds, exports, erasures.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _links()
    _holds()
    op.create_table(
        "exports",
        sa.Column("export_id", sa.String(64), nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("path", sa.String(4096), nullable=False),
        sa.Column("checkpoint", sa.LargeBinary(32), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("export_id", name="pk_exports"),
    )
    op.create_table(
        "erasures",
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("before", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("conversation", name="pk_erasures"),
    )


def _links() -> None:
    op.create_table(
        "customer_links",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("ref", sa.LargeBinary(32), nullable=False),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "ref", "conversation", name="pk_customer_links"),
    )
    for column in ("conversation", "seen_at"):
        op.create_index(f"ix_customer_links_{column}", "customer_links", [column])


def _holds() -> None:
    op.create_table(
        "legal_holds",
        sa.Column("hold_id", sa.String(64), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("starts", sa.BigInteger),
        sa.Column("ends", sa.BigInteger),
        sa.Column("customer", sa.LargeBinary(32)),
        sa.Column("placed_by", sa.String(200), nullable=False),
        sa.Column("placed_at", sa.BigInteger, nullable=False),
        sa.Column("release_asked_by", sa.String(200)),
        sa.PrimaryKeyConstraint("hold_id", name="pk_legal_holds"),
    )
    op.create_index("ix_legal_holds_customer", "legal_holds", ["tenant", "customer"])
    op.create_table(
        "held_conversations",
        sa.Column("hold_id", sa.String(64), nullable=False),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("hold_id", "conversation", name="pk_held_conversations"),
        sa.ForeignKeyConstraint(
            ["hold_id"],
            ["legal_holds.hold_id"],
            name="fk_held_conversations_hold_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_held_conversations_conversation", "held_conversations", ["conversation"])
