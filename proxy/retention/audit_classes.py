"""The audit log's two retention classes: contents, which go first, and whole streams with headers.

The audit room does the deleting, with an intent before and a receipt after, so that a verifier can
tell an erasure from a theft. What a legal hold keeps is left alone and counted apart.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from proxy.audit.base import ContentHoldings, Held, StreamStore, StreamStoreError
from proxy.audit.erase import (
    HeldNow,
    Progress,
    Reason,
    StreamLife,
    drop_streams,
    droppable,
    erase_content,
    nothing_held,
    silently,
    stream_lives,
)
from proxy.audit.log import AuditLog
from proxy.clock import Clock, iso
from proxy.errors import ErrorCode, ServiceError
from proxy.ids import ConversationId
from proxy.policy.base import RetentionClass
from proxy.retention.base import Batch, Holdings

T = TypeVar("T")

_BY_SCHEDULE = Reason(why="older than the policy allows", by="retention")


@dataclass(frozen=True, slots=True)
class AuditContents:
    """What the log sealed. Satisfies ``Sweepable`` and ``ContentEraser``."""

    store: StreamStore
    log: AuditLog
    clock: Clock
    held: HeldNow = nothing_held
    """What legal holds keep."""
    progress: Progress = silently

    @property
    def retention_class(self) -> RetentionClass:
        """Audit content."""
        return RetentionClass.AUDIT_CONTENT

    async def delete_older(self, moment: datetime, limit: int) -> Batch:  # noqa: ARG002
        """Delete contents of records older than ``moment``; the audit room makes its own batches."""
        deleted = await erase_content(
            self.store,
            moment,
            log=self.log,
            reason=_BY_SCHEDULE,
            held=self.held,
            progress=self.progress,
            clock=self.clock,
        )
        return Batch(deleted.contents, more=False)

    async def settle(self) -> bool:
        """Deleting overwrites at once."""
        return True

    async def holdings(self, moment: datetime) -> Holdings:
        """Contents that still exist, by the time of their record."""
        held = await self.held()
        counted = await asyncio.to_thread(_counted, self.store, iso(moment), held)
        oldest = min((one.oldest for one in counted if one.oldest), default=None)
        kept = sum(one.held for one in counted)
        return Holdings(
            count=sum(one.count for one in counted),
            oldest=datetime.fromisoformat(oldest) if oldest else None,
            overdue=sum(one.older for one in counted) - kept,
            held=kept,
        )

    async def erase_conversation(self, conversation: ConversationId, *, why: str, by: str) -> int:
        """Delete the contents of one conversation's records."""
        reason = Reason(why=why, by=by)
        deleted = await erase_content(
            self.store, conversation, log=self.log, reason=reason, clock=self.clock
        )
        return deleted.contents


@dataclass(frozen=True, slots=True)
class AuditHeaders:
    """The log's headers. They go only with their whole stream, and not before all of it is due."""

    store: StreamStore
    log: AuditLog
    held: HeldNow = nothing_held

    @property
    def retention_class(self) -> RetentionClass:
        """Audit headers."""
        return RetentionClass.AUDIT_HEADER

    async def delete_older(self, moment: datetime, limit: int) -> Batch:  # noqa: ARG002
        """Drop streams that ended before ``moment``; counts streams."""
        dropped = await drop_streams(
            self.store, moment, log=self.log, reason=_BY_SCHEDULE, held=self.held
        )
        return Batch(len(dropped), more=False)

    async def settle(self) -> bool:
        """Dropping overwrites at once."""
        return True

    async def holdings(self, moment: datetime) -> Holdings:
        """Headers, by the life of their streams: overdue are those of streams that should be gone.

        A header is older than its stream's end, so it may be past its time without being overdue:
        headers prove each other and go together.
        """
        held = await self.held()
        lives = await asyncio.to_thread(_translated, lambda: stream_lives(self.store))
        before = iso(moment)
        due, free = await asyncio.to_thread(
            _translated,
            lambda: (
                droppable(self.store, lives, before, Held()),
                droppable(self.store, lives, before, held),
            ),
        )
        overdue = _records(free)
        oldest = min((life.opened for life in lives), default=None)
        return Holdings(
            count=_records(lives),
            oldest=datetime.fromisoformat(oldest) if oldest else None,
            overdue=overdue,
            held=_records(due) - overdue,
        )


def _records(lives: Sequence[StreamLife]) -> int:
    return sum(life.head.footer.size for life in lives)


def _counted(store: StreamStore, before: str, held: Held) -> list[ContentHoldings]:
    return _translated(lambda: [store.holdings(one, before, held) for one in store.streams()])


def _translated(read: Callable[[], T]) -> T:
    """The store's errors become the log's."""
    try:
        return read()
    except StreamStoreError as error:
        raise ServiceError(ErrorCode.AUDIT_UNAVAILABLE, f"the audit log: {error}") from None
