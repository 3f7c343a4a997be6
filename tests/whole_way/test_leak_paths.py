"""From the SDK's own types: a value planted in every string path of a request never leaves.

A refusal counts as safe, a silent pass does not. ``tests/dialects/test_openai_chat.py`` fails when a new
SDK version adds a path that nobody has classified; here each path is driven through the real proxy.
"""

import json
from collections.abc import Iterator, Mapping

import httpx
import pytest

from proxy.offline import RecordingProvider
from tests.dialects.sdk_paths import (
    Place,
    as_json_text,
    completions_places,
    embeddings_places,
    is_json_text,
    literal_paths,
    moderations_places,
    request_with,
    string_paths,
)
from tests.running import RunningProxy

EMAIL = "planted.person@example.com"
PHONE = "+1 201-555-0123"
CARD = "4242424242424242"
VALUES = (EMAIL, f"call me on {PHONE}", f"card {CARD}")
SECRETS = (EMAIL, "555-0123", "5550123", CARD)


@pytest.fixture
def http(proxy: RunningProxy, provider: RecordingProvider) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {proxy.client_key}"}
    with httpx.Client(base_url=proxy.url, headers=headers, trust_env=False) as client:
        yield client


def send(
    http: httpx.Client, request: dict[str, object], route: str = "/v1/chat/completions"
) -> int:
    request.setdefault("model", "gpt-4o-mini")
    answer = http.post(route, json=request)
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        for secret in SECRETS:
            assert secret not in answer.text
    return answer.status_code


def assert_nothing_left(provider: RecordingProvider) -> None:
    received = provider.everything().decode().lower()
    for secret in SECRETS:
        assert secret.lower() not in received


@pytest.mark.parametrize("path", string_paths())
def test_a_value_planted_at_this_path_never_reaches_the_provider(
    http: httpx.Client, provider: RecordingProvider, path: str
) -> None:
    for value in VALUES:
        planted = as_json_text(value) if is_json_text(path) else value
        send(http, request_with(path, planted))
    assert_nothing_left(provider)


@pytest.mark.parametrize("path", sorted(literal_paths()))
def test_a_value_in_place_of_a_word_of_the_format_never_reaches_the_provider(
    http: httpx.Client, provider: RecordingProvider, path: str
) -> None:
    send(http, request_with(path, EMAIL))
    assert_nothing_left(provider)


OTHERS: Mapping[str, Mapping[str, Place]] = {
    "/v1/embeddings": embeddings_places(),
    "/v1/completions": completions_places(),
    "/v1/moderations": moderations_places(),
}


@pytest.mark.parametrize("route", OTHERS)
def test_nor_does_one_at_any_path_of_the_other_formats(
    http: httpx.Client, provider: RecordingProvider, route: str
) -> None:
    for place in OTHERS[route].values():
        for value in VALUES:
            send(http, {"input": "hello", "prompt": "hello", **place.plant(value)}, route)
        assert_nothing_left(provider)
    assert provider.requests


UNKNOWN: tuple[dict[str, object], ...] = (
    {"documents": [{"text": EMAIL, "meta": {EMAIL: VALUES[1]}}, VALUES[2]]},
    {"guided_json": {"type": "object", "properties": {EMAIL: {"enum": [VALUES[1]]}}}},
    {"guided_choice": VALUES, "guided_regex": EMAIL, "guided_grammar": VALUES[2]},
    {"structured_outputs": {"choice": VALUES, "json": json.dumps({"const": EMAIL})}},
    {"structured_outputs": {"json": {"const": int(CARD)}}},
    {"chat_template": VALUES[0], "vllm_xargs": {"x": VALUES[1]}, "bad_words": VALUES},
    {"mm_processor_kwargs": {"note": VALUES[2]}, "request_id": EMAIL, "cache_salt": VALUES[1]},
    {"think": EMAIL, "keep_alive": EMAIL, "samplers": [EMAIL]},
    {"data_sources": [{"parameters": {"key": EMAIL}}], "lora": [{"id": EMAIL}]},
    {"messages": [{"role": "assistant", "reasoning_details": [{"text": VALUES[1]}]}]},
    {"messages": [{"role": "tool", "tool_call_id": VALUES[1], "content": "x"}]},
    {"extra_body": {"messages": [{"role": "user", "content": EMAIL}]}},
    {"chat_template_kwargs": {EMAIL: True}},
    {"new_field": [[{"deep": {"er": VALUES[1]}}]]},
    {"api_base": f"http://{EMAIL}/"},
    {"customer_card": int(CARD)},
    {"messages": [{"role": "user", "content": "hi", "new": EMAIL}]},
    {"messages": [{"role": "user", "content": [{"type": "new", "words": VALUES[2]}]}]},
    {"messages": [{"role": "assistant", "content": "hi", "reasoning_content": EMAIL}]},
    {"tools": [{"type": "new", "config": {"example": EMAIL}}]},
)


@pytest.mark.parametrize("extra", UNKNOWN, ids=lambda extra: next(iter(extra)))
def test_a_field_that_no_table_names_is_protected_or_refused(
    http: httpx.Client, provider: RecordingProvider, extra: dict[str, object]
) -> None:
    good = {"messages": [{"role": "user", "content": "where is my parcel?"}]}
    send(http, json.loads(json.dumps({**good, **extra})))
    assert_nothing_left(provider)
