"""The stock SDK goes on from answers that the provider keeps: restored, bound, and gone in time."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from openai import AzureOpenAI, OpenAI

from proxy.offline import RecordingProvider, Reply, Said
from tests.running import RunningProxy, chat_proxy, installed

POLICIES = Path(__file__).parents[2] / "policies"
NAME, EMAIL, PHONE = "Crystal Minh", "crystal.minh@example.com", "+1 201-555-0123"
HELLO = f"hi, my name is {NAME}, my e-mail is {EMAIL}"
MODEL = "gpt-4o-mini"


def keeping_policy(folder: Path) -> Path:
    """The shipped policy, with answers kept at the provider."""
    shutil.copy(POLICIES / "topics.yaml", folder)
    text = (POLICIES / "default.yaml").read_text()
    path = folder / "policy.yaml"
    path.write_text(text.replace("previous_response_id: false", "previous_response_id: true"))
    return path


@pytest.fixture(scope="module")
def keeping(upstream: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProxy]:
    folder = tmp_path_factory.mktemp("keeping")
    proxy = installed(folder, upstream, policy=keeping_policy(folder))
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()


def sdk(proxy: RunningProxy, key: str | None = None) -> OpenAI:
    return OpenAI(base_url=f"{proxy.url}/v1", api_key=key or proxy.client_key, max_retries=0)


@pytest.fixture
def client(keeping: RunningProxy, provider: RecordingProvider) -> Iterator[OpenAI]:
    with sdk(keeping) as made:
        yield made


def ask(client: OpenAI, text: str, *, streamed: bool = False, **more: Any) -> Any:
    if not streamed:
        return client.responses.create(model=MODEL, input=text, **more)
    with client.responses.stream(model=MODEL, input=text, **more) as stream:
        return stream.get_final_response()


def placeholders(provider: RecordingProvider) -> dict[str, str]:
    found = re.findall(r"\[([A-Z]+)_[0-9A-Z]{6}\]", provider.everything().decode())
    text = provider.everything().decode()
    return {label: re.findall(rf"\[{label}_[0-9A-Z]{{6}}\]", text)[0] for label in found}


@pytest.mark.parametrize("streamed", [False, True])
def test_a_chain_of_answers_is_restored_although_nothing_is_resent(
    client: OpenAI, provider: RecordingProvider, streamed: bool
) -> None:
    first = ask(client, HELLO, streamed=streamed)
    known = placeholders(provider)
    said = f"You are {known['PERSON']}, {known['EMAIL']}."
    provider.answer_next(Reply(choices=(Said("What is your phone number?"),), delta=2))
    second = ask(client, "call me", streamed=streamed, previous_response_id=first.id)
    third = ask(client, PHONE, streamed=streamed, previous_response_id=second.id)
    assert PHONE in third.output_text
    provider.answer_next(Reply(choices=(Said(said),), delta=1, cuts=(5,)))
    last = ask(client, "who am i?", streamed=streamed, previous_response_id=third.id)
    assert last.output_text == f"You are {NAME}, {EMAIL}."
    assert [r.json().get("previous_response_id") for r in provider.requests] == [
        None, first.id, second.id, third.id,
    ]  # fmt: skip
    received = provider.everything().decode().lower()
    for value in ("crystal", "minh", EMAIL, "555-0123", "5550123"):
        assert value not in received


def test_a_stranger_and_another_conversation_go_on_from_nothing(
    keeping: RunningProxy, client: OpenAI, provider: RecordingProvider
) -> None:
    first = ask(client, HELLO, extra_headers={"X-Conversation-Id": "chat-1"})
    made = chat_proxy("clients", "add", "stranger", "--data", keeping.data).stdout
    (key,) = re.findall(r"sk-\S+", made)
    sent = len(provider.requests)
    with sdk(keeping, key) as stranger:
        for other, more in (
            (stranger, {"X-Conversation-Id": "chat-1"}),
            (client, {"X-Conversation-Id": "chat-2"}),
            (client, {}),
        ):
            with pytest.raises(openai.BadRequestError) as failure:
                ask(other, "who am i?", previous_response_id=first.id, extra_headers=more)
            assert failure.value.code == "previous_response_not_found"
            assert failure.value.param == "previous_response_id"
    assert len(provider.requests) == sent


def test_a_kept_answer_is_seen_again_restored_and_deleted_by_whom_it_was_made_for(
    keeping: RunningProxy, client: OpenAI, provider: RecordingProvider
) -> None:
    first = ask(client, HELLO)
    assert client.responses.retrieve(first.id).output_text == first.output_text
    assert NAME in first.output_text
    made = chat_proxy("clients", "add", "onlooker", "--data", keeping.data).stdout
    (key,) = re.findall(r"sk-\S+", made)
    with sdk(keeping, key) as stranger:
        for call in (stranger.responses.retrieve, stranger.responses.delete):
            with pytest.raises(openai.BadRequestError) as failure:
                call(first.id)
            assert failure.value.code == "previous_response_not_found"
    for odd in ("resp.odd", "resp_unknown"):
        with pytest.raises(openai.APIStatusError):
            client.responses.retrieve(odd)
    client.responses.delete(first.id)
    assert provider.requests[-1].method == "DELETE"
    for again in (lambda: client.responses.retrieve(first.id), lambda: client.responses.delete(first.id),
                  lambda: ask(client, "hi", previous_response_id=first.id)):  # fmt: skip
        with pytest.raises(openai.BadRequestError):
            again()
    with pytest.raises(openai.NotFoundError):
        client.responses.input_items.list(first.id)


@pytest.mark.parametrize("below", ["/openai", "/openai/v1"])
def test_azures_client_goes_on_sees_again_and_deletes(
    keeping: RunningProxy, client: OpenAI, provider: RecordingProvider, below: str
) -> None:
    """The stock Azure client, by its old paths and by those of the v1 surface; the key goes Azure's way."""
    del client
    with AzureOpenAI(
        base_url=keeping.url + below,
        api_key=keeping.client_key,
        api_version="2025-04-01-preview",
        max_retries=0,
    ) as azure:
        first = ask(azure, HELLO)
        again = azure.responses.retrieve(first.id)
        azure.responses.delete(first.id)
        with pytest.raises(openai.BadRequestError):
            azure.responses.retrieve(first.id)
    assert again.output_text == first.output_text
    assert NAME in again.output_text
    *_, seen, deleted = provider.requests
    for sent, method in ((seen, "GET"), (deleted, "DELETE")):
        assert sent.method == method
        assert sent.path == f"{below}/responses/{first.id}?api-version=2025-04-01-preview"
        assert sent.header("api-key") == "sk-provider-key"
        assert sent.header("authorization") is None


def test_what_no_policy_allows_says_what_to_do(client: OpenAI, provider: RecordingProvider) -> None:
    for more in ({"background": True}, {"conversation": "conv_1"}):
        with pytest.raises(openai.BadRequestError) as failure:
            ask(client, "hello", **more)
        assert failure.value.code == "provider_state_not_allowed"
    assert provider.requests == []


def files_with(folder: Path, *words: str) -> list[str]:
    return [
        f"{path.name}: {word}"
        for path in folder.rglob("*")
        if path.is_file()
        for word in words
        if word.lower().encode() in path.read_bytes().lower()
    ]


def test_a_conversation_goes_on_in_another_process_and_after_a_kill(
    tmp_path: Path, upstream: str, provider: RecordingProvider
) -> None:
    """Nothing readable lies in the data folder meanwhile."""
    one = installed(tmp_path, upstream, policy=keeping_policy(tmp_path))
    two = RunningProxy(one.data, one.auditor_key, one.client_key, upstream, policy=one.policy)
    one.start()
    two.start()
    try:
        with sdk(one) as client:
            first = ask(client, HELLO)
        said = Said(f"Dear {placeholders(provider)['PERSON']}")
        one.kill()
        provider.answer_next(Reply(choices=(said,)))
        with sdk(two) as client:
            second = ask(client, "who am i?", previous_response_id=first.id)
        two.kill()
        assert second.output_text == f"Dear {NAME}"
        assert files_with(one.data, "crystal", "minh", EMAIL, first.id, second.id) == []
        status = chat_proxy("retention", "status", "--data", one.data, "--json").stdout
        counts = {row["class"]: row["count"] for row in json.loads(status)["classes"]}
        assert counts["sealed_map"] == 2
    finally:
        one.stop()
        two.stop()
