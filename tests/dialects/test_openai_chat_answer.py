import json
from typing import Any

import pytest

from proxy.dialects.base import Answer, AnswerSlot
from proxy.errors import ErrorCode, ProviderError
from proxy.turn import Channel, Sink, Turn
from tests.dialects.requests import DIALECT, call, chat, encode, function_tool, read

TURN = read(chat(tools=[function_tool("find_order")]))


def completion(*messages: dict[str, Any], **fields: Any) -> dict[str, Any]:
    choices = [
        {"index": number, "message": {"role": "assistant", **message}, "finish_reason": "stop"}
        for number, message in enumerate(messages)
    ]
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "m",
            "choices": choices, **fields}  # fmt: skip


def answered(document: object, turn: Turn = TURN) -> Answer:
    return DIALECT.read_answer(encode(document), turn)


def only(document: object, turn: Turn = TURN) -> AnswerSlot:
    (slot,) = answered(document, turn).slots
    return slot


@pytest.mark.parametrize(
    ("message", "channel", "sink"),
    [
        ({"content": "T"}, Channel(0, "content"), Sink.CUSTOMER_TEXT),
        ({"content": [{"type": "text", "text": "T"}]}, Channel(0, "content_part"),
         Sink.CUSTOMER_TEXT),
        ({"content": None, "refusal": "T"}, Channel(0, "refusal"), Sink.CUSTOMER_TEXT),
        ({"reasoning_content": "T"}, Channel(0, "reasoning_content"), Sink.CUSTOMER_TEXT),
        ({"reasoning": "T"}, Channel(0, "reasoning"), Sink.CUSTOMER_TEXT),
        ({"audio": {"id": "a", "data": "AAAA", "transcript": "T"}}, Channel(0, "transcript"),
         Sink.CUSTOMER_TEXT),
        ({"tool_calls": [call("T")]}, Channel(0, "tool"), Sink.TOOL_ARGUMENTS),
        ({"tool_calls": [call("T", "unknown")]}, Channel(0, "tool"), Sink.PROTECTED),
        ({"function_call": {"name": "find_order", "arguments": "T"}}, Channel(0, "function_call"),
         Sink.TOOL_ARGUMENTS),
        ({"tool_calls": [{"id": "1", "type": "custom",
                          "custom": {"name": "find_order", "input": "T"}}]},
         Channel(0, "custom_tool"), Sink.TOOL_ARGUMENTS),
        ({"annotations": [{"type": "url_citation", "url_citation": {"title": "T"}}]},
         Channel(0, "citation_title"), Sink.PROTECTED),
        ({"annotations": [{"type": "url_citation", "url_citation": {"url": "T"}}]},
         Channel(0, "citation_url"), Sink.PROTECTED),
    ],
)  # fmt: skip
def test_each_text_has_its_channel_and_sink(
    message: dict[str, Any], channel: Channel, sink: Sink
) -> None:
    slot = only(completion(message))

    assert (slot.text, slot.channel, slot.sink) == ("T", channel, sink)
    assert slot.json == (channel.place in {"tool", "function_call"})


def test_a_tool_is_named_only_if_the_caller_declared_it() -> None:
    slots = answered(completion({"tool_calls": [call("1"), call("2", "unknown")]})).slots

    assert [(slot.channel.part, slot.channel.tool) for slot in slots] == [
        (0, "find_order"),
        (1, None),
    ]


def test_choices_are_told_by_their_index_not_their_place() -> None:
    document = completion({"content": "a"}, {"content": "b"})
    document["choices"].reverse()

    assert {slot.text: slot.channel.choice for slot in answered(document).slots} == {
        "a": 0,
        "b": 1,
    }


def test_content_is_json_where_the_call_asked_for_it() -> None:
    turn = read(chat(response_format={"type": "json_object"}))

    assert only(completion({"content": '{"a":"T"}'}), turn).json


def test_log_probabilities_are_set_to_null() -> None:
    """They spell a placeholder out, letter by letter."""
    document = completion({"content": "x"})
    document["choices"][0]["logprobs"] = {
        "content": [{"token": "[EM", "logprob": -0.1, "bytes": [91], "top_logprobs": []}],
        "refusal": None,
    }
    answer = answered(document)

    assert answer.body["choices"][0]["logprobs"] is None
    assert [slot.text for slot in answer.slots] == ["x"]


def test_what_no_row_names_is_left_as_it_is() -> None:
    document = completion({"content": "x", "extra": "[EMAIL_000000]"}, vendor={"a": ["b", 1.50]})
    answer = answered(document)

    assert [slot.text for slot in answer.slots] == ["x"]
    assert json.loads(DIALECT.write_answer(answer, {})) == document


def test_new_texts_stand_where_the_slots_stood() -> None:
    answer = answered(completion({"content": "a", "tool_calls": [call('{"b":1}')]}))
    message = json.loads(DIALECT.write_answer(answer, {0: "A\u00e9", 1: '{"b":2}'}))["choices"][0][
        "message"
    ]

    assert message["content"] == "A\u00e9"
    assert message["tool_calls"][0]["function"]["arguments"] == '{"b":2}'
    assert answer.slots[0].text == "a"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"choices":[]}',
        b'{"choices":{}}',
        b'{"choices":["x"]}',
        b'{"choices":[{"index":"0","message":{"content":"x"}}]}',
        b'{"choices":[{"index":true,"message":{"content":"x"}}]}',
        b'{"choices":[{"message":{"content":"x","content":"y"}}]}',
        b'{"choices":[{"message":{"content":"\xff"}}]}',
    ],
)
def test_a_broken_answer_is_the_providers_failure(body: bytes) -> None:
    with pytest.raises(ProviderError) as caught:
        DIALECT.read_answer(body, TURN)

    assert caught.value.code is ErrorCode.PROVIDER_BROKEN_ANSWER
    assert caught.value.status == 502


@pytest.mark.parametrize(
    "message",
    [
        {"tool_calls": "x"},
        {"tool_calls": ["x", {"function": "y"}, {"function": {"arguments": 5}}]},
        {"function_call": "x"},
        {"content": {"text": "x"}},
        {"annotations": 5},
    ],
)
def test_odd_messages_are_passed_on_untouched(message: dict[str, Any]) -> None:
    document = completion(message)
    answer = answered(document)

    assert json.loads(DIALECT.write_answer(answer, {})) == document
