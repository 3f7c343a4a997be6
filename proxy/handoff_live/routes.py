"""The live routes: HTTP in, a case's thread out.

Plain ASGI callables, so that a place among the streams is held for exactly as long as its answer
runs. Errors are small JSON objects; nothing of a case stands in them.
"""

import json
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from typing import Any, Final

from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from proxy.dialects.openai_chat_own import error_body
from proxy.errors import CallerError, ErrorCode, ProxyError
from proxy.gateway.headers import CLOSING, retry_after
from proxy.gateway.request_body import ClientGoneError, read_body
from proxy.handoff.customer import CustomerView
from proxy.handoff_live.base import LiveRooms, Visitor
from proxy.handoff_live.door import visitor
from proxy.handoff_live.events import events, message_of, state_of
from proxy.ids import ClientId

ROOT: Final = "/handoff/v1/cases/{case}"
_HEADERS: Final = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
_LONGEST_NUMBER: Final = 9

Answer = Callable[[Visitor, Request, ExitStack], Awaitable[Response]]


def live_routes(rooms: LiveRooms) -> list[Route]:
    """The routes, to stand before everything else below ``/handoff/v1``."""
    verbs = Verbs(rooms)
    table: list[tuple[str, str, Answer]] = [
        ("events", "GET", verbs.events),
        ("thread", "GET", verbs.thread),
        ("arrived", "POST", verbs.arrived),
        ("rating", "POST", verbs.rating),
    ]
    return [
        Route(f"{ROOT}/{name}", _across(LiveRoute(rooms, method, answer), rooms), methods=None)
        for name, method, answer in table
    ]


def _across(app: ASGIApp, rooms: LiveRooms) -> ASGIApp:
    """Browsers may ask from pages of these addresses, and of no others."""
    return CORSMiddleware(
        app,
        allow_origins=rooms.origins,
        allow_methods=("GET", "POST"),
        allow_headers=("authorization", "content-type", "if-none-match", "last-event-id"),
        expose_headers=("etag", "retry-after"),
        max_age=600,
    )


class LiveRoute:
    """One route as a plain ASGI application."""

    def __init__(self, rooms: LiveRooms, method: str, answer: Answer) -> None:
        self._rooms = rooms
        self._method = method
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; its place is held until the answer is out."""
        with ExitStack() as stack:
            try:
                response = await self._respond(Request(scope, receive), stack)
            except ProxyError as error:
                response = _refusal(error)
            except ClientGoneError:
                return
            await response(scope, receive, send)

    async def _respond(self, request: Request, stack: ExitStack) -> Response:
        if request.method != self._method:
            raise CallerError(
                ErrorCode.METHOD_NOT_ALLOWED, f"Use {self._method} on this route.", status=405
            )
        known = await visitor(request.scope, self._rooms)
        stack.enter_context(self._rooms.limits.entered(ClientId(known.case_id)))
        return await self._answer(known, request, stack)


class Verbs:
    """What can be asked of a case."""

    def __init__(self, rooms: LiveRooms) -> None:
        self._rooms = rooms

    async def events(self, known: Visitor, request: Request, stack: ExitStack) -> Response:
        """The thread as a stream. 204, which ends reconnecting, when there is nothing to come."""
        last = _number(request.headers.get("last-event-id"))
        view = await self._rooms.desk.view(known.tenant, known.case_id, after=last)
        if view.closed and 0 < last == view.last:
            return Response(status_code=204, headers=_HEADERS)
        follower = stack.enter_context(self._rooms.watch.following(known.case_id))
        stream = events(known, self._rooms, follower, last)
        return StreamingResponse(stream, media_type="text/event-stream", headers=_HEADERS)

    async def thread(self, known: Visitor, request: Request, _: ExitStack) -> Response:
        """How the case stands and what was said after ``after``; 304 if the client knows."""
        after = _number(request.query_params.get("after"))
        view = await self._rooms.desk.view(known.tenant, known.case_id, after=after)
        etag = f'"{view.version}-{after}"'
        headers = {**_HEADERS, "etag": etag, "cache-control": "private, no-cache"}
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        # ASCII, as in events: half a character, which people's clients do send, has no UTF-8.
        body = json.dumps(thread_of(view))
        return Response(body, media_type="application/json", headers=headers)

    async def arrived(self, known: Visitor, request: Request, _: ExitStack) -> Response:
        """The client has shown all messages up to this number."""
        number = await self._whole_number(request, "number")
        await self._rooms.desk.arrived(known.tenant, known.case_id, number)
        return Response(status_code=204, headers=_HEADERS)

    async def rating(self, known: Visitor, request: Request, _: ExitStack) -> Response:
        """The customer's rating, 1 to 5; a later one replaces it."""
        rating = await self._whole_number(request, "rating")
        await self._rooms.margin.rate(known.tenant, known.case_id, rating)
        return Response(status_code=204, headers=_HEADERS)

    async def _whole_number(self, request: Request, name: str) -> int:
        body = await read_body(request.scope, request.receive, self._rooms.body)
        try:
            sent: Any = json.loads(body)
        except (ValueError, RecursionError):
            sent = None
        if not isinstance(sent, dict) or set(sent) != {name} or type(sent[name]) is not int:
            raise CallerError(
                ErrorCode.INVALID_REQUEST, f'Send {{"{name}": N}}, a whole number.', param=name
            )
        return int(sent[name])


def thread_of(view: CustomerView) -> dict[str, object]:
    """A thread, as polling clients read it. The next poll asks for what comes after ``last``."""
    messages = [message_of(said) for said in view.messages]
    return {**state_of(view), "last": view.last, "messages": messages}


def _number(sent: str | None) -> int:
    """A message number; anything else counts from the beginning, so that nothing is missed."""
    is_number = sent is not None and sent.isascii() and sent.isdigit()
    return int(sent) if sent and is_number and len(sent) <= _LONGEST_NUMBER else 0


def _refusal(error: ProxyError) -> Response:
    headers = {**_HEADERS, **retry_after(error)}
    if error.status in {408, 413, 415}:
        headers.update(CLOSING)
    return Response(error_body(error), error.status, headers, "application/json")
