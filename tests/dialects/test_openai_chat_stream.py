import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects.base import StreamEvent
from proxy.dialects.event_reader import EventReader
from proxy.errors import ErrorCode, ProviderError, ServiceError
from proxy.turn import Channel, Sink
from tests.dialects.requests import DIALECT, chat, encode, function_tool, read

TURN = read(chat(tools=[function_tool("find_order")], n=2))
DONE = b"data: [DONE]\n\n"


def chunk(*choices: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"id": "c-1", "object": "chat.completion.chunk", "created": 7, "model": "m",
            "choices": list(choices), **fields}  # fmt: skip


def choice(delta: dict[str, Any], index: int = 0, reason: str | None = None) -> dict[str, Any]:
    return {"index": index, "delta": delta, "finish_reason": reason}


def tool_delta(
    arguments: str | None, index: int = 0, name: str | None = None, **fields: Any
) -> dict[str, Any]:
    function = {"name": name, "arguments": arguments}
    kept = {key: value for key, value in function.items() if value is not None}
    return {"tool_calls": [{"index": index, "function": kept, **fields}]}


def stream(*chunks: dict[str, Any]) -> bytes:
    return b"".join(b"data: " + encode(document) + b"\n\n" for document in chunks)


def events(data: bytes, reader: EventReader | None = None) -> list[StreamEvent]:
    reader = reader or DIALECT.stream_reader(TURN)
    return reader.feed(data) + reader.finish()


def pieces(found: list[StreamEvent]) -> list[tuple[Channel, str, Sink]]:
    return [(f.channel, f.text, f.sink) for event in found for f in event.fragments]


CONTENT = Channel(0, "content")

CONVERSATION = (
    stream(
        chunk(choice({"role": "assistant", "content": ""})),
        chunk(choice({"content": "Hi "})),
        chunk(choice({"content": "caf\u00e9 \U0001f600"}), choice({"content": "Yo"}, 1)),
        chunk(choice(tool_delta("", name="find_order", id="call_1")), choice({"refusal": "no"}, 1)),
        chunk(choice(tool_delta('{"a":')), choice({}, 1, "stop")),
        chunk(choice(tool_delta('"b"}'))),
        chunk(choice({}, 0, "tool_calls")),
        chunk(usage={"total_tokens": 3}),
    )
    + DONE
)


def test_deltas_become_fragments_of_their_channels() -> None:
    tool = Channel(0, "tool", 0)

    found = events(CONVERSATION)

    assert pieces(found) == [
        (CONTENT, "", Sink.CUSTOMER_TEXT),
        (CONTENT, "Hi ", Sink.CUSTOMER_TEXT),
        (CONTENT, "caf\u00e9 \U0001f600", Sink.CUSTOMER_TEXT),
        (Channel(1, "content"), "Yo", Sink.CUSTOMER_TEXT),
        (tool, "", Sink.TOOL_ARGUMENTS),
        (Channel(1, "refusal"), "no", Sink.CUSTOMER_TEXT),
        (tool, '{"a":', Sink.TOOL_ARGUMENTS),
        (tool, '"b"}', Sink.TOOL_ARGUMENTS),
    ]
    assert {f.channel.tool for e in found for f in e.fragments if f.channel == tool} == {
        "find_order"
    }
    assert {f.channel.place for e in found for f in e.fragments if f.json} == {"tool"}


def test_a_choice_closes_all_its_channels_with_its_finish_reason() -> None:
    closes = [event.closes for event in events(CONVERSATION)]

    assert closes == [
        (), (), (), (),
        (Channel(1, "content"), Channel(1, "refusal")),
        (),
        (CONTENT, Channel(0, "tool")),
        (), (),
    ]  # fmt: skip


def test_the_end_mark_is_an_event_and_closes_what_no_reason_closed() -> None:
    reader = DIALECT.stream_reader(TURN)
    *_, last = events(stream(chunk(choice({"content": "a"}))) + DONE, reader)

    assert last.done
    assert last.closes == (CONTENT,)
    assert DIALECT.write_event(last, {}) == DONE
    assert reader.ended
    assert reader.open_channels == ()


def test_a_missing_end_mark_can_be_seen() -> None:
    reader = DIALECT.stream_reader(TURN)
    reader.feed(stream(chunk(choice({"content": "a"}))))

    assert reader.finish() == []
    assert not reader.ended
    assert reader.open_channels == (CONTENT,)


def test_an_end_mark_without_its_blank_line_is_one() -> None:
    reader = DIALECT.stream_reader(TURN)

    assert [event.done for event in events(b"data: [DONE]", reader)] == [True]
    assert reader.ended


def test_what_follows_the_end_mark_is_not_read() -> None:
    reader = DIALECT.stream_reader(TURN)
    found = reader.feed(DONE + b"data: garbage\n\n") + reader.feed(b"data: more") + reader.finish()

    assert [event.done for event in found] == [True]


def test_the_name_of_a_tool_is_remembered_per_choice_and_index() -> None:
    found = events(
        stream(
            chunk(choice(tool_delta("1", 0, "find_order"))),
            chunk(choice(tool_delta("2", 1, "elsewhere"))),
            chunk(choice(tool_delta("3", 0)), choice(tool_delta("4", 0), 1)),
            chunk(choice(tool_delta("5", 1))),
        )
    )

    assert {f.text: (f.sink, f.channel.tool) for event in found for f in event.fragments} == {
        "1": (Sink.TOOL_ARGUMENTS, "find_order"),
        "2": (Sink.PROTECTED, None),
        "3": (Sink.TOOL_ARGUMENTS, "find_order"),
        "4": (Sink.PROTECTED, None),
        "5": (Sink.PROTECTED, None),
    }


@pytest.mark.parametrize("names", [["find_", "order"], ["find_order", "find_order"]])
def test_a_name_may_come_in_pieces_or_again_and_again(names: list[str]) -> None:
    chunks = [chunk(choice(tool_delta(None, 0, name))) for name in names]
    found = events(stream(*chunks, chunk(choice(tool_delta("x")))))

    assert pieces(found)[-1][2] is Sink.TOOL_ARGUMENTS


def test_a_longer_name_is_not_the_declared_one() -> None:
    chunks = [
        chunk(choice(tool_delta("{", 0, "find_order"))),
        chunk(choice(tool_delta("}", 0, "s"))),
    ]

    assert [sink for _, _, sink in pieces(events(stream(*chunks)))] == [
        Sink.TOOL_ARGUMENTS,
        Sink.PROTECTED,
    ]


def test_custom_tools_and_legacy_calls_have_channels_of_their_own() -> None:
    custom = {"tool_calls": [{"index": 2, "custom": {"name": "find_order", "input": "SELECT"}}]}
    legacy = {"function_call": {"name": "find_order", "arguments": "{"}}
    found = events(stream(chunk(choice(custom)), chunk(choice(legacy))))

    assert pieces(found) == [
        (Channel(0, "custom_tool", 2), "SELECT", Sink.TOOL_ARGUMENTS),
        (Channel(0, "function_call"), "{", Sink.TOOL_ARGUMENTS),
    ]
    assert [f.json for event in found for f in event.fragments] == [False, True]


def test_an_error_in_the_middle_is_an_event_whose_message_can_be_restored() -> None:
    found = events(
        stream(
            chunk(choice({"content": "a"})),
            {"error": {"message": "bad [EMAIL_000000]", "type": "server_error", "code": None}},
        )
    )
    error = found[-1]

    assert error.error
    assert [(f.channel.place, f.text) for f in error.fragments] == [("error", "bad [EMAIL_000000]")]
    assert error.closes == (CONTENT, Channel(0, "error"))
    assert json.loads(DIALECT.write_event(error, {0: "bad x"})[6:])["error"]["message"] == "bad x"


def test_padding_and_log_probabilities_are_taken_out() -> None:
    spelled = {**choice({"content": "x"}), "logprobs": {"content": [{"token": "[EM"}]}}
    (event,) = events(stream(chunk(spelled, obfuscation="qqqq")))

    assert event.data is not None
    assert "obfuscation" not in event.data
    assert event.data["choices"][0]["logprobs"] is None


@pytest.mark.parametrize(
    "document",
    [
        chunk(choice({"role": "assistant"})),
        chunk(usage={"total_tokens": 3}),
        chunk(choice({}, 0, "stop")),
        {"type": "ping"},
        {"choices": None},
        chunk({"index": 0, "delta": None, "finish_reason": None}),
        chunk(choice({"tool_calls": "x", "annotations": 3})),
    ],
)
def test_events_without_text_pass_as_they_are(document: dict[str, Any]) -> None:
    (event,) = events(stream(document))

    assert event.fragments == ()
    assert json.loads(DIALECT.write_event(event, {})[6:]) == document


def test_new_texts_are_written_into_their_event() -> None:
    (event,) = events(stream(chunk(choice({"content": "a"}), choice({"content": "b"}, 1))))

    written = json.loads(DIALECT.write_event(event, {1: "B\u00e9"})[6:])

    assert [c["delta"]["content"] for c in written["choices"]] == ["a", "B\u00e9"]


# Broken streams.

BROKEN = [
    b"data: {not json\n\n",
    b"data: []\n\n",
    b'data: {"choices":{}}\n\n',
    b'data: {"choices":["x"]}\n\n',
    b'data: {"choices":[{"index":"0"}]}\n\n',
    b'data: {"a":1,"a":2}\n\n',
    b'data: {"a":\n\ndata: 1}\n\n',
]


@pytest.mark.parametrize("broken", [*BROKEN, b'data: {"choices":[', b"data: x\n"])
def test_a_broken_stream_gives_what_came_before_and_then_the_error(broken: bytes) -> None:
    good = stream(chunk(choice({"content": "a"})))
    whole, single = DIALECT.stream_reader(TURN), DIALECT.stream_reader(TURN)

    together = whole.feed(good + broken + DONE[:5])
    one_by_one = [event for byte in good for event in single.feed(bytes([byte]))]

    assert [e.data for e in together] == [e.data for e in one_by_one]
    for reader, rest in ((whole, b""), (single, broken)):
        for _ in range(2):
            with pytest.raises(ProviderError) as caught:
                feed_and_finish(reader, rest)
            assert caught.value.code is ErrorCode.PROVIDER_BROKEN_ANSWER


def feed_and_finish(reader: EventReader, rest: bytes) -> None:
    reader.feed(rest)
    reader.finish()


def test_a_break_can_be_seen_before_the_next_call() -> None:
    """The gateway need not wait for bytes that a broken provider never sends."""
    reader = DIALECT.stream_reader(TURN)

    assert not reader.broken
    assert reader.feed(stream(chunk(choice({"content": "a"}))) + BROKEN[0])
    assert reader.broken


def test_empty_events_keep_the_connection_alive() -> None:
    assert events(b": ping\n\ndata:\n\ndata: \n\n" + DONE)[0].done


def seen(data: list[bytes]) -> tuple[list[StreamEvent], str]:
    """All events of a stream in these pieces, and how it ended."""
    reader = DIALECT.stream_reader(TURN)
    found: list[StreamEvent] = []
    try:
        for piece in data:
            found += reader.feed(piece)
        found += reader.finish()
    except ProviderError as error:
        return found, error.message
    return found, "ended" if reader.ended else "open"


@given(
    st.sampled_from([CONVERSATION, CONVERSATION[:200], CONVERSATION.replace(b"\n", b"\r\n"),
                     *(CONVERSATION[: -len(DONE)] + broken for broken in BROKEN)]),
    st.data(),
)  # fmt: skip
def test_any_cutting_of_the_bytes_gives_the_same_events(data: bytes, draw: st.DataObject) -> None:
    cuts = sorted(draw.draw(st.lists(st.integers(0, len(data)))))
    cut = [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]

    assert seen(cut) == seen([data])


# Tails.

LIKE = events(stream(chunk(choice({"content": "a"}))))[0]


@pytest.mark.parametrize(
    ("channel", "delta"),
    [
        (Channel(1, "content"), {"content": "T"}),
        (Channel(1, "refusal"), {"refusal": "T"}),
        (Channel(1, "reasoning_content"), {"reasoning_content": "T"}),
        (Channel(1, "reasoning"), {"reasoning": "T"}),
        (Channel(1, "tool", 3), {"tool_calls": [{"index": 3, "function": {"arguments": "T"}}]}),
        (Channel(1, "custom_tool", 3), {"tool_calls": [{"index": 3, "custom": {"input": "T"}}]}),
        (Channel(1, "function_call"), {"function_call": {"arguments": "T"}}),
        (Channel(1, "transcript"), {"audio": {"transcript": "T"}}),
    ],
)
def test_a_tail_is_one_more_chunk_on_its_channel(channel: Channel, delta: dict[str, Any]) -> None:
    data = DIALECT.tail_event(LIKE, channel, "T")
    document = json.loads(data[6:])

    assert document == chunk({"index": 1, "delta": delta, "finish_reason": None})
    assert pieces(events(data))[0][:2] == (channel, "T")


def test_a_tail_of_a_content_part_is_read_back_on_its_channel() -> None:
    data = DIALECT.tail_event(LIKE, Channel(0, "content_part", 2), "T")

    assert pieces(events(data))[0][:2] == (Channel(0, "content_part", 2), "T")


def test_tails_beside_an_end_mark_or_an_error_look_like_the_chunks_before() -> None:
    found = events(stream(chunk(choice({"content": "a"})), {"error": {"message": "x"}}) + DONE)

    for event in found:
        assert json.loads(DIALECT.tail_event(event, CONTENT, "T")[6:])["id"] == "c-1"


def test_an_error_message_takes_no_tail() -> None:
    with pytest.raises(ServiceError):
        DIALECT.tail_event(LIKE, Channel(0, "error"), "T")
