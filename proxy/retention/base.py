"""Value types of retention, and what it needs of the stores and of the audit log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from proxy.audit.events import AuditEvent
from proxy.ids import CaseId, ConversationId, TenantId
from proxy.policy.base import RetentionClass


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a store holds of a class, seen from a moment before which data is overdue."""

    count: int
    oldest: datetime | None
    overdue: int


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


class CaseEraser(Protocol):
    """The store of cases, as erasure sees it."""

    async def cases_of(
        self, tenant: TenantId, target: CaseId | ConversationId
    ) -> Mapping[CaseId, ConversationId]:
        """Cases with this id, or of this audit conversation, and their audit conversations."""
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
    """What an erasure deleted, for whoever asked for it."""

    case_count: int
    record_count: int
    conversations: tuple[ConversationId, ...] = field(default=())
    settled: bool = True
