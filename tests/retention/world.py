"""A case store with old and new cases, and one that can be told how to behave."""

# ruff: noqa: D102 - the Protocols that these satisfy say what is promised

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from proxy.handoff.base import CaseState
from proxy.policy.base import RetentionClass
from proxy.retention.base import Batch, Holdings
from proxy.storage import Database, SqlCaseStore
from tests.storage.test_case_store import NOON, case, message

MOMENTS = {
    RetentionClass.CASE: NOON - timedelta(days=30),
    RetentionClass.AUDIT_CONTENT: NOON - timedelta(days=90),
    RetentionClass.AUDIT_HEADER: NOON - timedelta(days=400),
}


@asynccontextmanager
async def case_store(folder: Path, *, old: int, new: int) -> AsyncIterator[SqlCaseStore]:
    """A store with so many overdue cases (their texts say OLD) and others (NEW)."""
    database = await Database.for_data_folder(folder)
    store = SqlCaseStore(database)
    for number in range(old + new):
        is_old = number < old
        row = case(
            f"case_{number}",
            state=CaseState.RESOLVED,
            changed_at=NOON - timedelta(days=31 if is_old else 1, seconds=number),
            sealed_topic=(b"OLD" if is_old else b"NEW") + b"-TOPIC",
        )
        await store.insert(row, [message(("OLD" if is_old else "NEW") + "-WORDS" * 50)])
    try:
        yield store
    finally:
        await database.close()


@dataclass
class Shelf:
    """A sweepable store of numbers."""

    retention_class: RetentionClass
    left: int = 0
    settles: list[bool] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)

    async def delete_older(self, moment: datetime, limit: int) -> Batch:
        count = min(limit, self.left)
        self.left -= count
        self.batches.append(count)
        return Batch(count, more=self.left > 0)

    async def settle(self) -> bool:
        return self.settles.pop(0) if self.settles else True

    async def holdings(self, moment: datetime) -> Holdings:
        return Holdings(self.left, moment, self.left)
