"""Requests and answers that the tests of this room share."""

import json
from typing import Any

from proxy.dialects.base import Allowed, Limits
from proxy.dialects.openai_chat_dialect import OpenAIChat
from proxy.turn import TextSlot, Turn

DIALECT = OpenAIChat()
LIMITS = Limits()


def encode(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def chat(*messages: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A request; without messages, one of a customer."""
    said = list(messages) or [{"role": "user", "content": "hello"}]
    return {"model": "gpt-test", "messages": said, **fields}


def read(document: object, allowed: Allowed | None = None) -> Turn:
    return DIALECT.read_turn(encode(document), limits=LIMITS, allowed=allowed or Allowed())


def user(text: object, **fields: Any) -> dict[str, Any]:
    return {"role": "user", "content": text, **fields}


def assistant(text: object, **fields: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": text, **fields}


def call(arguments: str, name: str = "find_order", call_id: str = "call_1") -> dict[str, Any]:
    function = {"name": name, "arguments": arguments}
    return {"id": call_id, "type": "function", "function": function}


def result(text: object, call_id: str = "call_1") -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": call_id, "content": text}


def function_tool(name: str = "find_order", **parameters: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "parameters": parameters}}


def slots_with(turn: Turn, text: str) -> list[TextSlot]:
    return [slot for slot in turn.slots if slot.text == text]


def slot_with(turn: Turn, text: str) -> TextSlot:
    (slot,) = slots_with(turn, text)
    return slot
