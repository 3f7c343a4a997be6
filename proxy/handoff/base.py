"""Value types of the human queue, and the collaborators it needs: a store, a sealer, a recorder.

Strategy: what a *turn* has to say to the queue is a ``History``; what the queue answers before the
turn is decided is a ``Standing``, and after it was held a ``HeldReply``. What is stored is a
``CaseRow`` and its ``CaseMessageRow``s, in which no customer text is readable.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from proxy.audit.events import AuditEvent
from proxy.handoff.drafts import DraftField
from proxy.ids import CaseId, ConversationId, TenantId
from proxy.policy.base import DEFAULT_QUEUE
from proxy.topics.base import Severity
from proxy.turn import Message


class CaseState(StrEnum):
    """The life of a case (the table of moves stands in states.py)."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    RETURNED = "returned"
    RESOLVED = "resolved"
    EXPIRED = "expired"
    ABANDONED = "abandoned"


class Author(StrEnum):
    """Who wrote a message of a case."""

    CUSTOMER = "customer"
    HUMAN_AGENT = "human_agent"
    BOT = "bot"
    SYSTEM = "system"


class MessageKind(StrEnum):
    """What a message of a case is."""

    WORDS = "words"
    """Said in the conversation, by its author."""
    SUMMARY = "summary"
    """Written by the human agent for the bot, at return; customers never read it."""
    EXPIRED = "expired"
    """Marks the moment at which the longest wait ran out; the customer is told once."""
    NOTE = "note"
    """Written by a human agent for colleagues; neither customers nor the bot ever read it."""
    FOLLOW_UP = "follow_up"
    """How the customer will be contacted later; for colleagues too."""
    SIGHTING = "sighting"
    """What the rules saw in the held message before it."""
    VERDICT = "verdict"
    """What a person thinks of the rules in this case."""
    LOOK_ASKED = "look_asked"
    """Somebody wants to see a value for which two people are needed."""
    LOOK_ALLOWED = "look_allowed"
    """Somebody else agreed."""


class Notice(StrEnum):
    """Which of the policy's texts an answer carries: names of fields of ``HandoffTexts``."""

    FIRST = "first"
    OUT_OF_HOURS = "out_of_hours"
    UNSTAFFED = "unstaffed"
    WAITING = "waiting"
    EXPIRED = "expired"
    RETURNED = "returned"


CONVERSATION = frozenset({MessageKind.WORDS, MessageKind.SUMMARY, MessageKind.EXPIRED})
"""Kinds that make up the conversation; all others stand in its margin (margin.py)."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as it is stored: nothing in it is readable customer text.

    Digests are keyed (HMAC); ``sealed_topic`` and messages are sealed with the case key.
    ``version`` grows by one with each change; a change states the version it saw (compare-and-set).
    """

    case_id: CaseId
    tenant: TenantId
    conversation: ConversationId
    """The audit conversation of the turn that opened it."""
    reference: str
    state: CaseState
    version: int
    severity: Severity
    locks: bool
    language: str
    opened_at: datetime
    expires_at: datetime
    """When the topic's longest wait runs out."""
    changed_at: datetime
    owner: str | None
    conversation_digest: bytes | None = field(repr=False)
    """Of the explicit conversation id; None when the client named none."""
    opening_digest: bytes = field(repr=False)
    """Of the customer message that was held."""
    idempotency_digest: bytes | None = field(repr=False)
    sealed_topic: bytes = field(repr=False)
    longest_wait: timedelta = timedelta(days=1)
    """How long a customer waits for a person's next words; ``expires_at`` is counted from it."""
    delivered: int = 0
    """Highest message number that was seen in a resent history: words up to it have arrived."""
    queue: str = DEFAULT_QUEUE
    """Which team it waits for: a name of the policy's ``handoff.queues``."""
    claimed_at: datetime | None = None
    """When somebody took it for the first time."""
    answered_at: datetime | None = None
    """When a person wrote to the customer for the first time."""
    follow_up_at: datetime | None = None
    """When the customer is to be contacted again; None: not, or done."""
    rating: int | None = None
    """The customer's, 1 (bad) to 5 (good), where the chatbot sends one."""


@dataclass(frozen=True, slots=True)
class CaseMessageRow:
    """One message of a case. ``digest``: keyed digest of a customer message, to cut it later."""

    case_id: CaseId
    number: int
    author: Author
    name: str | None
    """Display name of the human agent."""
    at: datetime
    sealed_text: bytes = field(repr=False)
    digest: bytes | None = field(repr=False, default=None)
    """Only held customer messages have one; a message that was forwarded earlier has none."""
    turn_digest: bytes | None = field(repr=False, default=None)
    """Keyed digest of the message and of the answer before it: knows the same turn sent again."""
    kind: MessageKind = MessageKind.WORDS


@dataclass(frozen=True, slots=True)
class HandoffEvent:
    """What others are told of one change of a case (docs/spec/handoff-events.md).

    Everything else that they are told stands in the row as it is after the change.
    """

    type: str
    """One of ``states.EVENT_TYPES``, or ``states.OPENED``."""
    at: datetime


class StaleCaseError(Exception):
    """The case has moved since it was read; read it again and decide again."""


class AlreadyAnsweredError(StaleCaseError):
    """The very request that asks for this change was answered already; nothing was changed."""


ANSWERS_KEPT: Final = timedelta(hours=48)
"""How long a request that is sent again gets the answer from before: weekends' retries included."""


@dataclass(frozen=True, slots=True)
class AnsweredRequest:
    """What was answered to a request with an ``Idempotency-Key``.

    It is stored with the change itself, in one transaction: either both happened or neither.
    """

    tenant: TenantId
    digest: bytes = field(repr=False)
    """Keyed, of the key and of who sent it."""
    request: bytes = field(repr=False)
    """Keyed digest of what was asked for: the same key for something else is a mistake."""
    at: datetime
    case_id: CaseId | None = None
    """The answer dies with this case."""
    sealed_answer: bytes | None = field(repr=False, default=None)
    """None: the request changed nothing and may be done again."""


class CaseStore(Protocol):
    """What the queue needs of a store. Every write is durable when the call returns."""

    async def insert(self, case: CaseRow, messages: Sequence[CaseMessageRow]) -> CaseRow:
        """Store a new case, unless its conversation or request has an open one already.

        That is a waiting or claimed case of the same tenant with the same conversation digest or
        idempotency digest: it is returned, and nothing is written. That a new case was opened is
        told to webhooks, in the same transaction.
        """
        ...

    async def by_id(self, tenant: TenantId, case_id: CaseId) -> CaseRow | None:
        """The case with this id, if the tenant has it."""
        ...

    async def by_reference(self, tenant: TenantId, reference: str) -> CaseRow | None:
        """The case with exactly this reference, if the tenant has it."""
        ...

    async def by_conversation(self, tenant: TenantId, digest: bytes) -> Sequence[CaseRow]:
        """All cases of an explicit conversation id, newest first."""
        ...

    async def by_idempotency(self, tenant: TenantId, digest: bytes) -> CaseRow | None:
        """The newest case that this very request opened."""
        ...

    async def update(
        self,
        case: CaseRow,
        *,
        seen_version: int,
        event: HandoffEvent,
        messages: Sequence[CaseMessageRow] = (),
        answered: AnsweredRequest | None = None,
        sends: DraftField | None = None,
    ) -> CaseRow:
        """Write the changed row and append messages, if the stored version is ``seen_version``.

        Raises StaleCaseError otherwise. Message numbers are given by the store, in order. ``event``
        is kept for the tenant's webhooks, in the same transaction.
        ``answered`` is stored with them, once: AlreadyAnsweredError if it is there already.
        The draft that it ``sends`` is deleted, and those of people who have not got the case then.
        """
        ...

    async def messages(self, case_id: CaseId) -> Sequence[CaseMessageRow]:
        """All messages of a case, in order."""
        ...

    async def list(
        self, tenant: TenantId | None, states: frozenset[CaseState]
    ) -> Sequence[CaseRow]:
        """Cases in these states, of one tenant or (None) of all, oldest first."""
        ...

    async def page(
        self,
        tenant: TenantId,
        states: frozenset[CaseState],
        after: tuple[datetime, CaseId] | None,
        limit: int,
    ) -> Sequence[CaseRow]:
        """The first ``limit`` cases in these states opened after that one, oldest first.

        Of cases opened in the same moment the greater id is the later one.
        """
        ...

    async def opened_since(self, tenant: TenantId, moment: datetime) -> Sequence[CaseRow]:
        """Cases opened at or after ``moment``, in any state, oldest first."""
        ...

    async def held_turns(self, tenant: TenantId, moment: datetime) -> Mapping[CaseId, int]:
        """How many customer messages each case opened since ``moment`` holds."""
        ...

    async def follow_ups(self, tenant: TenantId) -> Sequence[CaseRow]:
        """Cases whose customer is to be contacted again, the earliest first."""
        ...

    async def judged(self, tenant: TenantId) -> Sequence[CaseRow]:
        """Cases in which a person has judged the rules, oldest first."""
        ...

    async def pulse(self, tenant: TenantId | None) -> int:
        """A number that is another one after any case of the tenant (None: of any) has changed."""
        ...

    async def delete_changed_before(self, moment: datetime, limit: int) -> Sequence[CaseId]:
        """Really delete closed cases last changed before ``moment``, and open ones opened before it.

        At most ``limit``; gives their ids.
        """
        ...


class Sealer(Protocol):
    """Seals texts of cases with the case key; satisfied by the keys room."""

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


@dataclass(frozen=True, slots=True)
class History:
    """What a request says about its conversation.

    ``conversation``: the id that the client named; ``idempotency``: its ``Idempotency-Key``.
    ``messages``: in order. Where the policy says that customers' words stand between markers of a
    stuffed prompt, the caller hands over those words alone, so that they are known again later.
    ``opens``: the name under which a case of this turn is known later, where the client named none.
    ``continued``: the turn goes on from an answer; what was said before is not in ``messages``.
    """

    conversation: str | None = field(repr=False)
    idempotency: str | None = field(repr=False)
    messages: tuple[Message, ...]
    opens: str | None = field(repr=False, default=None)
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How a conversation stands with the queue, before its turn is decided.

    ``held`` and ``answers`` are ``Message.index``es of the resent history; they must not be
    forwarded whatever is decided: a held customer message is replaced by a neutral line, an answer
    of ours (or of a human agent) is left out. ``summary`` replaces the message at ``summary_at``
    instead of the neutral line; it is a person's free text and **must be protected by the caller
    like any other text** before it leaves.
    """

    case: CaseRow | None = None
    """The case that owns the conversation, else the newest closed one that was found."""
    owns: bool = False
    """The turn must be held. True while a case waits or is claimed, while words of a human agent
    have not reached the customer, and when a held turn is sent again."""
    locks: bool = False
    """The customer cannot go back to the bot in this turn."""
    held: frozenset[int] = frozenset()
    answers: frozenset[int] = frozenset()
    explained: frozenset[int] = frozenset()
    """Customer messages up to the last one that a person has dealt with in a closed case."""
    summary: str | None = field(repr=False, default=None)
    summary_at: int | None = None
    announces: bool = False
    """A case was given back and the bot has not answered since: see ``Queue.announcement``."""
    idempotent_case: CaseRow | None = None
    """The case that already holds this very turn (it was sent again)."""
    seen: Mapping[CaseId, int] = field(default_factory=dict)
    """Versions of all cases that were found; ``Queue.moved`` compares them."""


@dataclass(frozen=True, slots=True)
class HeldReply:
    """What the customer is told, and what clients that look are told besides."""

    text: str = field(repr=False)
    case_id: CaseId
    reference: str
    state: CaseState
    words: int = 0
    """How many messages of human agents are in ``text``."""
    token: str = field(repr=False, default="")
    """With it a live client follows the case (tokens.py)."""
    messages: tuple[int, ...] = ()
    """Numbers (customer.py) of the case's own words of human agents that are in ``text``."""
    notice: str = field(repr=False, default="")
    """``text`` without those words: for clients that have shown them already."""
    says: Notice | None = None
    """Which of the policy's texts is in ``notice``; None: only how to return, or nothing."""


@dataclass(frozen=True, slots=True)
class CaseMessage:
    """A message of a case, opened for a human agent."""

    number: int
    author: Author
    name: str | None
    at: datetime
    kind: MessageKind
    held: bool
    """False: the bot saw this message, before the case was opened."""
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case with its texts opened. Looking at one is recorded before it is handed out."""

    row: CaseRow
    topic: str = field(repr=False)
    messages: tuple[CaseMessage, ...]
    """The conversation: what customer, bot and people said, and the summary for the bot."""
    margin: tuple[CaseMessage, ...] = ()
    """What stands beside it, for people only; margin.py and looks.py read the special ones."""
