"""Audit streams on PostgreSQL. On SQLite every stream is a file of its own: nothing to do there.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEY_PARTS = 32


def upgrade() -> None:
    """Make the tables."""
    if op.get_bind().dialect.name != "postgresql":
        return
    _chain()
    _keys()
    op.create_table(
        "audit_contents",
        sa.Column("stream", sa.String(40), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("kid", sa.String(40), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("stream", "seq", name="pk_audit_contents"),
        sa.ForeignKeyConstraint(
            ["conversation", "kid"],
            ["audit_data_keys.conversation", "audit_data_keys.kid"],
            name="fk_audit_contents_conversation_kid",
        ),
    )
    op.create_index("ix_audit_contents_stream_at", "audit_contents", ["stream", "at"])
    op.create_index("ix_audit_contents_conversation_kid", "audit_contents", ["conversation", "kid"])
    # Sealed bytes cannot be made smaller; trying costs time in every commit.
    op.execute("ALTER TABLE audit_contents ALTER COLUMN content SET STORAGE EXTERNAL")


def _chain() -> None:
    op.create_table(
        "audit_streams",
        sa.Column("stream", sa.String(40), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("stream", name="pk_audit_streams"),
    )
    op.create_table(
        "audit_records",
        sa.Column("stream", sa.String(40), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("header", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("stream", "seq", name="pk_audit_records"),
    )
    op.create_table(
        "audit_footers",
        sa.Column("stream", sa.String(40), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("place", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.PrimaryKeyConstraint("stream", "number", name="pk_audit_footers"),
    )
    op.create_index("uq_audit_footers_place", "audit_footers", ["place"], unique=True)


def _keys() -> None:
    op.create_table(
        "audit_data_keys",
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("kid", sa.String(40), nullable=False),
        sa.Column("stream", sa.String(40), nullable=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("conversation", "kid", name="pk_audit_data_keys"),
        postgresql_partition_by="HASH (conversation)",
    )
    op.create_index("ix_audit_data_keys_stream", "audit_data_keys", ["stream", "first"])
    for number in range(_KEY_PARTS):
        op.execute(
            f"CREATE TABLE audit_data_keys_{number:02} PARTITION OF audit_data_keys"
            f" FOR VALUES WITH (MODULUS {_KEY_PARTS}, REMAINDER {number})"
        )
        op.execute(
            f"ALTER TABLE audit_data_keys_{number:02} ALTER COLUMN wrapped SET STORAGE EXTERNAL"
        )
