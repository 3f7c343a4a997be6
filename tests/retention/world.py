"""A case store with old and new cases, and one that can be told how to behave."""

# ruff: noqa: D102 - the Protocols that these satisfy say what is promised

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from proxy.audit import AuditLog, open_bundle, verify_bundle
from proxy.clock import SetClock
from proxy.handoff.base import CaseState
from proxy.ids import ConversationId
from proxy.keeping import Keeping, open_keeping
from proxy.keys import LocalKeyring
from proxy.policy.base import RetentionClass
from proxy.retention import sweep
from proxy.retention.base import Batch, Holdings
from proxy.storage import Database, SqlCaseStore
from proxy.storage.maps import SqlMapStore
from proxy.storage.streams import SqliteStreamStore
from tests.audit.made import SEED, Place, event, place
from tests.storage.test_case_store import NOON, SHOP, case, message

MOMENTS = {
    RetentionClass.CASE: NOON - timedelta(days=30),
    RetentionClass.AUDIT_CONTENT: NOON - timedelta(days=90),
    RetentionClass.AUDIT_HEADER: NOON - timedelta(days=400),
    RetentionClass.SEALED_MAP: NOON - timedelta(days=7),
    RetentionClass.EXPORT: NOON - timedelta(days=90),
    RetentionClass.CUSTOMER_LINK: NOON - timedelta(days=90),
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


@dataclass
class Kept:
    """A data folder with everything that retention deletes from, and its audit log."""

    place: Place
    keeping: Keeping
    database: Database
    log: AuditLog
    clock: SetClock

    async def turn(self, conversation: str, words: str = "words", customer: str = "") -> None:
        """A turn on record, of a customer if one is named, a minute after the one before."""
        name = ConversationId(conversation)
        if customer:
            await self.keeping.customers.note(SHOP, customer, name)
        await self.log.record(event(1, conversation, said=words))
        self.clock.forward(timedelta(minutes=1))

    async def case(self, name: str, conversation: str, words: str = "words") -> None:
        """A resolved case of a conversation, opened now."""
        row = case(
            name,
            conversation=ConversationId(conversation),
            state=CaseState.RESOLVED,
            opened_at=self.clock.now(),
            changed_at=self.clock.now(),
        )
        await self.keeping.cases.insert(row, [message(words)])

    async def sweep(self, days: int) -> dict[RetentionClass, int]:
        """Delete what is older than so many days, whatever it is; headers stay."""
        moments = dict.fromkeys(RetentionClass, self.clock.now() - timedelta(days=days))
        moments[RetentionClass.AUDIT_HEADER] = NOON - timedelta(days=9999)
        report = await sweep(self.keeping.sweepables(), moments, audit=self.log)
        return dict(report.deleted)

    def states(self) -> dict[str, set[str]]:
        """What became of the content of each conversation; the log must verify."""
        bundle = self.place.export(f"{os.urandom(8).hex()}.bundle", clock=self.clock)
        report = verify_bundle(bundle)
        assert report.ok, report.errors
        found: dict[str, set[str]] = {}
        for record in open_bundle(bundle, SEED):
            found.setdefault(str(record["conversation"]), set()).add(str(record["state"]))
        return found

    def raw(self) -> bytes:
        """Every byte of every file of the data folder."""
        files = [path for path in self.place.folder.rglob("*") if path.is_file()]
        return b"".join(path.read_bytes() for path in files)


@asynccontextmanager
async def kept(folder: Path, *, start: datetime = NOON, fresh: bool = True) -> AsyncIterator[Kept]:
    """A data folder, new or opened again."""
    clock = SetClock(start)
    at = place(folder) if fresh else reopened(folder)
    database = await Database.for_data_folder(folder)
    log = at.open(clock=clock)
    keeping = open_keeping(
        folder,
        database=database,
        cases=SqlCaseStore(database),
        maps=SqlMapStore(database),
        streams=at.store,
        log=log,
        keyring=at.keyring,
        clock=clock,
    )
    try:
        yield Kept(at, keeping, database, log, clock)
    finally:
        await log.close()
        await database.close()


def reopened(folder: Path) -> Place:
    """The place of a folder that was made before."""
    return Place(folder, LocalKeyring.open(folder / "keys"), SqliteStreamStore(folder / "audit"))
