"""Every document is exactly what the SDK's types say, nothing missing and nothing of another type."""

import json
from typing import Any

import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from proxy.offline import wire
from proxy.offline.base import Reply, Said, ToolCall

CALLS = (ToolCall("f", '{"a":1}', "1"), ToolCall("sql", "SELECT 1", "2", custom=True))
REPLIES = [
    Reply(),
    Reply(choices=(Said(""),)),
    Reply(choices=(Said(refusal="no"), Said("yes"))),
    Reply(choices=(Said(tool_calls=CALLS[:1]),), delta=0),
    Reply(choices=(Said("x", finish_reason="length"),), delta=1),
]


@pytest.mark.parametrize("reply", [*REPLIES, Reply(choices=(Said(tool_calls=CALLS),))])
@pytest.mark.parametrize("n", [1, 3])
def test_whole_answers_are_what_the_types_say(reply: Reply, n: int) -> None:
    body = wire.completion(reply, {"model": "m", "n": n}, number=1, created=2)
    parsed = ChatCompletion.model_validate(json.loads(body), strict=True)

    assert len(parsed.choices) == n
    assert parsed.choices[0].message.content == reply.choices[0].text


@pytest.mark.parametrize("reply", REPLIES)
@pytest.mark.parametrize("counted", [True, False])
def test_chunks_are_what_the_types_say(reply: Reply, counted: bool) -> None:
    request: dict[str, Any] = {"model": "m", "stream_options": {"include_usage": counted}}
    *events, done = wire.stream(reply, request, number=1, created=2)
    chunks = [
        ChatCompletionChunk.model_validate(json.loads(event[6:]), strict=True) for event in events
    ]

    assert done == b"data: [DONE]\n\n"
    assert [chunk.usage is not None for chunk in chunks[-2:]] == [False, counted]
    text = "".join(c.delta.content or "" for chunk in chunks for c in chunk.choices)
    assert text == (reply.choices[0].text or "")
