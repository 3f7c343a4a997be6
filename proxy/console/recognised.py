"""What is personal data in the messages of a case, by the same rules as in a turn.

The conversation is read once more as a chat request, so that a bare "60601" after "your postcode?"
is known for what it is. Where detection gives no answer, whole messages are masked: not knowing
what is in a text is no reason to show it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from proxy.console.segments import LONGEST, WHOLE, Mask, Showing, hidden
from proxy.console.spread import spread
from proxy.dialects.base import Allowed, Limits
from proxy.dialects.registry import fallback_dialect
from proxy.errors import CallerError, ErrorCode, ServiceError
from proxy.gateway.base import Inspector
from proxy.gateway.reading import ReadingPlan, plan_readings, understand
from proxy.handoff.base import Author, CaseMessage, MessageKind, OpenCase
from proxy.handoff.looks import Spot
from proxy.handoff.margin import Candidate
from proxy.policy.base import Policy
from proxy.privacy.base import Finding, Operator
from proxy.privacy.link import link
from proxy.thinking import think
from proxy.turn import Turn

WHOLE_MESSAGE = "UNREAD_TEXT"
"""Stands for an entity type where nothing could be recognised."""

_BEYOND = 500
"""Further characters that are read and not shown: a value may stand across the end."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Masks by message number. ``unread``: detection failed, so whole messages are masked."""

    masks: Mapping[int, tuple[Mask, ...]]
    unread: bool = False


async def recognise(
    messages: Sequence[CaseMessage],
    policy: Policy,
    inspector: Inspector,
    *,
    whole: int | None = None,
) -> Recognised:
    """Find the values in all messages that have words; ``whole``: the number of one to read whole."""
    read = [message for message in messages if message.text.strip()]
    if not read:
        return Recognised({})
    body = json.dumps({"model": "case", "messages": [_as_chat(message, whole) for message in read]})
    limits = Limits(body_bytes=max(Limits().body_bytes, len(body) + 1))
    try:
        turn, plan = await think(len(body), lambda: _plan(body.encode(), limits))
        answers = await inspector.inspect(plan.readings)
    except ServiceError:
        hidden = {m.number: (_whole(m, whole, policy),) for m in read}
        return Recognised(hidden, unread=True)
    reading = understand(turn, plan, answers)
    linked = await think(len(body), lambda: link(turn, reading.found, policy.detection))
    pieces = await think(len(body), lambda: _spread(read, whole))
    masks: dict[int, tuple[Mask, ...]] = {}
    for slot, found in zip(turn.slots, linked, strict=True):
        if slot.message is not None:
            number = read[slot.message].number
            own = [_mask(policy, finding) for finding in found]
            masks[number] = _with_pieces(own, pieces.get(number, ()), policy)
    return Recognised(masks)


async def mask_at(opened: OpenCase, spot: Spot, policy: Policy, inspector: Inspector) -> Mask:
    """The mask at a spot: found anew, so that nobody can name a type that needs less.

    Raises CallerError: NOT_FOUND where no value stands, FORBIDDEN for one that nobody may see.
    """
    whole = spot.message if spot.end > LONGEST else None
    found = await recognise(opened.messages, policy, inspector, whole=whole)
    for mask in found.masks.get(spot.message, ()):
        if (mask.start, mask.end) == (spot.start, spot.end):
            if mask.showing is Showing.NEVER:
                raise CallerError(
                    ErrorCode.FORBIDDEN, "Values of this type are shown to nobody.", status=403
                )
            return mask
    raise CallerError(ErrorCode.NOT_FOUND, "There is no value at this place.", status=404)


async def mask_for_two(opened: OpenCase, spot: Spot, policy: Policy, inspector: Inspector) -> Mask:
    """The mask at a spot for which a second person may be asked.

    Raises CallerError: as ``mask_at``, and CONFLICT where nobody needs to be asked.
    """
    mask = await mask_at(opened, spot, policy, inspector)
    if mask.showing is not Showing.BY_TWO:
        raise CallerError(
            ErrorCode.CONFLICT,
            "This value needs no second person: look at it yourself; the look is recorded.",
            status=409,
            param="spot",
        )
    return mask


async def hidden_text(candidate: Candidate, policy: Policy, inspector: Inspector) -> str:
    """A judged message as it may leave the house: each recognised value replaced by its label."""
    message = CaseMessage(
        number=1,
        author=Author.CUSTOMER,
        name=None,
        at=candidate.judgement.at,
        kind=MessageKind.WORDS,
        held=True,
        text=candidate.text,
    )
    found = await recognise([message], policy, inspector)
    return hidden(candidate.text, found.masks.get(1, ()))


def _plan(body: bytes, limits: Limits) -> tuple[Turn, ReadingPlan]:
    turn = fallback_dialect().read_turn(body, limits=limits, allowed=Allowed())
    return turn, plan_readings(turn)


def longest(number: int, whole: int | None) -> int:
    """How many characters of this message are read and shown."""
    return WHOLE if number == whole else LONGEST


def _as_chat(message: CaseMessage, whole: int | None) -> dict[str, str]:
    role = "user" if message.author is Author.CUSTOMER else "assistant"
    text = (
        message.text[: longest(message.number, whole) + _BEYOND].encode(errors="replace").decode()
    )
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


def _spread(read: Sequence[CaseMessage], whole: int | None) -> Mapping[int, Sequence[Finding]]:
    """By message number: pieces of a value that only several messages together hold."""
    said = [message for message in read if message.author is Author.CUSTOMER]
    found = spread([_as_chat(message, whole)["content"] for message in said])
    return {said[index].number: findings for index, findings in found.items()}


def _with_pieces(
    masks: Sequence[Mask], pieces: Sequence[Finding], policy: Policy
) -> tuple[Mask, ...]:
    """A piece of a value that one person may not see alone is shown to nobody alone either.

    It takes in the masks that it touches, and stays shown to nobody where one of them is.
    """
    found = list(masks)
    for piece in pieces:
        if piece.entity_type not in policy.detection.entities:
            continue
        mask = _mask(policy, piece)
        if mask.showing is Showing.ON_REQUEST:
            continue
        near = [each for each in found if each.start < mask.end and mask.start < each.end]
        never = any(each.showing is Showing.NEVER for each in near)
        found = [each for each in found if each not in near]
        found.append(
            replace(
                mask,
                start=min([mask.start, *(each.start for each in near)]),
                end=max([mask.end, *(each.end for each in near)]),
                showing=Showing.NEVER if never else mask.showing,
            )
        )
    return tuple(sorted(found, key=lambda each: each.start))


def _whole(message: CaseMessage, whole: int | None, policy: Policy) -> Mask:
    """It may hold anything, so it is shown as the strictest of what can be shown is."""
    end = min(len(message.text), longest(message.number, whole))
    showing = Showing.BY_TWO if policy.handoff.second_person else Showing.ON_REQUEST
    return Mask(0, end, WHOLE_MESSAGE, "TEXT", showing)
