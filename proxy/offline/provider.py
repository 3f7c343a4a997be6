"""The offline provider as a Starlette application.

A request is recorded whole before anything is decided about it, so that the record holds everything that
reached the provider, answered or not. The chat endpoint is a plain ASGI callable: only so can it drop a
connection in the middle of an answer, which real providers do.
"""

import asyncio
import hmac
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from proxy.offline import messages_wire, responses_wire, texts_wire, wire
from proxy.offline.assistant import shop_assistant
from proxy.offline.base import RecordedRequest, Reply, Script
from proxy.offline.kept import KeptAnswers

_RECORDED = "proxy.offline.request"
_CREATED = 1_760_000_000
"""Unix seconds: an answer is a function of its request, so its date is fixed."""

_Endpoint = Callable[[Request], Awaitable[Response]]


def create_offline_provider(
    record: Callable[[RecordedRequest], None] | None = None,
    script: Script | None = None,
    *,
    api_key: str | None = None,
    hung_up: Callable[[int], None] | None = None,
) -> Starlette:
    """The application: every format that the proxy speaks, Azure's paths too, and the models.

    ``record`` is told each request, in order, before it is answered. ``script`` decides the answers
    (default: ``shop_assistant``). ``api_key``: if given, requests need it as a bearer token, as
    ``x-api-key`` or (Azure's paths only so) as ``api-key``.
    ``hung_up`` is told the number of a request whose client left before its answer was complete.
    """
    decides, left = script or shop_assistant, hung_up or _ignore
    chat = _Answering(wire, decides, left)
    messages = _Answering(messages_wire, decides, left)
    kept = KeptAnswers(_CREATED)
    responses = _Answering(responses_wire, kept.remembering(decides), left)
    completions = _Answering(texts_wire, decides, left)
    of_deployments: list[tuple[str, ASGIApp | _Endpoint]] = [
        ("/chat/completions", chat),
        ("/completions", completions),
        ("/embeddings", _embeddings),
    ]
    openai = [*of_deployments, ("/responses", responses)]
    return Starlette(
        routes=[
            *_posts("/v1", [*openai, ("/moderations", _moderations)]),
            *_posts("/openai/v1", openai),
            *_posts("/openai/deployments/{deployment}", of_deployments),
            *_posts("/openai", [("/responses", responses)]),
            *(
                Route(path + "/responses/{name}", _Kept(kept), methods=["GET", "DELETE"])
                for path in ("/v1", "/openai/v1", "/openai")
            ),
            Route(messages_wire.PATH, messages, methods=["POST"]),
            Route(messages_wire.COUNT_PATH, _count_tokens, methods=["POST"]),
            *(
                Route(path, _models, methods=["GET"])
                for path in ("/v1/models", "/openai/v1/models", "/openai/models")
            ),
        ],
        middleware=[Middleware(_Recorder, record=record or _ignore, api_key=api_key)],
        exception_handlers={HTTPException: _refuse},
    )


def _posts(prefix: str, endpoints: Sequence[tuple[str, "ASGIApp | _Endpoint"]]) -> list[Route]:
    return [Route(prefix + path, endpoint, methods=["POST"]) for path, endpoint in endpoints]


def _ignore(_what: object) -> None:
    pass


async def _models(_request: Request) -> Response:
    return _json(200, wire.models_body(_CREATED))


async def _embeddings(request: Request) -> Response:
    recorded: RecordedRequest = request.scope[_RECORDED]
    return _json(200, texts_wire.embeddings_body(recorded.json()))


async def _moderations(request: Request) -> Response:
    recorded: RecordedRequest = request.scope[_RECORDED]
    return _json(200, texts_wire.moderations_body(recorded.json()))


async def _count_tokens(request: Request) -> Response:
    recorded: RecordedRequest = request.scope[_RECORDED]
    return _json(200, messages_wire.count_body(recorded.json()))


async def _refuse(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    message = f"Unknown request URL: {request.method} {request.url.path}."
    return _json(status, wire.error_body(status, message, "unknown_url"))


def _json(status: int, body: bytes) -> Response:
    return Response(body, status, media_type="application/json")


class _Kept:
    """One answer that is kept: shown or deleted."""

    def __init__(self, kept: KeptAnswers) -> None:
        self._kept = kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path_params"]["name"]
        found = self._kept.get(name)
        if found is None:
            answer = _json(404, wire.error_body(404, f"Response with id '{name}' not found."))
        elif scope["method"] == "DELETE":
            self._kept.delete(name)
            answer = _json(200, responses_wire.deleted(name))
        else:
            answer = _json(200, found.body)
        await answer(scope, receive, send)


class _Recorder:
    """Reads each request whole, tells it to ``record``, and checks the key."""

    def __init__(
        self, app: ASGIApp, record: Callable[[RecordedRequest], None], api_key: str | None
    ) -> None:
        self._app = app
        self._record = record
        self._api_key = api_key
        self._numbers = itertools.count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = await Request(scope, receive).body()
        recorded = RecordedRequest(
            number=next(self._numbers),
            method=scope["method"],
            path=_asked(scope),
            headers=tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in scope["headers"]),
            body=body,
        )
        self._record(recorded)
        scope[_RECORDED] = recorded
        if self._is_welcome(recorded):
            await self._app(scope, receive, send)
        else:
            refusal = wire.error_body(401, "Incorrect API key provided.", "invalid_api_key")
            await _json(401, refusal)(scope, receive, send)

    def _is_welcome(self, request: RecordedRequest) -> bool:
        if self._api_key is None:
            return True
        azure = request.path.startswith("/openai/")
        bare = request.header("api-key") or "" if azure else request.header("x-api-key")
        sent = bare if bare is not None else request.header("authorization") or ""
        wanted = self._api_key if bare is not None else f"Bearer {self._api_key}"
        return hmac.compare_digest(sent.encode("latin-1"), wanted.encode())


def _asked(scope: Scope) -> str:
    """The path with its query: what is asked for there reaches the provider, too."""
    query = scope["query_string"].decode("latin-1")
    return f"{scope['path']}?{query}" if query else str(scope["path"])


class _Wire(Protocol):
    """One format from the provider's side: ``wire`` or ``messages_wire``."""

    def error_body(self, status: int, message: str, code: str | None = None) -> bytes:
        """An error in the format's shape."""
        ...

    def completion(
        self, reply: Reply, request: dict[str, Any], *, number: int, created: int
    ) -> bytes:
        """A whole answer."""
        ...

    def stream(
        self, reply: Reply, request: dict[str, Any], *, number: int, created: int
    ) -> list[bytes]:
        """A streamed answer, event by event."""
        ...


class _Answering:
    """Answers in one format as the script says, until the client leaves."""

    def __init__(self, speaks: _Wire, script: Script, hung_up: Callable[[int], None]) -> None:
        self._speaks = speaks
        self._script = script
        self._hung_up = hung_up

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request: RecordedRequest = scope[_RECORDED]
        answering = asyncio.ensure_future(_answer(request, self._speaks, self._script, send))
        leaving = asyncio.ensure_future(_left(receive))
        try:
            await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
            if answering.done():
                await answering
            else:
                self._hung_up(request.number)
        finally:
            for task in (answering, leaving):
                task.cancel()
            await asyncio.wait((answering, leaving))


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(request: RecordedRequest, speaks: _Wire, script: Script, send: Send) -> None:
    try:
        document = request.json()
    except (ValueError, TypeError):
        document = {}
        reply = Reply(status=400, error="We could not parse the JSON body of your request.")
    else:
        reply = script(request)
    if reply.delay:
        await asyncio.sleep(reply.delay)
    pieces, media_type = _body(speaks, reply, document, request.number)
    headers = [("content-type", media_type), *reply.headers]
    await send(
        {
            "type": "http.response.start",
            "status": reply.status,
            "headers": [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers],
        }
    )
    async for piece in _paced(_dropped(pieces, reply.drop_after), reply.pause):
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    if reply.drop_after is None:
        # Without this message the server closes the connection in the middle of the answer.
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _body(
    speaks: _Wire, reply: Reply, document: dict[str, Any], number: int
) -> tuple[list[bytes], str]:
    """What is sent, in pieces, and its media type."""
    if reply.body is not None:
        streamed = document.get("stream") is True and reply.status < 400
        media_type = "text/event-stream" if streamed else "application/json"
        return list(_cut([reply.body], reply.cuts)), media_type
    if reply.error is not None:
        return [speaks.error_body(reply.status, reply.error)], "application/json"
    if document.get("stream") is True:
        events = speaks.stream(reply, document, number=number, created=_CREATED)
        return list(_cut(events, reply.cuts)), "text/event-stream; charset=utf-8"
    body = speaks.completion(reply, document, number=number, created=_CREATED)
    return list(_cut([body], reply.cuts)), "application/json"


def _cut(pieces: Sequence[bytes], sizes: Sequence[int]) -> Iterator[bytes]:
    """The same bytes in pieces of these sizes, used round and round."""
    if not sizes:
        yield from pieces
        return
    data, position = b"".join(pieces), 0
    for size in itertools.cycle(sizes):
        if position >= len(data):
            return
        yield data[position : position + size]
        position += size


def _dropped(pieces: Sequence[bytes], limit: int | None) -> Iterator[bytes]:
    """The pieces up to so many bytes in all."""
    for piece in pieces:
        if limit is not None and limit <= 0:
            return
        yield piece if limit is None else piece[:limit]
        limit = None if limit is None else limit - len(piece)


async def _paced(pieces: Iterator[bytes], pause: float) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
        # Also without a pause: each piece is to reach the network on its own.
        await asyncio.sleep(pause)
