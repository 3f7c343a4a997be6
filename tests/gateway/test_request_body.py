"""Promises about reading a request's body."""

import asyncio
from collections.abc import Sequence

import pytest
from starlette.types import Message, Receive, Scope

from proxy.errors import CallerError, ErrorCode
from proxy.gateway.request_body import BodyLimits, read_body

JSON = (b"content-type", b"application/json")
HOST = (b"host", b"proxy.example:8080")
LIMITS = BodyLimits(size=100, seconds=60.0)


def scope(*pairs: tuple[bytes, bytes], http_version: str = "1.1") -> Scope:
    return {"type": "http", "http_version": http_version, "headers": list(pairs)}


def sender(*chunks: bytes, pause: float = 0.0, then: str = "end") -> Receive:
    """Sends these chunks, then ends, hangs up or falls silent."""
    left = list(chunks)

    async def receive() -> Message:
        await asyncio.sleep(pause)
        if left:
            body = left.pop(0)
            return {
                "type": "http.request",
                "body": body,
                "more_body": bool(left) or then != "end",
            }
        if then == "disconnect":
            return {"type": "http.disconnect"}
        await asyncio.sleep(60)
        raise AssertionError

    return receive


async def unread() -> Message:
    raise AssertionError("the body must not be asked for")


async def test_a_body_is_put_together_from_its_pieces() -> None:
    assert await read_body(scope(HOST, JSON), sender(b"{", b'"a":', b"1}"), LIMITS) == b'{"a":1}'
    utf8 = (b"content-type", b"Application/JSON; charset=utf-8")
    assert await read_body(scope(HOST, utf8), sender(b"{}"), LIMITS) == b"{}"
    identity = (b"content-encoding", b"identity")
    assert await read_body(scope(HOST, JSON, identity), sender(b"{}"), LIMITS) == b"{}"


async def test_a_body_of_exactly_the_limit_passes_and_one_byte_more_does_not() -> None:
    assert len(await read_body(scope(HOST, JSON), sender(b"x" * 100), LIMITS)) == 100
    with pytest.raises(CallerError) as failure:
        await read_body(scope(HOST, JSON), sender(b"x" * 60, b"x" * 41, then="silence"), LIMITS)
    assert (failure.value.code, failure.value.status) == (ErrorCode.BODY_TOO_LARGE, 413)


@pytest.mark.parametrize("length", [b"101", b"9" * 19, b"9" * 5000])
async def test_a_body_that_announces_too_much_is_not_read(length: bytes) -> None:
    with pytest.raises(CallerError) as failure:
        await read_body(scope(HOST, JSON, (b"content-length", length)), unread, LIMITS)
    assert failure.value.status == 413


@pytest.mark.parametrize("coding", [b"gzip", b"br", b"zstd", b"identity, gzip", b"deflate"])
async def test_a_compressed_body_is_not_read(coding: bytes) -> None:
    with pytest.raises(CallerError) as failure:
        await read_body(scope(HOST, JSON, (b"content-encoding", coding)), unread, LIMITS)
    assert failure.value.code is ErrorCode.UNSUPPORTED_CONTENT_ENCODING
    assert failure.value.status == 415


@pytest.mark.parametrize(
    "types",
    [[], [b"text/plain"], [b"multipart/form-data"], [b"application/jsonp"],
     [b"application/json", b"text/html"], [b"application/json, text/html"]],
)  # fmt: skip
async def test_a_body_that_is_not_json_is_not_read(types: Sequence[bytes]) -> None:
    pairs = [(b"content-type", value) for value in types]
    with pytest.raises(CallerError) as failure:
        await read_body(scope(HOST, *pairs), unread, LIMITS)
    assert failure.value.status == 415
    assert failure.value.param == "content-type"


@pytest.mark.parametrize(
    "pairs",
    [
        [HOST, (b"content-length", b"5"), (b"transfer-encoding", b"chunked")],
        [HOST, (b"content-length", b"5"), (b"content-length", b"5")],
        [HOST, (b"content-length", b"+5")],
        [HOST, (b"content-length", b"0x5")],
        [HOST, (b"content-length", "٥".encode())],
        [HOST, (b"content-length", b"")],
        [HOST, (b"transfer-encoding", b"gzip, chunked")],
        [HOST, (b"transfer-encoding", b"xchunked")],
        [HOST, (b"transfer-encoding", b"chunked"), (b"transfer-encoding", b"chunked")],
        [HOST, HOST],
        [HOST, (b"Host", b"other.example")],
        [],
    ],
)
async def test_framing_with_two_readings_is_refused(pairs: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(CallerError) as failure:
        await read_body(scope(JSON, *pairs), unread, LIMITS)
    assert failure.value.code is ErrorCode.INVALID_REQUEST
    assert failure.value.status == 400


async def test_an_http_1_0_client_needs_no_host() -> None:
    assert await read_body(scope(JSON, http_version="1.0"), sender(b"{}"), LIMITS) == b"{}"


@pytest.mark.parametrize(
    ("host", "passes"),
    [
        (b"proxy.example", True),
        (b"PROXY.example:8080", True),
        (b"proxy.example.evil.example", False),
        (b"proxy.example:8080@evil.example", False),
        (b"proxy.example/public?", False),
        (b"", False),
        (b"[::1]:8080", True),
        (b"[::1]", True),
        (b"localhost:9", False),
    ],
)
async def test_only_allowed_hosts_are_answered(host: bytes, passes: bool) -> None:
    hosts = frozenset({"proxy.example", "[::1]", "localhost:8080"})
    limits = BodyLimits(size=100, seconds=60.0, hosts=hosts)
    request = scope((b"host", host), JSON)
    if passes:
        assert await read_body(request, sender(b"{}"), limits) == b"{}"
        return
    with pytest.raises(CallerError) as failure:
        await read_body(request, unread, limits)
    assert failure.value.status == 421


async def test_one_byte_now_and_then_buys_no_time() -> None:
    """The deadline is for the body as a whole."""
    sent = sender(*[b"x"] * 10_000, pause=0.05)
    with pytest.raises(CallerError) as failure:
        await read_body(scope(HOST, JSON), sent, BodyLimits(size=10_000, seconds=0.3))
    assert (failure.value.code, failure.value.status) == (ErrorCode.REQUEST_TIMEOUT, 408)
