"""The provider speaks the format so that the official SDK cannot tell the difference."""

import json
from collections.abc import Iterator

import openai
import pytest
from openai.types.chat import ChatCompletionChunk

from proxy.offline.base import Reply, Said, ToolCall, echo_in_error
from proxy.offline.provider import create_offline_provider
from proxy.offline.recording import RecordingProvider
from proxy.offline.serve import serve_in_thread

PERSON = "[PERSON_0A1B2C]"
TOOL: openai.types.chat.ChatCompletionToolUnionParam = {
    "type": "function",
    "function": {
        "name": "find_order",
        "parameters": {
            "type": "object",
            "properties": {"order_number": {"type": "string"}},
            "required": ["order_number"],
        },
    },
}


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[RecordingProvider, str]]:
    provider = RecordingProvider()
    with serve_in_thread(provider.app) as url:
        yield provider, f"{url}/v1"


@pytest.fixture
def provider(served: tuple[RecordingProvider, str]) -> RecordingProvider:
    served[0].forget()
    return served[0]


@pytest.fixture
def client(served: tuple[RecordingProvider, str]) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=served[1], api_key="sk-test", max_retries=0) as sdk:
        yield sdk


def ask(client: openai.OpenAI, text: str = "hello") -> str | None:
    answer = client.chat.completions.create(model="m", messages=[{"role": "user", "content": text}])
    return answer.choices[0].message.content


def stream(client: openai.OpenAI, text: str = "hello", n: int = 1) -> list[ChatCompletionChunk]:
    with client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": text}], stream=True, n=n
    ) as chunks:
        return list(chunks)


def said(chunks: list[ChatCompletionChunk], index: int = 0) -> str:
    return "".join(
        choice.delta.content or ""
        for chunk in chunks
        for choice in chunk.choices
        if choice.index == index
    )


def test_the_sdk_reads_a_whole_answer(provider: RecordingProvider, client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": f"I am {PERSON}"}], n=2
    )

    assert [c.message.content for c in answer.choices] == [
        f"[offline provider] Thanks {PERSON}!"
    ] * 2
    assert [c.finish_reason for c in answer.choices] == ["stop", "stop"]
    assert answer.system_fingerprint == "offline-provider"
    assert answer.usage is not None


def test_the_sdk_reads_a_stream(provider: RecordingProvider, client: openai.OpenAI) -> None:
    chunks = stream(client, f"I am {PERSON}")

    assert said(chunks) == f"[offline provider] Thanks {PERSON}!"
    assert len(chunks) > 10
    assert chunks[0].choices[0].delta.role == "assistant"
    assert chunks[-1].choices[0].finish_reason == "stop"


def test_the_sdks_own_stream_helper_puts_the_same_answer_together(
    provider: RecordingProvider, client: openai.OpenAI
) -> None:
    with client.chat.completions.stream(
        model="m",
        messages=[{"role": "user", "content": "order 98765"}],
        tools=[TOOL],
        stream_options={"include_usage": True},
    ) as events:
        answer = events.get_final_completion()
    (call,) = answer.choices[0].message.tool_calls or []

    assert call.type == "function"
    assert json.loads(call.function.arguments) == {"order_number": "98765"}
    assert answer.choices[0].finish_reason == "tool_calls"
    assert answer.usage is not None


async def test_the_async_sdk_works_in_the_same_ways(
    provider: RecordingProvider, served: tuple[RecordingProvider, str]
) -> None:
    async with openai.AsyncOpenAI(base_url=served[1], api_key="k", max_retries=0) as client:
        answer = await client.chat.completions.create(
            model="m", messages=[{"role": "user", "content": "hello"}]
        )
        chunks = [
            chunk
            async for chunk in await client.chat.completions.create(
                model="m", messages=[{"role": "user", "content": "hello"}], stream=True
            )
        ]

    assert answer.choices[0].message.content == said(chunks)


def test_a_tool_is_called_and_its_result_used(
    provider: RecordingProvider, client: openai.OpenAI
) -> None:
    first = client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "order 98765"}], tools=[TOOL]
    ).choices[0]
    (call,) = first.message.tool_calls or []
    assert first.finish_reason == "tool_calls"
    second = client.chat.completions.create(
        model="m",
        messages=[
            {"role": "user", "content": "order 98765"},
            {
                "role": "assistant",
                "tool_calls": [
                    {
                        "id": call.id,
                        "type": "function",
                        "function": {"name": "find_order", "arguments": "{}"},
                    }
                ],
            },
            {"role": "tool", "tool_call_id": call.id, "content": "It is on its way."},
        ],
        tools=[TOOL],
    )

    assert "It is on its way." in (second.choices[0].message.content or "")


def test_the_models_are_listed(provider: RecordingProvider, client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["offline-shop-assistant"]


def test_other_routes_and_methods_are_refused_in_the_formats_shape(
    provider: RecordingProvider, client: openai.OpenAI
) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        client.files.list()

    assert caught.value.code == "unknown_url"
    assert [request.path for request in provider.requests] == ["/v1/files"]


def test_a_key_is_asked_for_where_one_is_set() -> None:
    with serve_in_thread(create_offline_provider(api_key="sk-right")) as url:
        for key, welcome in (("sk-right", True), ("sk-wrong", False)):
            with openai.OpenAI(base_url=f"{url}/v1", api_key=key, max_retries=0) as client:
                if welcome:
                    assert ask(client)
                else:
                    with pytest.raises(openai.AuthenticationError):
                        ask(client)


# Scripts.


@pytest.mark.parametrize("cuts", [(), (1,), (7, 1, 30), (10_000,)])
def test_any_cutting_of_the_bytes_gives_the_sdk_the_same_answer(
    provider: RecordingProvider, client: openai.OpenAI, cuts: tuple[int, ...]
) -> None:
    provider.answer_next(*[Reply(choices=(Said("caf\u00e9 \U0001f600"),), delta=1, cuts=cuts)] * 2)

    assert said(stream(client)) == "caf\u00e9 \U0001f600"
    assert ask(client) == "caf\u00e9 \U0001f600"


@pytest.mark.parametrize("interleaved", [True, False])
def test_choices_take_turns_or_come_one_after_the_other(
    provider: RecordingProvider, client: openai.OpenAI, interleaved: bool
) -> None:
    provider.answer_next(
        Reply(choices=(Said("aaaaaa"), Said("bbbbbb")), delta=2, interleaved=interleaved)
    )
    chunks = stream(client, n=2)
    order = [c.choices[0].index for c in chunks if c.choices[0].delta.content]

    assert (said(chunks, 0), said(chunks, 1)) == ("aaaaaa", "bbbbbb")
    assert order == ([0, 1, 0, 1, 0, 1] if interleaved else [0, 0, 0, 1, 1, 1])


def test_an_error_has_its_status_and_shape(
    provider: RecordingProvider, client: openai.OpenAI
) -> None:
    provider.answer_next(
        Reply(status=429, error="Slow down.", headers=(("retry-after", "7"), ("set-cookie", "a=b")))
    )
    with pytest.raises(openai.RateLimitError) as caught:
        ask(client)

    assert caught.value.body == {
        "message": "Slow down.",
        "type": "invalid_request_error",
        "param": None,
        "code": None,
    }
    assert caught.value.response.headers["retry-after"] == "7"
    assert caught.value.response.headers["set-cookie"] == "a=b"


def test_an_error_may_echo_what_was_sent(
    provider: RecordingProvider, client: openai.OpenAI
) -> None:
    provider.script, usual = echo_in_error, provider.script
    try:
        with pytest.raises(openai.BadRequestError, match="the message: hello"):
            ask(client)
    finally:
        provider.script = usual


def test_a_body_can_be_anything(provider: RecordingProvider, client: openai.OpenAI) -> None:
    provider.answer_next(Reply(status=502, body=b"<html>Bad gateway</html>"))

    with pytest.raises(openai.InternalServerError):
        ask(client)


@pytest.mark.parametrize("streaming", [True, False])
def test_a_connection_can_be_dropped_in_the_middle(
    provider: RecordingProvider, client: openai.OpenAI, streaming: bool
) -> None:
    provider.answer_next(Reply(drop_after=300))

    with pytest.raises((openai.APIConnectionError, openai.APIError)):
        stream(client) if streaming else ask(client)


def test_a_stream_can_be_malformed(provider: RecordingProvider, client: openai.OpenAI) -> None:
    provider.answer_next(Reply(before_done=b"data: {broken\n\n"))

    with pytest.raises(json.JSONDecodeError):
        stream(client)


def test_a_stream_can_report_an_error_in_the_middle(
    provider: RecordingProvider, client: openai.OpenAI
) -> None:
    provider.answer_next(Reply(before_done=b'data: {"error":{"message":"Overloaded"}}\n\n'))

    with pytest.raises(openai.APIError, match="Overloaded"):
        stream(client)


def test_a_stream_can_lack_its_end_mark(
    provider: RecordingProvider, served: tuple[RecordingProvider, str], client: openai.OpenAI
) -> None:
    provider.answer_next(Reply(done=False))
    response = client.with_raw_response.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "x"}], stream=True
    )

    assert b"[DONE]" not in response.http_response.read()


def test_time_can_be_spent(provider: RecordingProvider, client: openai.OpenAI) -> None:
    provider.answer_next(Reply(delay=30))

    with pytest.raises(openai.APITimeoutError):
        ask(client.with_options(timeout=0.2))


def test_tools_of_both_kinds_can_be_called(
    provider: RecordingProvider, client: openai.OpenAI
) -> None:
    calls = (ToolCall("f", '{"a":1}', "1"), ToolCall("sql", "SELECT 1", "2", custom=True))
    provider.answer_next(*[Reply(choices=(Said(tool_calls=calls),))] * 2)
    whole = client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "x"}]
    ).choices[0]

    assert [call.type for call in whole.message.tool_calls or ()] == ["function", "custom"]
    assert stream(client)[-1].choices[0].finish_reason == "tool_calls"


def test_a_client_that_leaves_is_noticed(
    provider: RecordingProvider, client: openai.OpenAI
) -> None:
    provider.answer_next(Reply(pause=0.05))
    with client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "x"}], stream=True
    ) as chunks:
        next(iter(chunks))

    deadline = 100
    while not provider.hung_up and deadline:
        deadline -= 1
        ask(client)
    assert provider.hung_up == [provider.requests[0].number]
