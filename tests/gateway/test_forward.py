"""Whatever happens after a turn was sent: exactly one closing record, and the end waits for it."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from proxy.audit.events import AuditEvent, EventKind
from proxy.errors import ErrorCode, ProviderError, ServiceError
from proxy.gateway import headers
from proxy.gateway.base import Reply
from proxy.gateway.turn import serve_turn
from proxy.offline import base as offline
from proxy.offline import wire
from proxy.offline.base import Said, ToolCall
from tests.gateway.stage import MAIL, NAME, Answerer, Stage, call, each, raw, saying, words

DONE = b"data: [DONE]\n\n"
PING = b": ping\n\n"
CLOSED = frozenset({EventKind.TURN_CLOSED})


@pytest.fixture
def stage() -> Stage:
    return Stage()


def streamed(*said: Said, **more: Any) -> list[bytes]:
    """The events of a streamed answer."""
    reply = offline.Reply(choices=said or (Said("Hello there"),), **more)
    return wire.stream(reply, {"model": "m", "stream": True}, number=1, created=1)


def chunks_of(reply: Reply) -> AsyncGenerator[bytes]:
    assert isinstance(reply.chunks, AsyncGenerator)
    return reply.chunks


async def everything(reply: Reply) -> bytes:
    return b"".join([chunk async for chunk in chunks_of(reply)])


async def stream(stage: Stage, answer: Answerer, text: str = "hello") -> Reply:
    stage.provider.answer = answer
    return await serve_turn(call(text, stream=True), stage.rooms)


def released(stage: Stage) -> bool:
    return all(body.released for body in stage.provider.streams)


# Exactly one record, whatever happens: whole answers.


async def test_a_whole_answer_is_recorded_with_the_providers_words_before_it_is_given(
    stage: Stage,
) -> None:
    reply = await serve_turn(call(f"I am {NAME}"), stage.rooms)
    (closed,) = stage.records.of(EventKind.TURN_CLOSED)
    assert closed.clear["outcome"] == "completed"
    assert (closed.clear["status"], closed.clear["restored"], closed.clear["left"]) == (200, 1, 0)
    assert closed.sealed["provider_request"] == "req_1"
    assert "[PERSON_" in str(closed.sealed["answer"])
    assert NAME not in str(closed.sealed)
    assert words(reply).endswith(NAME)
    assert released(stage)


async def test_a_providers_refusal_is_one_record_and_echoes_restored_words(stage: Stage) -> None:
    def refuse(request: dict[str, Any]) -> tuple[int, AsyncIterator[bytes]]:
        return 400, each(wire.error_body(400, f"Bad: {request['messages'][-1]['content']}"))

    stage.provider.answer = refuse
    for streams in (False, True):
        reply = await serve_turn(call(f"I am {NAME}", stream=streams), stage.rooms)
        assert reply.status == 400
        assert json.loads(reply.body)["error"]["message"] == f"Bad: I am {NAME}"
    assert stage.records.outcomes == ["provider_error"] * 2
    assert released(stage)


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (httpx.ConnectError("refused"), ErrorCode.PROVIDER_UNREACHABLE),
        (httpx.ReadTimeout("slow"), ErrorCode.PROVIDER_TIMEOUT),
        (httpx.ReadError("cut"), ErrorCode.PROVIDER_BROKEN_ANSWER),
    ],
)
@pytest.mark.parametrize("streams", [False, True])
async def test_a_provider_that_cannot_be_spoken_to_is_one_record(
    stage: Stage, failure: Exception, code: ErrorCode, streams: bool
) -> None:
    stage.provider.failing = failure
    with pytest.raises(ProviderError) as raised:
        await serve_turn(call("hello", stream=streams), stage.rooms)
    assert raised.value.code is code
    assert stage.records.outcomes == [code.value]


async def test_a_broken_answer_is_one_record(stage: Stage) -> None:
    stage.provider.answer = raw(b"<html>")
    with pytest.raises(ProviderError):
        await serve_turn(call("hello"), stage.rooms)
    assert stage.records.outcomes == ["provider_broken_answer"]
    assert released(stage)


async def silent(*first: bytes, fell: asyncio.Event | None = None) -> AsyncIterator[bytes]:
    """``fell``: set when it falls silent."""
    for piece in first:
        yield piece
    if fell is not None:
        fell.set()
    await asyncio.Event().wait()


async def test_a_whole_answer_that_never_ends_is_cut_at_the_time_limit(stage: Stage) -> None:
    stage.provider.answer = lambda request: (200, silent(b"{"))
    stage.rooms = replace(stage.rooms, turn_seconds=0.05)
    with pytest.raises(ProviderError) as raised:
        await serve_turn(call("hello"), stage.rooms)
    assert (raised.value.code, raised.value.status) == (ErrorCode.PROVIDER_TIMEOUT, 504)
    assert stage.records.outcomes == ["provider_timeout"]
    assert released(stage)


async def test_a_client_that_leaves_before_the_answer_is_one_record(stage: Stage) -> None:
    fell = asyncio.Event()
    stage.provider.answer = lambda request: (200, silent(fell=fell))
    serving = asyncio.create_task(serve_turn(call("hello"), stage.rooms))
    await asyncio.wait_for(fell.wait(), 60)
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert stage.records.outcomes == ["client_gone"]
    assert released(stage)


async def test_a_fault_of_our_own_is_one_record_too(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*args: object, **kwargs: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("proxy.gateway.forward.Restorer.restore", fault)
    with pytest.raises(ZeroDivisionError):
        await serve_turn(call("hello"), stage.rooms)
    assert stage.records.outcomes == ["internal_error"]
    assert released(stage)


async def test_an_answer_whose_end_cannot_be_recorded_is_not_given(stage: Stage) -> None:
    stage.records.refuses = CLOSED
    with pytest.raises(ServiceError) as raised:
        await serve_turn(call("hello"), stage.rooms)
    assert raised.value.code is ErrorCode.AUDIT_UNAVAILABLE


async def test_tools_in_which_a_placeholder_stayed_are_named_to_the_caller(stage: Stage) -> None:
    def calls_tool(request: dict[str, Any]) -> tuple[int, AsyncIterator[bytes]]:
        arguments = json.dumps({"mail": request["messages"][-1]["content"]})
        answer = offline.Reply(choices=(Said(None, (ToolCall("write_mail", arguments),)),))
        return 200, each(wire.completion(answer, request, number=1, created=1))

    stage.with_policy(
        restoration=replace(stage.policies.policy.restoration, tool_names=frozenset({"other"}))
    )
    stage.provider.answer = calls_tool
    tool = {"type": "function", "function": {"name": "write_mail", "parameters": {}}}
    reply = await serve_turn(call(MAIL, tools=[tool]), stage.rooms)
    assert reply.headers[headers.TOOLS_PROTECTED] == "write_mail"
    (closed,) = stage.records.of(EventKind.TURN_CLOSED)
    assert closed.sealed["tools_protected"] == ["write_mail"]
    assert MAIL.encode() not in reply.body


async def test_what_was_restored_where_is_sealed_for_the_auditor(stage: Stage) -> None:
    def echoes(request: dict[str, Any]) -> tuple[int, AsyncIterator[bytes]]:
        words = request["messages"][-1]["content"]
        said = Said(words, (ToolCall("write_mail", json.dumps({"mail": words})),))
        answer = offline.Reply(choices=(said,))
        return 200, each(wire.completion(answer, request, number=1, created=1))

    stage.provider.answer = echoes
    tool = {"type": "function", "function": {"name": "write_mail", "parameters": {}}}
    await serve_turn(call(MAIL, tools=[tool]), stage.rooms)
    (closed,) = stage.records.of(EventKind.TURN_CLOSED)
    told = closed.sealed["restored_where"]
    assert told == {"customer_text": {"EMAIL_ADDRESS": 1}, "write_mail": {"EMAIL_ADDRESS": 1}}
    assert closed.clear["restored"] == 2


# Streams.


async def test_the_end_mark_waits_for_the_closing_record(stage: Stage) -> None:
    seen: list[bytes] = []
    at_record: list[int] = []

    def note(event: AuditEvent) -> None:
        if event.kind is EventKind.TURN_CLOSED:
            at_record.append(len(seen))

    stage.records.then = note
    reply = await stream(stage, raw(*streamed()))
    async for chunk in chunks_of(reply):
        if chunk:
            seen.append(chunk)  # noqa: PERF401 - the record looks at it meanwhile
    assert seen[-1] == DONE
    assert at_record == [len(seen) - 1]
    assert stage.records.outcomes == ["completed"]
    assert released(stage)


async def test_a_stream_without_an_end_mark_that_is_whole_is_completed(stage: Stage) -> None:
    reply = await stream(stage, raw(*streamed(done=False)))
    assert (await everything(reply)).endswith(DONE)
    assert stage.records.outcomes == ["completed"]


async def test_when_the_end_cannot_be_recorded_an_error_stands_in_place_of_the_end_mark(
    stage: Stage,
) -> None:
    stage.records.refuses = CLOSED
    data = await everything(await stream(stage, raw(*streamed())))
    assert DONE not in data
    assert b"audit_unavailable" in data
    assert released(stage)


async def test_when_neither_provider_nor_record_work_the_caller_is_told_once(stage: Stage) -> None:
    stage.records.refuses = CLOSED
    data = await everything(await stream(stage, raw(streamed()[0], streamed()[1])))
    assert data.count(b'"error"') == 1
    assert b"audit_unavailable" in data
    assert released(stage)


async def test_a_cut_stream_ends_in_an_error_event_and_one_record(stage: Stage) -> None:
    events = streamed()
    data = await everything(await stream(stage, raw(*events[:3])))
    assert data.startswith(events[0])
    assert DONE not in data
    assert b"provider_broken_answer" in data.split(b"\n\n")[-2]
    assert stage.records.outcomes == ["provider_broken_answer"]


async def test_a_stream_that_breaks_on_the_way_is_one_record(stage: Stage) -> None:
    async def breaks() -> AsyncIterator[bytes]:
        yield streamed()[0]
        raise httpx.ReadError("gone")

    data = await everything(await stream(stage, lambda request: (200, breaks())))
    assert b'"error"' in data
    assert stage.records.outcomes == ["provider_broken_answer"]
    assert released(stage)


async def test_an_error_inside_the_stream_is_one_record_named_after_it(stage: Stage) -> None:
    error = b"data: " + wire.error_body(500, "Overloaded.") + b"\n\n"
    for end in (b"", DONE):
        reply = await stream(stage, raw(*streamed()[:3], error, *([end] if end else [])))
        assert b"Overloaded." in await everything(reply)
    assert stage.records.outcomes == ["provider_error"] * 2


async def test_a_client_that_leaves_a_stream_is_one_record_and_lets_the_provider_go(
    stage: Stage,
) -> None:
    reply = await stream(stage, lambda request: (200, silent(streamed()[0])))
    chunks = chunks_of(reply)
    assert await anext(chunks) == streamed()[0]
    assert stage.records.outcomes == []
    await chunks.aclose()
    assert stage.records.outcomes == ["client_gone"]
    assert released(stage)


async def test_a_stream_that_nobody_ever_reads_is_one_record(stage: Stage) -> None:
    reply = await stream(stage, raw(*streamed()))
    await chunks_of(reply).aclose()
    assert stage.records.outcomes == ["client_gone"]
    assert released(stage)


async def test_a_stream_that_is_cancelled_while_it_waits_is_one_record(stage: Stage) -> None:
    fell = asyncio.Event()
    reply = await stream(stage, lambda request: (200, silent(streamed()[0], fell=fell)))
    reading = asyncio.create_task(everything(reply))
    await asyncio.wait_for(fell.wait(), 60)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert stage.records.outcomes == ["client_gone"]
    assert released(stage)


async def test_a_fault_of_our_own_within_a_stream_is_one_record(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*args: object, **kwargs: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("proxy.gateway.forward.StreamRestorer.feed", fault)
    reply = await stream(stage, raw(*streamed()))
    with pytest.raises(ZeroDivisionError):
        await everything(reply)
    assert stage.records.outcomes == ["internal_error"]
    assert released(stage)


async def test_a_silent_stream_gets_comment_lines_that_clients_ignore(stage: Stage) -> None:
    stage.rooms = replace(stage.rooms, ping_seconds=0.01)

    pinged = asyncio.Event()

    async def pauses() -> AsyncIterator[bytes]:
        events = streamed()
        yield events[0]
        await asyncio.wait_for(pinged.wait(), 60)
        for event in events[1:]:
            yield event

    data = b""
    async for chunk in chunks_of(await stream(stage, lambda request: (200, pauses()))):
        data += chunk
        if data.count(PING) == 2:
            pinged.set()
    assert pinged.is_set()
    assert data.replace(PING, b"") == b"".join(streamed())


async def test_a_silent_stream_ends_at_the_time_limit(stage: Stage) -> None:
    stage.rooms = replace(stage.rooms, ping_seconds=0.01)

    async def slow() -> AsyncIterator[bytes]:
        yield streamed()[0]
        await asyncio.sleep(0.03)
        stage.clock.forward(timedelta(seconds=31))
        await asyncio.Event().wait()

    data = await everything(await stream(stage, lambda request: (200, slow())))
    assert b"provider_timeout" in data.split(b"\n\n")[-2]
    assert stage.records.outcomes == ["provider_timeout"]


async def test_an_answer_that_goes_on_and_on_ends_at_the_time_limit(stage: Stage) -> None:
    """Also one that never lets us wait: always another event at hand."""

    async def endless() -> AsyncIterator[bytes]:
        yield streamed()[0]
        for _ in range(1000):
            stage.clock.forward(timedelta(seconds=1))
            yield streamed()[1]

    data = await everything(await stream(stage, lambda request: (200, endless())))
    assert data.count(streamed()[1]) == 30
    assert b"provider_timeout" in data.split(b"\n\n")[-2]
    assert stage.records.outcomes == ["provider_timeout"]
    assert released(stage)


async def test_the_time_limit_counts_from_the_sending_of_the_turn(stage: Stage) -> None:
    def late(request: dict[str, Any]) -> tuple[int, AsyncIterator[bytes]]:
        stage.clock.forward(timedelta(seconds=31))
        return 200, each(*streamed())

    data = await everything(await stream(stage, late))
    assert b"provider_timeout" in data


async def test_values_come_back_in_a_stream_and_are_counted(stage: Stage) -> None:
    def echo(request: dict[str, Any]) -> tuple[int, AsyncIterator[bytes]]:
        return 200, each(*streamed(Said(request["messages"][-1]["content"])))

    data = await everything(await stream(stage, echo, f"Write to {MAIL}"))
    said = [json.loads(line[6:]) for line in data.decode().split("\n\n")[:-2]]
    text = "".join(e["choices"][0]["delta"].get("content") or "" for e in said)
    assert text == f"Write to {MAIL}"
    (closed,) = stage.records.of(EventKind.TURN_CLOSED)
    assert closed.clear["restored"] == 1
    assert MAIL not in str(closed.sealed)


async def test_our_headers_stand_over_the_providers(stage: Stage) -> None:
    stage.provider.answer = saying("Hi.")
    reply = await serve_turn(call("hello"), stage.rooms)
    assert reply.headers[headers.PROVIDER_REQUEST] == "req_1"
    assert reply.headers[headers.PROTECTED] == "0"


async def test_the_record_keeps_the_texts_of_several_choices_apart(stage: Stage) -> None:
    events = wire.stream(
        offline.Reply(choices=(Said("The first"), Said("The second")), delta=2),
        {"model": "m", "stream": True, "n": 2},
        number=1,
        created=1,
    )
    stage.provider.answer = raw(*events)
    await everything(await serve_turn(call("hello", stream=True, n=2), stage.rooms))
    (closed,) = stage.records.of(EventKind.TURN_CLOSED)
    assert closed.sealed["answer"] == "The first\nThe second"
