"""The Anthropic Messages format from the provider's side: whole answers, events, errors.

Written apart from ``proxy.dialects`` on purpose, as ``wire`` is. ``as_chat`` reads a request the other way:
scripts that know chat completions can answer both.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from proxy.offline.base import Reply, Said
from proxy.offline.wire import MODEL, encode

PATH = "/v1/messages"
COUNT_PATH = "/v1/messages/count_tokens"

_Json = dict[str, Any]

_REASONS = {"tool_calls": "tool_use", "stop": "end_turn", "length": "max_tokens"}
_ERRORS = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    529: "overloaded_error",
}


def error_body(status: int, message: str, code: str | None = None) -> bytes:
    """An error in the format's shape."""
    del code
    kind = _ERRORS.get(status, "invalid_request_error" if status < 500 else "api_error")
    error = {"type": kind, "message": message}
    return encode({"type": "error", "error": error, "request_id": "req_offline"})


def count_body(request: _Json) -> bytes:
    """How many tokens a request has: here, its words."""
    return encode({"input_tokens": len(json.dumps(request).split())})


def completion(reply: Reply, request: _Json, *, number: int, created: int) -> bytes:
    """A whole answer."""
    del created
    said = reply.choices[0]
    message = {
        **_envelope(request, number),
        "content": list(_blocks(said)),
        "stop_reason": _reason(said),
        "usage": _usage(said, request),
    }
    return encode(message)


def stream(reply: Reply, request: _Json, *, number: int, created: int) -> list[bytes]:
    """A streamed answer, event by event, with what the reply says about its end."""
    del created
    events = [_event(event) for event in _events(reply, request, number)]
    if reply.before_done:
        events.append(reply.before_done)
    return [*events, _event({"type": "message_stop"})] if reply.done else events


def _event(document: _Json) -> bytes:
    name: str = document["type"]
    return b"event: " + name.encode() + b"\ndata: " + encode(document) + b"\n\n"


def _events(reply: Reply, request: _Json, number: int) -> Iterator[_Json]:
    said = reply.choices[0]
    begun = {**_envelope(request, number), "content": [], "stop_reason": None}
    yield {"type": "message_start", "message": {**begun, "usage": _usage(said, request)}}
    yield {"type": "ping"}
    for index, block in enumerate(_blocks(said)):
        yield from _block_events(index, block, said, reply.delta)
    ending = {"stop_reason": _reason(said), "stop_sequence": None}
    yield {"type": "message_delta", "delta": ending, "usage": {"output_tokens": 1}}


def _block_events(index: int, block: _Json, said: Said, size: int) -> Iterator[_Json]:
    if block["type"] == "text":
        empty, kind, field, text = {**block, "text": ""}, "text_delta", "text", block["text"]
    else:
        empty, kind, field = {**block, "input": {}}, "input_json_delta", "partial_json"
        text = next(c.arguments for c in said.tool_calls if c.call_id == block["id"])
    yield {"type": "content_block_start", "index": index, "content_block": empty}
    step = size or len(text) or 1
    for start in range(0, len(text), step):
        delta = {"type": kind, field: text[start : start + step]}
        yield {"type": "content_block_delta", "index": index, "delta": delta}
    yield {"type": "content_block_stop", "index": index}


def _envelope(request: _Json, number: int) -> _Json:
    return {
        "id": f"msg_offline_{number}",
        "type": "message",
        "role": "assistant",
        "model": request.get("model", MODEL),
        "stop_sequence": None,
    }


def _blocks(said: Said) -> Iterator[_Json]:
    if said.text is not None:
        yield {"type": "text", "text": said.text}
    for call in said.tool_calls:
        values = json.loads(call.arguments)
        yield {"type": "tool_use", "id": call.call_id, "name": call.name, "input": values}


def _reason(said: Said) -> str:
    usual = "tool_use" if said.tool_calls else "end_turn"
    return _REASONS.get(said.finish_reason or "", said.finish_reason or usual)


def _usage(said: Said, request: _Json) -> _Json:
    """A count of words: nobody is billed by it."""
    asked = len(json.dumps(request.get("messages"), ensure_ascii=False).split())
    return {"input_tokens": asked, "output_tokens": len((said.text or "").split())}


# The other way.


def as_chat(document: _Json) -> _Json:
    """The request as a chat completions request would say it."""
    messages = [
        said for message in document.get("messages", ()) for said in _chat_messages(message)
    ]
    tools = [
        {"type": "function", "function": _function(tool)} for tool in document.get("tools", ())
    ]
    chosen = document.get("tool_choice") or {}
    choice: object = {"any": "required", "none": "none"}.get(str(chosen.get("type")), "auto")
    if chosen.get("type") == "tool":
        choice = {"type": "function", "function": {"name": chosen.get("name")}}
    return {
        "model": document.get("model"),
        "messages": messages,
        "tools": tools,
        "tool_choice": choice,
        "response_format": _response_format(document),
    }


def _response_format(document: _Json) -> _Json | None:
    asked = (document.get("output_config") or {}).get("format")
    return {"type": "json_schema", "json_schema": asked} if isinstance(asked, dict) else None


def _function(tool: Mapping[str, Any]) -> _Json:
    return {"name": tool.get("name"), "parameters": tool.get("input_schema", {})}


def _chat_messages(message: Mapping[str, Any]) -> Iterator[_Json]:
    content = message.get("content")
    if isinstance(content, str):
        yield {"role": message.get("role"), "content": content}
        return
    results = [block for block in content or () if block.get("type") == "tool_result"]
    for block in results:
        yield {"role": "tool", "content": block.get("content")}
    words = [block for block in content or () if block.get("type") == "text"]
    if words or not results:
        yield {"role": message.get("role"), "content": words}
