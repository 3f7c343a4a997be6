"""The tables, as SQLAlchemy Core sees them. ``migrations`` makes them; a test compares the two.

Moments are whole microseconds since 1970 in UTC, spans whole microseconds: exact, sortable, and
the same in SQLite and PostgreSQL. What is customer text is sealed bytes or keyed digests.
"""

from typing import Final

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
    UniqueConstraint,
    text,
)

NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""How constraints are called, in every database alike."""

metadata = MetaData(naming_convention=NAMES)

_IS_OPEN = "state IN ('waiting', 'claimed')"

meta = Table(
    "meta",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", String(1024), nullable=False),
)

customer_links = Table(
    "customer_links",
    metadata,
    Column("tenant", String(64), primary_key=True),
    # A keyed digest of the customer's id in the shop, another one each month.
    Column("ref", LargeBinary(32), primary_key=True),
    Column("conversation", String(64), primary_key=True),
    Column("month", String(7), nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Index("ix_customer_links_conversation", "conversation"),
    Index("ix_customer_links_seen_at", "seen_at"),
)

legal_holds = Table(
    "legal_holds",
    metadata,
    Column("hold_id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("starts", BigInteger),
    Column("ends", BigInteger),
    # A keyed digest of the customer's id: conversations that come later are held, too.
    Column("customer", LargeBinary(32)),
    Column("placed_by", String(200), nullable=False),
    Column("placed_at", BigInteger, nullable=False),
    Column("release_asked_by", String(200)),
    Index("ix_legal_holds_customer", "tenant", "customer"),
)

held_conversations = Table(
    "held_conversations",
    metadata,
    Column(
        "hold_id",
        String(64),
        ForeignKey("legal_holds.hold_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("conversation", String(64), primary_key=True),
    Index("ix_held_conversations_conversation", "conversation"),
)

exports = Table(
    "exports",
    metadata,
    Column("export_id", String(64), primary_key=True),
    Column("host", String(255), nullable=False),
    Column("path", String(4096), nullable=False),
    Column("checkpoint", LargeBinary(32), nullable=False),
    Column("made_at", BigInteger, nullable=False),
)

erasures = Table(
    "erasures",
    metadata,
    Column("conversation", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("before", BigInteger, nullable=False),
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
    # Of keys for the API of the human queue; a chatbot's key has none of them.
    Column("queues", String(2200), nullable=False, server_default=""),
    Column("expires_at", BigInteger),
    Column("acts_for_others", Boolean, nullable=False, server_default=text("false")),
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
    Column("queue", String(40), nullable=False, server_default="general"),
    Column("claimed_at", BigInteger),
    Column("answered_at", BigInteger),
    Column("follow_up_at", BigInteger),
    Column("rating", Integer),
    Index("ix_cases_tenant_opened_at", "tenant", "opened_at"),
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

# Of the person who has the case. Its version does not change with them.
drafts = Table(
    "drafts",
    metadata,
    Column(
        "case_id",
        String(64),
        ForeignKey("cases.case_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("field", String(16), primary_key=True),
    Column("agent", String(200), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("sealed_words", LargeBinary, nullable=False),
)

# One row for each person: the moments at which values were asked for lately, eight bytes each.
look_counts = Table(
    "look_counts",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("agent", String(200), primary_key=True),
    Column("last_at", BigInteger, nullable=False),
    Column("moments", LargeBinary, nullable=False),
)

answered_requests = Table(
    "answered_requests",
    metadata,
    Column("tenant", String(64), primary_key=True),
    # A keyed digest of the Idempotency-Key and of the agent key that it came with.
    Column("digest", LargeBinary(32), primary_key=True),
    # Of what was asked for.
    Column("request", LargeBinary(32), nullable=False),
    Column("case_id", String(64), ForeignKey("cases.case_id", ondelete="CASCADE")),
    Column("at", BigInteger, nullable=False),
    Column("sealed_answer", LargeBinary),
    Index("ix_answered_requests_at", "at"),
    Index("ix_answered_requests_case_id", "case_id"),
)

sealed_maps = Table(
    "sealed_maps",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("digest", LargeBinary(32), primary_key=True),
    Column("client_id", String(64), nullable=False),
    Column("conversation", String(64), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_sealed_maps_created_at", "created_at"),
    Index("ix_sealed_maps_conversation", "tenant", "conversation"),
)

users = Table(
    "users",
    metadata,
    Column("user_id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("name", String(200), nullable=False, unique=True),
    Column("display", String(200), nullable=False),
    Column("roles", String(200), nullable=False),
    Column("queues", String(2200), nullable=False),
    Column("password", String(200)),
    Column("one_time_until", BigInteger),
    Column("sealed_second_factor", LargeBinary),
    Column("second_factor_step", BigInteger, nullable=False),
    Column("single_sign_on", Boolean, nullable=False),
    Column("subject", String(300), unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("disabled_at", BigInteger),
    UniqueConstraint("tenant", "display"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("user_id", String(64), ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("sealed_pending", LargeBinary),
    Index("ix_sessions_user_id", "user_id"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("key", LargeBinary(32), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", BigInteger, nullable=False),
)

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    Column("endpoint_id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    # The host alone is readable: a path may hold a token of the receiver's.
    Column("host", String(300), nullable=False),
    Column("sealed_url", LargeBinary, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("off_since", BigInteger),
    Column("off_why", String(40)),
    Index("ix_webhook_endpoints_tenant", "tenant"),
)

webhook_secrets = Table(
    "webhook_secrets",
    metadata,
    Column("secret_id", String(64), primary_key=True),
    Column(
        "endpoint_id",
        String(64),
        ForeignKey("webhook_endpoints.endpoint_id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("sealed_secret", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index("ix_webhook_secrets_endpoint_id", "endpoint_id"),
)

# The outbox: one row for each change of a case and each endpoint of its tenant.
webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column(
        "endpoint_id",
        String(64),
        ForeignKey("webhook_endpoints.endpoint_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("case_id", String(64), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("type", String(40), nullable=False),
    Column("tenant", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("queue", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("status", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    # Patience is counted from here: the change, or when somebody asked for it to be sent again.
    Column("since", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("lease", String(32)),
    Column("leased_until", BigInteger),
    Column("problem", String(40)),
    Column("done_at", BigInteger),
    Index("ix_webhook_deliveries_status_due_at", "status", "due_at"),
    Index("ix_webhook_deliveries_case_id", "case_id"),
)
