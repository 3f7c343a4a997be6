"""How long things are kept, put together: the stores of a data folder behind the rooms of retention.

A part of the composition root, beside ``cellar``, which hands in what it has opened.
"""

import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from proxy.audit.base import StreamStore
from proxy.audit.erase import Progress, silently
from proxy.audit.log import AuditLog
from proxy.clock import Clock
from proxy.ids import ConversationId
from proxy.keys.base import Keyring
from proxy.retention import (
    AuditContents,
    AuditHeaders,
    Customers,
    Eraser,
    Exports,
    Holds,
    Ledger,
    Sweepable,
    reapply,
)
from proxy.storage.cases import SqlCaseStore
from proxy.storage.customer_links import SqlCustomerLinks
from proxy.storage.database import Database
from proxy.storage.erasures import SqlErasureStore
from proxy.storage.exports import SqlExportStore
from proxy.storage.holds import SqlHoldStore
from proxy.storage.maps import SqlMapStore

ERASURES: Final = "CHAT_PROXY_ERASURES"
"""The variable that names the ledger of erasures."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Retention, erasure and legal holds of an open data folder."""

    cases: SqlCaseStore
    maps: SqlMapStore
    streams: StreamStore
    log: AuditLog
    clock: Clock
    links: SqlCustomerLinks
    erasures: SqlErasureStore
    customers: Customers
    holds: Holds
    exports: Exports
    ledger: Ledger

    def sweepables(self, progress: Progress = silently) -> tuple[Sweepable, ...]:
        """Everything that has a time to live. Links go last: they lead to the others."""
        held = self.holds.held
        return (
            self.cases,
            self.maps,
            AuditContents(self.streams, self.log, self.clock, held, progress),
            AuditHeaders(self.streams, self.log, held),
            self.exports,
            self.links,
        )

    def eraser(self) -> Eraser:
        """Deletes on request."""
        return Eraser(
            cases=self.cases,
            contents=AuditContents(self.streams, self.log, self.clock),
            others=(self.maps, self.links),
            customers=self.customers,
            holds=self.holds,
            ledger=self.ledger,
            erasures=self.erasures,
            audit=self.log,
            clock=self.clock,
        )

    async def reapply(self, oldest: datetime) -> Sequence[ConversationId]:
        """Erase again what a restored backup brought back; gives what it was."""
        return await reapply(self.eraser(), self.streams, oldest=oldest)


def open_keeping(
    data: Path,
    *,
    database: Database,
    cases: SqlCaseStore,
    maps: SqlMapStore,
    streams: StreamStore,
    log: AuditLog,
    keyring: Keyring,
    clock: Clock,
) -> Keeping:
    """Put together what ``cellar`` has opened."""
    links = SqlCustomerLinks(database)
    customers = Customers(links, keyring, log, clock)
    return Keeping(
        cases=cases,
        maps=maps,
        streams=streams,
        log=log,
        clock=clock,
        links=links,
        erasures=SqlErasureStore(database),
        customers=customers,
        holds=Holds(SqlHoldStore(database), customers, log, clock),
        exports=Exports(SqlExportStore(database), socket.gethostname(), clock),
        ledger=Ledger(ledger_file(data, os.environ)),
    )


def ledger_file(data: Path, environment: Mapping[str, str]) -> Path:
    """Where the ledger of erasures stands: beside the data folder, never in it, or where it is told."""
    named = environment.get(ERASURES)
    folder = data.resolve()
    return Path(named) if named else folder.with_name(f"{folder.name}.erasures")
