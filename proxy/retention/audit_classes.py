"""The audit log's two retention classes: contents, which go first, and whole streams with headers.

The audit room does the deleting, with an intent before and a receipt after, so that a verifier can
tell an erasure from a theft. Counting reads every header; it is for a person who asks, not for a
turn.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from proxy.audit.base import StreamStore, StreamStoreError
from proxy.audit.erase import Reason, drop_streams, erase_content
from proxy.audit.log import AuditLog
from proxy.audit.record import read_header
from proxy.clock import Clock, iso
from proxy.errors import ErrorCode, ServiceError, VerificationError
from proxy.ids import ConversationId
from proxy.policy.base import RetentionClass
from proxy.retention.base import Batch, Holdings

_BY_SCHEDULE = Reason(why="older than the policy allows", by="retention")


@dataclass(frozen=True, slots=True)
class AuditContents:
    """What the log sealed. Satisfies ``Sweepable`` and ``ContentEraser``."""

    store: StreamStore
    log: AuditLog
    clock: Clock

    @property
    def retention_class(self) -> RetentionClass:
        """Audit content."""
        return RetentionClass.AUDIT_CONTENT

    async def delete_older(self, moment: datetime, limit: int) -> Batch:  # noqa: ARG002
        """Delete contents of records older than ``moment``; the audit room makes its own batches."""
        deleted = await erase_content(
            self.store, moment, log=self.log, reason=_BY_SCHEDULE, clock=self.clock
        )
        return Batch(deleted.contents, more=False)

    async def settle(self) -> bool:
        """Deleting overwrites at once."""
        return True

    async def holdings(self, moment: datetime) -> Holdings:
        """Contents that still exist, by the time of their record."""
        return await asyncio.to_thread(_counted, self.store, iso(moment), contents=True)

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

    @property
    def retention_class(self) -> RetentionClass:
        """Audit headers."""
        return RetentionClass.AUDIT_HEADER

    async def delete_older(self, moment: datetime, limit: int) -> Batch:  # noqa: ARG002
        """Drop streams that ended before ``moment``; counts streams."""
        dropped = await drop_streams(self.store, moment, log=self.log, reason=_BY_SCHEDULE)
        return Batch(len(dropped), more=False)

    async def settle(self) -> bool:
        """Dropping overwrites at once."""
        return True

    async def holdings(self, moment: datetime) -> Holdings:
        """Headers, by the time in them."""
        return await asyncio.to_thread(_counted, self.store, iso(moment), contents=False)


def _counted(store: StreamStore, before: str, *, contents: bool) -> Holdings:
    try:
        times = list(_times(store, contents=contents))
    except StreamStoreError as error:
        raise ServiceError(ErrorCode.AUDIT_UNAVAILABLE, f"the audit log: {error}") from None
    oldest = min(times, default=None)
    return Holdings(
        count=len(times),
        oldest=datetime.fromisoformat(oldest) if oldest is not None else None,
        overdue=sum(at < before for at in times),
    )


def _times(store: StreamStore, *, contents: bool) -> Iterator[str]:
    """The times of all records, or of those whose content still exists."""
    for stream in store.streams():
        head = store.head(stream)
        if head is None:
            continue
        size = head.footer.size
        there = {seq for seq, _ in store.contents(stream, size)} if contents else set(range(size))
        for entry in store.entries(stream, head.footer.number):
            if not isinstance(entry, bytes):
                continue
            try:
                header = read_header(entry)
            except VerificationError:
                continue  # tampered with: for the verifier, not for us
            if header.seq in there:
                yield header.at
