"""What is asked of detection for one turn, and what its answers mean (recipe, steps 4 and 5).

Strategy: one reading per slot (what is in it?) and one per customer message (what is it about?);
a message that is a single slot needs one reading for both. Which message is "the newest" is
decided here, in one place: everything the customer said since the assistant last spoke.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from proxy.errors import CallerError, ErrorCode
from proxy.gateway.detection import Inspected, Reading
from proxy.policy.base import Facts
from proxy.privacy.base import Asked, Finding
from proxy.privacy.dialogue import asked_of
from proxy.topics.base import TopicHit
from proxy.topics.language import UNDETERMINED
from proxy.turn import Message, SlotClass, Speaker, TextSlot, Turn

_UNREAD = frozenset({SlotClass.IDENTIFIER, SlotClass.MEDIA, SlotClass.POINTER})
"""Classes whose text is not looked at by detectors: replaced whole, or refused."""

_UNMISTAKABLE = frozenset({"EMAIL_ADDRESS", "CREDIT_CARD", "IBAN_CODE"})
_CERTAIN = 0.9
"""What counts in a field that cannot be edited, where a finding refuses the turn: types whose form
cannot be met by chance. A random id of digits may look like a phone number."""
_IN_SENTENCES = frozenset({"PERSON", "LOCATION", "STREET_ADDRESS", "POSTAL_CODE", "USER_NAME"})
"""Found by how words stand in a sentence: in the model's own thinking that is too little."""
_PLACEHOLDER = re.compile(r"\[[A-Z]{2,12}_[0-9A-HJKMNP-TV-Z]{6}\]")
"""What the model thinks in: a code may look like an order number."""


@dataclass(frozen=True, slots=True)
class ReadingPlan:
    """All readings of a turn; ``slots`` and ``messages`` say whose answer is where."""

    readings: tuple[Reading, ...]
    slots: Mapping[int, int]
    messages: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class TurnReading:
    """What detection said. ``found`` is aligned with the turn's slots; topics by message index."""

    found: tuple[tuple[Finding, ...], ...]
    topics: Mapping[int, tuple[TopicHit, ...]]
    language: str
    """Of the newest customer message that tells it."""
    languages: Mapping[int, str] = field(default_factory=dict)
    """Of each customer message, by its index; "und" where it does not tell."""


def plan_readings(turn: Turn, asked_before: frozenset[Asked] = frozenset()) -> ReadingPlan:
    """The readings that a turn needs. ``asked_before``: what is open that it does not resend. Pure."""
    asked = asked_of(turn, asked_before)
    readings: list[Reading] = []
    slots: dict[int, int] = {}
    messages: dict[int, int] = {}
    by_slot = {
        message.slots[0]: message
        for message in turn.messages
        if message.speaker is Speaker.CUSTOMER and len(message.slots) == 1
    }
    for index, slot in enumerate(turn.slots):
        if slot.kind in _UNREAD or not slot.text:
            continue
        whole = by_slot.get(index)  # type: ignore[call-overload]
        classify = whole is not None and whole.text == slot.text
        if classify:
            messages[whole.index] = len(readings)
        slots[index] = len(readings)
        readings.append(
            Reading(
                text=slot.text,
                asked=asked[index],
                from_customer=slot.speaker is Speaker.CUSTOMER,
                classify=classify,
            )
        )
    for message in turn.messages:
        if message.speaker is Speaker.CUSTOMER and message.index not in messages and message.text:
            messages[message.index] = len(readings)
            readings.append(Reading(text=message.text, from_customer=True, classify=True))
    return ReadingPlan(tuple(readings), slots, messages)


def understand(turn: Turn, plan: ReadingPlan, answers: Sequence[Inspected]) -> TurnReading:
    """Put the answers of detection back in their places. Pure."""
    found = tuple(
        _counting(slot, answers[plan.slots[index]].findings) if index in plan.slots else ()
        for index, slot in enumerate(turn.slots)
    )
    topics = {message: answers[at].topics for message, at in plan.messages.items()}
    languages = {message: answers[at].language for message, at in plan.messages.items()}
    told = [
        languages[message.index]
        for message in turn.messages
        if languages.get(message.index, UNDETERMINED) != UNDETERMINED
    ]
    return TurnReading(found, topics, told[-1] if told else UNDETERMINED, languages)


def _counting(slot: TextSlot, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    if slot.kind not in (SlotClass.OPAQUE, SlotClass.CALL_ID, SlotClass.SIGNED):
        return found
    if slot.kind is SlotClass.SIGNED and any(map(str.isspace, slot.text)):
        ours = [match.span() for match in _PLACEHOLDER.finditer(slot.text)]
        return tuple(
            f
            for f in found
            if f.entity_type not in _IN_SENTENCES
            and not any(start <= f.start and f.end <= end for start, end in ours)
        )
    return tuple(f for f in found if f.entity_type in _UNMISTAKABLE and f.score >= _CERTAIN)


def refuse_unmistakable(turn: Turn, reading: TurnReading) -> None:
    """Raise CallerError if a field that must stay as it is holds a value that cannot be mistaken.

    The model's name is among them: it is the one such field that protection leaves alone.
    """
    for slot, found in zip(turn.slots, reading.found, strict=True):
        if slot.kind is SlotClass.OPAQUE and found:
            raise CallerError(
                ErrorCode.PERSONAL_DATA_IN_OPAQUE_FIELD,
                "A field that must reach the provider unchanged (a model, an id, a word of the "
                f"format) holds personal data ({found[0].entity_type}).",
            )


def nothing_known(turn: Turn) -> TurnReading:
    """What is known of a turn when detection failed. Never a basis for forwarding."""
    return TurnReading(((),) * len(turn.slots), {}, UNDETERMINED)


def newest_messages(messages: Sequence[Message]) -> frozenset[int]:
    """Indexes of what the customer said since the assistant last spoke words.

    Tool calls, tool results and system messages in between do not count as speaking: a client may
    send the customer's question together with its tool round. Several customer messages in a row
    are one.
    """
    newest: set[int] = set()
    for message in reversed(messages):
        if message.speaker is Speaker.CUSTOMER:
            newest.add(message.index)
        elif newest and message.speaker is Speaker.ASSISTANT and message.text.strip():
            break
    return frozenset(newest)


def gather_facts(
    turn: Turn,
    reading: TurnReading,
    *,
    owns: bool,
    locks: bool,
    explained: frozenset[int],
    wants_bot_back: bool,
    detection_failed: bool = False,
) -> Facts:
    """The facts a decision is made of. ``explained``: messages that a closed case answers for."""
    newest = newest_messages(turn.messages)

    def hits(indexes: frozenset[int]) -> tuple[TopicHit, ...]:
        return tuple(
            hit for index in sorted(indexes - explained) for hit in reading.topics.get(index, ())
        )

    older = frozenset(reading.topics) - newest
    return Facts(
        case_owns=owns,
        case_locks=locks,
        wants_bot_back=wants_bot_back,
        newest=hits(newest),
        older_unexplained=hits(older),
        language=reading.language,
        detection_failed=detection_failed,
        for_customer=turn.for_customer,
    )


def sensitive_messages(reading: TurnReading) -> frozenset[int]:
    """Indexes of customer messages on a sensitive topic: never forwarded, whatever happened."""
    return frozenset(index for index, hits in reading.topics.items() if hits)
