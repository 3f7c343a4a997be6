"""Serving one turn: the recipe of the product.

    1  read       bytes → Turn, strictly; where the policy says so, PDFs become text first (pdf_texts.py)
    2  policy     taken once, never re-read within the turn
    3  case       does a person own this conversation? What did the answer that it goes on from hand on,
                  where the provider keeps it? (continuing.py)
    4  detect     slots → findings, beside the event loop
    5  classify   customer messages → topics
    6  decide     (policy, facts) → Forward | Hold | Return | Block; pure
    7  protect    slots + findings → exact outgoing bytes and this turn's placeholders; guarded
    8  record     TurnOpened, durable before anything leaves; the case is looked at once more
    9  send       only Protected; from here on "may have been received"      (forward.py)
   10  restore    event by event                                            (forward.py, stream.py)
   11  record     what is handed on, then TurnClosed, before the last event is released (forward.py)

If 3-8 fail for any reason nothing is forwarded: the caller gets a clear error in his own format.
"""

import asyncio
from dataclasses import replace
from typing import assert_never

from proxy.errors import ErrorCode, ServiceError
from proxy.gateway import headers
from proxy.gateway.answers import held_reply
from proxy.gateway.base import Call, Reply, Rooms
from proxy.gateway.continuing import hand_on, thread_of, went_on
from proxy.gateway.detection import Reading
from proxy.gateway.disclosure import disclosing
from proxy.gateway.forward import Departure, forward
from proxy.gateway.outgoing import conversation_key_of, held_messages, keys_of, protect_turn
from proxy.gateway.pdf_texts import with_pdf_texts
from proxy.gateway.read_turn import ReadTurn
from proxy.gateway.reading import (
    ReadingPlan,
    TurnReading,
    gather_facts,
    newest_messages,
    nothing_known,
    plan_readings,
    refuse_unmistakable,
    understand,
)
from proxy.gateway.records import audit_conversation, decision_name, turn_opened, unread_of
from proxy.gateway.spoken import Spoken, spoken_by
from proxy.handoff.margin import Sighting
from proxy.handoff.queue import Standing
from proxy.ids import ConversationId
from proxy.policy.base import Block, Decision, Forward, Hold, Policy, Return
from proxy.policy.decide import asks_for_the_bot, decide
from proxy.privacy.base import Finding
from proxy.privacy.guard import Protected
from proxy.privacy.link import link
from proxy.thinking import think
from proxy.topics.customer_words import customer_words
from proxy.topics.language import UNDETERMINED
from proxy.turn import Message, SlotClass, Speaker, TextSlot, Turn

_ATTEMPTS = 4
"""How often a turn is decided anew because its case moved meanwhile, before we give up."""


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


async def _read(call: Call, policy: Policy, rooms: Rooms) -> ReadTurn:
    """Steps 1, 4 and 5; where the turn goes on from an answer at the provider, its map is opened."""
    call = await with_pdf_texts(call, policy, rooms.limits, rooms.pdfs)
    size = len(call.body)

    def parse() -> Turn:
        return call.dialect.read_turn(
            call.body, limits=rooms.limits, allowed=policy.allowed, model=call.address.model
        )

    def plan() -> tuple[ReadingPlan, tuple[Message, ...]]:
        return plan_readings(turn, thread.asked), _said(turn, policy)

    turn = await think(size, parse)
    thread = await thread_of(call, turn, policy, rooms)
    planned, said = await think(size, plan)
    key = rooms.secrets.derive("audit-conversation", call.caller.tenant)
    conversation = audit_conversation(thread.name, key, rooms.randomness)
    # What is about to be recorded can be erased when the customer asks: linked before it is, and
    # while detection runs.
    (reading, failed), _ = await asyncio.gather(
        _inspect(turn, planned, rooms), _link(call, turn, conversation, rooms)
    )
    return ReadTurn(
        call=call,
        turn=went_on(turn, thread),
        policy=policy,
        thread=thread,
        history=thread.history(call, said),
        conversation=conversation,
        reading=reading,
        failed=failed,
    )


async def _link(call: Call, turn: Turn, conversation: ConversationId, rooms: Rooms) -> None:
    """Remember which customer this is, where the chatbot says so."""
    customer = call.customer or turn.user
    if customer is not None:
        await rooms.customers.note(call.caller.tenant, customer, conversation)


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


def _decide(read: ReadTurn, standing: Standing) -> Decision:
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
    read: ReadTurn, standing: Standing, decision: Forward, rooms: Rooms
) -> Departure | None:
    """Steps 7 and 8. None: the case moved meanwhile, decide again."""
    call, policy = read.call, read.policy
    refuse_unmistakable(read.turn, read.reading)
    turn, found = await _with_summary(read, standing, rooms)
    keys = keys_of(read, rooms)

    def protection() -> tuple[tuple[tuple[Finding, ...], ...], Protected]:
        findings = link(turn, found, policy.detection, read.thread.values)
        return findings, protect_turn(read, turn, findings, standing, keys)

    findings, protected = await think(len(call.body), protection)
    handed = hand_on(call, read.turn, read.thread, read.conversation, keys.conversation, protected)
    unread = unread_of(read.turn)
    told = disclosing(read)
    rooms.metrics.protected(protected.counts)
    await rooms.recorder.record(
        turn_opened(
            call,
            read.conversation,
            policy,
            decision,
            explicit=read.thread.explicit is not None,
            language=read.reading.language,
            findings=findings,
            protected=protected,
            unread=unread,
            disclosure=told.sealed() if told else None,
        )
    )
    departure = Departure(
        call,
        read.turn,
        policy,
        read.conversation,
        protected,
        own=_own(read, decision)
        | _cut_header(read, standing)
        | headers.media(unread.media)
        | (told.header() if told else {}),
        hand_on=handed,
        announcement=rooms.queue.announcement(standing, read.history),
        disclosure=told.text if told else None,
    )
    if await rooms.queue.moved(call.caller.tenant, standing, read.history):
        await departure.close_unsent(rooms)
        return None
    return departure


async def _with_summary(
    read: ReadTurn, standing: Standing, rooms: Rooms
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


async def _hold(read: ReadTurn, standing: Standing, decision: Hold, rooms: Rooms) -> Reply:
    """Record, then the case durable, then the answer in the caller's own wire format."""
    call = read.call
    await rooms.recorder.record(
        turn_opened(
            call,
            read.conversation,
            read.policy,
            decision,
            explicit=read.thread.explicit is not None,
            language=read.reading.language,
        )
    )
    handling = read.policy.handoff.topics.get(decision.topic) if decision.topic else None
    spoken = await think(len(call.body), lambda: _spoken(read, standing, decision))
    held = await rooms.queue.hold(
        call.caller.tenant,
        read.history,
        topic=decision.topic,
        handling=handling,
        standing=standing,
        language=spoken.language,
        plainly=spoken.plainly,
        conversation=read.conversation,
        sighting=Sighting.of(decision.hit, read.policy.version) if decision.hit else None,
    )
    own = hand_on(call, read.turn, read.thread, read.conversation, conversation_key_of(read, rooms))
    if own is not None:
        await own.keep_own(rooms, held.text)
    return held_reply(call, read.turn, held, rooms.clock, _own(read, decision))


def _spoken(read: ReadTurn, standing: Standing, decision: Hold) -> Spoken:
    return spoken_by(
        read.history.messages,
        read.reading,
        decision.hit,
        before=standing.case.language if standing.case is not None else UNDETERMINED,
        at_home=read.policy.detection.languages,
    )


async def _record_refusal(read: ReadTurn, decision: Block, rooms: Rooms) -> None:
    await rooms.recorder.record(
        turn_opened(
            read.call,
            read.conversation,
            read.policy,
            decision,
            explicit=read.thread.explicit is not None,
            language=read.reading.language,
        )
    )


def _cut_header(read: ReadTurn, standing: Standing) -> dict[str, str]:
    """Where nobody reads the answer, the client is told that not all of its texts were measured."""
    count = 0 if read.turn.for_customer else len(held_messages(read, standing))
    return {headers.CUT: str(count)} if count else {}


def _own(read: ReadTurn, decision: Decision) -> dict[str, str]:
    own = {headers.TURN: read.call.turn, headers.DECISION: decision_name(decision)}
    if read.reading.language != "und":
        covered = read.reading.language in read.policy.detection.languages
        own[headers.LANGUAGE] = read.reading.language + ("" if covered else "; uncovered")
    return own
