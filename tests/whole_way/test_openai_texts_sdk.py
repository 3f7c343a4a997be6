"""Embeddings, moderations, completions and Azure's paths with the stock SDKs; values never leave."""

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest
from openai import AsyncAzureOpenAI, AzureOpenAI, OpenAI

from proxy.offline import RecordingProvider, Reply, Said
from tests.running import RunningProxy

NAME, EMAIL = "Crystal Minh", "crystal.minh@example.com"
WORDS = f"my name is {NAME}, my e-mail is {EMAIL}"
BURNED = "the charger you sold me caught fire and burned my hand"
VERSION = "2024-10-21"


def received(provider: RecordingProvider) -> str:
    text = provider.everything().decode().lower()
    assert provider.requests
    return text


def assert_not_received(provider: RecordingProvider, *values: str) -> None:
    text = received(provider)
    for value in values:
        assert value.lower() not in text


def placeholder(provider: RecordingProvider, label: str) -> str:
    (found,) = set(re.findall(rf"\[{label}_[0-9A-Z]{{6}}\]", provider.everything().decode()))
    return str(found)


def test_the_same_text_is_embedded_alike_whoever_sends_it(
    client: OpenAI, provider: RecordingProvider
) -> None:
    first = client.embeddings.create(model="e", input=WORDS)
    again = client.embeddings.create(
        model="e", input=["other words", WORDS], user="u", extra_headers={"X-Conversation-Id": "c9"}
    )
    assert first.data[0].embedding == again.data[1].embedding
    assert len(again.data[0].embedding) == 8
    assert_not_received(provider, "crystal", "minh", EMAIL)


def test_an_embedding_and_a_chat_share_no_placeholder(
    client: OpenAI, provider: RecordingProvider
) -> None:
    client.embeddings.create(model="e", input=WORDS)
    embedded = placeholder(provider, "EMAIL")
    provider.forget()
    client.chat.completions.create(model="m", messages=[{"role": "user", "content": WORDS}])
    assert placeholder(provider, "EMAIL") != embedded


def test_numbers_come_as_the_client_wants_them(client: OpenAI, provider: RecordingProvider) -> None:
    floats = client.embeddings.create(model="e", input="hello", encoding_format="float")
    packed = client.embeddings.create(model="e", input="hello")
    assert floats.data[0].embedding == pytest.approx(packed.data[0].embedding)


def test_a_sensitive_text_is_neither_embedded_nor_moderated_and_nobody_is_asked(
    client: OpenAI, provider: RecordingProvider
) -> None:
    made = client.embeddings.with_raw_response.create(model="e", input=[BURNED, "red shoes"])
    client.moderations.create(input=BURNED)
    assert made.headers["x-chat-proxy-cut"] == "1"
    assert "handoff" not in made.text
    assert len(made.parse().data) == 2
    assert_not_received(provider, "caught fire", "burned")
    assert "red shoes" in received(provider)


def test_moderations_score_protected_texts(client: OpenAI, provider: RecordingProvider) -> None:
    part: Any = {"type": "text", "text": WORDS}
    scored = client.moderations.create(model="omni-moderation-latest", input=[part])
    assert not scored.results[0].flagged
    assert len(client.moderations.create(input=[WORDS, "b"]).results) == 2
    assert_not_received(provider, "crystal", "minh", EMAIL)


def test_token_ids_are_refused(client: OpenAI, provider: RecordingProvider) -> None:
    for send in (
        lambda: client.embeddings.create(model="e", input=[1, 2, 3]),
        lambda: client.completions.create(model="m", prompt=[[1, 2], [3]]),
    ):
        with pytest.raises(openai.BadRequestError) as refused:
            send()
        assert refused.value.code == "unsupported_field"
    assert provider.requests == []


def test_a_completion_comes_back_with_the_real_values(
    client: OpenAI, provider: RecordingProvider
) -> None:
    answer = client.completions.create(model="m", prompt=[WORDS, "b"], suffix=EMAIL, echo=True)
    assert [choice.text[: len(NAME)] for choice in answer.choices] != []
    assert answer.choices[0].text.startswith(WORDS)
    assert_not_received(provider, "crystal", "minh", EMAIL)


def test_a_streamed_completion_is_whole_however_it_is_cut(
    client: OpenAI, provider: RecordingProvider
) -> None:
    client.completions.create(model="m", prompt=WORDS)
    name, email = placeholder(provider, "PERSON"), placeholder(provider, "EMAIL")
    said = (Said(f"Dear {name}, mail to {email}"), Said(f"{email} is {name}"))
    provider.answer_next(Reply(choices=said, delta=1, cuts=(1,)))
    texts = ["", ""]
    for chunk in client.completions.create(model="m", prompt=WORDS, n=2, stream=True):
        texts[chunk.choices[0].index] += chunk.choices[0].text
    assert texts == [f"Dear {NAME}, mail to {EMAIL}", f"{EMAIL} is {NAME}"]


def test_a_sensitive_prompt_is_held(client: OpenAI, provider: RecordingProvider) -> None:
    answer = client.completions.create(model="m", prompt=BURNED)
    assert answer.model_extra is not None
    assert answer.model_extra["handoff"]["reference"] in answer.choices[0].text
    streamed = client.completions.create(model="m", prompt=BURNED, stream=True)
    assert "".join(chunk.choices[0].text for chunk in streamed)
    assert provider.requests == []


# Azure.


@pytest.fixture
def azure(proxy: RunningProxy, provider: RecordingProvider) -> Iterator[AzureOpenAI]:
    """The stock Azure client: only endpoint and key are changed."""
    del provider
    with AzureOpenAI(
        azure_endpoint=proxy.url, api_key=proxy.client_key, api_version=VERSION, max_retries=0
    ) as sdk:
        yield sdk


HELLO: Any = [{"role": "user", "content": f"hi, {WORDS}"}]


def test_the_azure_client_works_and_azure_gets_its_own_key(
    azure: AzureOpenAI, provider: RecordingProvider, proxy: RunningProxy
) -> None:
    answer = azure.chat.completions.create(model="gpt-deployed", messages=HELLO)
    assert NAME in (answer.choices[0].message.content or "")
    (sent,) = provider.requests
    assert sent.path == f"/openai/deployments/gpt-deployed/chat/completions?api-version={VERSION}"
    assert sent.header("api-key") == "sk-provider-key"
    assert sent.header("authorization") is None
    assert proxy.client_key.encode() not in provider.everything()
    assert_not_received(provider, "crystal", "minh", EMAIL)


def test_azure_streams(azure: AzureOpenAI, provider: RecordingProvider) -> None:
    azure.chat.completions.create(model="d", messages=HELLO)
    said = Said(f"Dear {placeholder(provider, 'PERSON')}")
    provider.answer_next(Reply(choices=(said,), delta=1, cuts=(3,)))
    with azure.chat.completions.stream(model="d", messages=HELLO) as stream:
        answer = stream.get_final_completion()
    assert answer.choices[0].message.content == f"Dear {NAME}"


async def test_the_async_azure_client_works(
    proxy: RunningProxy, provider: RecordingProvider
) -> None:
    async with AsyncAzureOpenAI(
        azure_endpoint=proxy.url,
        azure_deployment="d",
        api_key=proxy.client_key,
        api_version=VERSION,
        max_retries=0,
    ) as sdk:
        answer, vectors = await asyncio.gather(
            sdk.chat.completions.create(model="named-otherwise", messages=HELLO),
            sdk.embeddings.create(model="named-otherwise", input=WORDS),
        )
    assert EMAIL in (answer.choices[0].message.content or "")
    assert vectors.data
    assert {sent.path.partition("?")[0] for sent in provider.requests} == {
        "/openai/deployments/d/chat/completions",
        "/openai/deployments/d/embeddings",
    }
    assert all(json.loads(sent.body)["model"] == "d" for sent in provider.requests)
    assert_not_received(provider, "crystal", "minh", EMAIL)


def test_azures_responses_completions_and_models(
    azure: AzureOpenAI, proxy: RunningProxy, provider: RecordingProvider
) -> None:
    assert NAME in azure.responses.create(model="d", input=f"hi, {WORDS}").output_text
    assert NAME in azure.completions.create(model="d", prompt=f"hi, {WORDS}").choices[0].text
    assert [model.id for model in azure.models.list()] == ["offline-shop-assistant"]
    with OpenAI(base_url=f"{proxy.url}/openai/v1", api_key=proxy.client_key) as sdk:
        answer = sdk.chat.completions.create(model="d", messages=HELLO)
    assert NAME in (answer.choices[0].message.content or "")
    assert provider.requests[-1].path == "/openai/v1/chat/completions"
    assert_not_received(provider, "crystal", "minh", EMAIL)


def test_what_a_path_holds_besides_never_leaves(
    proxy: RunningProxy, provider: RecordingProvider
) -> None:
    headers = {"api-key": proxy.client_key}
    body = {"messages": [{"role": "user", "content": "where is my parcel?"}]}
    with httpx.Client(base_url=proxy.url, headers=headers, trust_env=False) as http:
        for path, status in (
            (f"/openai/deployments/d/chat/completions?api-version={VERSION}&user={EMAIL}", 200),
            (f"/openai/deployments/{EMAIL}/chat/completions", 404),
            (f"/openai/v1/chat/completions?api-version={EMAIL}", 400),
            ("/openai/deployments/4242424242424242/chat/completions", 400),
        ):
            answer = http.post(path, json=body)
            assert answer.status_code == status, answer.text
    assert_not_received(provider, EMAIL, "4242424242424242")
