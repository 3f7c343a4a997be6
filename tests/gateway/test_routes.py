"""The outermost boundary: every request ends in an answer of the caller's kind, and nothing leaks."""

# ruff: noqa: D102 - small fakes and readers

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from starlette.types import Message, Scope

from proxy.audit.events import EventKind
from proxy.cli.log_lines import IdentifierLines
from proxy.errors import CallerError, ErrorCode, ServiceError
from proxy.gateway import headers
from proxy.gateway.base import Caller, Reply
from proxy.gateway.limits import Allowance, ClientLimits
from proxy.gateway.request_body import BodyLimits
from proxy.gateway.routes import ChatRoute, Door, ModelsRoute, UnknownRoute
from proxy.offline import base as offline
from proxy.offline import wire
from proxy.offline.base import Said
from tests.gateway.stage import CALLER, NAME, PATH, Stage, each, raw

KEY = "sk-proxy-good"
SECRET = f"I am {NAME}"
TOO_OFTEN = CallerError(ErrorCode.RATE_LIMITED, "Later.", status=429, retry_after=7)

App = Callable[[Scope, Any, Any], Awaitable[None]]


class OneKey:
    """Knows one client key."""

    async def caller(self, bearer: str | None) -> Caller:
        if bearer != KEY:
            raise CallerError(ErrorCode.INVALID_CLIENT_KEY, "Who is it?", status=401)
        return CALLER


@dataclass
class Exchange:
    """One request driven by hand: what was answered, and a client that can hang up."""

    messages: list[Message] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    first_chunk: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def status(self) -> int:
        starts = [m for m in self.messages if m["type"] == "http.response.start"]
        assert len(starts) == 1, self.messages
        assert isinstance(starts[0]["status"], int)
        return starts[0]["status"]

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.messages[0]["headers"]}

    @property
    def body(self) -> bytes:
        return b"".join(m.get("body", b"") for m in self.messages)

    @property
    def error(self) -> dict[str, Any]:
        error = json.loads(self.body)["error"]
        assert set(error) == {"message", "type", "param", "code"}
        assert isinstance(error, dict)
        return error

    @property
    def whole(self) -> bool:
        """The answer has its end."""
        return not self.messages[-1].get("more_body", False)


def scope(path: str = PATH, method: str = "POST", key: str | None = KEY, **more: str) -> Scope:
    given = {"host": "proxy.example", "content-type": "application/json", **more}
    if key is not None:
        given["authorization"] = f"Bearer {key}"
    raw_headers = [(name.encode(), value.encode()) for name, value in given.items()]
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "headers": raw_headers,
    }


def asking(text: str, **fields: Any) -> bytes:
    said = [{"role": "user", "content": text}]
    return json.dumps({"model": "m", "messages": said, **fields}).encode()


async def drive(
    app: App, request: Scope, body: bytes = b"", exchange: Exchange | None = None
) -> Exchange:
    exchange = exchange or Exchange()
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        if waiting:
            return waiting.pop()
        await exchange.gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        exchange.messages.append(message)
        if message.get("body"):
            exchange.first_chunk.set()

    await app(request, receive, send)
    return exchange


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def door(stage: Stage) -> Door:
    return Door(stage.rooms, OneKey(), ClientLimits(stage.clock), BodyLimits())


@pytest.fixture
def chat(door: Door) -> ChatRoute:
    return ChatRoute(door)


def metric(stage: Stage, line: str) -> bool:
    return line in stage.metrics.render().decode().splitlines()


async def test_a_turn_is_served_and_its_place_given_back(chat: ChatRoute, door: Door) -> None:
    answered = await drive(chat, scope(), asking(SECRET))
    assert answered.status == 200
    assert NAME in answered.body.decode()
    assert answered.headers["content-type"] == "application/json"
    assert answered.headers["cache-control"] == "no-store"
    assert answered.headers["content-length"] == str(len(answered.body))
    assert door.limits.at_work == 0


@pytest.mark.parametrize("key", [None, "sk-proxy-wrong", "sk-openai"])
async def test_without_a_good_key_nothing_is_read(
    chat: ChatRoute, stage: Stage, key: str | None
) -> None:
    answered = await drive(chat, scope(key=key), asking(SECRET))
    assert answered.status == 401
    assert answered.error["code"] == "invalid_client_key"
    assert stage.journal == []


async def test_another_method_and_another_path_are_refused_in_the_same_shape(
    chat: ChatRoute, door: Door, stage: Stage
) -> None:
    answered = await drive(chat, scope(method="GET"))
    assert (answered.status, answered.error["code"]) == (405, "method_not_allowed")
    answered = await drive(chat, scope("/v1/files"), asking("x"))
    assert (answered.status, answered.error["code"]) == (404, "not_found")
    answered = await drive(UnknownRoute(door), scope(f"/v1/{NAME}"))
    assert (answered.status, answered.error["code"]) == (404, "not_found")
    assert NAME not in answered.body.decode()
    assert stage.provider.bodies == []


async def test_an_error_of_ours_tells_code_turn_and_that_a_retry_cannot_help(
    chat: ChatRoute, stage: Stage
) -> None:
    stage.inspector.failing = ServiceError(ErrorCode.DETECTION_FAILED, "No detector.")
    answered = await drive(chat, scope(), asking(SECRET))
    assert (answered.status, answered.error["code"]) == (503, "detection_failed")
    assert answered.headers[headers.SHOULD_RETRY] == "false"
    assert answered.headers[headers.TURN].startswith("turn_")
    assert metric(stage, 'chat_proxy_errors_total{code="detection_failed"} 1.0')


async def test_an_error_that_passes_says_when_to_come_back(chat: ChatRoute, stage: Stage) -> None:
    stage.inspector.failing = TOO_OFTEN  # type: ignore[assignment]
    answered = await drive(chat, scope(), asking(SECRET))
    assert (answered.status, answered.headers["retry-after"]) == (429, "7")


class FaultError(Exception):
    """Something nobody foresaw, with customer text in it."""


def break_detection(monkeypatch: pytest.MonkeyPatch, stage: Stage) -> None:
    async def fault(readings: object) -> None:
        raise FaultError(SECRET)

    monkeypatch.setattr(stage.inspector, "inspect", fault)


async def test_any_exception_is_a_500_in_the_callers_shape_without_its_text(
    chat: ChatRoute,
    door: Door,
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    break_detection(monkeypatch, stage)
    answered = await drive(chat, scope(), asking(SECRET))
    assert (answered.status, answered.error["code"]) == (500, "internal_error")
    assert NAME not in answered.body.decode()
    assert door.limits.at_work == 0
    (line,) = [IdentifierLines().format(record) for record in caplog.records]
    assert json.loads(line)["error"] == "FaultError"
    assert NAME not in line
    assert caplog.records[0].exc_info is None
    assert metric(stage, 'chat_proxy_errors_total{code="internal_error"} 1.0')


def streamed(*said: Said) -> list[bytes]:
    reply = offline.Reply(choices=said or (Said("Hello there"),))
    return wire.stream(reply, {"model": "m", "stream": True}, number=1, created=1)


async def test_a_stream_is_passed_on_event_by_event_to_its_end(
    chat: ChatRoute, door: Door, stage: Stage
) -> None:
    stage.provider.answer = raw(*streamed())
    answered = await drive(chat, scope(), asking("hello", stream=True))
    assert answered.status == 200
    assert answered.headers["content-type"] == "text/event-stream"
    assert "content-length" not in answered.headers
    assert answered.body == b"".join(streamed())
    assert answered.whole
    assert door.limits.at_work == 0


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (FaultError(SECRET), "internal_error"),
        (ServiceError(ErrorCode.INTERNAL_ERROR, "No."), "internal_error"),
        (CallerError(ErrorCode.CONFLICT, "No."), "conflict"),
    ],
)
async def test_after_the_stream_began_any_exception_is_an_error_event(
    door: Door, raised: Exception, code: str
) -> None:
    """Never a second response, never the exception's text."""

    async def breaks() -> AsyncIterator[bytes]:
        yield b"data: {}\n\n"
        raise raised

    async def serve(*_: object) -> Reply:
        return Reply(200, {}, chunks=breaks(), media_type="text/event-stream")

    class Breaking(ChatRoute):
        _serve = serve  # type: ignore[assignment]

    answered = await drive(Breaking(door), scope(), asking(SECRET))
    assert answered.status == 200
    event = answered.body.decode().split("\n\n")[1]
    assert json.loads(event.removeprefix("data: "))["error"]["code"] == code
    assert NAME not in answered.body.decode()
    assert answered.whole
    assert door.limits.at_work == 0


async def test_a_reply_that_cannot_be_begun_is_an_error_and_not_half_a_stream(door: Door) -> None:
    async def serve(*_: object) -> Reply:
        return Reply(200, {"x-broken": "é"}, chunks=each(b"data: {}\n\n"))

    class Breaking(ChatRoute):
        _serve = serve  # type: ignore[assignment]

    answered = await drive(Breaking(door), scope(), asking(SECRET))
    assert (answered.status, answered.error["code"]) == (500, "internal_error")


async def endless(*first: bytes) -> AsyncIterator[bytes]:
    for piece in first:
        yield piece
    await asyncio.Event().wait()


async def test_a_client_that_hangs_up_while_we_wait_cancels_the_turn(
    chat: ChatRoute, door: Door, stage: Stage
) -> None:
    stage.provider.answer = lambda request: (200, endless())
    exchange = Exchange()
    serving = asyncio.create_task(drive(chat, scope(), asking("hello"), exchange))
    async with asyncio.timeout(60):
        while not stage.provider.streams:
            await asyncio.sleep(0.005)
    assert door.limits.at_work == 1
    exchange.gone.set()
    await serving
    assert exchange.messages == []
    assert stage.records.outcomes == ["client_gone"]
    assert all(body.released for body in stage.provider.streams)
    assert door.limits.at_work == 0


async def test_a_client_that_hangs_up_within_a_stream_cancels_it(
    chat: ChatRoute, door: Door, stage: Stage
) -> None:
    stage.provider.answer = lambda request: (200, endless(streamed()[0]))
    exchange = Exchange()
    serving = asyncio.create_task(drive(chat, scope(), asking("hello", stream=True), exchange))
    await exchange.first_chunk.wait()
    exchange.gone.set()
    await serving
    assert stage.records.outcomes == ["client_gone"]
    assert all(body.released for body in stage.provider.streams)
    assert door.limits.at_work == 0


async def test_a_server_that_stops_closes_the_stream_on_record(
    chat: ChatRoute, door: Door, stage: Stage
) -> None:
    stage.provider.answer = lambda request: (200, endless(streamed()[0]))
    exchange = Exchange()
    serving = asyncio.create_task(drive(chat, scope(), asking("hello", stream=True), exchange))
    await exchange.first_chunk.wait()
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert stage.records.outcomes == ["client_gone"]
    assert all(body.released for body in stage.provider.streams)
    assert door.limits.at_work == 0


async def test_a_client_that_takes_no_first_byte_does_not_keep_the_turn_open(
    chat: ChatRoute, stage: Stage
) -> None:
    """Stopped while the response's head waits for the network."""
    stage.provider.answer = raw(*streamed())
    blocked = asyncio.Event()
    messages = [{"type": "http.request", "body": asking("hello", stream=True)}]

    async def receive() -> Message:
        if messages:
            return messages.pop()
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        blocked.set()
        await asyncio.Event().wait()

    serving = asyncio.create_task(chat(scope(), receive, send))
    await blocked.wait()
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert stage.records.outcomes == ["client_gone"]
    assert all(body.released for body in stage.provider.streams)


async def test_a_client_over_its_limit_is_refused_and_does_not_keep_a_place(
    door: Door, stage: Stage
) -> None:
    limits = ClientLimits(stage.clock, Allowance(per_minute=1))
    chat = ChatRoute(replace(door, limits=limits))
    assert (await drive(chat, scope(), asking("hello"))).status == 200
    refused = await drive(chat, scope(), asking("hello"))
    assert refused.status == 429
    assert refused.headers["retry-after"] == "60"
    assert limits.at_work == 0


async def test_ids_in_headers_count_and_other_headers_do_not_go_on(
    chat: ChatRoute, stage: Stage
) -> None:
    more = {"x-conversation-id": "c-1", "x-customer": NAME}
    await drive(chat, scope(**more), asking("hello"))
    await drive(chat, scope(**more), asking("hello again"))
    first, second = stage.records.of(EventKind.TURN_OPENED)
    assert first.conversation == second.conversation
    assert first.sealed["explicit_conversation"] is True


async def test_an_id_that_could_be_read_in_two_ways_is_refused(chat: ChatRoute) -> None:
    answered = await drive(chat, scope(**{"x-conversation-id": "x" * 300}), asking("hello"))
    assert (answered.status, answered.error["param"]) == (400, "x-conversation-id")


async def test_the_list_of_models_needs_a_key_and_only_shows_models(
    door: Door, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = ModelsRoute(door)
    assert (await drive(models, scope("/v1/models", "GET", key=None))).status == 401
    assert (await drive(models, scope("/v1/models", "POST"))).status == 405


def test_nothing_is_logged_above_info_for_a_refused_request(
    chat: ChatRoute, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="proxy.gateway")
    asyncio.run(drive(chat, scope(), b"{"))
    assert [(r.levelname, r.msg) for r in caplog.records] == [("INFO", "request_refused")]
