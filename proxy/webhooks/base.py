"""Value types of webhooks, and what they need: stores, a sealer, a way to post, the audit log.

Strategy: what is written with a case's change is a ``Delivery``, one row for each endpoint. Whoever
delivers takes a lease of it, posts it, and notes what came of it; nothing is ever "taken out" before
it has arrived.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol

from proxy.audit.events import AuditEvent
from proxy.ids import CaseId, TenantId

EndpointId = NewType("EndpointId", str)
"""``hook_`` and 16 base-32 characters."""

SecretId = NewType("SecretId", str)
"""``secret_`` and 16 base-32 characters."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a tenant's events go, as stored."""

    endpoint_id: EndpointId
    tenant: TenantId
    host: str
    """What administrators see of the address."""
    sealed_url: bytes = field(repr=False)
    private: bool
    """The address may be one of the own network."""
    created_at: datetime
    off_since: datetime | None = None
    off_why: str | None = None


@dataclass(frozen=True, slots=True)
class StoredSecret:
    """A secret of an endpoint, as stored."""

    secret_id: SecretId
    endpoint_id: EndpointId
    sealed: bytes = field(repr=False)
    created_at: datetime


class DeliveryStatus(StrEnum):
    """What became of an event at an endpoint."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    """Given up; it can be sent again."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one endpoint. Nothing in it is about a person."""

    endpoint_id: EndpointId
    case_id: CaseId
    version: int
    type: str
    tenant: TenantId
    state: str
    queue: str
    at: datetime
    opened_at: datetime
    expires_at: datetime
    tries: int
    """How often it was tried before."""
    since: datetime
    """From when patience is counted."""

    @property
    def event_id(self) -> str:
        """The same at every endpoint and in every try."""
        return f"evt_{self.case_id.removeprefix('case_')}_{self.version}"


@dataclass(frozen=True, slots=True)
class Backlog:
    """What an endpoint, or all of them, have before them."""

    waiting: int = 0
    undelivered: int = 0
    oldest: datetime | None = None
    """The oldest change that was not delivered yet and was not given up."""
    problem: str | None = None
    """What came of the last try that failed."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How an endpoint has fared lately: numbers, moments and names of events."""

    last: tuple[str, datetime] | None = None
    """The newest event that arrived, as far back as those are kept, and when it did."""
    waiting: Mapping[str, int] = field(default_factory=dict)
    """How many events of each type wait."""
    undelivered: Mapping[str, int] = field(default_factory=dict)
    """How many of each type were given up."""
    failing_since: datetime | None = None
    """From when on the oldest event that was tried in vain is due; None: none was."""
    next_try: datetime | None = None
    """When something is due next; in the past: it is on its way, or nobody serves."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an endpoint said: a status, and for how many seconds it wants to be left alone."""

    status: int
    retry_after: int | None = None


class NotSentError(Exception):
    """Nothing came back, or nothing was sent. ``why``: one of a closed list of short words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Post(Protocol):
    """Sends bytes to an address that may be reached, and to no other."""

    async def __call__(
        self, url: str, headers: Mapping[str, str], body: bytes, *, private: bool
    ) -> Answer:
        """One POST; the answer's body is never read. Raises NotSentError."""
        ...


class EndpointStore(Protocol):
    """Keeps endpoints and their secrets. Every write is durable when the call returns."""

    async def add(self, endpoint: Endpoint, secret: StoredSecret) -> None:
        """Store an endpoint with its first secret."""
        ...

    async def all(self) -> Sequence[Endpoint]:
        """All endpoints, oldest first."""
        ...

    async def find(self, endpoint_id: EndpointId) -> Endpoint | None:
        """The endpoint with this id."""
        ...

    async def switch(
        self, endpoint_id: EndpointId, *, off_since: datetime | None, why: str | None = None
    ) -> None:
        """Switch it off, or (None) on."""
        ...

    async def remove(self, endpoint_id: EndpointId) -> None:
        """Really delete it, its secrets, and its events."""
        ...

    async def secrets(self, endpoint_id: EndpointId) -> Sequence[StoredSecret]:
        """Its secrets, newest first."""
        ...

    async def add_secret(self, secret: StoredSecret) -> None:
        """One more secret."""
        ...

    async def remove_secret(self, secret_id: SecretId) -> None:
        """Really delete a secret."""
        ...


class Outbox(Protocol):
    """Events that wait for their endpoints, shared by all proxies of a database."""

    async def endpoints_due(self, now: datetime) -> Sequence[EndpointId]:
        """Endpoints that are on and have something due."""
        ...

    async def claim(
        self, endpoint_id: EndpointId, lease: str, *, now: datetime, until: datetime, limit: int
    ) -> Sequence[Delivery]:
        """Lease what is due: of each case only its first waiting event, and nothing leased already."""
        ...

    async def delivered(self, delivery: Delivery, lease: str, now: datetime) -> bool:
        """It arrived. False: the lease was lost meanwhile."""
        ...

    async def failed(self, delivery: Delivery, lease: str, problem: str, due_at: datetime) -> bool:
        """It did not; it is due again then. False: the lease was lost meanwhile."""
        ...

    async def given_up(self, delivery: Delivery, lease: str, problem: str, now: datetime) -> bool:
        """It did not, and will not be tried again. False: the lease was lost meanwhile."""
        ...

    async def let_go(self, delivery: Delivery, lease: str) -> bool:
        """Nobody tries it now; as it was before the lease."""
        ...

    async def backlogs(self) -> Mapping[EndpointId, Backlog]:
        """What each endpoint has before it; endpoints without anything are left out."""
        ...

    async def arrivals(self) -> Mapping[EndpointId, Arrivals]:
        """How endpoints have fared; those that were never told anything are left out."""
        ...

    async def undelivered(self, endpoint_id: EndpointId, limit: int) -> Sequence[Delivery]:
        """Events that were given up, oldest first."""
        ...

    async def resend(self, endpoint_id: EndpointId, case: CaseId | None, now: datetime) -> int:
        """Try all that was given up again (of one case); gives how many there were."""
        ...

    async def refresh(self, endpoint_id: EndpointId, now: datetime) -> None:
        """Everything that waits is due now, with new patience."""
        ...

    async def forget(self, *, delivered: datetime, deletions: datetime) -> int:
        """Delete what was delivered before a moment, and what told of deletions before another."""
        ...


class Sealer(Protocol):
    """Seals addresses and secrets with the proxy's case key."""

    def seal(self, plain: bytes, context: bytes) -> bytes:
        """Encrypt; the same ``context`` is needed to open."""
        ...

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """The plain bytes. Raises ProxyError when key, bytes or context do not belong together."""
        ...


class AuditRecorder(Protocol):
    """The audit log: ``record`` returns when the event is durable, or raises ServiceError."""

    async def record(self, event: AuditEvent) -> None:
        """Record an event durably."""
        ...
