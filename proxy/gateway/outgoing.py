"""The exact bytes that leave (recipe, step 7): placeholders in, held turns cut, the guard's last look."""

from dataclasses import replace

from proxy.gateway.base import Rooms
from proxy.gateway.held_copies import without_copies
from proxy.gateway.read_turn import ReadTurn
from proxy.gateway.reading import newest_messages, sensitive_messages
from proxy.handoff.queue import Standing
from proxy.policy.base import MeasuredTexts
from proxy.privacy.base import Finding
from proxy.privacy.guard import Protected, guard
from proxy.privacy.placeholders import (
    ConversationKey,
    DefinitionKey,
    PlaceholderKeys,
    conversation_key,
    standalone_key,
)
from proxy.privacy.protect import protect
from proxy.turn import Edits, Message, SlotIndex, Speaker, Turn


def keys_of(read: ReadTurn, rooms: Rooms) -> PlaceholderKeys:
    """The keys of this turn's placeholders."""
    tenant = read.call.caller.tenant
    return PlaceholderKeys(
        conversation=conversation_key_of(read, rooms),
        definition=DefinitionKey(rooms.secrets.derive("definition", tenant)),
        identifier=rooms.secrets.derive("identifier", tenant),
    )


def conversation_key_of(read: ReadTurn, rooms: Rooms) -> ConversationKey:
    """What the answer before it was protected with; else by its own id, else by its opening."""
    if read.thread.carried is not None:
        return read.thread.carried.key
    secret = rooms.secrets.tenant_secret(read.call.caller.tenant)
    if read.turn.standalone:
        return standalone_key(secret)
    return conversation_key(
        secret,
        conversation=read.thread.explicit,
        user=read.turn.user,
        opening=_opening(read.turn.messages),
    )


def protect_turn(
    read: ReadTurn,
    turn: Turn,
    findings: tuple[tuple[Finding, ...], ...],
    standing: Standing,
    keys: PlaceholderKeys,
) -> Protected:
    """Step 7: placeholders in, held turns cut, then the guard on the exact bytes."""
    draft = protect(
        turn,
        findings,
        rules=read.policy.detection,
        restoration=read.policy.restoration,
        keys=keys,
        earlier=read.thread.values,
    )
    edits = _cut(read, standing, draft.edits)
    hint = _hint(read, standing, draft.edits)
    body = read.call.dialect.write_request(read.turn, edits, hint=hint)
    return guard(body, draft)


def _hint(read: ReadTurn, standing: Standing, edits: Edits) -> str | None:
    """The hint; where the held turn itself is not resent, the human agent's summary stands with it."""
    hint = read.policy.placeholder_hint
    if standing.summary is None or standing.summary_at is not None:
        return hint
    summary = edits.texts.get(SlotIndex(len(read.turn.slots)), standing.summary)
    return "\n\n".join(filter(None, (hint, summary)))


def _opening(messages: tuple[Message, ...]) -> str:
    return next((m.text for m in messages if m.speaker is Speaker.CUSTOMER), "")


def _cut(read: ReadTurn, standing: Standing, edits: Edits) -> Edits:
    """Held turns, and our answers to them, leave the outgoing history.

    Copies of what is cut are cut elsewhere in the request, too.
    """
    texts = dict(edits.texts)
    neutral = read.policy.handoff.neutral_line
    held = dict.fromkeys(held_messages(read, standing), neutral)
    if standing.summary is not None:
        summary = texts.pop(SlotIndex(len(read.turn.slots)), standing.summary)
        if standing.summary_at is not None:
            held[standing.summary_at] = summary
    here = {message.index for message in read.turn.messages}
    answers = standing.answers & here  # Not those before a turn that goes on from one of them.
    texts = without_copies(read.turn, texts, held.keys() | answers, neutral)
    return replace(edits, texts=texts, replace=held, remove=answers)


def held_messages(read: ReadTurn, standing: Standing) -> frozenset[int]:
    """The messages that do not leave.

    A customer message on a sensitive topic is cut whether or not its case is still known; only where
    texts are measured the policy may say that they are the shop's own.
    """
    held = standing.held
    if not (read.turn.standalone and read.policy.measured_texts is MeasuredTexts.FORWARD):
        held |= sensitive_messages(read.reading)
    if standing.owns:  # Forwarded all the same: only measured. What waits for a person is not sent.
        held |= newest_messages(read.turn.messages)
    return held
