"""Value types of the audit room, and the store it needs.

Strategy: what reaches a store is already sealed and signed (``Batch``); a store keeps bytes and
gives the same bytes back, and can delete content. It never decides what is true.
"""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NewType, Protocol

from proxy.ids import ConversationId, Randomness, TenantId

StreamId = NewType("StreamId", str)
"""``stream_`` and 24 base-32 characters."""
STREAM_NAME: Final = re.compile(r"stream_[a-z2-7]{24}")
"""The form of a stream's id, to be matched whole."""

SYSTEM_TENANT = TenantId("system")
"""The tenant of records about the log itself."""


def new_name(prefix: str, randomness: Randomness) -> str:
    """``prefix`` and 24 base-32 characters (120 random bits)."""
    return prefix + base64.b32encode(randomness(15)).decode().lower()


class FooterKind(StrEnum):
    """Why a footer was written."""

    COMMIT = "commit"
    IDLE = "idle"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """A record as it is stored. Made by ``record.Sealer`` only."""

    seq: int
    at: str
    """When, as in the header (RFC 3339, UTC, milliseconds: compares as text)."""
    conversation: ConversationId | None
    kid: str
    header: bytes = field(repr=False)
    content: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    """The data key, sealed to the auditor."""


@dataclass(frozen=True, slots=True)
class Statement:
    """The stream statement: who may sign footers of this stream, said by the enrolment key."""

    body: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Footer:
    """A signed footer. ``size``: records of the stream up to and including this commit."""

    number: int
    size: int
    body: bytes = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Batch:
    """What is made durable together: records, and the footer that closes them."""

    records: tuple[SealedRecord, ...]
    footer: Footer


@dataclass(frozen=True, slots=True)
class Head:
    """The newest footer of a stream."""

    stream: StreamId
    footer: Footer


@dataclass(frozen=True, slots=True)
class Held:
    """What legal holds keep from being erased: conversations, and periods of time.

    A period is from its first moment (included) to its last (not included), as in headers.
    """

    conversations: frozenset[ConversationId] = frozenset()
    periods: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What is erased: content older than ``before`` (RFC 3339), of one conversation if named.

    What is ``held`` stays.
    """

    before: str
    conversation: ConversationId | None = None
    held: Held = Held()


@dataclass(frozen=True, slots=True)
class Deleted:
    """How much was really deleted."""

    contents: int = 0
    keys: int = 0

    def __add__(self, other: "Deleted") -> "Deleted":
        return Deleted(self.contents + other.contents, self.keys + other.keys)


@dataclass(frozen=True, slots=True)
class ContentHoldings:
    """Content that exists: how much, since when, how much is older than asked, what is held of that."""

    count: int
    oldest: str | None
    older: int
    held: int


class StreamStoreError(Exception):
    """The store could not do it (disk full, I/O error, locked). Its message holds no content."""


class StreamWriter(Protocol):
    """The one writer of a stream; used from one thread."""

    def append(self, batch: Batch) -> None:
        """Store a batch whole or not at all; durable when the call returns.

        Raises StreamStoreError or OSError; the writer is of no use afterwards.
        """
        ...

    def close(self) -> None:
        """Give up the handle. Never raises."""
        ...


class StreamStore(Protocol):
    """Keeps streams. All methods may block, and raise StreamStoreError when they cannot.

    Reading methods give what was stored up to ``size`` records (or footer ``number``), in order.
    """

    def create(self, stream: StreamId, statement: Statement) -> StreamWriter:
        """Make a new stream; its name is durable when the call returns."""
        ...

    def discard(self, stream: StreamId) -> None:
        """Remove a stream that has no footer (its first commit failed); else do nothing."""
        ...

    def streams(self) -> Sequence[StreamId]:
        """Streams that have a footer, sorted by id."""
        ...

    def head(self, stream: StreamId) -> Head | None:
        """The newest footer, if there is one."""
        ...

    def latest(self) -> Head | None:
        """The head of the stream that was written to last."""
        ...

    def statement(self, stream: StreamId) -> Statement:
        """The statement with which the stream was made."""
        ...

    def entries(self, stream: StreamId, number: int) -> Iterator[bytes | Footer]:
        """Headers (bytes) and footers in order, up to and including footer ``number``."""
        ...

    def contents(self, stream: StreamId, size: int) -> Iterator[tuple[int, bytes]]:
        """Contents that still exist, by record number."""
        ...

    def data_keys(self, stream: StreamId, size: int) -> Iterator[tuple[str, bytes]]:
        """Wrapped data keys that still exist, by first use."""
        ...

    def holdings(self, stream: StreamId, before: str, held: Held) -> ContentHoldings:
        """How much content there is, and what of it is older than ``before``."""
        ...

    def present(
        self, stream: StreamId, before: Mapping[ConversationId, str]
    ) -> frozenset[ConversationId]:
        """Which of these conversations have content that is older than the time beside them."""
        ...

    def erase(self, stream: StreamId, scope: Scope) -> Deleted:
        """Delete what the scope covers, and keys without content."""
        ...

    def settle(self, scope: Scope) -> None:
        """Make deletions of this scope final on disk, as far as the store can reach it.

        Raises StreamStoreError when that is not possible now; then nothing is lost by trying again.
        """
        ...

    def drop(self, stream: StreamId) -> None:
        """Really delete a whole stream."""
        ...

    def reading(self) -> AbstractContextManager[None]:
        """While it is held, nothing is erased. Raises StreamStoreError when it cannot be had."""
        ...

    def erasing(self) -> AbstractContextManager[None]:
        """While it is held, nobody reads an export and nobody else erases."""
        ...
