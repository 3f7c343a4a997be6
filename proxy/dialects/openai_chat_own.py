"""What we say ourselves in the caller's wire format: held answers and errors.

A held answer is a normal completion with ``finish_reason`` "stop", so that no chatbot breaks on it. Where
the call asked for structured output or forced a tool, prose would break the caller's parser: there the
text is a ``refusal``, the one place where the format allows words instead. Clients that look find the
``handoff`` object beside the choices; the SDKs keep unknown fields.
"""

from collections.abc import Mapping
from typing import Any

from proxy.dialects.base import ErrorText, HeldAnswer
from proxy.dialects.json_writer import write_json
from proxy.dialects.openai_chat_stream import DONE, event_bytes
from proxy.errors import CallerError, ErrorCode, ProviderError, ProxyError
from proxy.turn import Turn

_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
"""The provider was not asked, so nothing is billed."""


def held_answer(turn: Turn, held: HeldAnswer) -> bytes:
    """A normal whole answer that carries our own text, in each of the choices asked for."""
    message = {"role": "assistant", "content": None, "refusal": None, _field(turn): held.text}
    choices = [
        {"index": index, "message": message, "logprobs": None, "finish_reason": "stop"}
        for index in range(turn.answers)
    ]
    envelope = _envelope(turn, held, "chat.completion")
    return write_json(
        {**envelope, "choices": choices, "usage": _USAGE, "handoff": dict(held.handoff)}
    )


def held_stream(turn: Turn, held: HeldAnswer) -> tuple[bytes, ...]:
    """The same as a stream; ``handoff`` stands on the last chunk of each kind."""
    counted = _asks_for_usage(turn)
    envelope = _envelope(turn, held, "chat.completion.chunk")
    handoff = {"handoff": dict(held.handoff)}

    def chunk(index: int, delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        choice = {"index": index, "delta": delta, "logprobs": None, "finish_reason": reason}
        return {**envelope, "choices": [choice], **({"usage": None} if counted else {})}

    chunks: list[Mapping[str, Any]] = []
    for index in range(turn.answers):
        begin = {"role": "assistant", "content": None, "refusal": None, _field(turn): ""}
        chunks.append(chunk(index, begin))
        chunks.append(chunk(index, {_field(turn): held.text}))
    chunks.extend({**chunk(index, {}, "stop"), **handoff} for index in range(turn.answers))
    if counted:
        chunks.append({**envelope, "choices": [], "usage": _USAGE, **handoff})
    return (*map(event_bytes, chunks), DONE)


def _field(turn: Turn) -> str:
    return "refusal" if turn.wants_json or turn.forces_tool else "content"


def _envelope(turn: Turn, held: HeldAnswer, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{held.answer_id}",
        "object": kind,
        "created": held.created,
        "model": turn.model,
    }


def _asks_for_usage(turn: Turn) -> bool:
    options = turn.body.get("stream_options")
    return isinstance(options, dict) and options.get("include_usage") is True


_TYPES = {
    ErrorCode.INVALID_CLIENT_KEY: "authentication_error",
    ErrorCode.INVALID_AGENT_KEY: "authentication_error",
    ErrorCode.FORBIDDEN: "permission_error",
    ErrorCode.RATE_LIMITED: "rate_limit_error",
    ErrorCode.NOT_FOUND: "not_found_error",
}


def error_body(error: ProxyError) -> bytes:
    """Our error: ``message``, ``type``, ``param``, ``code``, as OpenAI names them."""
    return write_error(
        ErrorText(error.message, error_type(error), code=error.code.value, param=error.param)
    )


def error_event(error: ProxyError) -> bytes:
    """Our error as an event; the SDKs raise an APIError when they read it."""
    return b"data: " + error_body(error) + b"\n\n"


def error_type(error: ProxyError) -> str:
    """The kind of error, as OpenAI names them."""
    if error.code in _TYPES:
        return _TYPES[error.code]
    match error:
        case CallerError():
            return "invalid_request_error"
        case ProviderError():
            return "api_error"
        case _:
            return "server_error"


def write_error(error: ErrorText) -> bytes:
    """A provider's error in OpenAI's shape."""
    return write_json(
        {
            "error": {
                "message": error.message,
                "type": error.type,
                "param": error.param,
                "code": error.code,
            }
        }
    )
