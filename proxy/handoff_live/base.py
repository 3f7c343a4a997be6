"""What the live routes work with, and the visitor who has proved that a case is his."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from proxy.clock import Clock
from proxy.gateway.limits import ClientLimits
from proxy.gateway.request_body import BodyLimits
from proxy.handoff.casebook import Casebook
from proxy.handoff.customer import CustomerDesk
from proxy.handoff.margin import Margin
from proxy.handoff_live.watch import Watch
from proxy.ids import CaseId, TenantId


class CaseIndex(Protocol):
    """The store, as far as this room asks it beside the queue."""

    async def tenant_of(self, case_id: CaseId) -> TenantId | None:
        """Whose case this is; None if there is none."""
        ...

    async def versions(self, case_ids: Collection[CaseId]) -> Mapping[CaseId, int]:
        """The versions of those of these cases that exist, of whatever tenant."""
        ...


@dataclass(frozen=True, slots=True)
class LiveRooms:
    """Everything a live route needs."""

    index: CaseIndex
    book: Casebook
    desk: CustomerDesk
    margin: Margin
    watch: Watch
    limits: ClientLimits
    """Per case, and for all."""
    body: BodyLimits
    clock: Clock
    origins: tuple[str, ...] = ()
    """Pages of other addresses that may ask, such as https://shop.example."""
    alive_seconds: float = 15.0
    """After this long without news a stream gets a comment line, and clocks are looked at."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody whose token opens this case."""

    tenant: TenantId
    case_id: CaseId
