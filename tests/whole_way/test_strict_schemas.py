"""A model that may write nothing but what its schema allows still passes a protected order number on.

The provider here is as strict as the strictest: what its model says is checked against the schema that
arrived, and the schema must be the same bytes whatever stands in the turn.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import anthropic
import jsonschema_rs
import pytest
from openai import OpenAI

from proxy.offline import RecordingProvider, Reply, Said, ToolCall
from proxy.offline.base import RecordedRequest
from tests.running import RunningProxy

ORDER = 1048576
ASKED = f"where is my order {ORDER}? my e-mail is crystal@example.com"
ARGUMENTS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "order_number": {"type": "integer", "minimum": 1},
        "email": {"type": "string", "format": "email", "maxLength": 12},
        "quantity": {"type": "integer"},
    },
    "required": ["order_number", "email", "quantity"],
    "additionalProperties": False,
}
WANTED = {"order_number": ORDER, "email": "crystal@example.com", "quantity": 2}

Find = Callable[[dict[str, Any]], dict[str, Any]]


def strictly(schema_in: Find, *, as_tool: bool) -> Callable[[RecordedRequest], Reply]:
    """A model that fills the schema of the request with the placeholders it read."""

    def answer(request: RecordedRequest) -> Reply:
        schema = schema_in(request.json())
        (order,) = set(re.findall(r"\[ORDER_\w{6}\]", request.body.decode()))
        (email,) = set(re.findall(r"\[EMAIL_\w{6}\]", request.body.decode()))
        value = {"order_number": order, "email": email, "quantity": 2}
        jsonschema_rs.validate(schema, value, validate_formats=True)
        if as_tool:
            said = Said(tool_calls=(ToolCall("find_order", json.dumps(value)),))
        else:
            said = Said(json.dumps(value))
        return Reply(choices=(said,), delta=2, cuts=(5,))

    return answer


@pytest.fixture
def strict(provider: RecordingProvider) -> Iterator[Callable[..., None]]:
    """Sets the provider's model for one test."""
    usual = provider.script

    def use(schema_in: Find, *, as_tool: bool) -> None:
        provider.script = strictly(schema_in, as_tool=as_tool)

    yield use
    provider.script = usual


@pytest.mark.parametrize("streamed", [False, True])
def test_chat_completions_call_a_strict_tool(
    client: OpenAI, strict: Any, provider: RecordingProvider, streamed: bool
) -> None:
    strict(lambda sent: sent["tools"][0]["function"]["parameters"], as_tool=True)
    function = {"name": "find_order", "parameters": ARGUMENTS, "strict": True}
    asked: Any = {
        "model": "m",
        "messages": [{"role": "user", "content": ASKED}],
        "tools": [{"type": "function", "function": function}],
    }
    if streamed:
        chunks = client.chat.completions.create(**asked, stream=True)
        pieces = [call for c in chunks for call in c.choices[0].delta.tool_calls or ()]
        text = "".join(piece.function.arguments or "" for piece in pieces if piece.function)
    else:
        answer: Any = client.chat.completions.create(**asked)
        (call,) = answer.choices[0].message.tool_calls
        text = call.function.arguments
    assert json.loads(text) == WANTED
    asked["messages"] = [{"role": "user", "content": "hi, order 99887766, x@example.com"}]
    client.chat.completions.create(**asked)
    first, second = (json.dumps(sent.json()["tools"]) for sent in provider.requests)
    assert first == second


@pytest.mark.parametrize("streamed", [False, True])
def test_responses_answer_in_a_schema(client: OpenAI, strict: Any, streamed: bool) -> None:
    strict(lambda sent: sent["text"]["format"]["schema"], as_tool=False)
    form = {"type": "json_schema", "name": "o", "schema": ARGUMENTS, "strict": True}
    asked: Any = {"model": "m", "input": ASKED, "text": {"format": form}}
    if streamed:
        with client.responses.stream(**asked) as stream:
            answer = stream.get_final_response()
    else:
        answer = client.responses.create(**asked)
    assert json.loads(answer.output_text) == WANTED


@pytest.mark.parametrize("streamed", [False, True])
def test_anthropic_messages_use_a_strict_tool(
    proxy: RunningProxy, provider: RecordingProvider, strict: Any, streamed: bool
) -> None:
    strict(lambda sent: sent["tools"][0]["input_schema"], as_tool=True)
    tool = {"name": "find_order", "input_schema": ARGUMENTS, "strict": True}
    asked: Any = {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": ASKED}]}
    asked["tools"] = [tool]
    with anthropic.Anthropic(base_url=proxy.url, api_key=proxy.client_key) as claude:
        if streamed:
            with claude.messages.stream(**asked) as stream:
                answer = stream.get_final_message()
        else:
            answer = claude.messages.create(**asked)
    (used,) = [block for block in answer.content if block.type == "tool_use"]
    assert used.input == WANTED
    assert str(ORDER) not in provider.everything().decode()


def test_a_number_of_a_tools_result_comes_back_as_a_number_without_any_schema(
    client: OpenAI, provider: RecordingProvider
) -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "list", "arguments": "{}"}}
    record = json.dumps(
        {"customer_id": 88123456, "zip": "02134", "customer": {"last_name": "Minh"}}
    )
    messages: Any = [
        {"role": "user", "content": "what did i order?"},
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": record},
    ]
    tool: Any = {"type": "function", "function": {"name": "show", "parameters": {}}}

    def repeating(request: RecordedRequest) -> Reply:
        content = request.json()["messages"][-1]["content"]
        return Reply(choices=(Said(tool_calls=(ToolCall("show", content),)),), delta=1)

    usual, provider.script = provider.script, repeating
    answer: Any = client.chat.completions.create(model="m", messages=messages, tools=[tool])
    provider.script = usual
    (called,) = answer.choices[0].message.tool_calls
    assert called.function.arguments == record
    assert "88123456" not in provider.everything().decode()
