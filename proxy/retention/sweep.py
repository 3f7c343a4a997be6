"""A retention run: everything past its time is deleted, in small batches, between two records.

    1  record     what is going to be deleted: the moment of each class
    2  delete     batch by batch; whoever waits for the store gets his turn in between
    3  settle     until no byte of it is left on disk
    4  record     how much it was

Killed at any point it can be run again: what was deleted stays deleted, the rest goes then. A run
that did not end leaves its first record alone in the log.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from proxy.audit.base import SYSTEM_TENANT
from proxy.audit.events import AuditEvent, EventKind, Scalar
from proxy.clock import iso
from proxy.policy.base import RetentionClass
from proxy.retention.base import AuditRecorder, Batch, Sweepable, SweepReport

BATCH: Final = 200
_SETTLE_ATTEMPTS: Final = 3


async def sweep(
    stores: Sequence[Sweepable],
    moments: Mapping[RetentionClass, datetime],
    *,
    audit: AuditRecorder,
    batch: int = BATCH,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[RetentionClass, int], None] = lambda _kind, _count: None,
) -> SweepReport:
    """Delete what is older than its class's moment. ``stop`` is asked between batches.

    ``progress`` is told after each batch what of a class was deleted so far.

    Raises ServiceError if the run cannot be recorded (then nothing was deleted) or a store fails.
    """
    await audit.record(_started(moments))
    deleted = dict.fromkeys((store.retention_class for store in stores), 0)
    unsettled: set[RetentionClass] = set()
    complete = True
    for store in stores:
        kind = store.retention_class
        async for done in _batches(store, moments[kind], batch):
            deleted[kind] += done.count
            progress(kind, deleted[kind])
            if done.more and stop():
                complete = False
                break
        # Also when nothing was deleted now: an earlier run may have been killed before this.
        if not await _settled(store):
            unsettled.add(kind)
    report = SweepReport(deleted, frozenset(unsettled), complete)
    await audit.record(_finished(report))
    return report


async def _batches(store: Sweepable, moment: datetime, size: int) -> AsyncIterator[Batch]:
    more = True
    while more:
        done = await store.delete_older(moment, size)
        more = done.more
        yield done
        await asyncio.sleep(0)


async def _settled(store: Sweepable) -> bool:
    for _ in range(_SETTLE_ATTEMPTS):
        if await store.settle():
            return True
    return False


def _started(moments: Mapping[RetentionClass, datetime]) -> AuditEvent:
    clear: dict[str, Scalar] = {"phase": "started"}
    clear |= {f"{kind.value}_before": iso(moment) for kind, moment in moments.items()}
    return AuditEvent(EventKind.RETENTION_RUN, SYSTEM_TENANT, clear=clear)


def _finished(report: SweepReport) -> AuditEvent:
    clear: dict[str, Scalar] = {"phase": "finished", "complete": report.complete}
    clear |= {f"{kind.value}_deleted": count for kind, count in report.deleted.items()}
    clear |= {f"{kind.value}_unsettled": True for kind in report.unsettled}
    return AuditEvent(EventKind.RETENTION_RUN, SYSTEM_TENANT, clear=clear)
