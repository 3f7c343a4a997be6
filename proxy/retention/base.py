"""Value types of retention, and what it needs of the stores and of the audit log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol

from proxy.audit.events import AuditEvent
from proxy.ids import CaseId, ConversationId, TenantId
from proxy.policy.base import RetentionClass


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a store holds of a class, seen from a moment before which data is overdue."""

    count: int
    oldest: datetime | None
    overdue: int
    held: int = 0
    """Past its time, but kept by a legal hold; not counted as overdue."""


HoldId = NewType("HoldId", str)
"""``hold_`` and 24 base-32 characters."""


class HoldScope(StrEnum):
    """What a legal hold covers."""

    CONVERSATION = "conversation"
    CUSTOMER = "customer"
    """All conversations of a customer, later ones included."""
    PERIOD = "period"
    """Everything of a time, of all tenants: audit content does not say whose it is."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold in force."""

    hold_id: HoldId
    tenant: TenantId
    scope: HoldScope
    placed_by: str
    placed_at: datetime
    conversations: frozenset[ConversationId] = frozenset()
    period: tuple[datetime, datetime] | None = None
    """From its first moment to the moment after its last."""
    customer: bytes | None = field(repr=False, default=None)
    """A keyed digest of the customer's id."""
    release_asked_by: str | None = None

    def with_conversations(self, conversations: frozenset[ConversationId]) -> "Hold":
        """The same hold on these conversations."""
        return replace(self, conversations=conversations)


@dataclass(frozen=True, slots=True)
class Link:
    """A customer had a conversation. ``ref``: a keyed digest of the customer's id and the month."""

    tenant: TenantId
    ref: bytes = field(repr=False)
    conversation: ConversationId
    month: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Export:
    """A bundle that was written to a file of a host. ``checkpoint``: SHA-256 of its checkpoint."""

    export_id: str
    host: str
    path: str
    checkpoint: bytes
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Erased:
    """Of this conversation nothing from before this moment may be anywhere any more."""

    conversation: ConversationId
    tenant: TenantId
    before: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step of a sweep deleted. ``more``: call again, there may be some left."""

    count: int
    more: bool


class Sweepable(Protocol):
    """A store of one retention class."""

    @property
    def retention_class(self) -> RetentionClass:
        """The class of what it stores."""
        ...

    async def delete_older(self, moment: datetime, limit: int) -> Batch:
        """Delete items that are older than ``moment``; durable when it returns.

        ``limit`` is how many a store should do at once, so that others get their turn.
        """
        ...

    async def settle(self) -> bool:
        """Make earlier deletions final: no byte of them is left on disk. False: not yet possible."""
        ...

    async def holdings(self, moment: datetime) -> Holdings:
        """What is stored, and what of it is older than ``moment``."""
        ...


class AuditRecorder(Protocol):
    """The audit log: ``record`` returns when the event is durable, or raises ServiceError."""

    async def record(self, event: AuditEvent) -> None:
        """Record an event durably."""
        ...


class HoldStore(Protocol):
    """Keeps legal holds."""

    async def add(self, hold: Hold, refs: Sequence[bytes] = ()) -> Hold:
        """Store a hold, with the conversations that these refs of a customer lead to."""
        ...

    async def all(self) -> Sequence[Hold]:
        """All holds in force."""
        ...

    async def ask_release(self, hold_id: HoldId, by: str) -> None:
        """Note who asked for the release."""
        ...

    async def remove(self, hold_id: HoldId) -> None:
        """The hold is released."""
        ...


class LinkStore(Protocol):
    """Keeps links from customers to conversations."""

    async def note(self, link: Link, customer: bytes) -> Sequence[HoldId]:
        """Store a link, or its newer time; gives the holds on the customer that now cover it, too."""
        ...

    async def months(self, tenant: TenantId) -> Sequence[str]:
        """The months of which there are links."""
        ...

    async def conversations(
        self, tenant: TenantId, refs: Sequence[bytes]
    ) -> frozenset[ConversationId]:
        """The conversations that these refs lead to."""
        ...


class ExportStore(Protocol):
    """The register of exports."""

    async def add(self, export: Export) -> None:
        """Note an export down."""
        ...

    async def all(self) -> Sequence[Export]:
        """All exports, oldest first."""
        ...

    async def remove(self, export_id: str) -> None:
        """The export is gone."""
        ...


class ErasureStore(Protocol):
    """What was erased, where every host sees it."""

    async def forget_before(self, moment: datetime) -> None:
        """Erasures from before this moment need not be known any more."""
        ...

    async def add(self, erased: Iterable[Erased]) -> None:
        """Note erasures down; of one conversation the latest counts."""
        ...

    async def all(self) -> Sequence[Erased]:
        """All of them."""
        ...


class ConversationEraser(Protocol):
    """Any other store that has something of a conversation."""

    async def has_older(
        self, tenant: TenantId, conversation: ConversationId, moment: datetime
    ) -> bool:
        """Whether there is something of it from before ``moment``."""
        ...

    async def delete_conversation(self, tenant: TenantId, conversation: ConversationId) -> int:
        """Really delete it; gives how much there was."""
        ...

    async def settle(self) -> bool:
        """Make earlier deletions final on disk."""
        ...


class CaseEraser(Protocol):
    """The store of cases, as erasure sees it."""

    async def cases_of(
        self, tenant: TenantId, target: CaseId | ConversationId
    ) -> Mapping[CaseId, ConversationId]:
        """Cases with this id, or of this audit conversation, and their audit conversations."""
        ...

    async def has_older(
        self, tenant: TenantId, conversation: ConversationId, moment: datetime
    ) -> bool:
        """Whether there is a case of this conversation that was opened before ``moment``."""
        ...

    async def delete(self, tenant: TenantId, cases: Sequence[CaseId]) -> int:
        """Really delete cases with their messages; gives how many there were."""
        ...

    async def settle(self) -> bool:
        """Make earlier deletions final on disk."""
        ...


class ContentEraser(Protocol):
    """The audit log, as erasure sees it: content goes; headers stay and prove that it went."""

    async def erase_conversation(self, conversation: ConversationId, *, why: str, by: str) -> int:
        """Really delete the content of a conversation's records; gives how many there were.

        It records its own intent and receipt. Records of the last seconds are left alone.
        """
        ...


@dataclass(frozen=True, slots=True)
class ClassStatus:
    """One retention class: how long data may live, and what is stored."""

    retention_class: RetentionClass
    cutoff: datetime
    holdings: Holdings | None
    """None: no store of this installation holds data of the class."""


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What a retention run did. ``unsettled``: classes whose deleted bytes may still be on disk."""

    deleted: Mapping[RetentionClass, int]
    unsettled: frozenset[RetentionClass] = frozenset()
    complete: bool = True
    """False: the run was stopped; the next one goes on where it ended."""


@dataclass(frozen=True, slots=True)
class ErasureReceipt:
    """What an erasure deleted, for whoever asked for it. Nothing in it is about a person."""

    at: datetime
    case_count: int
    record_count: int
    other_count: int
    """Links and sealed maps."""
    conversations: tuple[ConversationId, ...]
    settled: bool
    """False: deleted bytes may still be on disk; the next retention run ends that."""
