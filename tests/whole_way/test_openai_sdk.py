"""The stock ``openai`` SDK works unchanged, and recognised values never reach the provider."""

import json
import re
from itertools import pairwise

import pytest
from openai import AsyncOpenAI, OpenAI

from proxy.offline import RecordingProvider, Reply, Said, ToolCall
from tests.running import RunningProxy

NAME, EMAIL, CARD = "Crystal Minh", "crystal.minh@example.com", "4242 4242 4242 4242"
HELLO = f"hi, my name is {NAME}, my e-mail is {EMAIL}"
TOOL = {
    "type": "function",
    "function": {
        "name": "find_order",
        "parameters": {"type": "object", "properties": {"email": {"type": "string"}}},
    },
}


def placeholders(provider: RecordingProvider, label: str) -> list[str]:
    return re.findall(rf"\[{label}_[0-9A-Z]{{6}}\]", provider.everything().decode())


def assert_not_received(provider: RecordingProvider, *values: str) -> None:
    received = provider.everything().decode().lower()
    assert provider.requests
    for value in values:
        assert value.lower() not in received


def test_a_whole_answer_comes_back_with_the_real_values(
    client: OpenAI, provider: RecordingProvider
) -> None:
    answer = client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": HELLO}]
    )
    text = answer.choices[0].message.content or ""
    assert NAME in text
    assert EMAIL in text
    assert_not_received(provider, "crystal", "minh", EMAIL)


def test_a_streamed_answer_comes_back_with_the_real_values(
    client: OpenAI, provider: RecordingProvider
) -> None:
    """Also when the provider's bytes are cut at every place: here one byte at a time."""
    first = client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": HELLO}]
    )
    assert first.choices
    (name,), (email,) = placeholders(provider, "PERSON"), placeholders(provider, "EMAIL")
    said = Said(f"Dear {name}, I wrote to {email}. Bye {name}!")
    provider.answer_next(Reply(choices=(said,), delta=1, cuts=(1,)))
    with client.chat.completions.stream(
        model="gpt-4o-mini", messages=[{"role": "user", "content": HELLO}]
    ) as stream:
        answer = stream.get_final_completion()
    assert answer.choices[0].message.content == f"Dear {NAME}, I wrote to {EMAIL}. Bye {NAME}!"


async def test_the_async_sdk_works_too(proxy: RunningProxy, provider: RecordingProvider) -> None:
    async with AsyncOpenAI(base_url=f"{proxy.url}/v1", api_key=proxy.client_key) as sdk:
        answer = await sdk.chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "user", "content": HELLO}]
        )
        assert EMAIL in (answer.choices[0].message.content or "")
        text = ""
        async for chunk in await sdk.chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "user", "content": HELLO}], stream=True
        ):
            text += (chunk.choices[0].delta.content or "") if chunk.choices else ""
    assert NAME in text
    assert_not_received(provider, "crystal", EMAIL)


@pytest.mark.parametrize("streamed", [False, True])
def test_a_tool_gets_the_real_value_and_its_result_is_protected(
    client: OpenAI,
    provider: RecordingProvider,
    streamed: bool,
) -> None:
    messages: list[dict[str, object]] = [{"role": "user", "content": HELLO}]
    client.chat.completions.create(model="gpt-4o-mini", messages=messages)  # type: ignore[arg-type]
    (email,) = placeholders(provider, "EMAIL")
    call = ToolCall("find_order", json.dumps({"email": email}))
    provider.answer_next(Reply(choices=(Said(tool_calls=(call,)),), delta=2, cuts=(7,)))
    if streamed:
        with client.chat.completions.stream(
            model="gpt-4o-mini",
            messages=messages,  # type: ignore[arg-type]
            tools=[TOOL],  # type: ignore[list-item]
        ) as stream:
            message = stream.get_final_completion().choices[0].message.model_dump()
    else:
        done = client.chat.completions.create(
            model="gpt-4o-mini",
            messages=messages,  # type: ignore[arg-type]
            tools=[TOOL],  # type: ignore[list-item]
        )
        message = done.choices[0].message.model_dump()
    (asked,) = message["tool_calls"]
    assert json.loads(asked["function"]["arguments"]) == {"email": EMAIL}

    record = {"order": {"customer": {"last_name": "Minh", "phone": "+1 201-555-0123"}}, "items": 2}
    messages += [
        {"role": "assistant", "content": None, "tool_calls": [dict(asked)]},
        {"role": "tool", "tool_call_id": asked["id"], "content": json.dumps(record)},
    ]
    for one in messages[1]["tool_calls"]:  # type: ignore[attr-defined]
        one["function"].pop("parsed_arguments", None)
    client.chat.completions.create(
        model="gpt-4o-mini",
        messages=messages,  # type: ignore[arg-type]
        tools=[TOOL],  # type: ignore[list-item]
    )
    assert_not_received(provider, "minh", EMAIL, "555-0123")
    sent = provider.requests[-1].json()["messages"]
    assert json.loads(sent[-1]["content"])["items"] == 2


def test_a_resent_history_protects_to_the_same_bytes(
    client: OpenAI, provider: RecordingProvider
) -> None:
    """So the provider's prompt cache stays warm: each request's bytes begin the next one's."""
    messages: list[dict[str, str]] = [{"role": "system", "content": "You are a shop assistant."}]
    for text in (HELLO, "where is my parcel?", "thanks, that is all"):
        messages.append({"role": "user", "content": text})
        answer = client.chat.completions.create(
            model="gpt-4o-mini",
            messages=messages,  # type: ignore[arg-type]
            extra_headers={"X-Conversation-Id": "growing"},
        )
        messages.append({"role": "assistant", "content": answer.choices[0].message.content or ""})
    bodies = provider.bodies()
    for earlier, later in pairwise(bodies):
        stable = earlier[: earlier.rindex(b"]")]
        assert later.startswith(stable)


def test_a_card_number_comes_back_as_its_last_four_digits(
    client: OpenAI, provider: RecordingProvider
) -> None:
    text = f"my card is {CARD}"
    client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": text}]
    )
    (card,) = placeholders(provider, "CARD")
    provider.answer_next(Reply(choices=(Said(f"Card {card} is valid."),)))
    answer = client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": text}]
    )
    words = answer.choices[0].message.content or ""
    assert "4242" in words
    assert CARD not in words
    assert CARD.replace(" ", "") not in words
    assert_not_received(provider, CARD, CARD.replace(" ", ""))


def test_the_models_route_answers(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()]


def test_response_headers_tell_what_happened_and_never_a_value(
    client: OpenAI, provider: RecordingProvider
) -> None:
    raw = client.chat.completions.with_raw_response.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": HELLO}]
    )
    headers = {name.lower(): value for name, value in raw.headers.items()}
    assert headers["x-chat-proxy-decision"] == "forwarded"
    assert headers["x-chat-proxy-protected"] == "2"
    assert headers["x-chat-proxy-turn"].startswith("turn_")
    assert "crystal" not in str(headers).lower()
    assert provider.requests


@pytest.mark.parametrize("name", ["Price", "May", "Rose", "Order"])
def test_customers_with_everyday_names_are_served(
    client: OpenAI, provider: RecordingProvider, name: str
) -> None:
    """Their name is protected where it was found; ordinary words of the same spelling stay."""
    text = f"my name is {name}. what is the price of the rose soap i may order?"
    answer = client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": text}]
    )
    assert answer.choices[0].message.content
    sent = provider.requests[-1].json()["messages"][-1]["content"]
    assert f"my name is {name}" not in sent
    assert "what is the price of the rose soap i may order?" in sent
