"""Value types of the human queue, and the store it needs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from proxy.ids import CaseId, ConversationId, TenantId
from proxy.topics.base import Severity


class CaseState(StrEnum):
    """The life of a case (the table of moves stands in states.py)."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    RETURNED = "returned"
    RESOLVED = "resolved"
    EXPIRED = "expired"
    ABANDONED = "abandoned"


class Author(StrEnum):
    """Who wrote a message of a case."""

    CUSTOMER = "customer"
    HUMAN_AGENT = "human_agent"
    BOT = "bot"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as it is stored: nothing in it is readable customer text.

    Digests are keyed (HMAC); ``sealed_topic`` and messages are sealed with the case key.
    ``version`` grows by one with each change; a change states the version it saw (compare-and-set).
    """

    case_id: CaseId
    tenant: TenantId
    conversation: ConversationId
    """The audit conversation of the turn that opened it."""
    reference: str
    state: CaseState
    version: int
    severity: Severity
    locks: bool
    language: str
    opened_at: datetime
    expires_at: datetime
    """When the topic's longest wait runs out."""
    changed_at: datetime
    owner: str | None
    conversation_digest: bytes | None = field(repr=False)
    """Of the explicit conversation id; None when the client named none."""
    opening_digest: bytes = field(repr=False)
    """Of the customer message that was held."""
    idempotency_digest: bytes | None = field(repr=False)
    sealed_topic: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseMessageRow:
    """One message of a case. ``digest``: keyed digest of a customer message, to cut it later."""

    case_id: CaseId
    number: int
    author: Author
    name: str | None
    """Display name of the human agent."""
    at: datetime
    sealed_text: bytes = field(repr=False)
    digest: bytes | None = field(repr=False, default=None)


class StaleCaseError(Exception):
    """The case has moved since it was read; read it again and decide again."""


class CaseStore(Protocol):
    """What the queue needs of a store. Every write is durable when the call returns."""

    async def insert(self, case: CaseRow, messages: Sequence[CaseMessageRow]) -> CaseRow:
        """Store a new case, unless one with the same tenant and idempotency or conversation digest
        is already open (waiting or claimed): then that one is returned and nothing is written."""
        ...

    async def by_id(self, tenant: TenantId, case_id: CaseId) -> CaseRow | None: ...

    async def by_reference(self, tenant: TenantId, reference: str) -> CaseRow | None: ...

    async def by_conversation(self, tenant: TenantId, digest: bytes) -> Sequence[CaseRow]:
        """All cases of an explicit conversation id, newest first."""
        ...

    async def by_idempotency(self, tenant: TenantId, digest: bytes) -> CaseRow | None: ...

    async def update(
        self, case: CaseRow, *, seen_version: int, messages: Sequence[CaseMessageRow] = ()
    ) -> CaseRow:
        """Write the changed row and append messages, if the stored version is ``seen_version``.

        Raises StaleCaseError otherwise. Message numbers are given by the store, in order.
        """
        ...

    async def messages(self, case_id: CaseId) -> Sequence[CaseMessageRow]: ...

    async def list(
        self, tenant: TenantId | None, states: frozenset[CaseState]
    ) -> Sequence[CaseRow]: ...

    async def delete_changed_before(self, moment: datetime, limit: int) -> Sequence[CaseId]:
        """Really delete closed cases last changed before ``moment`` (and open ones opened before
        it); at most ``limit``; gives their ids."""
        ...
