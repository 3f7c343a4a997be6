"""The stock SDK's Responses calls work unchanged, and recognised values never reach the provider."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest
from openai import AsyncOpenAI, OpenAI

from proxy.offline import RecordingProvider, Reply, Said, ToolCall
from tests.dialects import sdk_paths
from tests.running import RunningProxy

NAME, EMAIL, PHONE = "Crystal Minh", "crystal.minh@example.com", "+1 201-555-0123"
HELLO = f"hi, my name is {NAME}, my e-mail is {EMAIL}"
MODEL = "gpt-4o-mini"
TOOL: Any = {
    "type": "function",
    "name": "find_order",
    "parameters": {"type": "object", "properties": {"email": {"type": "string"}}},
    "strict": False,
}
BURNED = "the charger you sold me caught fire and burned my hand"


def placeholder(provider: RecordingProvider, label: str) -> str:
    (found,) = set(re.findall(rf"\[{label}_[0-9A-Z]{{6}}\]", provider.everything().decode()))
    return str(found)


def assert_not_received(provider: RecordingProvider, *values: str) -> None:
    received = provider.everything().decode().lower()
    assert provider.requests
    for value in values:
        assert value.lower() not in received


def test_a_whole_answer_comes_back_with_the_real_values(
    client: OpenAI, provider: RecordingProvider
) -> None:
    answer = client.responses.create(model=MODEL, input=HELLO, instructions="Be kind.")
    assert NAME in answer.output_text
    assert EMAIL in answer.output_text
    assert_not_received(provider, "crystal", "minh", EMAIL)
    assert provider.requests[-1].json()["store"] is False


def test_every_repetition_of_a_streamed_text_is_restored_alike(
    client: OpenAI, provider: RecordingProvider
) -> None:
    """However the bytes are cut; the events' numbers have no gap."""
    client.responses.create(model=MODEL, input=HELLO)
    name, email = placeholder(provider, "PERSON"), placeholder(provider, "EMAIL")
    said = Said(f"Dear {name}, I wrote to {email}. Bye {name}")
    provider.answer_next(Reply(choices=(said,), delta=1, cuts=(1,)))
    pieces, repeated, numbers = "", [], []
    with client.responses.stream(model=MODEL, input=HELLO) as stream:
        for event in stream:
            numbers.append(event.sequence_number)
            match event.type:
                case "response.output_text.delta":
                    pieces += event.delta
                case "response.output_text.done":
                    repeated.append(event.text)
                case "response.content_part.done":
                    repeated.append(event.part.text)  # type: ignore[union-attr]
        repeated.append(stream.get_final_response().output_text)
    assert pieces == f"Dear {NAME}, I wrote to {EMAIL}. Bye {NAME}"
    assert set(repeated) == {pieces}
    assert numbers == list(range(len(numbers)))


def test_a_text_that_ends_in_a_cut_placeholder_agrees_everywhere(
    client: OpenAI, provider: RecordingProvider
) -> None:
    client.responses.create(model=MODEL, input=HELLO)
    cut = placeholder(provider, "PERSON")[:-3]
    provider.answer_next(Reply(choices=(Said(f"Dear {cut}"),), delta=4))
    pieces, numbers = "", []
    with client.responses.stream(model=MODEL, input=HELLO) as stream:
        for event in stream:
            numbers.append(event.sequence_number)
            if event.type == "response.output_text.delta":
                pieces += event.delta
        final = stream.get_final_response().output_text
    assert final == pieces
    assert cut not in final
    assert numbers == list(range(len(numbers)))


async def test_the_async_sdk_works_too(proxy: RunningProxy, provider: RecordingProvider) -> None:
    async with AsyncOpenAI(base_url=f"{proxy.url}/v1", api_key=proxy.client_key) as sdk:
        answer = await sdk.responses.create(model=MODEL, input=[{"role": "user", "content": HELLO}])
    assert EMAIL in answer.output_text
    assert_not_received(provider, "crystal", EMAIL)


@pytest.mark.parametrize("streamed", [False, True])
def test_a_tool_gets_the_real_value_and_its_result_is_protected(
    client: OpenAI, provider: RecordingProvider, streamed: bool
) -> None:
    client.responses.create(model=MODEL, input=HELLO)
    call = ToolCall("find_order", json.dumps({"email": placeholder(provider, "EMAIL")}))
    provider.answer_next(Reply(choices=(Said("I look.", (call,)),), delta=2, cuts=(7,)))
    given: list[Any] = [{"role": "user", "content": HELLO}]
    asked: dict[str, Any] = {"model": MODEL, "tools": [TOOL]}
    if streamed:
        with client.responses.stream(input=given, **asked) as stream:
            answer: Any = stream.get_final_response()
    else:
        answer = client.responses.create(input=given, **asked)
    (used,) = [item for item in answer.output if item.type == "function_call"]
    assert json.loads(used.arguments) == {"email": EMAIL}

    record = json.dumps({"customer": {"last_name": "Minh", "phone": PHONE}, "items": 2})
    given += [item.model_dump(exclude={"parsed_arguments"}) for item in answer.output]
    given.append({"type": "function_call_output", "call_id": used.call_id, "output": record})
    answer = client.responses.create(input=given, **asked)
    assert PHONE in answer.output_text
    assert_not_received(provider, "minh", EMAIL, "555-0123")


@pytest.mark.parametrize("streamed", [False, True])
def test_a_sensitive_message_waits_for_a_person_and_is_never_forwarded(
    client: OpenAI, provider: RecordingProvider, streamed: bool
) -> None:
    if streamed:
        with client.responses.stream(model=MODEL, input=BURNED) as stream:
            answer: Any = stream.get_final_response()
    else:
        answer = client.responses.create(model=MODEL, input=BURNED)
    assert "R-" in answer.output_text
    assert answer.status == "completed"
    assert provider.requests == []


def test_state_at_the_provider_is_refused(client: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="kept at the provider"):
        client.responses.create(model=MODEL, input="hi", previous_response_id="resp_1")


def test_a_stream_that_is_cut_is_an_error_and_no_half_answer(
    client: OpenAI, provider: RecordingProvider
) -> None:
    provider.answer_next(Reply(choices=(Said("x" * 40),), drop_after=900))
    with (
        pytest.raises((openai.APIError, RuntimeError)),
        client.responses.stream(model=MODEL, input=HELLO) as stream,
    ):
        stream.get_final_response()


CARD = "4242424242424242"
PLANTED = (EMAIL, f"call me on {PHONE}", f"card {CARD}")
SECRETS = (EMAIL, "555-0123", "5550123", CARD)
PLACES = sdk_paths.responses_places()


@pytest.fixture
def http(proxy: RunningProxy, provider: RecordingProvider) -> Iterator[httpx.Client]:
    del provider
    headers = {"Authorization": f"Bearer {proxy.client_key}"}
    with httpx.Client(base_url=proxy.url, headers=headers, trust_env=False) as http:
        yield http


@pytest.mark.parametrize("part", range(6))
def test_a_value_planted_at_any_path_of_the_sdks_types_never_reaches_the_provider(
    http: httpx.Client, provider: RecordingProvider, part: int
) -> None:
    """A refusal counts as safe, a silent pass does not."""
    for path in list(PLACES)[part::6]:
        for value in PLANTED:
            request = {"model": MODEL, "input": "hello", **PLACES[path].plant(value)}
            answer = http.post("/v1/responses", json=request)
            assert answer.status_code < 500, (path, answer.text)
            received = provider.everything().decode().lower()
            assert not [s for s in SECRETS if s.lower() in received], path
            if answer.status_code >= 400:
                assert not [s for s in SECRETS if s in answer.text], path
        provider.forget()
