"""Reading a request's body under a size limit and a deadline.

Strategy: everything that can be refused from the headers is refused before a byte of the body is
read; then bytes are counted as they come and the clock runs for the body as a whole, so that one byte
per second buys no time. Framing is looked at again although the HTTP parser did (RFC 9112 §6.3,
§3.2): the proxy must not depend on one parser's strictness to agree with whatever stands before it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.types import Receive, Scope

from proxy.errors import CallerError, ErrorCode
from proxy.gateway.headers import request_headers


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """``size`` in bytes; ``seconds`` for the whole body; ``hosts``: None allows any Host."""

    size: int = 4 * 1024 * 1024
    seconds: float = 30.0
    hosts: frozenset[str] | None = None


class ClientGoneError(Exception):
    """The client hung up; nobody is left to answer."""


async def read_body(scope: Scope, receive: Receive, limits: BodyLimits) -> bytes:
    """The whole body of a JSON request.

    Raises CallerError (400, 408, 413, 415) or ClientGoneError. After an error the connection must be
    closed with the answer (``headers.CLOSING``): the rest of the body is still to come.
    """
    given = request_headers(scope)
    check_framing(scope, given)
    check_host(given, limits.hosts)
    _check_content(given)
    _check_length(given, limits.size)
    try:
        async with asyncio.timeout(limits.seconds):
            return await _receive_all(receive, limits.size)
    except TimeoutError:
        raise CallerError(
            ErrorCode.REQUEST_TIMEOUT,
            f"The request body took longer than {limits.seconds:g} seconds to arrive.",
            status=408,
        ) from None


async def _receive_all(receive: Receive, size: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        body += message.get("body", b"")
        if len(body) > size:
            raise _too_large(size)
        if not message.get("more_body", False):
            return bytes(body)


def check_framing(scope: Scope, given: Mapping[str, Sequence[str]]) -> None:
    """Refuse what two HTTP parsers could read differently. Raises CallerError(INVALID_REQUEST)."""
    lengths = given.get("content-length", ())
    codings = given.get("transfer-encoding", ())
    if lengths and codings:
        raise _malformed("Send either Content-Length or Transfer-Encoding, not both.")
    if len(lengths) > 1 or any(not (v.isascii() and v.isdigit()) for v in lengths):
        raise _malformed("Send one Content-Length, in decimal digits.")
    if codings and [coding.strip().lower() for coding in codings] != ["chunked"]:
        raise _malformed("The only Transfer-Encoding understood here is chunked.")
    hosts = given.get("host", ())
    if len(hosts) > 1 or (not hosts and scope.get("http_version") != "1.0"):
        raise _malformed("Send exactly one Host header.")


def check_host(given: Mapping[str, Sequence[str]], hosts: frozenset[str] | None) -> None:
    """Refuse requests for somebody else. Raises CallerError(INVALID_REQUEST), 421."""
    if hosts is None:
        return
    named = "".join(given.get("host", ())).strip().lower()
    if named not in hosts and _without_port(named) not in hosts:
        raise CallerError(
            ErrorCode.INVALID_REQUEST,
            "This proxy does not answer for the host that the request names.",
            status=421,
            param="host",
        )


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _check_content(given: Mapping[str, Sequence[str]]) -> None:
    for coding in given.get("content-encoding", ()):
        if coding.strip().lower() not in ("", "identity"):
            raise CallerError(
                ErrorCode.UNSUPPORTED_CONTENT_ENCODING,
                "Send the request body without compression (no Content-Encoding).",
                status=415,
                param="content-encoding",
            )
    types = given.get("content-type", ())
    media = types[0].partition(";")[0].strip().lower() if len(types) == 1 else ""
    if media != "application/json":
        raise CallerError(
            ErrorCode.INVALID_REQUEST,
            "Send the request body as Content-Type: application/json.",
            status=415,
            param="content-type",
        )


def _check_length(given: Mapping[str, Sequence[str]], size: int) -> None:
    for length in given.get("content-length", ()):
        # Twenty digits hold any length that could ever be sent; int() of a longer one costs time.
        if len(length) > 20 or int(length) > size:
            raise _too_large(size)


def _too_large(size: int) -> CallerError:
    return CallerError(
        ErrorCode.BODY_TOO_LARGE,
        f"The request body is larger than {size} bytes.",
        status=413,
    )


def _malformed(message: str) -> CallerError:
    return CallerError(ErrorCode.INVALID_REQUEST, message)
