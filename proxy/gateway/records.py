"""What the gateway writes into the audit log: pure functions from values to events.

The clear part holds ids, counts and classes only; whatever could be read as customer text, or
would tell the topic of a linkable conversation, is sealed. Values whose operator is ``remove`` or
``last_four`` are sealed in no content level, ``full`` included (card verification codes are never
stored in any form).
"""

import base64
import hashlib
import hmac
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from proxy.audit.events import AuditEvent, EventKind, Scalar
from proxy.gateway.base import Call
from proxy.ids import ConversationId, Randomness, new_conversation_id
from proxy.policy.base import ContentLevel, Decision, Forward, Hold, Policy, Return
from proxy.privacy.base import Finding, Operator
from proxy.privacy.guard import Protected
from proxy.turn import Turn

_ANSWER_CHARACTERS = 200_000
"""Longest part of an answer that is sealed; longer ones are cut there and marked."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a forwarded turn ended. ``name`` is one of the outcomes of docs/spec/audit-log.md."""

    name: str
    status: int
    restored: int = 0
    restored_where: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """How many of them where: (``customer_text`` or a tool's name, entity type)."""
    left: int = 0
    tools_protected: tuple[str, ...] = ()
    answer: str = ""
    """The answer as the provider sent it: placeholders, no values."""
    provider_request: str | None = None
    disclosed: bool = False
    """The policy's words on who answers stood before it."""


@dataclass(frozen=True, slots=True)
class Unread:
    """What of a forwarded turn nobody could look into, and passed by the policy's word."""

    media: Mapping[str, int]
    """How many, by kind."""
    tools: tuple[str, ...] = ()
    """Kinds of tools that run at the provider."""
    stored: bool = False
    """The provider keeps the answer."""
    continues: bool = False
    """The turn goes on from an answer that the provider keeps."""

    def sealed(self) -> dict[str, object]:
        """What the log says of it: only what there is."""
        said = {
            "media_passed": dict(self.media),
            "provider_tools": list(self.tools),
            "stored": self.stored,
            "continues": self.continues,
        }
        return {name: value for name, value in said.items() if value}


def unread_of(turn: Turn) -> Unread:
    """What of a turn passes unread."""
    media = Counter(slot.medium for slot in turn.slots if slot.medium is not None)
    return Unread(
        dict(sorted(media.items())),
        tuple(sorted(turn.provider_tools)),
        turn.stored,
        turn.previous is not None,
    )


def audit_conversation(explicit: str | None, key: bytes, randomness: Randomness) -> ConversationId:
    """The conversation's name in the audit log: keyed and stable for an explicit id, else random.

    Without an explicit id each turn is a conversation of its own: nothing else may link turns.
    """
    if explicit is None:
        return new_conversation_id(randomness)
    digest = hmac.new(key, b"audit-conversation/v1\0" + explicit.encode(), hashlib.sha256).digest()
    return ConversationId("conv_" + base64.b32encode(digest[:15]).decode().lower())


def decision_name(decision: Decision) -> str:
    """The decision class as it stands in headers, metrics and the log's clear part."""
    match decision:
        case Forward():
            return "forwarded"
        case Hold():
            return "held"
        case Return():
            return "returned"
        case _:
            return "blocked"


def turn_opened(
    call: Call,
    conversation: ConversationId,
    policy: Policy,
    decision: Decision,
    *,
    explicit: bool,
    language: str,
    findings: Sequence[Sequence[Finding]] = (),
    protected: Protected | None = None,
    unread: Unread | None = None,
    disclosure: Mapping[str, str] | None = None,
) -> AuditEvent:
    """The record that must be durable before anything leaves.

    ``explicit``: the client named the conversation, in a header or in the body.
    """
    clear: dict[str, Scalar] = {
        "turn": call.turn,
        "client": call.caller.client,
        "decision": decision_name(decision),
        "policy": policy.version,
        "format": call.dialect.name,
        "protected": sum(protected.counts.values()) if protected else 0,
    }
    sealed: dict[str, object] = {
        "language": language,
        "rules": _rule_counts(findings),
        "explicit_conversation": explicit,
    }
    if isinstance(decision, Hold) and decision.hit is not None:
        sealed["topic"] = {"name": decision.hit.topic, "rule": decision.hit.rule}
    if isinstance(decision, Forward) and decision.structured_only:
        sealed["structured_only"] = True
    if unread is not None:
        sealed |= unread.sealed()
    if disclosure is not None:
        sealed["disclosure"] = dict(disclosure)
    if protected is not None:
        sealed["counts"] = dict(protected.counts)
        sealed["sent_sha256"] = hashlib.sha256(protected.body).hexdigest()
        sealed |= _content(protected, policy.content)
    return AuditEvent(EventKind.TURN_OPENED, call.caller.tenant, conversation, clear, sealed)


def turn_closed(
    call: Call, conversation: ConversationId, policy: Policy, outcome: Outcome
) -> AuditEvent:
    """The record that must be durable before the last event is released."""
    clear: dict[str, Scalar] = {
        "turn": call.turn,
        "client": call.caller.client,
        "outcome": outcome.name,
        "status": outcome.status,
        "restored": outcome.restored,
        "left": outcome.left,
    }
    sealed: dict[str, object] = {
        "tools_protected": list(outcome.tools_protected),
        "restored_where": _nested(outcome.restored_where),
    }
    if outcome.disclosed:
        sealed["disclosed"] = True
    if outcome.provider_request is not None:
        sealed["provider_request"] = outcome.provider_request
    if policy.content is not ContentLevel.NONE and outcome.answer:
        sealed["answer"] = outcome.answer[:_ANSWER_CHARACTERS]
        sealed["answer_cut"] = len(outcome.answer) > _ANSWER_CHARACTERS
    return AuditEvent(EventKind.TURN_CLOSED, call.caller.tenant, conversation, clear, sealed)


def _nested(counts: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    nested: dict[str, dict[str, int]] = {}
    for (place, entity_type), count in sorted(counts.items()):
        nested.setdefault(place, {})[entity_type] = count
    return nested


def _rule_counts(findings: Sequence[Sequence[Finding]]) -> Mapping[str, int]:
    return dict(Counter(f"{found.entity_type}:{found.rule}" for slot in findings for found in slot))


def _content(protected: Protected, level: ContentLevel) -> dict[str, object]:
    match level:
        case ContentLevel.NONE:
            return {}
        case ContentLevel.PROTECTED:
            return {"sent": protected.body.decode()}
        case ContentLevel.FULL:
            values = {
                placeholder: known.restores.reveal()
                for placeholder, known in protected.placeholders.items()
                if known.rule.operator is Operator.PLACEHOLDER
            }
            return {"sent": protected.body.decode(), "values": values}
