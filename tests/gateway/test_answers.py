"""Our own answers look like the provider's, and say what a client may act upon."""

import json
from typing import Any

import pytest

from proxy.clock import SetClock
from proxy.dialects.base import Allowed, Limits
from proxy.errors import CallerError, ErrorCode, ProviderError, ProxyError, ServiceError
from proxy.gateway import headers
from proxy.gateway.answers import error_reply, held_reply
from proxy.gateway.base import Reply
from proxy.handoff.base import CaseState, HeldReply, Notice
from proxy.ids import CaseId
from tests.gateway.stage import DIALECT, call
from tests.handoff.world import MONDAY_NOON

HELD = HeldReply(
    "A person will answer.",
    CaseId("case_x"),
    "R-AAAAA-BBBBB",
    CaseState.WAITING,
    token="live_x",
    messages=(2, 3),
    notice="A person",
    says=Notice.FIRST,
)


@pytest.mark.parametrize(
    ("error", "retry"),
    [
        (ServiceError(ErrorCode.AUDIT_UNAVAILABLE, "m"), "false"),
        (ProviderError(ErrorCode.PROVIDER_BROKEN_ANSWER, "m"), "false"),
        (ProviderError(ErrorCode.PROVIDER_UNREACHABLE, "m"), None),
        (CallerError(ErrorCode.RATE_LIMITED, "m", status=429), None),
    ],
)
def test_sdks_are_told_not_to_repeat_what_cannot_help_or_would_be_paid_twice(
    error: ProxyError, retry: str | None
) -> None:
    reply = error_reply(DIALECT, error, {headers.TURN: "turn_x"})
    assert reply.status == error.status
    assert reply.headers.get(headers.SHOULD_RETRY) == retry
    assert reply.headers[headers.TURN] == "turn_x"
    assert json.loads(reply.body)["error"]["code"] == error.code.value


def held(**fields: Any) -> Reply:
    request = call("i want a human", **fields)
    turn = DIALECT.read_turn(request.body, limits=Limits(), allowed=Allowed())
    return held_reply(request, turn, HELD, SetClock(MONDAY_NOON), {headers.TURN: "turn_x"})


def test_a_held_turn_is_a_normal_completion_with_a_reference_beside() -> None:
    reply = held()
    answer = json.loads(reply.body)
    assert (reply.status, reply.chunks) == (200, None)
    assert answer["choices"][0]["message"]["content"] == "A person will answer."
    assert answer["choices"][0]["finish_reason"] == "stop"
    assert answer["created"] == int(MONDAY_NOON.timestamp())
    assert answer["handoff"] == {
        "case": "case_x",
        "reference": "R-AAAAA-BBBBB",
        "state": "waiting",
        "token": "live_x",
        "says": "first",
        "notice": "A person",
        "messages": [2, 3],
    }
    assert reply.headers[headers.HANDOFF] == "R-AAAAA-BBBBB; state=waiting; case=case_x"
    assert reply.headers[headers.HANDOFF_TOKEN] == "live_x"
    assert reply.headers[headers.TURN] == "turn_x"


async def test_a_held_turn_streams_where_a_stream_was_asked_for() -> None:
    reply = held(stream=True)
    assert reply.chunks is not None
    assert (reply.body, reply.media_type) == (b"", "text/event-stream")
    data = b"".join([chunk async for chunk in reply.chunks])
    assert b"A person will answer." in data
    assert data.endswith(b"data: [DONE]\n\n")
