"""Links and encoded data where nobody here knows what a provider does with them."""

import json
from typing import Any

import pytest

from proxy.dialects.anthropic_messages_dialect import AnthropicMessages
from proxy.dialects.base import Allowed, Dialect, Limits
from proxy.dialects.openai_chat_dialect import OpenAIChat
from proxy.dialects.openai_responses_dialect import OpenAIResponses
from proxy.errors import CallerError, ErrorCode
from proxy.turn import Turn

ADDRESS = "https://media.example/a.mp4"
ENCODED = "QUJD" * 400
UNKNOWN_PARTS: list[dict[str, Any]] = [
    {"type": "input_video", "video_url": ADDRESS},
    {"type": "video", "source": {"type": "url", "url": ADDRESS}},
    {"type": "hologram", "url": ADDRESS},
    {"type": "hologram", "text": ADDRESS},
    {"type": "hologram", "frames": [{"at": 1, "data": ENCODED}]},
    {"type": "hologram", "data": ENCODED},
]


def read(dialect: Dialect, **body: Any) -> Turn:
    raw = json.dumps({"model": "m", "max_tokens": 9, **body}).encode()
    return dialect.read_turn(raw, limits=Limits(), allowed=Allowed())


def said(part: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"role": "user", "content": [part]}]


def result(part: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"role": "user", "content": "hi"},
        {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c", "output": [part]},
    ]


@pytest.mark.parametrize("part", UNKNOWN_PARTS)
def test_a_part_of_an_unknown_type_brings_no_link_and_no_data(part: dict[str, Any]) -> None:
    chat, responses, anthropic = OpenAIChat(), OpenAIResponses(), AnthropicMessages()
    nested = {"type": "tool_result", "tool_use_id": "t", "content": [part]}
    turns: list[tuple[Dialect, dict[str, Any]]] = [
        (chat, {"messages": said(part)}),
        (responses, {"input": said(part)}),
        (responses, {"input": result(part)}),
        (anthropic, {"messages": said(part)}),
        (anthropic, {"messages": said(nested)}),
        (anthropic, {"system": [part], "messages": said({"type": "text", "text": "hi"})}),
    ]
    for dialect, body in turns:
        with pytest.raises(CallerError) as refused:
            read(dialect, **body)
        assert refused.value.code in {ErrorCode.UNSUPPORTED_MEDIA, ErrorCode.INVALID_REQUEST}
        assert "media.example" not in f"{refused.value} {refused.value.param}"


@pytest.mark.parametrize("dialect", [OpenAIResponses(), AnthropicMessages()])
def test_words_in_a_part_of_an_unknown_type_are_text(dialect: Dialect) -> None:
    part = {"type": "hologram", "spoken": f"see {ADDRESS} for more"}
    place = "input" if isinstance(dialect, OpenAIResponses) else "messages"
    turn = read(dialect, **{place: said(part)})
    assert part["spoken"] in [slot.text for slot in turn.slots]


def test_a_link_that_a_customer_writes_is_text() -> None:
    turn = read(OpenAIResponses(), input=said({"type": "input_text", "text": ADDRESS}))
    assert ADDRESS in [slot.text for slot in turn.slots]
