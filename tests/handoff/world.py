"""A small world for handoff tests: a queue, its policy, and chatbots that resend their history."""

# ruff: noqa: D102 - the Protocols that these satisfy say what is promised

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from proxy.audit.events import AuditEvent
from proxy.clock import SetClock
from proxy.errors import AdministratorError, ErrorCode, ServiceError
from proxy.handoff import Casebook, CaseStore, HeldReply, History, Queue, Standing
from proxy.handoff.margin import Sighting
from proxy.handoff.staffing import Roster
from proxy.ids import ConversationId, Randomness, TenantId
from proxy.policy.base import HandoffRules, HandoffTexts, OpenHours, TopicHandling
from proxy.topics.base import Severity
from proxy.turn import Message, Speaker
from tests.handoff.memory import MemoryCaseStore

SHOP = TenantId("shop")
OTHER_SHOP = TenantId("other-shop")
AUDIT = ConversationId("conv_test")
WAIT = timedelta(hours=1)
MONDAY_NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class CaseKeySealer:
    """AES-256-GCM under one case key, as the keys room does it."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def seal(self, plain: bytes, context: bytes) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._aead.encrypt(nonce, plain, context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        try:
            return self._aead.decrypt(sealed[:12], sealed[12:], context)
        except InvalidTag:
            raise AdministratorError(
                ErrorCode.INVALID_KEYRING, "The case key does not open this."
            ) from None


@dataclass
class RecorderOfEvents:
    """Remembers events; can be told to fail."""

    events: list[AuditEvent] = field(default_factory=list)
    broken: bool = False

    async def record(self, event: AuditEvent) -> None:
        if self.broken:
            raise ServiceError(ErrorCode.AUDIT_UNAVAILABLE, "No record can be written.")
        self.events.append(event)

    def moves(self) -> list[object]:
        return [event.clear["event"] for event in self.events]


def texts(language: str = "en", **changes: str) -> HandoffTexts:
    """Texts that name themselves, so that tests see which was chosen."""
    plain = HandoffTexts(
        first=f"[{language} first] A person will answer. Reference {{reference}}.",
        out_of_hours=f"[{language} closed] Nobody is here now. {{reference}}, {{contact}}",
        unstaffed=f"[{language} nobody] Nobody answers here. {{reference}}, {{contact}}",
        waiting=f"[{language} waiting] Still waiting for a person. {{reference}}",
        expired=f"[{language} expired] Nobody came. Please use {{contact}}.",
        returned=f"[{language} returned] The bot answers again.",
        how_to_return=f"[{language} how] Write 'bot' to go back.",
    )
    return replace(plain, **changes)


def handling(name: str, **changes: object) -> TopicHandling:
    plain = TopicHandling(
        name=name,
        severity=Severity.NORMAL,
        locks=False,
        texts={"en": texts(), "de": texts("de")},
        hours=None,
        longest_wait=WAIT,
        contact="help@example.com",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


OFFICE = OpenHours("Europe/Berlin", frozenset({0, 1, 2, 3, 4}), 9 * 60, 17 * 60)

RULES = HandoffRules(
    topics={
        "human": handling("human", severity=Severity.LOW),
        "legal": handling("legal", severity=Severity.URGENT, locks=True, queue="legal"),
        "danger": handling("danger", severity=Severity.DANGER, locks=True, hours=OFFICE),
        "office": handling("office", hours=OFFICE),
    },
    neutral_line="(a person helped here)",
    back_to_bot=("^bot$",),
    agent_label={"en": "{name} from our team:", "de": "{name} aus unserem Team:"},
    not_read={"en": "[en unread] Please write it again.", "de": "[de unread] Bitte noch einmal."},
)


class _Everybody(Roster):
    def staffs(self, tenant: TenantId, queue: str) -> bool:
        del tenant, queue
        return True


@dataclass
class SetRoster:
    """Who could answer is what a test says; at first somebody everywhere."""

    roster: Roster = field(default_factory=_Everybody)
    away: bool = False

    async def look(self) -> Roster:
        if self.away:
            raise ServiceError(ErrorCode.QUEUE_UNAVAILABLE, "The store is away.")
        return self.roster


@dataclass
class World:
    """A queue with its collaborators, all of them visible."""

    store: CaseStore = field(default_factory=MemoryCaseStore)
    clock: SetClock = field(default_factory=lambda: SetClock(MONDAY_NOON))
    audit: RecorderOfEvents = field(default_factory=RecorderOfEvents)
    rules: HandoffRules = RULES
    digest_key: Callable[[TenantId], bytes] = lambda tenant: b"k" * 32
    randomness: Randomness = os.urandom
    staffing: SetRoster = field(default_factory=SetRoster)

    def __post_init__(self) -> None:
        self.queue = Queue(
            Casebook(
                store=self.store,
                sealer=CaseKeySealer(b"c" * 32),
                digest_key=lambda tenant: self.digest_key(tenant),
                clock=self.clock,
                randomness=self.randomness,
                audit=self.audit,
            ),
            lambda: self.rules,
            self.staffing,
        )

    def chat(self, conversation: str | None = None, tenant: TenantId = SHOP) -> "Chat":
        return Chat(self, conversation, tenant)


@dataclass
class Chat:
    """A chatbot's conversation: it keeps what was said and sends all of it each turn.

    ``say`` sends a customer message; ``topic`` is what the policy recognises in it. What the queue
    does not own is answered by the bot, whose words are ``bot: …``.
    """

    world: World
    conversation: str | None = None
    tenant: TenantId = SHOP
    said: list[tuple[Speaker, str]] = field(default_factory=list)
    provider_saw: list[str] = field(default_factory=list)
    keeps: Callable[[list[tuple[Speaker, str]]], list[tuple[Speaker, str]]] = lambda said: said
    language: str = "en"
    plainly: bool = False

    def history(self, *more: tuple[Speaker, str], key: str | None = None) -> History:
        kept = [*self.keeps(self.said), *more]
        messages = tuple(Message(at, speaker, (), text) for at, (speaker, text) in enumerate(kept))
        return History(self.conversation, key, messages)

    async def standing(self, text: str | None = None, key: str | None = None) -> Standing:
        more = [(Speaker.CUSTOMER, text)] if text is not None else []
        return await self.world.queue.standing(self.tenant, self.history(*more, key=key))

    async def send(
        self, text: str, topic: str | None = None, key: str | None = None
    ) -> HeldReply | None:
        """One request, of which the client does not remember the answer. None: forwarded."""
        history = self.history((Speaker.CUSTOMER, text), key=key)
        standing = await self.world.queue.standing(self.tenant, history)
        if not standing.owns and topic is None:
            for message in history.messages:
                if message.index == standing.summary_at:
                    self.provider_saw.append(standing.summary or "")
                elif message.index not in standing.held | standing.answers:
                    self.provider_saw.append(message.text)
            return None
        return await self.world.queue.hold(
            self.tenant,
            history,
            topic=topic,
            handling=self.world.rules.topics[topic] if topic else None,
            standing=standing,
            language=self.language,
            plainly=self.plainly,
            conversation=AUDIT,
            sighting=Sighting(topic, "phrases.en[1]", 1.0, "policy-1") if topic else None,
        )

    async def say(self, text: str, topic: str | None = None, key: str | None = None) -> str:
        """One turn: the answer is shown to the customer and kept by the client."""
        reply = await self.send(text, topic, key)
        answer = reply.text if reply else f"bot: {len(self.said)}"
        self.said += [(Speaker.CUSTOMER, text), (Speaker.ASSISTANT, answer)]
        return answer
