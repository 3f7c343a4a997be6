"""Promises of the only way out."""

import asyncio
import contextlib
import gzip
import socket
from collections.abc import AsyncIterator

import httpx
import pytest

from proxy.dialects.base import KeyHeader
from proxy.errors import AdministratorError, ErrorCode, ProviderError
from proxy.gateway.upstream import Reach, Timeouts, UpstreamClient, UpstreamError
from proxy.privacy.guard import Protected
from proxy.sensitive import Sensitive
from tests.gateway.protected_bytes import protected_bytes
from tests.gateway.scripted_provider import (
    Reader,
    Seen,
    Writer,
    always,
    answer,
    once_then_close,
    provider,
    read_head,
    read_request,
    until_gone,
)

CHAT = "/v1/chat/completions"
KEY = Sensitive("sk-upstream-0123456789")
BODY = b'{"model":"m","messages":[]}'
PATIENCE = 60.0
"""Seconds after which something hangs."""


@pytest.fixture
def protected() -> Protected:
    return protected_bytes(BODY)


@contextlib.asynccontextmanager
async def client_of(
    base: str, *, read: float = PATIENCE, reach: Reach | None = None, connect: float = PATIENCE
) -> AsyncIterator[UpstreamClient]:
    timeouts = Timeouts(connect=connect, pool=PATIENCE, read=read)
    client = UpstreamClient(base, KEY, timeouts=timeouts, reach=reach)
    try:
        yield client
    finally:
        await client.close()


async def ask(client: UpstreamClient, protected: Protected) -> bytes:
    async with client.send(protected, path=CHAT, headers={}, stream=False) as got:
        return await got.read()


async def stream_into(
    got: bytearray, client: UpstreamClient, protected: Protected, *, stream: bool = True
) -> None:
    async with client.send(protected, path=CHAT, headers={}, stream=stream) as reply:
        async for chunk in reply.chunks:
            got += chunk


async def test_exactly_the_protected_bytes_and_our_own_headers_leave(protected: Protected) -> None:
    async with (
        provider(always(answer(b'{"ok":1}'))) as seen,
        client_of(seen.base) as client,
        client.send(
            protected, path=CHAT, headers={"x-client-request-id": "turn_1"}, stream=False
        ) as got,
    ):
        assert (got.status, await got.read()) == (200, b'{"ok":1}')
    line, headers, body = seen.requests[0]
    assert line == "POST /v1/chat/completions HTTP/1.1"
    assert body == BODY
    assert headers.pop("host") == f"localhost:{seen.port}"
    assert headers.pop("user-agent").startswith("chat-proxy/")
    assert headers == {
        "accept": "application/json",
        "accept-encoding": "identity",
        "authorization": "Bearer sk-upstream-0123456789",
        "content-length": str(len(BODY)),
        "content-type": "application/json",
        "x-client-request-id": "turn_1",
    }


async def test_a_large_body_arrives_whole() -> None:
    body = bytes(range(256)) * 12_345
    async with provider(always(answer())) as seen, client_of(seen.base) as client:
        await ask(client, protected_bytes(body))
        await ask(client, protected_bytes(BODY))
    _, headers, received = seen.requests[0]
    assert received == body
    assert headers["content-length"] == str(len(body))
    assert "transfer-encoding" not in headers
    assert seen.connections == 1


async def test_a_header_passed_along_cannot_replace_ours(protected: Protected) -> None:
    hostile = {"authorization": "Bearer other", "accept-encoding": "gzip", "host": "evil.example"}
    async with (
        provider(always(answer())) as seen,
        client_of(seen.base) as client,
        client.send(protected, path=CHAT, headers=hostile, stream=True) as got,
    ):
        await got.read()
    _, headers, _ = seen.requests[0]
    assert headers["authorization"] == "Bearer sk-upstream-0123456789"
    assert headers["accept-encoding"] == "identity"
    assert headers["accept"] == "text/event-stream"


async def test_one_customers_cookie_never_travels_with_the_next_request(
    protected: Protected,
) -> None:
    cookies = ["set-cookie: session=first; Path=/", "set-cookie: b=2; Domain=localhost; Max-Age=99"]
    async with provider(always(answer(b"{}", *cookies))) as seen, client_of(seen.base) as client:
        for _ in range(3):
            await ask(client, protected)
        await client.models()
    assert seen.connections == 1
    assert len(seen.requests) == 4
    assert all("cookie" not in headers for _, headers, _ in seen.requests)


async def test_a_proxy_in_the_environment_is_not_used(
    protected: Protected, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with provider(always(answer(b"[]"))) as seen, client_of(seen.base) as client:
        assert await ask(client, protected) == b"[]"


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "304 Not Modified", "307 T", "308 P"])
async def test_no_redirect_is_followed(protected: Protected, status: str) -> None:
    async with provider(always(answer())) as other:
        moved = answer(b"", f"location: {other.base}/v1/chat/completions", status=status)
        async with provider(always(moved)) as seen, client_of(seen.base) as client:
            with pytest.raises(UpstreamError) as failure:
                await ask(client, protected)
    assert failure.value.code is ErrorCode.PROVIDER_ERROR
    assert failure.value.may_have_been_received
    assert other.requests == []


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "br", "deflate, gzip", "zstd"])
async def test_a_compressed_answer_is_refused_unread(protected: Protected, coding: str) -> None:
    bomb = gzip.compress(bytes(20_000_000))
    reply = answer(bomb, f"content-encoding: {coding}")
    async with provider(once_then_close(reply)) as seen, client_of(seen.base) as client:
        with pytest.raises(UpstreamError) as failure:
            await ask(client, protected)
    assert failure.value.code is ErrorCode.PROVIDER_BROKEN_ANSWER


async def test_an_answer_that_says_identity_passes(protected: Protected) -> None:
    reply = answer(b"{}", "content-encoding: identity", "content-type: application/json; charset=u")
    async with (
        provider(always(reply)) as seen,
        client_of(seen.base) as client,
        client.send(protected, path=CHAT, headers={}, stream=False) as got,
    ):
        assert got.media_type == "application/json"
        assert await got.read() == b"{}"


@pytest.mark.parametrize("status", ["400 Bad Request", "401 U", "429 Too Many", "500 I", "503 S"])
async def test_a_providers_error_is_an_answer_not_an_exception(
    protected: Protected, status: str
) -> None:
    reply = answer(b'{"error":{}}', "retry-after: 7", "x-request-id: req_1", status=status)
    async with (
        provider(always(reply)) as seen,
        client_of(seen.base) as client,
        client.send(protected, path=CHAT, headers={}, stream=True) as got,
    ):
        assert got.status == int(status[:3])
        assert got.headers["retry-after"] == "7"
        assert got.request_id == "req_1"
        assert await got.read() == b'{"error":{}}'


async def test_a_providers_error_does_not_tell_the_client_the_key_that_was_sent(
    protected: Protected,
) -> None:
    told = b'{"error":{"message":"Incorrect API key provided: ' + KEY.reveal().encode() + b'"}}'
    reply = answer(told, status="401 U")
    async with (
        provider(always(reply)) as seen,
        client_of(seen.base) as client,
        client.send(protected, path=CHAT, headers={}, stream=False) as got,
    ):
        assert await got.read() == told.replace(KEY.reveal().encode(), b"[the proxy's key]")


async def test_hostile_answer_headers_do_not_pass(protected: Protected) -> None:
    hostile = ["set-cookie: a=b", "x-leak: 4242", "server: x", "openai-organization: org-1"]
    async with (
        provider(always(answer(b"{}", *hostile))) as seen,
        client_of(seen.base) as client,
        client.send(protected, path=CHAT, headers={}, stream=False) as got,
    ):
        assert got.headers == {}
        assert got.request_id is None


async def test_nobody_listening_is_unreachable_and_certainly_not_received(
    protected: Protected,
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with client_of(f"http://127.0.0.1:{port}") as client:
        with pytest.raises(UpstreamError) as failure:
            await ask(client, protected)
    assert failure.value.code is ErrorCode.PROVIDER_UNREACHABLE
    assert failure.value.status == 502
    assert not failure.value.may_have_been_received


async def test_an_unknown_name_is_unreachable(protected: Protected) -> None:
    async with client_of("http://nowhere.invalid") as client:
        with pytest.raises(UpstreamError) as failure:
            await ask(client, protected)
    assert failure.value.code is ErrorCode.PROVIDER_UNREACHABLE
    assert not failure.value.may_have_been_received


async def test_a_provider_without_tls_behind_https_is_unreachable(protected: Protected) -> None:
    async def plain(seen: Seen, reader: Reader, writer: Writer) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()

    async with provider(plain) as seen, client_of(f"https://localhost:{seen.port}") as client:
        with pytest.raises(UpstreamError) as failure:
            await ask(client, protected)
    assert failure.value.code is ErrorCode.PROVIDER_UNREACHABLE
    assert not failure.value.may_have_been_received


async def test_a_handshake_that_never_ends_is_a_timeout_and_not_received(
    protected: Protected,
) -> None:
    async def silent(seen: Seen, reader: Reader, writer: Writer) -> None:
        await until_gone(seen, reader)

    base = "https://localhost:{}"
    async with provider(silent) as seen, client_of(base.format(seen.port), connect=0.2) as client:
        with pytest.raises(UpstreamError) as failure:
            await ask(client, protected)
    assert failure.value.code is ErrorCode.PROVIDER_TIMEOUT
    assert failure.value.status == 504
    assert not failure.value.may_have_been_received


async def test_silence_after_the_request_is_a_timeout_that_may_have_been_received(
    protected: Protected,
) -> None:
    async def silent(seen: Seen, reader: Reader, writer: Writer) -> None:
        await read_request(seen, reader)
        await until_gone(seen, reader)

    async with provider(silent) as seen, client_of(seen.base, read=0.2) as client:
        with pytest.raises(UpstreamError) as failure:
            await ask(client, protected)
        assert failure.value.code is ErrorCode.PROVIDER_TIMEOUT
        assert failure.value.status == 504
        assert failure.value.may_have_been_received
        await asyncio.wait_for(seen.gone.wait(), PATIENCE)


async def test_a_connection_closed_without_an_answer_may_have_been_received(
    protected: Protected,
) -> None:
    """The transport calls this a connect timeout; it is not, and it is not sent again."""
    async with provider(once_then_close(b"")) as seen, client_of(seen.base) as client:
        with pytest.raises(UpstreamError) as failure:
            await ask(client, protected)
    assert failure.value.code is ErrorCode.PROVIDER_BROKEN_ANSWER
    assert failure.value.may_have_been_received
    assert len(seen.requests) == 1


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnonsense\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-le",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\nbad header line\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx: " + b"y" * 200_000 + b"\r\n\r\n",
        b"\x00\x01\x02\x03" * 50,
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        b"HTTP/1.1 999999 OK\r\n\r\n",
    ],
)
async def test_whatever_bytes_come_back_the_error_is_ours(
    protected: Protected, reply: bytes
) -> None:
    async with provider(once_then_close(reply)) as seen, client_of(seen.base) as client:
        with pytest.raises(UpstreamError) as failure:
            await ask(client, protected)
    assert failure.value.code is ErrorCode.PROVIDER_BROKEN_ANSWER
    assert failure.value.may_have_been_received
    assert failure.value.__cause__ is None


async def test_a_cut_stream_gives_what_came_and_then_the_error(protected: Protected) -> None:
    head = (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    cut = head + b"6\r\ndata: \r\n"
    async with provider(once_then_close(cut)) as seen, client_of(seen.base) as client:
        got = bytearray()
        with pytest.raises(UpstreamError) as failure:
            await stream_into(got, client, protected)
    assert got == b"data: "
    assert failure.value.code is ErrorCode.PROVIDER_BROKEN_ANSWER


async def test_chunks_come_as_they_are_sent(protected: Protected) -> None:
    """Nothing waits for the end of the answer."""
    go_on = asyncio.Event()

    async def in_two(seen: Seen, reader: Reader, writer: Writer) -> None:
        await read_request(seen, reader)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nfirst")
        await writer.drain()
        await go_on.wait()
        writer.write(b"later")

    async with (
        provider(in_two) as seen,
        client_of(seen.base) as client,
        client.send(protected, path=CHAT, headers={}, stream=True) as got,
    ):
        assert await anext(got.chunks) == b"first"
        go_on.set()
        assert await anext(got.chunks) == b"later"
        assert [chunk async for chunk in got.chunks] == []


@pytest.mark.parametrize("stream", [False, True])
async def test_an_endless_answer_is_cut_at_the_limit(protected: Protected, stream: bool) -> None:
    async def endless(seen: Seen, reader: Reader, writer: Writer) -> None:
        await read_request(seen, reader)
        writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
        gone = asyncio.create_task(until_gone(seen, reader))
        while not seen.gone.is_set():
            writer.write(b"x" * 10_000)
            with contextlib.suppress(ConnectionError):
                await writer.drain()
            await asyncio.sleep(0)
        await gone

    reach = Reach(answer_bytes=100_000, stream_bytes=100_000)
    async with provider(endless) as seen, client_of(seen.base, reach=reach) as client:
        with pytest.raises(ProviderError, match="100000 bytes"):
            await stream_into(bytearray(), client, protected, stream=stream)
        await asyncio.wait_for(seen.gone.wait(), PATIENCE)


async def _started(seen: Seen, reader: Reader, writer: Writer) -> None:
    await read_request(seen, reader)
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n")
    await writer.drain()
    await until_gone(seen, reader)


async def test_leaving_a_stream_early_hangs_up_on_the_provider(protected: Protected) -> None:
    async with provider(_started) as seen, client_of(seen.base) as client:
        async with client.send(protected, path=CHAT, headers={}, stream=True) as got:
            assert await anext(got.chunks) == b"abc"
        await asyncio.wait_for(seen.gone.wait(), PATIENCE)


async def test_cancelling_in_the_middle_of_a_stream_hangs_up_on_the_provider(
    protected: Protected,
) -> None:
    async with provider(_started) as seen, client_of(seen.base) as client:
        reading = asyncio.create_task(ask(client, protected))
        while not seen.requests:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await asyncio.wait_for(seen.gone.wait(), PATIENCE)


async def test_cancelling_before_the_answer_hangs_up_on_the_provider(protected: Protected) -> None:
    async def silent(seen: Seen, reader: Reader, writer: Writer) -> None:
        await read_request(seen, reader)
        await until_gone(seen, reader)

    async with provider(silent) as seen, client_of(seen.base) as client:
        asking = asyncio.create_task(ask(client, protected))
        while not seen.requests:
            await asyncio.sleep(0.01)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await asyncio.wait_for(seen.gone.wait(), PATIENCE)


async def test_cancelling_while_the_provider_does_not_read_hangs_up() -> None:
    cancelled = asyncio.Event()

    async def deaf(seen: Seen, reader: Reader, writer: Writer) -> None:
        await read_head(reader)
        seen.requests.append(("", {}, b""))
        await cancelled.wait()
        await until_gone(seen, reader)

    large = protected_bytes(b'{"x":"' + b"y" * 30_000_000 + b'"}')
    async with provider(deaf) as seen, client_of(seen.base) as client:
        asking = asyncio.create_task(ask(client, large))
        while not seen.requests:
            await asyncio.sleep(0.01)
            assert not asking.done()
        asking.cancel()
        done, _ = await asyncio.wait([asking], timeout=PATIENCE)
        assert asking in done, "it waits for the provider"
        assert asking.cancelled()
        cancelled.set()
        await asyncio.wait_for(seen.gone.wait(), PATIENCE)


async def test_a_stream_may_be_read_and_closed_by_other_tasks_than_the_one_that_sent(
    protected: Protected,
) -> None:
    """The answer outlives the call that opened it; each chunk may be awaited by its own task."""
    async with provider(always(answer(b"abcdef"))) as seen, client_of(seen.base) as client:
        stack = contextlib.AsyncExitStack()

        async def opened() -> AsyncIterator[bytes]:
            sending = client.send(protected, path=CHAT, headers={}, stream=True)
            return (await stack.enter_async_context(sending)).chunks

        chunks = await asyncio.create_task(opened())

        async def one() -> bytes | None:
            return await anext(chunks, None)

        got = b""
        while (chunk := await asyncio.create_task(one())) is not None:
            got += chunk
        await asyncio.create_task(stack.aclose())
        assert got == b"abcdef"


async def test_a_full_pool_is_a_timeout_that_was_not_received(protected: Protected) -> None:
    reach = Reach(connections=1)
    async with provider(_started) as seen:
        client = UpstreamClient(
            seen.base,
            None,
            timeouts=Timeouts(connect=5, pool=0.2, read=PATIENCE),
            reach=reach,
        )
        async with client.send(protected, path=CHAT, headers={}, stream=True) as got:
            await anext(got.chunks)
            with pytest.raises(UpstreamError) as failure:
                await ask(client, protected)
        await client.close()
    assert failure.value.code is ErrorCode.PROVIDER_TIMEOUT
    assert not failure.value.may_have_been_received
    assert "authorization" not in seen.requests[0][1]


async def test_models_are_read_whole() -> None:
    async with provider(always(answer(b'{"data":[]}'))) as seen, client_of(seen.base) as client:
        got = await client.models()
        assert (got.status, await got.read()) == (200, b'{"data":[]}')
    line, headers, body = seen.requests[0]
    assert (line, body) == ("GET /v1/models HTTP/1.1", b"")
    assert "content-type" not in headers


@pytest.mark.parametrize(
    ("base", "target"),
    [
        ("http://{}", "/v1/chat/completions"),
        ("http://{}/", "/v1/chat/completions"),
        ("http://{}/v1", "/v1/chat/completions"),
        ("http://{}/v1/", "/v1/chat/completions"),
        ("http://{}/openai/v1", "/openai/v1/chat/completions"),
        ("http://{}/v1beta/openai/", "/v1beta/openai/chat/completions"),
    ],
)
async def test_the_base_url_is_what_an_sdk_would_be_given(
    protected: Protected, base: str, target: str
) -> None:
    async with (
        provider(always(answer())) as seen,
        client_of(base.format(f"localhost:{seen.port}")) as client,
    ):
        await ask(client, protected)
    assert seen.requests[0][0] == f"POST {target} HTTP/1.1"


@pytest.mark.parametrize(
    "base",
    ["", "api.openai.com", "ftp://api.example", "https://", "https://user:pw@api.example",
     "https://api.example/?key=1", "https://api.example/#x", "https://api.example:port"],
)  # fmt: skip
def test_a_bad_upstream_url_is_refused_at_once(base: str) -> None:
    with pytest.raises(AdministratorError) as failure:
        UpstreamClient(base, KEY, transport=httpx.MockTransport(lambda _: httpx.Response(200)))
    assert failure.value.code is ErrorCode.INVALID_SETTINGS


@pytest.mark.parametrize("key", ["", " ", "sk-\r\nx: y", "sk-ключ", "two words"])
def test_a_key_that_cannot_stand_in_a_header_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(AdministratorError) as failure:
        UpstreamClient("https://api.example", Sensitive(key))
    assert not key.strip() or key not in str(failure.value)


@pytest.mark.parametrize(
    "base",
    ["", "/", "/v1", "/openai", "/openai/v1"],
)
async def test_azures_paths_stand_below_the_resource_whatever_base_was_given(
    base: str, protected: Protected
) -> None:
    asked: list[httpx.Request] = []

    def answered(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, stream=httpx.ByteStream(b"{}"))

    resource = "https://x.openai.azure.com"
    client = UpstreamClient(resource + base, KEY, transport=httpx.MockTransport(answered))
    path = "/openai/deployments/d/chat/completions?api-version=2024-10-21"
    async with client.send(
        protected, path=path, headers={}, stream=False, key_header=KeyHeader.API_KEY
    ) as got:
        await got.read()
    (request,) = asked
    assert str(request.url) == resource + path
    assert request.headers["api-key"] == KEY.reveal()
    assert "authorization" not in request.headers
