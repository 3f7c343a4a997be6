"""Answers that are our own: errors in the caller's wire format, and texts of a held turn."""

from collections.abc import AsyncIterator, Mapping, Sequence

from proxy.clock import Clock
from proxy.dialects.base import Dialect, HeldAnswer
from proxy.errors import ErrorCode, ProxyError, ServiceError
from proxy.gateway import headers
from proxy.gateway.base import Call, Reply
from proxy.handoff.queue import HeldReply
from proxy.turn import Turn


def error_reply(
    dialect: Dialect, error: ProxyError, extra: Mapping[str, str] | None = None
) -> Reply:
    """An error in the caller's format. Where a retry cannot help, the SDKs are told so."""
    own = dict(extra or {})
    if isinstance(error, ServiceError) or error.code is ErrorCode.PROVIDER_BROKEN_ANSWER:
        own[headers.SHOULD_RETRY] = "false"
    return Reply(error.status, own, dialect.error_body(error))


def held_reply(
    call: Call, turn: Turn, held: HeldReply, clock: Clock, own: Mapping[str, str]
) -> Reply:
    """A normal completion that carries the text for the customer, streamed if he asked for that."""
    answer = HeldAnswer(
        text=held.text,
        created=int(clock.now().timestamp()),
        answer_id=call.turn,
        handoff=_for_clients_that_look(held),
    )
    extra = {
        **own,
        headers.HANDOFF: f"{held.reference}; state={held.state}; case={held.case_id}",
        headers.HANDOFF_TOKEN: held.token,
    }
    if not turn.stream:
        return Reply(200, extra, call.dialect.held_answer(turn, answer))
    events = call.dialect.held_stream(turn, answer)
    return Reply(200, extra, chunks=_each(events), media_type="text/event-stream")


def _for_clients_that_look(held: HeldReply) -> dict[str, object]:
    """The ``handoff`` object (docs/handoff.md)."""
    return {
        "case": held.case_id,
        "reference": held.reference,
        "state": held.state,
        "token": held.token,
        "says": held.says,
        "notice": held.notice,
        "messages": list(held.messages),
    }


async def _each(events: Sequence[bytes]) -> AsyncIterator[bytes]:
    for event in events:
        yield event
