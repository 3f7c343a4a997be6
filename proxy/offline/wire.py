"""The OpenAI chat completions format from the provider's side: whole answers, chunks, errors.

Written apart from ``proxy.dialects`` on purpose: a mistake in reading the format there is not repeated
here, so the tests that put both together can find it.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from proxy.offline.base import Reply, Said, ToolCall

MODEL = "offline-shop-assistant"
FINGERPRINT = "offline-provider"
DONE = b"data: [DONE]\n\n"

_Json = dict[str, Any]


def encode(document: object) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def error_body(status: int, message: str, code: str | None = None) -> bytes:
    """An error in the format's shape."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return encode({"error": {"message": message, "type": kind, "param": None, "code": code}})


def models_body(created: int) -> bytes:
    """The list of models: one."""
    model = {"id": MODEL, "object": "model", "created": created, "owned_by": "offline-provider"}
    return encode({"object": "list", "data": [model]})


def completion(reply: Reply, request: _Json, *, number: int, created: int) -> bytes:
    """A whole answer."""
    choices = [
        {
            "index": index,
            "message": _message(said),
            "logprobs": None,
            "finish_reason": _finish_reason(said),
        }
        for index, said in enumerate(_choices(reply, request))
    ]
    envelope = _envelope(request, "chat.completion", number, created)
    return encode({**envelope, "choices": choices, "usage": _usage(reply, request)})


def stream(reply: Reply, request: _Json, *, number: int, created: int) -> list[bytes]:
    """A streamed answer, event by event, with what the reply says about its end."""
    envelope = _envelope(request, "chat.completion.chunk", number, created)
    counted = (request.get("stream_options") or {}).get("include_usage") is True
    events = [
        _event({**envelope, "choices": [choice], **({"usage": None} if counted else {})})
        for choice in _choice_chunks(reply, request)
    ]
    if counted:
        events.append(_event({**envelope, "choices": [], "usage": _usage(reply, request)}))
    if reply.before_done:
        events.append(reply.before_done)
    return [*events, DONE] if reply.done else events


def _event(document: _Json) -> bytes:
    return b"data: " + encode(document) + b"\n\n"


def _envelope(request: _Json, kind: str, number: int, created: int) -> _Json:
    return {
        "id": f"chatcmpl-offline-{number}",
        "object": kind,
        "created": created,
        "model": request.get("model", MODEL),
        "system_fingerprint": FINGERPRINT,
    }


def _choices(reply: Reply, request: _Json) -> list[Said]:
    wanted = max(request.get("n") or 1, 1)
    said = list(reply.choices[:wanted])
    return said + [said[-1]] * (wanted - len(said))


def _finish_reason(said: Said) -> str:
    return said.finish_reason or ("tool_calls" if said.tool_calls else "stop")


def _message(said: Said) -> _Json:
    message: _Json = {"role": "assistant", "content": said.text, "refusal": said.refusal}
    if said.tool_calls:
        message["tool_calls"] = [_call(call) for call in said.tool_calls]
    return message


def _call(call: ToolCall) -> _Json:
    if call.custom:
        inside: _Json = {"custom": {"name": call.name, "input": call.arguments}}
    else:
        inside = {"function": {"name": call.name, "arguments": call.arguments}}
    return {"id": call.call_id, "type": next(iter(inside)), **inside}


def _choice_chunks(reply: Reply, request: _Json) -> Iterator[_Json]:
    """The ``choices`` items of all chunks, one after the other."""
    said = _choices(reply, request)
    deltas = [list(_deltas(one, reply.delta)) for one in said]
    if reply.interleaved:
        for row in zip_longest(*deltas):
            yield from (
                _choice(index, delta) for index, delta in enumerate(row) if delta is not None
            )
    else:
        for index, own in enumerate(deltas):
            yield from (_choice(index, delta) for delta in own)
    for index, one in enumerate(said):
        yield _choice(index, {}, _finish_reason(one))


def _choice(index: int, delta: _Json, reason: str | None = None) -> _Json:
    return {"index": index, "delta": delta, "logprobs": None, "finish_reason": reason}


def _deltas(said: Said, size: int) -> Iterator[_Json]:
    yield {"role": "assistant", "content": "" if said.text is not None else None, "refusal": None}
    for field, text in (("content", said.text), ("refusal", said.refusal)):
        for piece in _pieces(text or "", size):
            yield {field: piece}
    for index, call in enumerate(said.tool_calls):
        opened = _call(call)
        kind, field = ("custom", "input") if call.custom else ("function", "arguments")
        opened[kind][field] = ""
        yield {"tool_calls": [{"index": index, **opened}]}
        for piece in _pieces(call.arguments, size):
            yield {"tool_calls": [{"index": index, kind: {field: piece}}]}


def _pieces(text: str, size: int) -> Sequence[str]:
    step = size or len(text) or 1
    return [text[start : start + step] for start in range(0, len(text), step)]


def _usage(reply: Reply, request: _Json) -> _Json:
    """A count of words: nobody is billed by it."""
    asked = len(json.dumps(request.get("messages"), ensure_ascii=False).split())
    said = sum(len((one.text or "").split()) for one in _choices(reply, request))
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}
