"""The tables, as SQLAlchemy Core sees them. ``migrations`` makes them; a test compares the two.

Moments are whole microseconds since 1970 in UTC, spans whole microseconds: exact, sortable, and
the same in SQLite and PostgreSQL. What is customer text is sealed bytes or keyed digests.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_IS_OPEN = "state IN ('waiting', 'claimed')"

meta = Table(
    "meta",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", String(1024), nullable=False),
)

clients = Table(
    "clients",
    metadata,
    Column("client_id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("role", String(32), nullable=False),
    Column("key_id", String(32), nullable=False, unique=True),
    Column("key_hash", LargeBinary(32), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    # A name can be given again once its client was revoked.
    Index(
        "uq_clients_tenant_name",
        "tenant",
        "name",
        unique=True,
        sqlite_where=text("revoked_at IS NULL"),
        postgresql_where=text("revoked_at IS NULL"),
    ),
)

cases = Table(
    "cases",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("conversation", String(64), nullable=False),
    Column("reference", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("severity", String(16), nullable=False),
    Column("locks", Boolean, nullable=False),
    Column("language", String(16), nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("longest_wait", BigInteger, nullable=False),
    Column("owner", String(200)),
    Column("delivered", Integer, nullable=False),
    Column("conversation_digest", LargeBinary(32)),
    Column("opening_digest", LargeBinary(32), nullable=False),
    Column("idempotency_digest", LargeBinary(32)),
    Column("sealed_topic", LargeBinary, nullable=False),
    Index("uq_cases_tenant_reference", "tenant", "reference", unique=True),
    Index("ix_cases_tenant_state", "tenant", "state"),
    Index("ix_cases_conversation", "conversation"),
    Index("ix_cases_state_changed_at", "state", "changed_at"),
    Index("ix_cases_conversation_digest", "tenant", "conversation_digest"),
    Index("ix_cases_idempotency_digest", "tenant", "idempotency_digest"),
    # The database itself keeps two processes from opening two cases for one conversation or for
    # one request. NULLs are never equal: turns without an id or key are not held apart by these.
    Index(
        "uq_cases_open_conversation",
        "tenant",
        "conversation_digest",
        unique=True,
        sqlite_where=text(_IS_OPEN),
        postgresql_where=text(_IS_OPEN),
    ),
    Index(
        "uq_cases_open_idempotency",
        "tenant",
        "idempotency_digest",
        unique=True,
        sqlite_where=text(_IS_OPEN),
        postgresql_where=text(_IS_OPEN),
    ),
)

case_messages = Table(
    "case_messages",
    metadata,
    Column(
        "case_id",
        String(64),
        ForeignKey("cases.case_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("author", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("name", String(200)),
    Column("at", BigInteger, nullable=False),
    Column("digest", LargeBinary(32)),
    Column("turn_digest", LargeBinary(32)),
    Column("sealed_text", LargeBinary, nullable=False),
)
