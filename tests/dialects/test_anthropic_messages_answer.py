"""Answers and streams of Anthropic Messages."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects.anthropic_messages_dialect import AnthropicMessages
from proxy.dialects.base import Allowed, Limits, StreamEvent
from proxy.errors import ErrorCode, ProviderError, ServiceError
from proxy.turn import Channel, Sink, Turn

DIALECT = AnthropicMessages()
REQUEST: dict[str, Any] = {
    "model": "claude-test",
    "max_tokens": 10,
    "messages": [{"role": "user", "content": "hi"}],
    "tools": [{"name": "find_order", "input_schema": {}}],
}
CITED = {"type": "char_location", "cited_text": "Ann said", "document_title": "Ann", "url": "u"}


def turn(**fields: Any) -> Turn:
    body = json.dumps({**REQUEST, **fields}).encode()
    return DIALECT.read_turn(body, limits=Limits(), allowed=Allowed())


def answer(*content: dict[str, Any]) -> bytes:
    return json.dumps({"type": "message", "content": content, "stop_sequence": "Ann"}).encode()


def call(name: str, index: int = 0) -> dict[str, Any]:
    return {"type": "tool_use", "id": f"t{index}", "name": name, "input": {"who": ["Ann", 1]}}


def test_texts_arguments_and_citations_are_channels_with_their_sinks() -> None:
    read = DIALECT.read_answer(
        answer(
            {"type": "thinking", "thinking": "Ann", "signature": "s"},
            {"type": "text", "text": "Hi Ann", "citations": [CITED]},
            call("find_order"),
            call("not_declared"),
            {"type": "server_tool_use", "id": "s", "name": "find_order", "input": {"q": "Ann"}},
        ),
        turn(),
    )
    found = [(s.channel.place, s.channel.part, s.channel.tool, s.sink, s.text) for s in read.slots]
    customer, tool, nobody = Sink.CUSTOMER_TEXT, Sink.TOOL_ARGUMENTS, Sink.PROTECTED
    assert found == [
        ("content", 1, None, customer, "Hi Ann"),
        ("citation", 1, None, customer, "Ann said"),
        ("citation", 1, None, customer, "Ann"),
        ("input", 2, "find_order", tool, '{"who":["Ann",1]}'),
        ("input", 3, None, nobody, '{"who":["Ann",1]}'),
        ("input", 4, None, nobody, '{"q":"Ann"}'),
        ("stop", 0, None, customer, "Ann"),
    ]


def test_a_restored_value_stands_in_its_place() -> None:
    read = DIALECT.read_answer(answer(call("find_order")), turn())
    written = json.loads(DIALECT.write_answer(read, {0: r'{"who":["Ann \"A\" Lee",12.50]}'}))
    assert written["content"][0]["input"] == {"who": ['Ann "A" Lee', 12.5]}
    with pytest.raises(ProviderError):
        DIALECT.write_answer(read, {0: '{"who": "Ann'})


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"content": "x"}', b"<html>"])
def test_what_is_no_message_is_a_broken_answer(body: bytes) -> None:
    with pytest.raises(ProviderError) as raised:
        DIALECT.read_answer(body, turn())
    assert raised.value.code is ErrorCode.PROVIDER_BROKEN_ANSWER


def event(kind: str, **fields: Any) -> bytes:
    data = json.dumps({"type": kind, **fields})
    return f"event: {kind}\ndata: {data}\n\n".encode()


def delta(index: int, **fields: Any) -> bytes:
    return event("content_block_delta", index=index, delta=fields)


STREAM = (
    event("message_start", message={"id": "msg_1", "content": []})
    + event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    + delta(0, type="text_delta", text="Hi ")
    + delta(0, type="citations_delta", citation=CITED)
    + event("content_block_stop", index=0)
    + event("content_block_start", index=1, content_block={**call("find_order"), "input": {}})
    + delta(1, type="input_json_delta", partial_json='{"who": "An')
    + delta(1, type="input_json_delta", partial_json='n"}')
    + event("content_block_stop", index=1)
    + event("message_delta", delta={"stop_reason": "tool_use"}, usage={})
)
STOP = event("message_stop")


def read_all(data: bytes, cuts: list[int]) -> list[StreamEvent]:
    reader = DIALECT.stream_reader(turn())
    events = []
    for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True):
        events += reader.feed(data[start:end])
    return events + reader.finish()


@given(st.lists(st.integers(0, len(STREAM + STOP))).map(sorted))
def test_any_cutting_of_the_bytes_gives_the_same_events(cuts: list[int]) -> None:
    assert read_all(STREAM + STOP, cuts) == read_all(STREAM + STOP, [])


def test_a_block_closes_its_channel_and_a_citation_is_whole() -> None:
    events = read_all(STREAM + STOP, [])
    closed = [[(c.place, c.part) for c in e.closes] for e in events if e.closes]
    assert closed == [[("citation", 0)], [("content", 0)], [("tool", 1)]]
    assert events[-1].done
    pieces = [f for e in events for f in e.fragments if f.channel.place == "tool"]
    assert "".join(piece.text for piece in pieces) == '{"who": "Ann"}'
    assert {(p.channel.tool, p.sink, p.json) for p in pieces} == {
        ("find_order", Sink.TOOL_ARGUMENTS, True)
    }


def test_a_stream_without_its_end_is_broken_and_what_came_before_was_given() -> None:
    reader = DIALECT.stream_reader(turn())
    assert reader.feed(STREAM)
    with pytest.raises(ProviderError):
        reader.finish()


def test_an_event_goes_out_as_it_came() -> None:
    for one in read_all(STREAM + STOP, []):
        assert one.data is not None
        written = DIALECT.write_event(one, {})
        assert written.startswith(f"event: {one.data['type']}\n".encode())
        assert json.loads(written.split(b"data: ")[1]) == one.data


def test_a_tail_is_one_more_delta_of_its_block() -> None:
    like = StreamEvent(None)
    text = DIALECT.tail_event(like, Channel(0, "content", 3), "[P")
    assert json.loads(text.split(b"data: ")[1]) == {
        "type": "content_block_delta",
        "index": 3,
        "delta": {"type": "text_delta", "text": "[P"},
    }
    tool = DIALECT.tail_event(like, Channel(0, "tool", 1), "x")
    assert json.loads(tool.split(b"data: ")[1])["delta"]["partial_json"] == "x"
    with pytest.raises(ServiceError):
        DIALECT.tail_event(like, Channel(0, "citation"), "x")


def test_an_error_in_the_middle_is_an_error_event_with_its_words() -> None:
    (_, failed) = read_all_open(
        event("message_start", message={}) + event("error", error={"type": "e", "message": "Ann"})
    )
    assert failed.error
    assert [f.text for f in failed.fragments] == ["Ann"]


def read_all_open(data: bytes) -> list[StreamEvent]:
    return DIALECT.stream_reader(turn()).feed(data)
