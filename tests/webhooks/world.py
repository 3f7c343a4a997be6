"""A shop whose cases move, and endpoints that answer as they are told."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from proxy.clock import SetClock
from proxy.handoff import Casebook
from proxy.handoff.base import CaseRow, CaseState
from proxy.handoff.casefile import CaseFile
from proxy.handoff.states import CaseEvent
from proxy.ids import CaseId, TenantId, new_case_id
from proxy.storage import Database, SqlCaseStore
from proxy.storage.outbox import SqlOutbox
from proxy.storage.webhook_endpoints import SqlEndpointStore
from proxy.webhooks import Answer, Deliverer, EndpointId, Endpoints, NewSecret, NotSentError
from proxy.webhooks.base import Post
from tests.handoff.world import MONDAY_NOON, SHOP, CaseKeySealer, RecorderOfEvents
from tests.storage.test_case_store import case

NOWHERE = EndpointId("")
URL = "https://hooks.example.com/in?token=path-token"


@dataclass
class Sent:
    """One POST, as an endpoint got it."""

    url: str
    headers: dict[str, str]
    body: bytes
    private: bool

    @property
    def event(self) -> dict[str, object]:
        """The body, read."""
        read: dict[str, object] = json.loads(self.body)
        return read

    @property
    def name(self) -> tuple[str, int]:
        """Case and version."""
        data = self.event["data"]
        assert isinstance(data, dict)
        return data["case"], data["version"]


@dataclass
class Wire:
    """Satisfies ``Post``: keeps what is sent; ``answers`` decides what comes back."""

    sent: list[Sent] = field(default_factory=list)
    answers: Callable[[Sent], int | str | Answer] = lambda sent: 204

    async def __call__(
        self, url: str, headers: Mapping[str, str], body: bytes, *, private: bool
    ) -> Answer:
        """One POST."""
        one = Sent(url, dict(headers), body, private)
        self.sent.append(one)
        answer = self.answers(one)
        if isinstance(answer, str):
            raise NotSentError(answer)
        return answer if isinstance(answer, Answer) else Answer(answer)

    def told(self) -> list[tuple[str, int]]:
        """Which versions of which cases were sent, in order."""
        return [one.name for one in self.sent]

    def types(self) -> list[object]:
        """Types of events, in order."""
        return [one.event["type"] for one in self.sent]


@dataclass
class Shop:
    """Cases of one database, and everything that webhooks need."""

    database: Database
    clock: SetClock = field(default_factory=lambda: SetClock(MONDAY_NOON))
    audit: RecorderOfEvents = field(default_factory=RecorderOfEvents)
    wire: Wire = field(default_factory=Wire)
    endpoint: EndpointId = NOWHERE

    def __post_init__(self) -> None:
        sealer = CaseKeySealer(b"c" * 32)
        self.store = SqlCaseStore(self.database, self.clock)
        self.book = Casebook(
            self.store, sealer, lambda tenant: b"k" * 32, self.clock, os.urandom, self.audit
        )
        self.outbox = SqlOutbox(self.database)
        self.endpoints = Endpoints(
            SqlEndpointStore(self.database),
            self.outbox,
            sealer,
            self.audit,
            self.clock,
            os.urandom,
            development=False,
        )
        self.deliverer = self.another()

    def another(self, post: Post | None = None) -> Deliverer:
        """One more deliverer on the same outbox."""
        return Deliverer(
            self.outbox,
            self.endpoints,
            post or self.wire,
            self.audit,
            self.clock,
            os.urandom,
            lambda: 0.5,
        )

    async def add_endpoint(self, tenant: TenantId = SHOP, url: str = URL) -> NewSecret:
        """The first one is ``endpoint``."""
        made = await self.endpoints.add(tenant, url, by="test")
        self.endpoint = self.endpoint or made.endpoint.endpoint_id
        return made

    async def open(self, name: str | None = None, **changes: object) -> CaseFile:
        """A new case."""
        now = self.clock.now()
        row = case(
            name or new_case_id(),
            opened_at=now,
            changed_at=now,
            expires_at=now + timedelta(hours=1),
            reference=os.urandom(8).hex(),
            **changes,
        )
        row = replace(row, sealed_topic=self.book.seal_topic(row.tenant, row.case_id, "legal"))
        return await self.book.insert(row, [], topic="legal")

    async def move(self, file: CaseFile, *events: CaseEvent) -> CaseFile:
        """Some moves, each a second after the one before."""
        for event in events:
            self.clock.forward(timedelta(seconds=1))
            file = await self.book.move(file, event)
        return file

    async def wait(self, **span: float) -> None:
        """Let time pass, then deliver what is due."""
        self.clock.forward(timedelta(**span))
        await self.deliverer.deliver()

    def given_up(self) -> list[tuple[str, int]]:
        """What the audit log knows of lost events."""
        kinds = [event for event in self.audit.events if event.kind.value == "webhook_given_up"]
        return [(str(event.clear["case"]), int(event.clear["version"] or 0)) for event in kinds]


def in_state(state: CaseState, tenant: TenantId = SHOP) -> dict[str, object]:
    """What a case needs to be in a state from the beginning."""
    return {"state": state, "tenant": tenant}


def versions(file: CaseFile | CaseRow, *numbers: int) -> list[tuple[str, int]]:
    """Names of these versions of a case."""
    case_id: CaseId = file.row.case_id if isinstance(file, CaseFile) else file.case_id
    return [(case_id, number) for number in numbers]
