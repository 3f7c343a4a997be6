"""The law of restored streams, in every format: how the bytes are cut changes nothing for the client."""

import json
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.dialects.base import Allowed, Limits
from proxy.dialects.door import Door
from proxy.dialects.registry import DIALECTS
from proxy.gateway.stream import StreamRestorer
from proxy.offline import messages_wire, responses_wire, texts_wire, wire
from proxy.offline.base import Reply, Said, ToolCall
from proxy.privacy.base import EntityRule, RestorationRules
from proxy.privacy.placeholders import Entry, Placeholders
from proxy.privacy.restore import Restorer
from proxy.sensitive import Sensitive
from proxy.turn import Turn

WORD, NAME = "[PERSON_7K3M9Q]", 'Crystal "C" Minh\n'
ORDER, NUMBER = "[ORDER_2B4D6F]", "10485760"
MAP = Placeholders(
    {
        WORD: Entry("PERSON", EntityRule("PERSON", "PERSON"), Sensitive(NAME)),
        ORDER: Entry("ORDER_NUMBER", EntityRule("ORDER_NUMBER", "ORDER"), Sensitive(NUMBER)),
    }
)
SCHEMA = {"type": "object", "properties": {"id": {"type": "integer"}, "note": {"type": "string"}}}
FORMATS: Mapping[str, tuple[Any, dict[str, Any]]] = {
    "openai_chat": (
        wire,
        {
            "messages": [{"role": "user", "content": "hi"}],
            "tools": [{"type": "function", "function": {"name": "f", "parameters": SCHEMA}}],
        },
    ),
    "openai_responses": (
        responses_wire,
        {"input": "hi", "tools": [{"type": "function", "name": "f", "parameters": SCHEMA}]},
    ),
    "anthropic_messages": (
        messages_wire,
        {
            "messages": [{"role": "user", "content": "hi"}],
            "tools": [{"name": "f", "input_schema": SCHEMA}],
        },
    ),
    "openai_completions": (texts_wire, {"prompt": "hi"}),
}

atoms = st.sampled_from([WORD, ORDER, "[PERSON_", "[", "]", " ", "Hi ", "é", '"', "\\", "🙂", "12"])
sentences = st.lists(atoms, min_size=1, max_size=6).map("".join)
values = st.fixed_dictionaries(
    {"id": st.just(ORDER) | st.just("12") | st.just(7), "note": sentences}
)


def speaking(name: str) -> tuple[Door, Turn, dict[str, Any]]:
    (speaks,) = [each for each in DIALECTS.values() if each.name == name]
    request = {"model": "m", "max_tokens": 9, "stream": True, **FORMATS[name][1]}
    turn = speaks.read_turn(json.dumps(request).encode(), limits=Limits(), allowed=Allowed())
    return speaks, turn, request


def restorer(turn: Turn) -> Restorer:
    return Restorer(MAP, RestorationRules(), turn.schemas)


def streamed(speaks: Door, turn: Turn, data: bytes, cuts: list[int]) -> bytes:
    stream = StreamRestorer(speaks, speaks.stream_reader(turn), restorer(turn))
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    chunks = [data[start:end] for start, end in pairwise(edges)]
    pieces = [piece for chunk in chunks for piece in stream.feed(chunk)]
    return b"".join(piece.data for piece in [*pieces, *stream.finish()])


def documents(data: bytes) -> list[Any]:
    lines = data.decode().split("\n")
    return [json.loads(line[6:]) for line in lines if line.startswith("data: {")]


def texts(name: str, data: bytes) -> tuple[str, str]:
    """The customer's text and the arguments that a stream's pieces make."""
    said, called = "", ""
    for event in documents(data):
        match name:
            case "openai_chat":
                delta = event["choices"][0]["delta"]
                said += delta.get("content") or ""
                for call in delta.get("tool_calls", ()):
                    called += call["function"].get("arguments", "")
            case "openai_completions":
                said += event["choices"][0]["text"]
            case "openai_responses":
                kind = event["type"]
                said += event["delta"] if kind == "response.output_text.delta" else ""
                called += event["delta"] if kind.endswith("arguments.delta") else ""
            case _:
                delta = event.get("delta", {})
                said += delta.get("text", "")
                called += delta.get("partial_json", "")
    return said, called


def whole(name: str, speaks: Door, turn: Turn, body: bytes) -> Any:
    back = restorer(turn)
    answer = speaks.read_answer(body, turn)
    told = {
        index: back.restore(slot.text, slot.channel, sink=slot.sink, json=slot.json)
        for index, slot in enumerate(answer.slots)
    }
    return json.loads(speaks.write_answer(answer, told))


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=25, deadline=None)
@given(
    sentences,
    values,
    st.lists(st.integers(0, 10_000), max_size=4),
    st.integers(0, 4),
)
def test_any_cutting_gives_the_same_bytes_and_the_texts_of_the_whole_answer(
    name: str, text: str, value: dict[str, Any], cuts: list[int], delta: int
) -> None:
    speaks, turn, request = speaking(name)
    calls = () if name == "openai_completions" else (ToolCall("f", json.dumps(value)),)
    reply = Reply(choices=(Said(text, calls),), delta=delta)
    data = b"".join(FORMATS[name][0].stream(reply, request, number=1, created=1))
    given_at_once = streamed(speaks, turn, data, [])
    assert streamed(speaks, turn, data, cuts) == given_at_once

    body = FORMATS[name][0].completion(reply, request, number=1, created=1)
    answer = whole(name, speaks, turn, body)
    said, called = texts(name, given_at_once)
    match name:
        case "openai_chat":
            message = answer["choices"][0]["message"]
            assert (said, called) == (
                message["content"],
                message["tool_calls"][0]["function"]["arguments"],
            )
        case "openai_completions":
            assert said == answer["choices"][0]["text"]
        case "openai_responses":
            ours, call = answer["output"]
            assert (said, called) == (ours["content"][0]["text"], call["arguments"])
        case _:
            ours, call = answer["content"]
            assert (said, json.loads(called)) == (ours["text"], call["input"])
    if called:
        wanted = {ORDER: int(NUMBER), "12": 12, 7: 7}[value["id"]]
        assert json.loads(called)["id"] == wanted


@settings(max_examples=25, deadline=None)
@given(sentences, values, st.integers(0, 4))
def test_a_text_that_is_repeated_says_the_same_each_time_and_numbers_have_no_gap(
    text: str, value: dict[str, Any], delta: int
) -> None:
    name = "openai_responses"
    speaks, turn, request = speaking(name)
    reply = Reply(choices=(Said(text, (ToolCall("f", json.dumps(value)),)),), delta=delta)
    data = b"".join(responses_wire.stream(reply, request, number=1, created=1))
    given_out = streamed(speaks, turn, data, [])
    events = documents(given_out)
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    said, called = texts(name, given_out)
    by_kind = {event["type"].removeprefix("response."): event for event in events}
    output = by_kind["completed"]["response"]["output"]
    assert by_kind["output_text.done"]["text"] == said
    assert by_kind["content_part.done"]["part"]["text"] == said
    assert output[0]["content"][0]["text"] == said
    assert by_kind["function_call_arguments.done"]["arguments"] == called
    assert by_kind["output_item.done"]["item"]["arguments"] == called
    assert output[1]["arguments"] == called
