"""Odd, broken and hostile requests get a clear error in OpenAI's shape, and nothing is forwarded."""

import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from proxy.offline import RecordingProvider
from tests.running import RunningProxy

CHAT = "/v1/chat/completions"
GOOD = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "where is my parcel?"}]}
CANARY = "canary.person@example.com"


@pytest.fixture
def http(proxy: RunningProxy, provider: RecordingProvider) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {proxy.client_key}"}
    with httpx.Client(base_url=proxy.url, headers=headers, trust_env=False) as client:
        yield client


def assert_refused(
    answer: httpx.Response, provider: RecordingProvider, status: int, code: str
) -> None:
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert set(error) == {"message", "type", "param", "code"}
    assert CANARY not in answer.text
    assert provider.requests == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "invalid_json"),
        (b'{"model": NaN}', "invalid_json"),
        (b'{"model": "a", "model": "b"}', "duplicate_key"),
        (b'{"messages": "\xff"}', "invalid_encoding"),
        (b'{"messages": "\\ud800"}', "invalid_encoding"),
        (b"[" * 5000 + b"]" * 5000, "json_too_deep"),
        (b'{"n": ' + b"9" * 5000 + b"}", "invalid_json"),
        (b"[]", "invalid_request"),
        (b'{"model": "gpt-4o-mini"}', "invalid_request"),
        (json.dumps({"messages": [CANARY]}).encode(), "invalid_request"),
    ],
)
def test_broken_bodies_are_refused(
    http: httpx.Client, provider: RecordingProvider, body: bytes, code: str
) -> None:
    answer = http.post(CHAT, content=body, headers={"Content-Type": "application/json"})
    assert_refused(answer, provider, 400, code)


def test_a_body_over_the_limit_is_refused(http: httpx.Client, provider: RecordingProvider) -> None:
    body = {"messages": [{"role": "user", "content": "x" * 5_000_000}]}
    assert_refused(http.post(CHAT, json=body), provider, 413, "body_too_large")


def test_a_compressed_body_is_refused(http: httpx.Client, provider: RecordingProvider) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = http.post(CHAT, content=b"\x1f\x8b", headers=headers)
    assert_refused(answer, provider, 415, "unsupported_content_encoding")


@pytest.mark.parametrize("key", ["x", "sk-proxy-unknown", "sk-provider-key"])
def test_a_wrong_client_key_is_refused(
    http: httpx.Client, provider: RecordingProvider, key: str
) -> None:
    answer = http.post(CHAT, json=GOOD, headers={"Authorization": f"Bearer {key}"})
    assert_refused(answer, provider, 401, "invalid_client_key")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/images/generations",
        "/v1/files",
        "/v1/responses/resp_1/cancel",
        "/v1/chat/completions/chatcmpl-1",
        "/",
        "//v1/chat/completions",
        "/v1/chat/completions;x",
        "/admin",
    ],
)
@pytest.mark.parametrize("method", ["POST", "GET", "DELETE"])
def test_other_routes_are_never_passed_through(
    http: httpx.Client, provider: RecordingProvider, path: str, method: str
) -> None:
    answer = http.request(method, path, json={"input": CANARY})
    assert_refused(answer, provider, 404, "not_found")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_another_method_on_the_chat_route_is_refused(
    http: httpx.Client, provider: RecordingProvider, method: str
) -> None:
    assert_refused(http.request(method, CHAT), provider, 405, "method_not_allowed")


@pytest.mark.parametrize(
    "content",
    [
        [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}],
        [{"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}],
        [{"type": "file", "file": {"file_data": "AAAA", "filename": "a.pdf"}}],
    ],
)
def test_media_is_refused_unless_the_policy_allows_it(
    http: httpx.Client, provider: RecordingProvider, content: list[object]
) -> None:
    answer = http.post(CHAT, json={**GOOD, "messages": [{"role": "user", "content": content}]})
    assert_refused(answer, provider, 400, "unsupported_media")
    assert "media" in answer.json()["error"]["message"]


def test_only_listed_headers_reach_the_provider_and_no_cookie_travels(
    http: httpx.Client, provider: RecordingProvider, proxy: RunningProxy
) -> None:
    hostile = {
        "Cookie": f"who={CANARY}",
        "X-Customer": CANARY,
        "OpenAI-Organization": CANARY,
        "User-Agent": CANARY,
        "X-Conversation-Id": "headers",
        "traceparent": CANARY,
    }
    for _ in range(2):
        assert http.post(CHAT, json=GOOD, headers=hostile).status_code == 200
    assert len(provider.requests) == 2
    assert CANARY.encode() not in provider.everything()
    assert proxy.client_key.encode() not in provider.everything()
    for request in provider.requests:
        assert request.header("authorization") == "Bearer sk-provider-key"
        assert request.header("accept-encoding") == "identity"
        assert request.header("cookie") is None


def test_health_readiness_and_metrics_answer_without_a_key(proxy: RunningProxy) -> None:
    with httpx.Client(base_url=proxy.url, trust_env=False) as plain:
        assert plain.get("/healthz").json()["status"] == "ok"
        ready = plain.get("/readyz").json()
        assert ready["ready"] is True
        assert ready["development"] is True
        assert "chat_proxy_turns_total" in plain.get("/metrics").text


def test_a_request_that_two_parsers_could_read_differently_is_refused(
    proxy: RunningProxy, provider: RecordingProvider
) -> None:
    """Content-Length together with Transfer-Encoding: the start of request smuggling."""
    address = urlsplit(proxy.url)
    raw = (
        f"POST {CHAT} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {proxy.client_key}\r\n"
        "Content-Type: application/json\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
        "0\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
        connection.sendall(raw.encode())
        assert b" 400 " in connection.recv(200)
    assert provider.requests == []
