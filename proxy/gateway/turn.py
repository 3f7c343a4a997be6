"""Serving one turn: the recipe of the product.

    1  read       bytes → Turn, strictly
    2  policy     taken once, never re-read within the turn
    3  case       does a person own this conversation?
    4  detect     slots → findings, beside the event loop
    5  classify   customer messages → topics
    6  decide     (policy, facts) → Forward | Hold | Return | Block; pure
    7  protect    slots + findings → exact outgoing bytes and this turn's placeholders; guarded
    8  record     TurnOpened, durable before anything leaves; the case is looked at once more
    9  send       only Protected; from here on "may have been received"      (forward.py)
   10  restore    event by event                                            (forward.py, stream.py)
   11  record     TurnClosed before the last event is released               (forward.py)

If 3-8 fail for any reason nothing is forwarded: the caller gets a clear error in his own format.
"""

from dataclasses import dataclass, replace
from typing import assert_never

from proxy.dialects.base import MediaAllowed
from proxy.errors import ErrorCode, ServiceError
from proxy.gateway import headers
from proxy.gateway.answers import held_reply
from proxy.gateway.base import Call, Reply, Rooms
from proxy.gateway.detection import Reading
from proxy.gateway.forward import Departure, forward
from proxy.gateway.held_copies import without_copies
from proxy.gateway.reading import (
    ReadingPlan,
    TurnReading,
    gather_facts,
    newest_messages,
    nothing_known,
    plan_readings,
    refuse_unmistakable,
    sensitive_messages,
    understand,
)
from proxy.gateway.records import audit_conversation, decision_name, turn_opened
from proxy.handoff.queue import History, Standing
from proxy.ids import ConversationId
from proxy.policy.base import Block, Decision, Forward, Hold, Policy, Return
from proxy.policy.decide import asks_for_the_bot, decide
from proxy.privacy.base import Finding
from proxy.privacy.guard import Protected, guard
from proxy.privacy.link import link
from proxy.privacy.placeholders import DefinitionKey, PlaceholderKeys, conversation_key
from proxy.privacy.protect import protect
from proxy.thinking import think
from proxy.topics.customer_words import customer_words
from proxy.turn import Edits, Message, SlotClass, SlotIndex, Speaker, TextSlot, Turn

_ATTEMPTS = 4
"""How often a turn is decided anew because its case moved meanwhile, before we give up."""


@dataclass(frozen=True, slots=True)
class _Read:
    """Steps 1, 2, 4 and 5 done: everything about the request that does not change any more."""

    call: Call
    turn: Turn
    policy: Policy
    history: History
    conversation: ConversationId
    reading: TurnReading
    failed: ServiceError | None
    """Why detection gave no answer. Then only a person who is there already may go on."""


async def serve_turn(call: Call, rooms: Rooms) -> Reply:
    """Serve one request. Raises ProxyError; then nothing was forwarded, or the reply says so."""
    policy = rooms.policies.current()
    read = await _read(call, policy, rooms)
    for _ in range(_ATTEMPTS):
        standing = await rooms.queue.standing(call.caller.tenant, read.history)
        decision = _decide(read, standing)
        rooms.metrics.decided(decision_name(decision))
        match decision:
            case Forward():
                departure = await _depart(read, standing, decision, rooms)
                if departure is not None:
                    return await forward(departure, rooms)
            case Return():
                await rooms.queue.give_back(call.caller.tenant, standing)
            case Hold():
                return await _hold(read, standing, decision, rooms)
            case Block():
                await _record_refusal(read, decision, rooms)
                raise read.failed or ServiceError(decision.code, decision.message)
            case _:
                assert_never(decision)
    raise ServiceError(
        ErrorCode.CONFLICT,
        "The case of this conversation kept changing while the turn was decided; nothing was "
        "forwarded. Send the turn again.",
    )


async def _read(call: Call, policy: Policy, rooms: Rooms) -> _Read:
    """Steps 1, 4 and 5."""
    media = MediaAllowed(
        images=policy.media.images, audio=policy.media.audio, files=policy.media.files
    )

    def parse() -> tuple[Turn, ReadingPlan, tuple[Message, ...]]:
        turn = call.dialect.read_turn(call.body, limits=rooms.limits, media=media)
        return turn, plan_readings(turn), _said(turn, policy)

    turn, plan, said = await think(len(call.body), parse)
    explicit = call.conversation or turn.conversation
    key = rooms.secrets.derive("audit-conversation", call.caller.tenant)
    reading, failed = await _inspect(turn, plan, rooms)
    return _Read(
        call=call,
        turn=turn,
        policy=policy,
        history=History(explicit, call.idempotency, said),
        conversation=audit_conversation(explicit, key, rooms.randomness),
        reading=reading,
        failed=failed,
    )


def _said(turn: Turn, policy: Policy) -> tuple[Message, ...]:
    """The messages with customers reduced to their own words, where a prompt is stuffed with more.

    Only these are the same when the client sends them again.
    """
    markers = policy.topics.customer_text
    return tuple(
        replace(message, text=customer_words(message.text, markers))
        if message.speaker is Speaker.CUSTOMER
        else message
        for message in turn.messages
    )


async def _inspect(
    turn: Turn, plan: ReadingPlan, rooms: Rooms
) -> tuple[TurnReading, ServiceError | None]:
    started = rooms.clock.monotonic()
    try:
        answers = await rooms.inspector.inspect(plan.readings)
    except ServiceError as error:
        return nothing_known(turn), error
    finally:
        rooms.metrics.detection_took(rooms.clock.monotonic() - started)
    return understand(turn, plan, answers), None


def _decide(read: _Read, standing: Standing) -> Decision:
    """Step 6."""
    facts = gather_facts(
        read.turn,
        read.reading,
        owns=standing.owns,
        locks=standing.locks,
        explained=standing.explained,
        wants_bot_back=asks_for_the_bot(read.policy.handoff, _newest_text(read.history.messages)),
        detection_failed=read.failed is not None,
    )
    return decide(read.policy, facts)


def _newest_text(messages: tuple[Message, ...]) -> str:
    newest = newest_messages(messages)
    return "\n".join(message.text for message in messages if message.index in newest)


async def _depart(
    read: _Read, standing: Standing, decision: Forward, rooms: Rooms
) -> Departure | None:
    """Steps 7 and 8. None: the case moved meanwhile, decide again."""
    call, policy = read.call, read.policy
    refuse_unmistakable(read.turn, read.reading)
    turn, found = await _with_summary(read, standing, rooms)
    keys = _keys(read, rooms)

    def protection() -> tuple[tuple[tuple[Finding, ...], ...], Protected]:
        findings = link(turn, found, policy.detection)
        return findings, _protect(read, turn, findings, standing, keys)

    findings, protected = await think(len(call.body), protection)
    rooms.metrics.protected(protected.counts)
    await rooms.recorder.record(
        turn_opened(
            call,
            read.conversation,
            policy,
            decision,
            explicit=read.history.conversation is not None,
            language=read.reading.language,
            findings=findings,
            protected=protected,
            media=_media(turn),
        )
    )
    departure = Departure(
        call,
        read.turn,
        policy,
        read.conversation,
        protected,
        own=_own(read, decision),
        announcement=rooms.queue.announcement(standing, read.history),
    )
    if await rooms.queue.moved(call.caller.tenant, standing, read.history):
        await departure.close_unsent(rooms)
        return None
    return departure


async def _with_summary(
    read: _Read, standing: Standing, rooms: Rooms
) -> tuple[Turn, tuple[tuple[Finding, ...], ...]]:
    """The turn with the human agent's summary as one more slot, written by ``_cut``.

    So it is protected like any text and shares the conversation's memory.
    """
    if standing.summary is None:
        return read.turn, read.reading.found
    (answer,) = await rooms.inspector.inspect([Reading(text=standing.summary)])
    slot = TextSlot(path=(), kind=SlotClass.TEXT, text=standing.summary, speaker=Speaker.SHOP)
    turn = replace(read.turn, slots=(*read.turn.slots, slot))
    return turn, (*read.reading.found, answer.findings)


def _keys(read: _Read, rooms: Rooms) -> PlaceholderKeys:
    tenant = read.call.caller.tenant
    return PlaceholderKeys(
        conversation=conversation_key(
            rooms.secrets.tenant_secret(tenant),
            conversation=read.history.conversation,
            user=read.turn.user,
            opening=_opening(read.turn.messages),
        ),
        definition=DefinitionKey(rooms.secrets.derive("definition", tenant)),
        identifier=rooms.secrets.derive("identifier", tenant),
    )


def _protect(
    read: _Read,
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
    )
    edits = _cut(read, standing, draft.edits)
    body = read.call.dialect.write_request(read.turn, edits, hint=read.policy.placeholder_hint)
    return guard(body, draft)


def _opening(messages: tuple[Message, ...]) -> str:
    return next((m.text for m in messages if m.speaker is Speaker.CUSTOMER), "")


def _media(turn: Turn) -> list[str]:
    return [
        ".".join(str(step) for step in slot.path)
        for slot in turn.slots
        if slot.kind is SlotClass.MEDIA
    ]


def _cut(read: _Read, standing: Standing, edits: Edits) -> Edits:
    """Held turns, and our answers to them, leave the outgoing history.

    A customer message on a sensitive topic is cut whether or not its case is still known, and so are
    copies of it elsewhere in the request.
    """
    texts = dict(edits.texts)
    neutral = read.policy.handoff.neutral_line
    held = dict.fromkeys(standing.held | sensitive_messages(read.reading), neutral)
    if standing.owns:  # Forwarded all the same: only counted. What waits for a person is not sent.
        held |= dict.fromkeys(newest_messages(read.turn.messages), neutral)
    if standing.summary is not None and standing.summary_at is not None:
        held[standing.summary_at] = texts.pop(SlotIndex(len(read.turn.slots)), standing.summary)
    texts = without_copies(read.turn, texts, held.keys() | standing.answers, neutral)
    return Edits(texts=texts, replace=held, remove=standing.answers)


async def _hold(read: _Read, standing: Standing, decision: Hold, rooms: Rooms) -> Reply:
    """Record, then the case durable, then the answer in the caller's own wire format."""
    call = read.call
    await rooms.recorder.record(
        turn_opened(
            call,
            read.conversation,
            read.policy,
            decision,
            explicit=read.history.conversation is not None,
            language=read.reading.language,
        )
    )
    handling = read.policy.handoff.topics.get(decision.topic) if decision.topic else None
    held = await rooms.queue.hold(
        call.caller.tenant,
        read.history,
        topic=decision.topic,
        handling=handling,
        standing=standing,
        language=read.reading.language,
        conversation=read.conversation,
    )
    return held_reply(call, read.turn, held, rooms.clock, _own(read, decision))


async def _record_refusal(read: _Read, decision: Block, rooms: Rooms) -> None:
    await rooms.recorder.record(
        turn_opened(
            read.call,
            read.conversation,
            read.policy,
            decision,
            explicit=read.history.conversation is not None,
            language=read.reading.language,
        )
    )


def _own(read: _Read, decision: Decision) -> dict[str, str]:
    own = {headers.TURN: read.call.turn, headers.DECISION: decision_name(decision)}
    if read.reading.language != "und":
        covered = read.reading.language in read.policy.detection.languages
        own[headers.LANGUAGE] = read.reading.language + ("" if covered else "; uncovered")
    return own
