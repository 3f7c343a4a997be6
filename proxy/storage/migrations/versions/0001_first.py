"""The first tables: clients, cases and their messages, meta.

Revision ID: 0001
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_IS_OPEN = "state IN ('waiting', 'claimed')"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "meta",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("value", sa.String(1024), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_meta"),
    )
    _clients()
    _cases()
    op.create_table(
        "case_messages",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("author", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200)),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.LargeBinary(32)),
        sa.Column("turn_digest", sa.LargeBinary(32)),
        sa.Column("sealed_text", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_case_messages"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_case_messages_case_id", ondelete="CASCADE"
        ),
    )


def _clients() -> None:
    op.create_table(
        "clients",
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("client_id", name="pk_clients"),
        sa.UniqueConstraint("key_id", name="uq_clients_key_id"),
    )
    _unique("uq_clients_tenant_name", "clients", ["tenant", "name"], "revoked_at IS NULL")


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("locks", sa.Boolean, nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("longest_wait", sa.BigInteger, nullable=False),
        sa.Column("owner", sa.String(200)),
        sa.Column("delivered", sa.Integer, nullable=False),
        sa.Column("conversation_digest", sa.LargeBinary(32)),
        sa.Column("opening_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("idempotency_digest", sa.LargeBinary(32)),
        sa.Column("sealed_topic", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_cases"),
    )
    op.create_index("uq_cases_tenant_reference", "cases", ["tenant", "reference"], unique=True)
    op.create_index("ix_cases_tenant_state", "cases", ["tenant", "state"])
    op.create_index("ix_cases_conversation", "cases", ["conversation"])
    op.create_index("ix_cases_state_changed_at", "cases", ["state", "changed_at"])
    for name in ("conversation", "idempotency"):
        columns = ["tenant", f"{name}_digest"]
        op.create_index(f"ix_cases_{name}_digest", "cases", columns)
        _unique(f"uq_cases_open_{name}", "cases", columns, _IS_OPEN)


def _unique(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        name, table, columns, unique=True, sqlite_where=condition, postgresql_where=condition
    )
