"""Answers and streams of OpenAI Responses."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects.base import Allowed, HeldAnswer, Limits, StreamEvent
from proxy.dialects.openai_responses_dialect import OpenAIResponses
from proxy.errors import ErrorCode, ProviderError, ServiceError
from proxy.offline import responses_wire
from proxy.offline.base import Reply, Said, ToolCall
from proxy.turn import Channel, Sink, Turn

DIALECT = OpenAIResponses()
REQUEST: dict[str, Any] = {
    "model": "gpt-test",
    "input": "hi",
    "tools": [{"type": "function", "name": "find_order", "parameters": {}}],
}
SAID = Said("Hi Ann", (ToolCall("find_order", '{"who": "Ann"}'), ToolCall("other", "{}", "call_2")))
REPLY = Reply(choices=(SAID,), delta=2)
STREAM = b"".join(responses_wire.stream(REPLY, REQUEST, number=1, created=1))
CUSTOMER, TOOL, NOBODY = Sink.CUSTOMER_TEXT, Sink.TOOL_ARGUMENTS, Sink.PROTECTED


def turn(**fields: Any) -> Turn:
    body = json.dumps({**REQUEST, **fields}).encode()
    return DIALECT.read_turn(body, limits=Limits(), allowed=Allowed())


def test_texts_and_arguments_are_channels_with_their_sinks() -> None:
    body = responses_wire.completion(REPLY, REQUEST, number=1, created=1)
    read = DIALECT.read_answer(body, turn())
    assert [(s.channel.place, s.channel.tool, s.sink, s.text) for s in read.slots] == [
        ("content", None, CUSTOMER, "Hi Ann"),
        ("tool", "find_order", TOOL, '{"who": "Ann"}'),
        ("tool", None, NOBODY, "{}"),
    ]
    written = json.loads(DIALECT.write_answer(read, {0: "Hi Bo"}))
    assert written["output"][0]["content"][0]["text"] == "Hi Bo"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"output": "x"}', b"<html>"])
def test_what_is_no_response_is_a_broken_answer(body: bytes) -> None:
    with pytest.raises(ProviderError) as raised:
        DIALECT.read_answer(body, turn())
    assert raised.value.code is ErrorCode.PROVIDER_BROKEN_ANSWER


def read_all(data: bytes, cuts: list[int]) -> list[StreamEvent]:
    reader = DIALECT.stream_reader(turn())
    events = []
    for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True):
        events += reader.feed(data[start:end])
    return events + reader.finish()


@given(st.lists(st.integers(0, len(STREAM))).map(sorted))
def test_any_cutting_of_the_bytes_gives_the_same_events(cuts: list[int]) -> None:
    assert read_all(STREAM, cuts) == read_all(STREAM, [])


def test_a_text_is_repeated_on_the_channel_of_its_pieces() -> None:
    pieces: dict[Channel, str] = {}
    again: dict[Channel, list[str]] = {}
    for event in read_all(STREAM, []):
        for fragment in event.fragments:
            if fragment.again:
                again.setdefault(fragment.channel, []).append(fragment.text)
            else:
                pieces[fragment.channel] = pieces.get(fragment.channel, "") + fragment.text
    assert again.keys() == pieces.keys()
    for channel, text in pieces.items():
        assert set(again[channel]) == {text}
        assert len(again[channel]) == (4 if channel.place == "content" else 3)


def test_the_event_that_ends_a_text_closes_its_channel() -> None:
    kinds = [e.data["type"] for e in read_all(STREAM, []) if e.data is not None and e.closes]
    assert kinds == [
        "response.output_text.done",
        "response.function_call_arguments.done",
        "response.function_call_arguments.done",
    ]


def test_a_stream_without_its_end_is_broken_and_what_came_before_was_given() -> None:
    reader = DIALECT.stream_reader(turn())
    assert reader.feed(STREAM[: STREAM.index(b"event: response.completed")])
    with pytest.raises(ProviderError):
        reader.finish()


def test_numbers_stay_without_a_gap_when_a_tail_is_put_in() -> None:
    done = next(e for e in read_all(STREAM, []) if e.closes)
    assert done.data is not None
    number = done.data["sequence_number"]
    tail = DIALECT.tail_event(done, Channel(0, "content", 1_002), "[P", added=2)
    after = DIALECT.write_event(done, {}, added=3)
    written = json.loads(tail.split(b"data: ")[1])
    assert written["sequence_number"] == number + 2
    assert (written["output_index"], written["content_index"], written["delta"]) == (1, 2, "[P")
    assert json.loads(after.split(b"data: ")[1])["sequence_number"] == number + 3
    with pytest.raises(ServiceError):
        DIALECT.tail_event(done, Channel(0, "error"), "x")


@pytest.mark.parametrize(
    "fields", [{}, {"tool_choice": "required"}, {"text": {"format": {"type": "json_object"}}}]
)
def test_a_held_answer_is_the_same_whole_and_streamed(fields: dict[str, Any]) -> None:
    asked = turn(**fields)
    held = HeldAnswer("A person will answer.", 1, "turn_1", {"case": "case_1"})
    whole = json.loads(DIALECT.held_answer(asked, held))
    events = [json.loads(event.split(b"data: ")[1]) for event in DIALECT.held_stream(asked, held)]
    assert events[-1]["response"] == whole
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    (part,) = whole["output"][0]["content"]
    assert part["type"] == ("refusal" if fields else "output_text")
    assert "A person will answer." in part.values()
