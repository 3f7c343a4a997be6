"""The tables of audit streams on PostgreSQL. On SQLite each stream is a file (``streams.py``).

The wrapped data keys lie in ``KEY_PARTS`` partitions by conversation, so that the few pages with a
conversation's keys can be rewritten (which is how PostgreSQL really forgets) while turns of nearly
all other conversations go on. The foreign key keeps what must never be: content whose key is gone,
when one proxy erases while another still writes.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
)

from proxy.storage.tables import NAMES

KEY_PARTS: Final = 32

stream_metadata = MetaData(naming_convention=NAMES)

audit_streams = Table(
    "audit_streams",
    stream_metadata,
    Column("stream", String(40), primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

audit_records = Table(
    "audit_records",
    stream_metadata,
    Column("stream", String(40), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("header", LargeBinary, nullable=False),
)

audit_footers = Table(
    "audit_footers",
    stream_metadata,
    Column("stream", String(40), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    # In which order footers came, over all streams: the newest names the stream written to last.
    Column("place", BigInteger, Identity(always=True), nullable=False),
    Index("uq_audit_footers_place", "place", unique=True),
)

audit_data_keys = Table(
    "audit_data_keys",
    stream_metadata,
    Column("conversation", String(64), primary_key=True),
    Column("kid", String(40), primary_key=True),
    Column("stream", String(40), nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Index("ix_audit_data_keys_stream", "stream", "first"),
    postgresql_partition_by="HASH (conversation)",
)

audit_contents = Table(
    "audit_contents",
    stream_metadata,
    Column("stream", String(40), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("conversation", String(64), nullable=False),
    Column("kid", String(40), nullable=False),
    Column("content", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["conversation", "kid"], ["audit_data_keys.conversation", "audit_data_keys.kid"]
    ),
    Index("ix_audit_contents_stream_at", "stream", "at"),
    Index("ix_audit_contents_conversation_kid", "conversation", "kid"),
)


def key_part(number: int) -> str:
    """The name of one partition of the data keys."""
    return f"audit_data_keys_{number:02}"
