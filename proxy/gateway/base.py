"""The gateway's own values: what arrived, what goes back, and the rooms a turn is served with.

Strategy: the gateway owns every await between rooms that think. ``Rooms`` is its list of
collaborators; each is a Protocol here, satisfied by a room below or beside, and put together in
``wiring``.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from proxy.audit.events import AuditEvent
from proxy.clock import Clock
from proxy.dialects.base import Dialect, Limits
from proxy.dialects.registry import Address
from proxy.gateway.detection import Inspected, Reading
from proxy.gateway.metrics import Metrics
from proxy.gateway.upstream import UpstreamClient
from proxy.handoff.queue import Queue
from proxy.ids import ClientId, ConversationId, Randomness, TenantId, TurnId
from proxy.maps.keeper import MapKeeper
from proxy.policy.base import Policy


@dataclass(frozen=True, slots=True)
class Caller:
    """The chatbot that called: known by its client key; the tenant comes from nowhere else."""

    client: ClientId
    tenant: TenantId


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it arrived, read whole. ``address``: its format, and where it goes."""

    turn: TurnId
    caller: Caller
    address: Address
    body: bytes = field(repr=False)
    conversation: str | None = field(repr=False, default=None)
    """``X-Conversation-Id``; stronger than the one in the body."""
    idempotency: str | None = field(repr=False, default=None)
    """``Idempotency-Key``."""
    headers: Mapping[str, str] = field(repr=False, default_factory=dict)
    """Request headers that may go on to the provider."""
    customer: str | None = field(repr=False, default=None)
    """``X-Customer-Id``; stronger than the user that the body names."""
    disclosed: bool = False
    """``X-Chat-Proxy-Disclosure: shown``: the chatbot has told the customer who answers."""

    @property
    def dialect(self) -> Dialect:
        """The wire format of the call."""
        return self.address.dialect


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back. Exactly one of ``body`` and ``chunks`` is set."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False, default=b"")
    chunks: AsyncIterator[bytes] | None = field(repr=False, default=None)
    media_type: str = "application/json"


class Inspector(Protocol):
    """Finds personal data and topics in texts, beside the event loop."""

    async def inspect(self, readings: Sequence[Reading]) -> list[Inspected]:
        """One answer for each reading, in order.

        Raises ServiceError; never answers 'nothing' in place of a failure.
        """
        ...


class Recorder(Protocol):
    """The audit log: ``record`` returns when the event is durable, or raises ServiceError."""

    async def record(self, event: AuditEvent) -> None:
        """Make the event durable."""
        ...


class PdfTexts(Protocol):
    """Reads PDFs."""

    async def text_of(self, pdf: bytes) -> str:
        """The text. Raises CallerError for a PDF that cannot be read; ServiceError (503)."""
        ...


class Secrets(Protocol):
    """The part of the keyring that the gateway needs."""

    def tenant_secret(self, tenant: TenantId) -> bytes:
        """32 bytes: the root of a tenant's placeholders."""
        ...

    def derive(self, purpose: str, tenant: TenantId) -> bytes:
        """32 bytes for one named purpose of one tenant."""
        ...


class Customers(Protocol):
    """Remembers which customer of the shop had which conversation, so that it can be erased."""

    async def note(self, tenant: TenantId, customer: str, conversation: ConversationId) -> None:
        """Durable when it returns. Raises ServiceError: then nothing may be forwarded."""
        ...


class Policies(Protocol):
    """Where the policy in force comes from."""

    def current(self) -> Policy:
        """The policy in force."""
        ...


@dataclass(frozen=True, slots=True)
class Rooms:
    """Everything a turn is served with."""

    policies: Policies
    inspector: Inspector
    queue: Queue
    maps: MapKeeper
    pdfs: PdfTexts
    recorder: Recorder
    customers: Customers
    upstream: UpstreamClient
    secrets: Secrets
    clock: Clock
    randomness: Randomness
    metrics: Metrics
    limits: Limits
    turn_seconds: float
    """Longest time one turn may take, from its last body byte to its last answer byte."""
    ping_seconds: float = 15.0
    """After this long without an event a stream gets a comment line, so that nobody gives up."""
