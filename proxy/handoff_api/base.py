"""What the API works with: its collaborators, one request after the door, and a row of the table."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol, TypeVar

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from proxy.clock import Clock
from proxy.console.base import LogRoom, Policies, Recorder
from proxy.console.benches import Benches
from proxy.console.live import Pulse
from proxy.errors import CallerError, ErrorCode
from proxy.gateway.base import Inspector
from proxy.gateway.limits import ClientLimits
from proxy.handoff.base import AnsweredRequest, CaseRow, Sealer
from proxy.handoff.board import Board
from proxy.handoff.desk import Desk
from proxy.handoff.digests import Digests
from proxy.handoff.looks import Looks
from proxy.handoff.margin import Margin
from proxy.handoff.staffing import Staffing
from proxy.handoff.statistics import Counting
from proxy.ids import Randomness, TenantId
from proxy.policy.base import Policy
from proxy.storage.clients import Client, Role
from proxy.storage.users import UserStore
from proxy.webhooks import Endpoints

Shape = TypeVar("Shape", bound=BaseModel)

ANSWERING = frozenset({Role.HUMAN_AGENT, Role.SUPERVISOR})
"""Who works with cases."""
SUPERVISORS = frozenset({Role.SUPERVISOR})
ENGINEERS = frozenset({Role.SECURITY})
TOLD_OF_WEBHOOKS = frozenset({Role.SUPERVISOR, Role.SECURITY})
AUDITORS = frozenset({Role.AUDITOR})
EVERYBODY = frozenset(Role) - {Role.CLIENT}
"""Whoever has an agent key; a chatbot's key is none."""


class ClientKeys(Protocol):
    """The store of keys."""

    async def by_key(self, key: str) -> Client | None:
        """The client of a valid, unrevoked key; None for anything else."""
        ...

    async def list(self, tenant: TenantId | None = None) -> Sequence[Client]:
        """Clients of a tenant."""
        ...


class Answers(Protocol):
    """Answers to requests with an ``Idempotency-Key``."""

    async def find(self, tenant: TenantId, digest: bytes) -> AnsweredRequest | None:
        """What was answered to the request with this digest."""
        ...

    async def keep(self, answered: AnsweredRequest) -> None:
        """Store an answer where nothing was changed. Raises AlreadyAnsweredError."""
        ...


@dataclass(frozen=True, slots=True)
class ApiRooms:
    """Everything an answer is made with."""

    policies: Policies
    benches: Benches
    inspector: Inspector
    desk: Desk
    board: Board
    margin: Margin
    looks: Looks
    counting: Counting
    pulse: Pulse
    staffing: Staffing
    endpoints: Endpoints
    log: LogRoom
    recorder: Recorder
    keys: ClientKeys
    users: UserStore
    answers: Answers
    sealer: Sealer
    digests: Callable[[TenantId], Digests]
    limits: ClientLimits
    clock: Clock
    randomness: Randomness
    body_seconds: float
    """Longest time a client may take to send a request."""
    allowed_hosts: frozenset[str] | None
    """Host headers that are accepted; None accepts any."""
    free_failures: int = 20
    """Requests without a valid key that one address may send, and again so many in an hour."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request after the door: who asks, as whom, and what was sent, in its right shape."""

    request: Request
    rooms: ApiRooms
    client: Client
    agent: str
    """The name under which the person works: the key's, or the one it acts for."""
    desk: Desk
    """As ``rooms.desk``, for this request: its version, its record, its answer."""
    margin: Margin
    looks: Looks
    body: BaseModel | None = field(repr=False, default=None)
    query: BaseModel | None = field(repr=False, default=None)

    @property
    def tenant(self) -> TenantId:
        """Whose cases are shown; from the key, never from the request."""
        return self.client.tenant

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.rooms.policies.current()

    @property
    def is_supervisor(self) -> bool:
        """The key may free cases of others, and sees all queues."""
        return self.client.role is Role.SUPERVISOR

    def sent(self, shape: type[Shape]) -> Shape:
        """The body, which the door has checked."""
        assert isinstance(self.body, shape)
        return self.body

    def asked(self, shape: type[Shape]) -> Shape:
        """The query, which the door has checked."""
        assert isinstance(self.query, shape)
        return self.query

    @property
    def queues(self) -> frozenset[str] | None:
        """The queues of this key's teams; None: all of them."""
        return None if self.is_supervisor or not self.client.queues else self.client.queues

    def may_see(self, row: CaseRow) -> bool:
        """The case is in a queue of this key's teams."""
        return row.tenant == self.tenant and (self.queues is None or row.queue in self.queues)

    def chosen(self, queue: str | None) -> frozenset[str] | None:
        """One of those queues; None asks for all of them."""
        if queue is None:
            return self.queues
        return frozenset({queue} if self.queues is None or queue in self.queues else ())

    async def row(self) -> CaseRow:
        """The case that the path names. Raises CallerError(NOT_FOUND)."""
        row = await self.rooms.desk.row(self.tenant, self.request.path_params["case"])
        if not self.may_see(row):
            raise CallerError(
                ErrorCode.NOT_FOUND, "There is no case with this id or reference.", status=404
            )
        return row


Handler = Callable[[Call], Awaitable[BaseModel | Response]]


class Kind(Enum):
    """What sending a request twice means."""

    READS = "reads"
    """A GET: nothing is changed, though a look may be recorded."""
    CHANGES = "changes"
    """A POST that changes a case: done once for one ``Idempotency-Key``, and answered alike."""
    REPEATS = "repeats"
    """A POST that changes no case: done, and recorded, as often as it is sent."""


class Version(Enum):
    """What ``If-Match`` is to a request."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Media:
    """An answer that is no JSON."""

    media_type: str
    text: str
    """What it is."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A row of the table: one thing that the API does."""

    name: str
    """Its ``operationId``: programs that are generated from the document call it so."""
    method: str
    path: str
    tag: str
    title: str
    text: str
    roles: frozenset[Role]
    handler: Handler
    answer: type[BaseModel] | Media
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    kind: Kind = Kind.READS
    version: Version = Version.NONE
    body_example: Mapping[str, object] | None = None

    @property
    def has_case(self) -> bool:
        """The path names a case."""
        return "{case}" in self.path


@dataclass(frozen=True, slots=True)
class Sent:
    """What identifies a request that may be sent again."""

    tenant: TenantId
    digest: bytes = field(repr=False)
    """Of its ``Idempotency-Key`` and of who sent it."""
    request: bytes = field(repr=False)
    """Of what it asks for."""
    at: datetime
