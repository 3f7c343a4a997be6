"""The OpenAI Responses format from the provider's side: whole answers, events, errors.

Written apart from ``proxy.dialects`` on purpose, as ``wire`` is. ``as_chat`` reads a request the other way:
scripts that know chat completions can answer both.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from proxy.offline import wire
from proxy.offline.base import Reply, Said
from proxy.offline.wire import MODEL, encode

PATH = "/v1/responses"

_Json = dict[str, Any]


def error_body(status: int, message: str, code: str | None = None) -> bytes:
    """An error in the format's shape, which is that of chat completions."""
    return wire.error_body(status, message, code)


def completion(reply: Reply, request: _Json, *, number: int, created: int) -> bytes:
    """A whole answer."""
    items = list(items_of(reply.choices[0], number))
    return encode(_response(request, number, created, _ending(reply.choices[0]), items))


def stream(reply: Reply, request: _Json, *, number: int, created: int) -> list[bytes]:
    """A streamed answer, event by event, with what the reply says about its end."""
    events = [
        _event({**event, "sequence_number": at})
        for at, event in enumerate(_events(reply, request, number, created))
    ]
    if reply.before_done:
        events.insert(-1, reply.before_done)
    return events if reply.done else events[:-1]


def _event(document: _Json) -> bytes:
    name: str = document["type"]
    return b"event: " + name.encode() + b"\ndata: " + encode(document) + b"\n\n"


def _events(reply: Reply, request: _Json, number: int, created: int) -> Iterator[_Json]:
    begun = _response(request, number, created, "in_progress", [])
    yield {"type": "response.created", "response": begun}
    yield {"type": "response.in_progress", "response": begun}
    items = list(items_of(reply.choices[0], number))
    for index, item in enumerate(items):
        yield from _item_events(index, item, reply.delta)
    ending = _ending(reply.choices[0])
    whole = _response(request, number, created, ending, items)
    yield {"type": f"response.{ending}", "response": whole}


def _ending(said: Said) -> str:
    return "incomplete" if said.finish_reason == "length" else "completed"


def _item_events(index: int, item: _Json, size: int) -> Iterator[_Json]:
    at = {"item_id": item["id"], "output_index": index}
    hollow: dict[str, _Json] = {"message": {"content": []}, "function_call": {"arguments": ""}}
    empty = {**item, "status": "in_progress", **hollow.get(item["type"], {"input": ""})}
    yield {"type": "response.output_item.added", "output_index": index, "item": empty}
    match item:
        case {"type": "message", "content": [part]}:
            here = {**at, "content_index": 0}
            yield {"type": "response.content_part.added", **here, "part": {**part, "text": ""}}
            yield from _text_events(
                "output_text", "text", part["text"], {**here, "logprobs": []}, size
            )
            yield {"type": "response.content_part.done", **here, "part": part}
        case {"type": "function_call"}:
            name = {"name": item["name"]}
            kind, field = "function_call_arguments", "arguments"
            yield from _text_events(kind, field, item[field], at, size, **name)
        case _:
            yield from _text_events("custom_tool_call_input", "input", item["input"], at, size)
    yield {"type": "response.output_item.done", "output_index": index, "item": item}


def _text_events(
    kind: str, field: str, text: str, at: Mapping[str, Any], size: int, **last: str
) -> Iterator[_Json]:
    step = size or len(text) or 1
    for start in range(0, len(text), step):
        yield {"type": f"response.{kind}.delta", **at, "delta": text[start : start + step]}
    yield {"type": f"response.{kind}.done", **at, field: text, **last}


def items_of(said: Said, number: int) -> Iterator[_Json]:
    """The items of an answer."""
    if said.text is not None:
        part = {"type": "output_text", "text": said.text, "annotations": [], "logprobs": []}
        yield {
            "id": f"msg_offline_{number}",
            "type": "message",
            "role": "assistant",
            "status": "completed",
            "content": [part],
        }
    for at, call in enumerate(said.tool_calls):
        kind, field = (
            ("custom_tool_call", "input") if call.custom else ("function_call", "arguments")
        )
        yield {
            "id": f"fc_offline_{number}_{at}",
            "type": kind,
            "call_id": call.call_id,
            "name": call.name,
            field: call.arguments,
            "status": "completed",
        }


def answer_id(number: int) -> str:
    """The id of the answer to the request of that number."""
    return f"resp_offline_{number}"


def deleted(name: str) -> bytes:
    """What says that an answer is no longer kept."""
    return encode({"id": name, "object": "response", "deleted": True})


def _response(request: _Json, number: int, created: int, status: str, output: list[_Json]) -> _Json:
    return {
        "id": answer_id(number),
        "object": "response",
        "created_at": created,
        "status": status,
        "model": request.get("model", MODEL),
        "output": output,
        "error": None,
        "incomplete_details": {"reason": "max_output_tokens"} if status == "incomplete" else None,
        "instructions": request.get("instructions"),
        "metadata": request.get("metadata") or {},
        "parallel_tool_calls": True,
        "temperature": 1.0,
        "tool_choice": request.get("tool_choice", "auto"),
        "tools": request.get("tools", []),
        "top_p": 1.0,
        "usage": {
            "input_tokens": 1,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": 1,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": 2,
        },
    }


# The other way.


def as_chat(document: _Json) -> _Json:
    """The request as a chat completions request would say it."""
    given = document.get("input", "")
    items = [{"role": "user", "content": given}] if isinstance(given, str) else given
    tools = [
        {"type": tool.get("type"), tool.get("type"): tool} for tool in document.get("tools") or ()
    ]
    choice = document.get("tool_choice", "auto")
    if isinstance(choice, dict):
        choice = {"type": "function", "function": {"name": choice.get("name")}}
    return {
        "model": document.get("model"),
        "messages": [_message(item) for item in items],
        "tools": tools,
        "tool_choice": choice,
        "response_format": _response_format(document),
    }


def _response_format(document: _Json) -> _Json | None:
    asked = (document.get("text") or {}).get("format")
    if isinstance(asked, dict) and asked.get("type") == "json_schema":
        return {"type": "json_schema", "json_schema": asked}
    return asked if isinstance(asked, dict) else None


def _message(item: Mapping[str, Any]) -> _Json:
    if str(item.get("type")).endswith("_output"):
        return {"role": "tool", "content": item.get("output")}
    return {"role": item.get("role", "assistant"), "content": item.get("content")}
