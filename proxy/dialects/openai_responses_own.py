"""What we say ourselves to a client of OpenAI Responses: held answers. Errors are those of chat completions.

A held answer is a normal completed response. Where the call asked for structured output or forced a tool,
prose would break the caller's parser: there the text is a ``refusal``, the place where the format allows
words instead. Clients that look find the ``handoff`` object in the response.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from proxy.dialects.base import HeldAnswer
from proxy.dialects.json_writer import write_json
from proxy.dialects.openai_chat_own import error_body as error_body
from proxy.dialects.openai_chat_own import write_error as write_error
from proxy.dialects.sse import typed_event
from proxy.errors import ProxyError
from proxy.turn import Turn

_Json = Mapping[str, Any]


def own_answer_id(answer_id: str) -> str:
    """The id of our own answer, of the kind that answers have in this format."""
    return f"resp_{answer_id}"


def held_answer(turn: Turn, held: HeldAnswer) -> bytes:
    """A normal whole answer that carries our own text."""
    return write_json(_response(turn, held, "completed", [_item(turn, held, "completed")]))


def held_stream(turn: Turn, held: HeldAnswer) -> tuple[bytes, ...]:
    """The same as a stream, event by event."""
    return tuple(
        typed_event({**event, "sequence_number": number})
        for number, event in enumerate(_events(turn, held))
    )


def _events(turn: Turn, held: HeldAnswer) -> Iterator[_Json]:
    begun = _response(turn, held, "in_progress", [])
    item = _item(turn, held, "completed")
    (part,) = item["content"]
    (name,) = {"text", "refusal"} & set(part)
    kind = "output_text" if name == "text" else "refusal"
    place = {"item_id": item["id"], "output_index": 0, "content_index": 0}
    more: _Json = {"logprobs": []} if name == "text" else {}
    yield {"type": "response.created", "response": begun}
    yield {"type": "response.in_progress", "response": begun}
    empty = {**item, "content": [], "status": "in_progress"}
    yield {"type": "response.output_item.added", "output_index": 0, "item": empty}
    yield {"type": "response.content_part.added", **place, "part": {**part, name: ""}}
    yield {"type": f"response.{kind}.delta", **place, "delta": held.text, **more}
    yield {"type": f"response.{kind}.done", **place, name: held.text, **more}
    yield {"type": "response.content_part.done", **place, "part": part}
    yield {"type": "response.output_item.done", "output_index": 0, "item": item}
    whole = _response(turn, held, "completed", [item])
    yield {"type": "response.completed", "response": whole}


def _item(turn: Turn, held: HeldAnswer, status: str) -> dict[str, Any]:
    part: _Json = {"type": "output_text", "text": held.text, "annotations": [], "logprobs": []}
    if turn.wants_json or turn.forces_tool:
        part = {"type": "refusal", "refusal": held.text}
    return {
        "id": f"msg_{held.answer_id}",
        "type": "message",
        "role": "assistant",
        "status": status,
        "content": [part],
    }


def _response(turn: Turn, held: HeldAnswer, status: str, output: list[Any]) -> _Json:
    return {
        "id": own_answer_id(held.answer_id),
        "object": "response",
        "created_at": held.created,
        "status": status,
        "model": turn.model,
        "output": output,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "parallel_tool_calls": True,
        "temperature": None,
        "tool_choice": "auto",
        "tools": [],
        "top_p": None,
        "usage": _USAGE,
        "handoff": dict(held.handoff),
    }


_USAGE = {
    "input_tokens": 0,
    "input_tokens_details": {"cached_tokens": 0},
    "output_tokens": 0,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": 0,
}
"""The provider was not asked, so nothing is billed."""


def error_event(error: ProxyError) -> bytes:
    """Our error as an event; the SDK raises an APIError when it reads it."""
    return typed_event(
        {
            "type": "error",
            "code": error.code.value,
            "message": error.message,
            "param": error.param,
            "sequence_number": 0,
        }
    )
