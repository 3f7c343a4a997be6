"""The stock ``anthropic`` SDK works unchanged, and recognised values never reach the provider."""

import json
import re
from collections.abc import Iterator
from typing import Any

import anthropic
import pytest
from anthropic import Anthropic, AsyncAnthropic

from proxy.offline import RecordingProvider, Reply, Said, ToolCall
from tests.dialects import sdk_paths
from tests.running import RunningProxy

NAME, EMAIL, PHONE = "Crystal Minh", "crystal.minh@example.com", "+1 201-555-0123"
HELLO: Any = [{"role": "user", "content": f"hi, my name is {NAME}, my e-mail is {EMAIL}"}]
MODEL = "claude-test"
TOOL: Any = {
    "name": "find_order",
    "input_schema": {"type": "object", "properties": {"email": {"type": "string"}}},
}
BURNED = "the charger you sold me caught fire and burned my hand"


@pytest.fixture
def claude(proxy: RunningProxy, provider: RecordingProvider) -> Iterator[Anthropic]:
    """The stock SDK: only base URL and key are changed."""
    del provider
    with Anthropic(base_url=proxy.url, api_key=proxy.client_key, max_retries=0) as sdk:
        yield sdk


def placeholder(provider: RecordingProvider, label: str) -> str:
    (found,) = set(re.findall(rf"\[{label}_[0-9A-Z]{{6}}\]", provider.everything().decode()))
    return str(found)


def assert_not_received(provider: RecordingProvider, *values: str) -> None:
    received = provider.everything().decode().lower()
    assert provider.requests
    for value in values:
        assert value.lower() not in received


def text_of(message: anthropic.types.Message) -> str:
    return "".join(block.text for block in message.content if block.type == "text")


def test_a_whole_answer_comes_back_with_the_real_values(
    claude: Anthropic, provider: RecordingProvider
) -> None:
    answer = claude.messages.create(model=MODEL, max_tokens=64, messages=HELLO)
    assert NAME in text_of(answer)
    assert EMAIL in text_of(answer)
    assert_not_received(provider, "crystal", "minh", EMAIL)


def test_the_provider_gets_its_own_key_and_no_header_of_the_client(
    claude: Anthropic, provider: RecordingProvider, proxy: RunningProxy
) -> None:
    claude.messages.create(model=MODEL, max_tokens=64, messages=HELLO)
    (sent,) = provider.requests
    assert sent.path == "/v1/messages"
    assert sent.header("x-api-key") == "sk-provider-key"
    assert sent.header("anthropic-version") == "2023-06-01"
    assert sent.header("authorization") is None
    assert proxy.client_key.encode() not in provider.everything()


def test_a_streamed_answer_comes_back_whole_however_it_is_cut(
    claude: Anthropic, provider: RecordingProvider
) -> None:
    claude.messages.create(model=MODEL, max_tokens=64, messages=HELLO)
    name, email = placeholder(provider, "PERSON"), placeholder(provider, "EMAIL")
    said = Said(f"Dear {name}, I wrote to {email}. Bye {name}")
    provider.answer_next(Reply(choices=(said,), delta=1, cuts=(1,)))
    with claude.messages.stream(model=MODEL, max_tokens=64, messages=HELLO) as stream:
        answer = stream.get_final_message()
    assert text_of(answer) == f"Dear {NAME}, I wrote to {EMAIL}. Bye {NAME}"
    assert answer.stop_reason == "end_turn"


async def test_the_async_sdk_works_too(proxy: RunningProxy, provider: RecordingProvider) -> None:
    async with (
        AsyncAnthropic(base_url=proxy.url, api_key=proxy.client_key) as sdk,
        sdk.messages.stream(model=MODEL, max_tokens=64, messages=HELLO) as stream,
    ):
        answer = await stream.get_final_message()
    assert EMAIL in text_of(answer)
    assert_not_received(provider, "crystal", EMAIL)


@pytest.mark.parametrize("streamed", [False, True])
def test_a_tool_gets_the_real_value_and_its_result_is_protected(
    claude: Anthropic, provider: RecordingProvider, streamed: bool
) -> None:
    claude.messages.create(model=MODEL, max_tokens=64, messages=HELLO)
    call = ToolCall("find_order", json.dumps({"email": placeholder(provider, "EMAIL")}))
    provider.answer_next(Reply(choices=(Said("I look.", (call,)),), delta=2, cuts=(7,)))
    asked: Any = {"model": MODEL, "max_tokens": 64, "messages": HELLO, "tools": [TOOL]}
    if streamed:
        with claude.messages.stream(**asked) as stream:
            answer = stream.get_final_message()
    else:
        answer = claude.messages.create(**asked)
    (used,) = [block for block in answer.content if block.type == "tool_use"]
    assert used.input == {"email": EMAIL}
    assert answer.stop_reason == "tool_use"

    record = json.dumps({"customer": {"last_name": "Minh", "phone": PHONE}, "items": 2})
    result = {"type": "tool_result", "tool_use_id": used.id, "content": record}
    asked["messages"] = [
        *HELLO,
        {"role": "assistant", "content": [block.model_dump() for block in answer.content]},
        {"role": "user", "content": [result]},
    ]
    answer = claude.messages.create(**asked)
    assert PHONE in text_of(answer)
    assert_not_received(provider, "minh", EMAIL, "555-0123")


@pytest.mark.parametrize("streamed", [False, True])
def test_a_sensitive_message_waits_for_a_person_and_is_never_forwarded(
    claude: Anthropic, provider: RecordingProvider, streamed: bool
) -> None:
    asked: Any = {"model": MODEL, "max_tokens": 64}
    asked["messages"] = [{"role": "user", "content": [{"type": "text", "text": BURNED}]}]
    if streamed:
        with claude.messages.stream(**asked) as stream:
            answer = stream.get_final_message()
    else:
        answer = claude.messages.create(**asked)
    assert "R-" in text_of(answer)
    assert answer.stop_reason == "end_turn"
    assert provider.requests == []


def test_tokens_are_counted_on_what_would_be_sent_and_nobody_is_asked(
    claude: Anthropic, provider: RecordingProvider
) -> None:
    assert claude.messages.count_tokens(model=MODEL, messages=HELLO).input_tokens > 0
    burned: Any = [{"role": "user", "content": BURNED}]
    assert claude.messages.count_tokens(model=MODEL, messages=burned).input_tokens > 0
    assert_not_received(provider, "crystal", "minh", EMAIL, "caught fire", "burned")
    assert len(provider.requests) == 2


def test_while_a_person_owns_the_conversation_nothing_of_it_is_counted(
    claude: Anthropic, provider: RecordingProvider
) -> None:
    more: Any = {"X-Conversation-Id": "count-owned"}
    burned: Any = [{"role": "user", "content": BURNED}]
    held = claude.messages.create(model=MODEL, max_tokens=9, messages=burned, extra_headers=more)
    burned += [
        {"role": "assistant", "content": text_of(held)},
        {"role": "user", "content": "my words for the person alone"},
    ]
    claude.messages.count_tokens(model=MODEL, messages=burned, extra_headers=more)
    assert_not_received(provider, "caught fire", "words for the person")


def test_errors_are_those_of_the_sdk(proxy: RunningProxy, claude: Anthropic) -> None:
    image: Any = {
        "type": "image",
        "source": {"type": "base64", "media_type": "image/png", "data": "aa"},
    }
    with pytest.raises(anthropic.BadRequestError, match=r"media\.images"):
        claude.messages.create(
            model=MODEL,
            max_tokens=1,
            messages=[{"role": "user", "content": [image]}],
        )
    with (
        Anthropic(base_url=proxy.url, api_key="sk-wrong", max_retries=0) as stranger,
        pytest.raises(anthropic.AuthenticationError),
    ):
        stranger.messages.create(model=MODEL, max_tokens=1, messages=HELLO)


@pytest.mark.parametrize("drop_after", [30, 400, 900])
def test_a_stream_that_is_cut_is_an_error_and_no_half_answer(
    claude: Anthropic, provider: RecordingProvider, drop_after: int
) -> None:
    provider.answer_next(Reply(choices=(Said("x" * 40),), drop_after=drop_after))
    with (
        pytest.raises(anthropic.APIError),
        claude.messages.stream(model=MODEL, max_tokens=64, messages=HELLO) as stream,
    ):
        stream.get_final_message()


def test_a_providers_error_comes_in_the_format_with_values_restored(
    claude: Anthropic, provider: RecordingProvider
) -> None:
    claude.messages.create(model=MODEL, max_tokens=64, messages=HELLO)
    echoed = f"cannot process {placeholder(provider, 'EMAIL')}"
    provider.answer_next(Reply(status=400, error=echoed))
    with pytest.raises(anthropic.BadRequestError, match=re.escape(EMAIL)):
        claude.messages.create(model=MODEL, max_tokens=64, messages=HELLO)


THINKING = {
    "type": "thinking",
    "thinking": "The customer is Zorblat Quux, I think.",
    "signature": "c2ln",
}


def with_thinking(*blocks: Any) -> Any:
    return [
        {"role": "user", "content": "Zorblat Quux wants shoes"},
        {"role": "assistant", "content": [*blocks, {"type": "text", "text": "Which size?"}]},
        {"role": "user", "content": "what do you have?"},
    ]


def test_thinking_goes_back_byte_for_byte(claude: Anthropic, provider: RecordingProvider) -> None:
    blocks = [
        {**THINKING, "thinking": "They ask for [ORDER_7K3M9Q]. Let me look.\n"},
        {"type": "redacted_thinking", "data": "EqQBCgIYAhIM1gbcDa9GJwZA2b3h"},
    ]
    claude.messages.create(model=MODEL, max_tokens=64, messages=with_thinking(*blocks))
    sent = provider.requests[-1].json()["messages"][1]["content"]
    assert sent[:2] == blocks


def test_thinking_that_names_what_is_recognised_later_is_left_out_and_the_chat_goes_on(
    claude: Anthropic, provider: RecordingProvider
) -> None:
    messages = with_thinking(THINKING)
    messages[-1]["content"] = "my last name is Quux, first name Zorblat"
    claude.messages.create(model=MODEL, max_tokens=64, messages=messages)
    sent = provider.requests[-1].json()["messages"]
    assert [block["type"] for block in sent[1]["content"]] == ["text"]
    assert_not_received(provider, "zorblat", "quux")


def test_a_call_id_with_the_customers_order_number_stays_a_pair(
    claude: Anthropic, provider: RecordingProvider
) -> None:
    call = {"type": "tool_use", "id": "lookup_ORD-1048576", "name": "find_order", "input": {}}
    result = {"type": "tool_result", "tool_use_id": "lookup_ORD-1048576", "content": "sent"}
    messages: Any = [
        {"role": "user", "content": "where is my order ORD-1048576?"},
        {"role": "assistant", "content": [call]},
        {"role": "user", "content": [result]},
    ]
    claude.messages.create(model=MODEL, max_tokens=64, messages=messages, tools=[TOOL])
    sent = provider.requests[-1].json()["messages"]
    assert sent[1]["content"][0]["id"] == sent[2]["content"][0]["tool_use_id"]
    assert_not_received(provider, "1048576")


CARD = "4242424242424242"
PLANTED = (EMAIL, f"call me on {PHONE}", f"card {CARD}")
SECRETS = (EMAIL, "555-0123", "5550123", CARD)
PLACES = sdk_paths.messages_places()


@pytest.mark.parametrize("part", range(8))
def test_a_value_planted_at_any_path_of_the_sdks_types_never_reaches_the_provider(
    proxy: RunningProxy, claude: Anthropic, provider: RecordingProvider, part: int
) -> None:
    """A refusal counts as safe, a silent pass does not."""
    for path in list(PLACES)[part::8]:
        for value in PLANTED:
            request = PLACES[path].plant(value)
            if not path.startswith("messages"):
                request["messages"] = [{"role": "user", "content": "hello"}]
            answer = claude._client.post(
                f"{proxy.url}/v1/messages", json=request, headers={"x-api-key": proxy.client_key}
            )
            assert answer.status_code < 500, (path, answer.text)
            received = provider.everything().decode().lower()
            assert not [s for s in SECRETS if s.lower() in received], path
            if answer.status_code >= 400:
                assert not [s for s in SECRETS if s in answer.text], path
        provider.forget()
