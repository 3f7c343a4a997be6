"""What we say ourselves to a client of Anthropic Messages: held answers and errors.

A held answer is a normal message with ``stop_reason`` "end_turn", so that no chatbot breaks on it. Where the
call asked for structured output, prose would break the caller's parser: there it ends with "refusal", which
says that the text may not be what was asked for. Clients that look find the ``handoff`` object.
"""

from collections.abc import Mapping
from typing import Any

from proxy.dialects.base import ErrorText, HeldAnswer
from proxy.dialects.json_writer import write_json
from proxy.dialects.sse import typed_event
from proxy.errors import CallerError, ErrorCode, ProxyError
from proxy.turn import Turn

_USAGE = {"input_tokens": 0, "output_tokens": 0}
"""The provider was not asked, so nothing is billed."""


def held_answer(turn: Turn, held: HeldAnswer) -> bytes:
    """A normal whole answer that carries our own text."""
    message = {
        **_message(turn, held),
        "content": [{"type": "text", "text": held.text}],
        "stop_reason": _reason(turn),
    }
    return write_json({**message, "handoff": dict(held.handoff)})


def held_stream(turn: Turn, held: HeldAnswer) -> tuple[bytes, ...]:
    """The same as a stream.

    ``handoff`` stands on the message that begins it, where the SDK's final message keeps it, and on
    the event that says why it ends.
    """
    handoff = {"handoff": dict(held.handoff)}
    ending = {"stop_reason": _reason(turn), "stop_sequence": None}
    events: tuple[Mapping[str, Any], ...] = (
        {"type": "message_start", "message": {**_message(turn, held), **handoff}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "text_delta", "text": held.text},
        },
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": ending,
            "usage": {"output_tokens": 0},
            **handoff,
        },
        {"type": "message_stop"},
    )
    return tuple(map(typed_event, events))


def _message(turn: Turn, held: HeldAnswer) -> dict[str, Any]:
    return {
        "id": f"msg_{held.answer_id}",
        "type": "message",
        "role": "assistant",
        "model": turn.model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": _USAGE,
    }


def _reason(turn: Turn) -> str:
    return "refusal" if turn.wants_json or turn.forces_tool else "end_turn"


_TYPES = {
    ErrorCode.INVALID_CLIENT_KEY: "authentication_error",
    ErrorCode.FORBIDDEN: "permission_error",
    ErrorCode.RATE_LIMITED: "rate_limit_error",
    ErrorCode.NOT_FOUND: "not_found_error",
    ErrorCode.OVERLOADED: "overloaded_error",
}


def error_body(error: ProxyError) -> bytes:
    """Our error in Anthropic's shape; ``code`` and ``param`` stand beside its own fields."""
    kind = "invalid_request_error" if isinstance(error, CallerError) else "api_error"
    return write_error(
        ErrorText(
            error.message, _TYPES.get(error.code, kind), code=error.code.value, param=error.param
        )
    )


def error_event(error: ProxyError) -> bytes:
    """Our error as an event; the SDKs raise an APIError when they read it."""
    return b"event: error\ndata: " + error_body(error) + b"\n\n"


def write_error(error: ErrorText) -> bytes:
    """A provider's error in Anthropic's shape."""
    told = {"type": error.type, "message": error.message}
    more = {"code": error.code, "param": error.param}
    known = {name: value for name, value in more.items() if value is not None}
    return write_json({"type": "error", "error": {**told, **known}})
