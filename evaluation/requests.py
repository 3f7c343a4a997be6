"""Conversations as the requests that a chatbot would send: one for each thing the customer says."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from evaluation.labelled import Conversation, Said

_MODEL = "evaluation"


def one_message(text: str) -> bytes:
    """A request with a single customer message."""
    return _body([{"role": "user", "content": text}])


def requests_of(conversation: Conversation) -> Iterator[bytes]:
    """The growing requests of a conversation.

    Each one ends with a customer's message and the tool results that follow it, and carries
    everything before. What comes after the last customer message was never sent.
    """
    said = conversation.turns
    for index, each in enumerate(said):
        if each.role != "user":
            continue
        end = index + 1
        while end < len(said) and said[end].role == "tool":
            end += 1
        yield _body(list(_messages(said[:end])))


def _messages(said: Sequence[Said]) -> Iterator[dict[str, Any]]:
    """As the wire wants it: a tool result answers a call of the assistant."""
    for index, each in enumerate(said):
        if each.role != "tool":
            yield {"role": each.role, "content": each.text}
            continue
        call = f"call_{index}"
        function = {"name": "look_up", "arguments": "{}"}
        yield {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": call, "type": "function", "function": function}],
        }
        yield {"role": "tool", "tool_call_id": call, "content": each.text}


def _body(messages: list[dict[str, Any]]) -> bytes:
    return json.dumps({"model": _MODEL, "messages": messages}, ensure_ascii=False).encode()
