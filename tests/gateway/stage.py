"""The rooms of a turn on one stage, quick and visible: real queue, real way out, scripted rest.

``Stage.journal`` holds what happened, in order: readings, records, and what reached the provider.
"""

# ruff: noqa: D102 - the Protocols that these satisfy say what is promised

import json
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import httpx

from proxy.audit.events import AuditEvent, EventKind
from proxy.clock import SetClock
from proxy.dialects.base import Allowed, KeyHeader, Limits
from proxy.dialects.openai_chat_dialect import OpenAIChat
from proxy.dialects.registry import Address
from proxy.errors import ErrorCode, ServiceError
from proxy.gateway.base import Call, Caller, Reply, Rooms
from proxy.gateway.detection import Inspected, Reading
from proxy.gateway.metrics import Metrics
from proxy.gateway.pdf_texts import PdfReaders
from proxy.gateway.upstream import UpstreamClient
from proxy.handoff.base import CaseStore
from proxy.ids import ClientId, ConversationId, TenantId, TurnId
from proxy.maps.keeper import MapKeeper
from proxy.policy.base import ContentLevel, FailureAction, Policy
from proxy.privacy.base import DetectionRules, EntityRule, Finding, Operator, RestorationRules
from proxy.topics.base import Severity, TopicHit, TopicRules
from tests.handoff.memory import MemoryCaseStore
from tests.handoff.world import MONDAY_NOON, RULES, SHOP, World
from tests.maps.memory import MemoryMapStore

DIALECT = OpenAIChat()
PATH = "/v1/chat/completions"
ADDRESS = Address(DIALECT, PATH, KeyHeader.BEARER)
CALLER = Caller(ClientId("client_bot"), SHOP)

MAIL = "crystal@example.com"
NAME = "Crystal Minh"
CARD = "4242 4242 4242 4242"
CODE = "837"
SUMMARY = "Jo promised a new charger to crystal@example.com"

KNOWN: Mapping[str, str] = {
    MAIL: "EMAIL_ADDRESS",
    NAME: "PERSON",
    CARD: "CREDIT_CARD",
    CODE: "CARD_CODE",
}
"""What the scripted inspector finds: text → entity type."""

LEGAL = TopicHit("legal", Severity.URGENT, 1.0, "legal:en:0")
HUMAN = TopicHit("human", Severity.LOW, 1.0, "human:en:0")
TOPICS: Mapping[str, TopicHit] = {"lawyer": LEGAL, "a human": HUMAN}

ENTITIES = {
    rule.entity_type: rule
    for rule in (
        EntityRule("EMAIL_ADDRESS", "EMAIL"),
        EntityRule("PERSON", "PERSON"),
        EntityRule("CREDIT_CARD", "CARD", Operator.LAST_FOUR, in_tools=False),
        EntityRule("CARD_CODE", "CODE", Operator.REMOVE, in_tools=False),
    )
}

POLICY = Policy(
    name="stage",
    version="ab" * 32,
    detection=DetectionRules(entities=ENTITIES, predefined=()),
    restoration=RestorationRules(),
    topics=TopicRules(topics=()),
    handoff=RULES,
    retention={},
    content=ContentLevel.PROTECTED,
    on_detection_failure=FailureAction.BLOCK,
    on_uncovered_language=FailureAction.STRUCTURED_ONLY,
    allowed=Allowed(),
    placeholder_hint=None,
)


def findings_in(text: str, known: Mapping[str, str] = KNOWN) -> tuple[Finding, ...]:
    return tuple(
        Finding(entity_type, text.index(value), text.index(value) + len(value), 1.0, "table")
        for value, entity_type in known.items()
        if value in text
    )


@dataclass
class TableInspector:
    """Finds what stands in the tables; ``failing`` is raised instead; ``before`` runs first."""

    journal: list[str]
    readings: list[Reading] = field(default_factory=list)
    failing: ServiceError | None = None
    language: str = "en"

    async def inspect(self, readings: Sequence[Reading]) -> list[Inspected]:
        self.journal.append("inspect")
        self.readings += readings
        if self.failing is not None:
            raise self.failing
        return [
            Inspected(
                findings_in(reading.text),
                tuple(hit for words, hit in TOPICS.items() if words in reading.text)
                if reading.classify
                else (),
                self.language if reading.from_customer else "und",
            )
            for reading in readings
        ]


@dataclass
class Records:
    """An audit log in a list; refuses the kinds in ``refuses``; ``then`` runs after each record."""

    journal: list[str]
    events: list[AuditEvent] = field(default_factory=list)
    refuses: frozenset[EventKind] = frozenset()
    then: Callable[[AuditEvent], object] | None = None

    async def record(self, event: AuditEvent) -> None:
        if event.kind in self.refuses:
            raise ServiceError(ErrorCode.AUDIT_UNAVAILABLE, "No record can be written.")
        self.journal.append(event.kind.value)
        self.events.append(event)
        if self.then is not None:
            self.then(event)

    def of(self, kind: EventKind) -> list[AuditEvent]:
        return [event for event in self.events if event.kind is kind]

    @property
    def outcomes(self) -> list[object]:
        return [event.clear["outcome"] for event in self.of(EventKind.TURN_CLOSED)]


class Pieces(httpx.AsyncByteStream):
    """A body that comes as an iterator says; knows whether it was let go."""

    def __init__(self, pieces: AsyncIterator[bytes]) -> None:
        self._pieces = pieces
        self.released = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._pieces:
            yield piece

    async def aclose(self) -> None:
        self.released = True


async def each(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


Answerer = Callable[[dict[str, Any]], tuple[int, AsyncIterator[bytes]]]


def saying(text: str, *, status: int = 200) -> Answerer:
    """A whole answer with this text."""

    def answer(request: dict[str, Any]) -> tuple[int, AsyncIterator[bytes]]:
        message = {"role": "assistant", "content": text}
        body = {"id": "c", "object": "chat.completion", "created": 1, "model": "m"}
        choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
        return status, each(json.dumps({**body, "choices": choices}).encode())

    return answer


def echoing(request: dict[str, Any]) -> tuple[int, AsyncIterator[bytes]]:
    """A whole answer that says what the newest message says."""
    return saying(f"You said: {request['messages'][-1]['content']}")(request)


def raw(*pieces: bytes, status: int = 200) -> Answerer:
    """These very pieces."""
    return lambda request: (status, each(*pieces))


class ScriptedTransport(httpx.AsyncBaseTransport):
    """The provider behind the real upstream client."""

    def __init__(self, journal: list[str]) -> None:
        self.journal = journal
        self.bodies: list[bytes] = []
        self.answer: Answerer = echoing
        self.failing: Exception | None = None
        self.streams: list[Pieces] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = b"".join([piece async for piece in request.stream])  # type: ignore[union-attr]
        self.journal.append("send")
        self.bodies.append(body)
        if self.failing is not None:
            raise self.failing
        status, pieces = self.answer(json.loads(body))
        stream = Pieces(pieces)
        self.streams.append(stream)
        return httpx.Response(status, headers={"x-request-id": "req_1"}, stream=stream)

    @property
    def received(self) -> str:
        return b"\n".join(self.bodies).decode()


class StageSecrets:
    """A keyring of constants."""

    def tenant_secret(self, tenant: TenantId) -> bytes:
        return b"t" * 32

    def derive(self, purpose: str, tenant: TenantId) -> bytes:
        return purpose.encode().ljust(32, b".")[:32]


@dataclass
class StagePolicies:
    """The policy in force; counts how often it was taken."""

    policy: Policy = POLICY
    taken: int = 0

    def current(self) -> Policy:
        self.taken += 1
        return self.policy


class StageCustomers:
    """Remembers links; can be told to fail."""

    def __init__(self) -> None:
        self.links: list[tuple[str, str, str]] = []
        self.broken = False

    async def note(self, tenant: TenantId, customer: str, conversation: ConversationId) -> None:
        if self.broken:
            raise ServiceError(ErrorCode.QUEUE_UNAVAILABLE, "The store cannot be reached.")
        self.links.append((tenant, customer, conversation))


class Stage:
    """A proxy's rooms, all of them visible."""

    def __init__(self, store: CaseStore | None = None, *, policy: Policy = POLICY) -> None:
        self.journal: list[str] = []
        self.clock = SetClock(MONDAY_NOON)
        self.records = Records(self.journal)
        self.inspector = TableInspector(self.journal)
        self.provider = ScriptedTransport(self.journal)
        self.policies = StagePolicies(policy)
        self.world = World(
            store=store or MemoryCaseStore(),
            clock=self.clock,
            audit=self.records,  # type: ignore[arg-type]
        )
        self.maps = MemoryMapStore()
        self.customers = StageCustomers()
        self.pdfs = PdfReaders()
        self.metrics = Metrics(ENTITIES)
        self.rooms = Rooms(
            policies=self.policies,
            inspector=self.inspector,
            queue=self.world.queue,
            maps=MapKeeper(self.maps, StageSecrets(), self.clock),
            pdfs=self.pdfs,
            recorder=self.records,
            customers=self.customers,
            upstream=UpstreamClient("http://provider.example", None, transport=self.provider),
            secrets=StageSecrets(),
            clock=self.clock,
            randomness=os.urandom,
            metrics=self.metrics,
            limits=Limits(),
            turn_seconds=30.0,
        )

    def with_policy(self, **changes: object) -> None:
        self.policies.policy = replace(self.policies.policy, **changes)  # type: ignore[arg-type]

    def later(self, **step: float) -> None:
        self.clock.forward(timedelta(**step))


def call(*messages: dict[str, Any] | str, conversation: str | None = None, **fields: Any) -> Call:
    """A request; a plain string is a customer's message."""
    said = [m if isinstance(m, dict) else {"role": "user", "content": m} for m in messages]
    key = fields.pop("idempotency", None)
    body = json.dumps({"model": "gpt-test", "messages": said, **fields}).encode()
    return Call(TurnId("turn_test"), CALLER, ADDRESS, body, conversation, key)


def words(reply: Reply) -> str:
    """The text of a whole answer."""
    content = json.loads(reply.body)["choices"][0]["message"]["content"]
    assert isinstance(content, str)
    return content
