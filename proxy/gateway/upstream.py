"""The one way out: the provider, reached with protected bytes only.

Strategy: the client's type is the turnstile. ``send`` takes ``Protected``, which only the guard makes,
and an URL and a key that only configuration gives. We use httpx's transport without httpx's client
on purpose: so there is no cookie jar, no redirect, no proxy from the environment and no
decompression to switch off, because none of them is there. (aiohttp below has a cookie jar of its
own, which is replaced by one that keeps nothing.)

Every error says whether the turn may have been received. That is judged by what went wrong, not by
what the library calls it: the transport reports a connection lost *after* sending as a "connect
timeout". Only failures to make a connection count as not received; all else may have been.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from proxy import __version__
from proxy.dialects.base import KeyHeader
from proxy.errors import AdministratorError, ErrorCode, ProviderError
from proxy.gateway.headers import from_provider
from proxy.privacy.guard import Protected
from proxy.sensitive import Sensitive

_PREFIX = "/v1"
"""Wire formats name their paths as ``/v1/…``; a provider's base URL may stand elsewhere."""
_AZURE = "/openai/"
"""Azure's paths begin so; they stand below the host, or below where a base URL for them ends."""

_NEVER_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    httpx.ConnectError,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)
"""No connection was made: name not found, refused, TLS failed, no free place in the pool."""

_FAILURES = (httpx.HTTPError, httpx.StreamError, aiohttp.ClientError, OSError)
"""Everything the transport is known to raise, raw or mapped (``TimeoutError`` is an OSError)."""


_PIECE_BYTES = 256 * 1024

_KEY_HIDDEN = b"[the proxy's key]"
_SHORTEST_KEY = 12
"""Characters; a shorter one is no secret ("none", "EMPTY")."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, to get a place in the pool, and of silence while reading."""

    connect: float = 10.0
    pool: float = 10.0
    read: float = 120.0

    def extension(self) -> dict[str, float]:
        """As httpx's transports read it."""
        # The aiohttp transport bounds pool wait and connecting together by "pool".
        return {
            "connect": self.connect,
            "pool": self.pool + self.connect,
            "read": self.read,
            "write": self.read,
        }


@dataclass(frozen=True, slots=True)
class Reach:
    """How much is taken from a provider: connections at once, bytes of an answer and of a stream."""

    connections: int = 512
    keep_alive: float = 15.0
    answer_bytes: int = 32 * 1024 * 1024
    stream_bytes: int = 256 * 1024 * 1024


class UpstreamError(ProviderError):
    """The provider failed or could not be reached.

    ``may_have_been_received``: False only when no connection was made at all.
    """

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        status: int | None = None,
        may_have_been_received: bool = True,
    ) -> None:
        super().__init__(code, message, status=status)
        self.may_have_been_received = may_have_been_received


@dataclass(frozen=True, slots=True)
class UpstreamAnswer:
    """A provider's answer. ``headers`` may reach the client; ``chunks`` are read once.

    ``request_id``: the provider's name for the request, for the audit log.
    """

    status: int
    headers: Mapping[str, str]
    request_id: str | None
    media_type: str
    chunks: AsyncIterator[bytes] = field(repr=False)
    limit: int
    key: bytes | None = field(repr=False, default=None)
    """The provider's key, which an error may quote."""

    async def read(self) -> bytes:
        """The whole body; of an error, without the key that we sent.

        Raises UpstreamError if it is cut, too slow, or over ``limit`` bytes.
        """
        body = bytearray()
        async for chunk in self.chunks:
            body += chunk
            if len(body) > self.limit:
                raise _too_large(self.limit)
        if self.key is not None and self.status >= 400:
            body = body.replace(self.key, _KEY_HIDDEN)
        return bytes(body)


class UpstreamClient:
    """Talks to one provider. Opens connections when first used; ``close`` when done."""

    def __init__(
        self,
        base_url: str,
        api_key: Sensitive | None,
        *,
        timeouts: Timeouts | None = None,
        reach: Reach | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Raises AdministratorError(INVALID_SETTINGS) if the URL or the key cannot be used.

        ``base_url`` is what an SDK would be given; one without a path gets ``/v1``.
        """
        self._base = _checked_base(base_url)
        self._key = _checked_key(api_key)
        self._timeouts = timeouts or Timeouts()
        self._reach = reach or Reach()
        self._transport = transport or _make_transport(self._reach)

    @asynccontextmanager
    async def send(
        self,
        protected: Protected,
        *,
        path: str,
        headers: Mapping[str, str],
        stream: bool,
        key_header: KeyHeader = KeyHeader.BEARER,
    ) -> AsyncIterator[UpstreamAnswer]:
        """Send one protected turn and give its answer; leaving the context ends the request.

        ``path``: of the wire format (``/v1/chat/completions``, or Azure's with its query). ``headers``: already allow-listed.
        ``key_header``: how the provider wants its key.
        Any status but a redirect is an answer. Raises UpstreamError, here and while reading.
        """
        request = self._request(
            "POST", path, headers, stream=stream, content=protected.body, key=key_header
        )
        async with self._answered(request, stream=stream) as answer:
            yield answer

    async def models(
        self, path: str = "/v1/models", key_header: KeyHeader = KeyHeader.BEARER
    ) -> UpstreamAnswer:
        """The provider's list of models, already read. Raises UpstreamError."""
        return await self._plain("GET", path, key_header)

    async def kept(self, method: str, path: str, key_header: KeyHeader) -> UpstreamAnswer:
        """GET or DELETE an answer that the provider keeps; what it says, already read.

        ``path``: of the wire format, with a checked id. Raises UpstreamError.
        """
        return await self._plain(method, path, key_header)

    async def _plain(self, method: str, path: str, key_header: KeyHeader) -> UpstreamAnswer:
        """A request without a body, and its answer, already read."""
        request = self._request(method, path, {}, stream=False, key=key_header)
        async with self._answered(request, stream=False) as answer:
            body = await answer.read()
        return UpstreamAnswer(
            answer.status,
            answer.headers,
            answer.request_id,
            answer.media_type,
            _each([body]),
            answer.limit,
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    def _request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        *,
        stream: bool,
        content: bytes | None = None,
        key: KeyHeader = KeyHeader.BEARER,
    ) -> httpx.Request:
        own = {
            "accept": "text/event-stream" if stream else "application/json",
            # Answers are read as they are: inflating one is a way to fill our memory.
            "accept-encoding": "identity",
            "user-agent": f"chat-proxy/{__version__}",
        }
        if content is not None:
            own["content-type"] = "application/json"
            own["content-length"] = str(len(content))
        if self._key is not None:
            scheme = "Bearer " if key is KeyHeader.BEARER else ""
            own[key.value] = scheme + self._key.reveal()
        return httpx.Request(
            method,
            self._url(path),
            headers={**headers, **own},
            content=content and _pieces(content),
            extensions={"timeout": self._timeouts.extension()},
        )

    def _quotable_key(self) -> bytes | None:
        """The key, unless it is a word that a server without keys is given ("EMPTY")."""
        key = self._key.reveal().encode() if self._key is not None else b""
        return key if len(key) >= _SHORTEST_KEY else None

    def _url(self, path: str) -> httpx.URL:
        if path.startswith(_AZURE):
            base = self._base.removesuffix(_PREFIX).removesuffix(_AZURE.rstrip("/"))
            return httpx.URL(base + path)
        assert path.startswith(_PREFIX + "/"), "wire formats name their paths from /v1/"
        return httpx.URL(self._base + path.removeprefix(_PREFIX))

    @asynccontextmanager
    async def _answered(
        self, request: httpx.Request, *, stream: bool
    ) -> AsyncIterator[UpstreamAnswer]:
        try:
            response = await self._transport.handle_async_request(request)
        except _FAILURES as error:
            raise _failure(error, begun=False) from None
        try:
            limit = self._reach.stream_bytes if stream else self._reach.answer_bytes
            yield replace(_answer(response, limit), key=self._quotable_key())
        finally:
            await _let_go(response)


def _answer(response: httpx.Response, limit: int) -> UpstreamAnswer:
    """The response as an answer. Raises UpstreamError for what is none."""
    if 300 <= response.status_code < 400:
        raise UpstreamError(
            ErrorCode.PROVIDER_ERROR,
            "The provider answered with a redirect, which is never followed. "
            "Check the upstream URL in the settings.",
        )
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("", "identity"):
        raise UpstreamError(
            ErrorCode.PROVIDER_BROKEN_ANSWER,
            "The provider compressed its answer although it was told not to.",
        )
    return UpstreamAnswer(
        status=response.status_code,
        headers=(passed := from_provider(response.headers.multi_items())),
        request_id=passed.get("x-provider-request-id"),
        media_type=response.headers.get("content-type", "").partition(";")[0].strip().lower(),
        chunks=_chunks(response, limit),
        limit=limit,
    )


async def _chunks(response: httpx.Response, limit: int) -> AsyncIterator[bytes]:
    """The body as it comes, errors translated, never more than ``limit`` bytes."""
    size = 0
    try:
        async for chunk in response.aiter_raw():
            size += len(chunk)
            if size > limit:
                raise _too_large(limit)
            yield chunk
    except _FAILURES as error:
        raise _failure(error, begun=True) from None


async def _let_go(response: httpx.Response) -> None:
    try:
        await response.aclose()
    except _FAILURES:
        # The answer is over for us; what the connection says at its end changes nothing.
        return


def _pieces(body: bytes) -> bytes | AsyncIterator[bytes]:
    """A body as it is sent: a large one piece by piece, so that other turns get their chance."""
    if len(body) <= _PIECE_BYTES:
        return body
    starts = range(0, len(body), _PIECE_BYTES)
    return _each(body[start : start + _PIECE_BYTES] for start in starts)


async def _each(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def _failure(error: BaseException, *, begun: bool) -> UpstreamError:
    """What went wrong, in our words. The library's message may quote input and is dropped."""
    cause = error.__cause__ if isinstance(error.__cause__, aiohttp.ClientError) else error
    if not begun and isinstance(cause, _NEVER_SENT):
        slow = isinstance(cause, TimeoutError | httpx.PoolTimeout)
        return UpstreamError(
            ErrorCode.PROVIDER_TIMEOUT if slow else ErrorCode.PROVIDER_UNREACHABLE,
            "No connection to the provider in time."
            if slow
            else "The provider could not be reached.",
            status=504 if slow else 502,
            may_have_been_received=False,
        )
    if isinstance(cause, TimeoutError | httpx.TimeoutException):
        return UpstreamError(
            ErrorCode.PROVIDER_TIMEOUT,
            "The provider stayed silent for too long. It may have received the request.",
            status=504,
        )
    return UpstreamError(
        ErrorCode.PROVIDER_BROKEN_ANSWER,
        "The provider's answer was cut off."
        if begun
        else "The provider closed the connection without an answer. It may have received the request.",
    )


def _too_large(limit: int) -> UpstreamError:
    return UpstreamError(
        ErrorCode.PROVIDER_BROKEN_ANSWER, f"The provider's answer is larger than {limit} bytes."
    )


def _checked_base(base_url: str) -> str:
    """The base URL without a trailing slash, with ``/v1`` if it has no path."""
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL:
        raise _bad_setting("The upstream URL cannot be read.") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise _bad_setting("The upstream URL must begin with https:// (or http://) and a host.")
    if url.userinfo or url.query or url.fragment:
        raise _bad_setting("The upstream URL must have no user, password, query or fragment.")
    path = url.raw_path.decode("ascii").rstrip("/")
    return f"{url.scheme}://{url.netloc.decode('ascii')}{path or _PREFIX}"


def _checked_key(api_key: Sensitive | None) -> Sensitive | None:
    if api_key is None:
        return None
    key = api_key.reveal().strip()
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise _bad_setting("The provider's API key must be printable ASCII without blanks.")
    return Sensitive(key)


def _bad_setting(message: str) -> AdministratorError:
    return AdministratorError(ErrorCode.INVALID_SETTINGS, message, param="upstream")


def _make_transport(reach: Reach) -> AiohttpTransport:
    context = httpx.create_ssl_context(trust_env=False)

    def session() -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=reach.connections,
                keepalive_timeout=reach.keep_alive,
                ssl=context,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
        )

    return AiohttpTransport(verify=context, trust_env=False, client=session)
