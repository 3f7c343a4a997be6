"""What is personal data in the messages of a case, by the same rules as in a turn.

The conversation is read once more as a chat request, so that a bare "60601" after "your postcode?"
is known for what it is. Where detection gives no answer, whole messages are masked: not knowing
what is in a text is no reason to show it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from proxy.console.segments import LONGEST, Mask, Showing
from proxy.dialects.base import Allowed, Limits
from proxy.dialects.registry import fallback_dialect
from proxy.errors import ServiceError
from proxy.gateway.base import Inspector
from proxy.gateway.reading import ReadingPlan, plan_readings, understand
from proxy.handoff.base import Author, CaseMessage
from proxy.policy.base import Policy
from proxy.privacy.base import Finding, Operator
from proxy.privacy.link import link
from proxy.thinking import think
from proxy.turn import Turn

WHOLE_MESSAGE = "UNREAD_TEXT"
"""Stands for an entity type where nothing could be recognised."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Masks by message number. ``unread``: detection failed, so whole messages are masked."""

    masks: Mapping[int, tuple[Mask, ...]]
    unread: bool = False


async def recognise(
    messages: Sequence[CaseMessage], policy: Policy, inspector: Inspector
) -> Recognised:
    """Find the values in all messages that have words."""
    read = [message for message in messages if message.text.strip()]
    if not read:
        return Recognised({})
    body = json.dumps({"model": "case", "messages": [_as_chat(message) for message in read]})
    limits = Limits(body_bytes=max(Limits().body_bytes, len(body) + 1))
    try:
        turn, plan = await think(len(body), lambda: _plan(body.encode(), limits))
        answers = await inspector.inspect(plan.readings)
    except ServiceError:
        whole = {m.number: (_whole(m),) for m in read}
        return Recognised(whole, unread=True)
    reading = understand(turn, plan, answers)
    linked = await think(len(body), lambda: link(turn, reading.found, policy.detection))
    masks: dict[int, tuple[Mask, ...]] = {}
    for slot, found in zip(turn.slots, linked, strict=True):
        if slot.message is not None:
            message = read[slot.message]
            masks[message.number] = tuple(_mask(policy, finding) for finding in found)
    return Recognised(masks)


def _plan(body: bytes, limits: Limits) -> tuple[Turn, ReadingPlan]:
    turn = fallback_dialect().read_turn(body, limits=limits, allowed=Allowed())
    return turn, plan_readings(turn)


def _as_chat(message: CaseMessage) -> dict[str, str]:
    role = "user" if message.author is Author.CUSTOMER else "assistant"
    text = message.text[:LONGEST].encode(errors="replace").decode()
    return {"role": role, "content": text}


def _mask(policy: Policy, finding: Finding) -> Mask:
    rule = policy.detection.entities[finding.entity_type]
    if rule.operator is Operator.REMOVE:
        showing = Showing.NEVER
    elif finding.entity_type in policy.handoff.second_person:
        showing = Showing.BY_TWO
    else:
        showing = Showing.ON_REQUEST
    return Mask(finding.start, finding.end, finding.entity_type, rule.label, showing)


def _whole(message: CaseMessage) -> Mask:
    end = min(len(message.text), LONGEST)
    return Mask(0, end, WHOLE_MESSAGE, "TEXT", Showing.ON_REQUEST)
