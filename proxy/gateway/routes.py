"""The outermost request boundary: HTTP in, a turn served, HTTP out.

Strategy: plain ASGI callables. Every request ends in a response in the caller's wire format; here
stands one of the two places where any exception at all is caught, because a traceback may hold
customer text and must neither reach the caller nor a log. A client that hangs up is seen only
through ``receive()``: a watcher listens beside the answer and cancels it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Mapping
from dataclasses import dataclass
from typing import Protocol

from starlette.types import Message, Receive, Scope, Send

from proxy.dialects.base import Dialect
from proxy.dialects.openai_models import read_models
from proxy.dialects.registry import (
    PATHS,
    address_of,
    dialect_for,
    fallback_dialect,
    models_address,
)
from proxy.errors import CallerError, ErrorCode, ProxyError, ServiceError
from proxy.gateway import headers
from proxy.gateway.answers import error_reply
from proxy.gateway.base import Call, Caller, Reply, Rooms
from proxy.gateway.limits import ClientLimits
from proxy.gateway.request_body import BodyLimits, ClientGoneError, read_body
from proxy.gateway.turn import serve_turn
from proxy.ids import TurnId, new_turn_id

_log = logging.getLogger("proxy.gateway")

_BODY_UNREAD = frozenset({408, 413, 415, 421})
"""Statuses of refusals in the middle of a body: what is still to come must not be read as a request."""


class Authenticator(Protocol):
    """Knows client keys."""

    async def caller(self, bearer: str | None) -> Caller:
        """The caller that a key belongs to. Raises CallerError(INVALID_CLIENT_KEY), 401."""
        ...


@dataclass(frozen=True, slots=True)
class Door:
    """What the outermost boundary needs beside the rooms."""

    rooms: Rooms
    clients: Authenticator
    limits: ClientLimits
    body: BodyLimits


class ChatRoute:
    """One wire format's chat route as a plain ASGI application."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one POST. ``scope["path"]`` chooses the wire format, never the Host header."""
        path = scope["path"]
        dialect = dialect_for(path) or fallback_dialect()
        await answer_safely(scope, receive, send, dialect, self._door, self._serve)

    async def _serve(self, scope: Scope, receive: Receive, turn: TurnId, caller: Caller) -> Reply:
        address = address_of(scope["path"], _query(scope))
        if address is None:
            raise not_found(scope["path"])
        if scope["method"] != "POST":
            raise CallerError(ErrorCode.METHOD_NOT_ALLOWED, "Use POST on this route.", status=405)
        body = await read_body(scope, receive, self._door.body)
        given = headers.request_headers(scope)
        call = Call(
            turn=turn,
            caller=caller,
            address=address,
            body=body,
            customer=headers.identifier(given, "x-customer-id"),
            disclosed=headers.disclosed(given),
            conversation=headers.identifier(given, "x-conversation-id"),
            idempotency=headers.identifier(given, "idempotency-key"),
            headers=headers.to_provider(given),
        )
        return await _watching(receive, serve_turn(call, self._door.rooms))


class ModelsRoute:
    """GET /v1/models, passed through for clients that ask before they chat."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the provider's list of models."""
        await answer_safely(scope, receive, send, fallback_dialect(), self._door, self._serve)

    async def _serve(self, scope: Scope, receive: Receive, turn: TurnId, caller: Caller) -> Reply:
        del receive, caller
        if scope["method"] != "GET":
            raise CallerError(ErrorCode.METHOD_NOT_ALLOWED, "Use GET on this route.", status=405)
        path, key = models_address(scope["path"], _query(scope))
        answer = await self._door.rooms.upstream.models(path, key)
        own = {**answer.headers, headers.TURN: turn}
        body = await answer.read()
        dialect = fallback_dialect()
        if answer.status >= 400:
            return Reply(answer.status, own, dialect.write_error(dialect.read_error(body)))
        return Reply(answer.status, own, read_models(body))


class UnknownRoute:
    """Everything else: the provider's error shape, never a pass-through."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404 without looking at the body."""
        dialect = fallback_dialect()
        self._door.rooms.metrics.refused(ErrorCode.NOT_FOUND)
        await send_reply(error_reply(dialect, not_found(scope["path"])), receive, send)


class Serve(Protocol):
    """What a route does once the caller is known."""

    async def __call__(self, scope: Scope, receive: Receive, turn: TurnId, caller: Caller) -> Reply:
        """Serve one request of a known caller."""
        ...


def not_found(path: str) -> CallerError:
    """The error for a route this proxy does not serve. The path is not repeated: it is input."""
    del path
    return CallerError(
        ErrorCode.NOT_FOUND,
        f"This proxy serves POST on {', '.join(PATHS)} (under /openai/ as Azure has them, too) "
        "and GET /v1/models, and GET and DELETE on /v1/responses/{id}; other routes of the "
        "provider are not passed on, because nothing would protect them.",
        status=404,
    )


async def answer_safely(
    scope: Scope, receive: Receive, send: Send, dialect: Dialect, door: Door, serve: Serve
) -> None:
    """Authenticate, serve, and answer; whatever goes wrong ends in an error of the caller's kind."""
    turn = new_turn_id(door.rooms.randomness)
    own: dict[str, str] = {headers.TURN: turn}
    started = False

    async def sending(message: Message) -> None:
        nonlocal started
        started = started or message["type"] == "http.response.start"
        await send(message)

    async def fail(error: ProxyError) -> None:
        """An error in the caller's format; once the response has begun it can only be an event."""
        door.rooms.metrics.refused(error.code)
        if started:
            await send(_body(dialect.error_event(error), more=False))
            return
        own.update(headers.retry_after(error))
        if error.status in _BODY_UNREAD:
            own.update(headers.CLOSING)
        await send_reply(error_reply(dialect, error, own), receive, send)

    try:
        key = headers.client_key(headers.request_headers(scope))
        caller = await door.clients.caller(key)
        with door.limits.entered(caller.client):
            reply = await serve(scope, receive, turn, caller)
            await send_reply(reply, receive, sending)
    except ProxyError as error:
        _log.info("request_refused", extra={"turn": turn, "code": error.code.value})
        await fail(error)
    except ClientGoneError:
        door.rooms.metrics.closed("client_gone")
    except Exception as error:  # noqa: BLE001 - the outermost request boundary
        # Only the class is logged: message and traceback may hold customer text.
        _log.error("request_failed", extra={"turn": turn, "error": type(error).__name__})
        await fail(
            ServiceError(
                ErrorCode.INTERNAL_ERROR,
                f"The proxy failed on this turn ({turn}). "
                "If it was forwarded, the audit log has it.",
                status=500,
            )
        )


def _query(scope: Scope) -> str:
    query: bytes = scope.get("query_string", b"")
    return query.decode("latin-1")


async def _watching(receive: Receive, serving: Coroutine[None, None, Reply]) -> Reply:
    """Serve while listening for a hang-up; a hang-up cancels the serving."""
    task = asyncio.ensure_future(serving)
    watcher = asyncio.create_task(_disconnected(receive))
    try:
        await asyncio.wait({task, watcher}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientGoneError
        return task.result()
    finally:
        watcher.cancel()
        if not task.done():
            task.cancel()
            await asyncio.wait({task})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def send_reply(reply: Reply, receive: Receive, send: Send) -> None:
    """Write a reply; a streamed one is cancelled, and its provider let go, if the client leaves."""
    start = {"type": "http.response.start", "status": reply.status, "headers": _raw_headers(reply)}
    if reply.chunks is None:
        await send(start)
        await send({"type": "http.response.body", "body": reply.body})
        return
    sending = asyncio.create_task(_send_chunks(start, reply.chunks, send))
    watcher = asyncio.create_task(_disconnected(receive))
    try:
        await asyncio.wait({sending, watcher}, return_when=asyncio.FIRST_COMPLETED)
        if sending.done():
            sending.result()
    finally:
        watcher.cancel()
        if not sending.done():
            sending.cancel()
            await asyncio.wait({sending})


async def _send_chunks(start: Message, chunks: AsyncIterator[bytes], send: Send) -> None:
    try:
        await send(start)
        async for chunk in chunks:
            await send(_body(chunk, more=True))
        await send(_body(b"", more=False))
    finally:
        close = getattr(chunks, "aclose", None)
        if close is not None:
            await close()


def _body(data: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": data, "more_body": more}


def _raw_headers(reply: Reply) -> list[tuple[bytes, bytes]]:
    own: Mapping[str, str] = {
        "content-type": reply.media_type,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        **reply.headers,
    }
    raw = [(name.lower().encode("ascii"), value.encode("ascii")) for name, value in own.items()]
    if reply.chunks is None:
        raw.append((b"content-length", str(len(reply.body)).encode()))
    return raw
