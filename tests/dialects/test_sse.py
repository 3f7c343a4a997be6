import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from proxy.dialects.sse import ServerSentEvent, SseDecoder
from proxy.errors import ErrorCode, ProviderError


def decode(*pieces: bytes) -> list[ServerSentEvent]:
    decoder = SseDecoder()
    return [event for piece in pieces for event in decoder.feed(piece)] + decoder.finish()


def data(*pieces: bytes) -> list[str]:
    return [event.data for event in decode(*pieces)]


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        # The examples of the WHATWG text, section 9.2.6.
        (b"data: YHOO\ndata: +2\ndata: 10\n\n", ["YHOO\n+2\n10"]),
        (
            b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
            ["first event", "second event", " third event"],
        ),
        (b"data\n\ndata\ndata\n\n", ["", "\n"]),
        (b"data:test\n\ndata: test\n\n", ["test", "test"]),
        # Line ends.
        (b"data: a\r\n\r\ndata: b\r\rdata: c\n\n", ["a", "b", "c"]),
        # What is ignored: comments, unknown fields, other cases, events without data.
        (b":\n: ping\n\nfoo: bar\nData: x\n\nevent: only\n\ndata: a\n\n", ["a"]),
        (b"\xef\xbb\xbfdata: a\n\n", ["a"]),
        (b"data: \xef\xbb\xbfa\n\n", ["\ufeffa"]),
        (b"data: caf\xc3\xa9 \xff\n\n", ["caf\u00e9 \ufffd"]),
        (b"", []),
    ],
)
def test_streams_are_read_as_the_standard_says(stream: bytes, expected: list[str]) -> None:
    assert data(stream) == expected
    assert data(*(bytes([byte]) for byte in stream)) == expected


def test_the_type_of_an_event_belongs_to_that_event_alone() -> None:
    events = decode(b"event: error\ndata: a\n\ndata: b\n\n")

    assert [(event.event, event.data) for event in events] == [("error", "a"), ("", "b")]


@pytest.mark.parametrize("stream", [b"data: a", b"data: a\n", b"data: a\r", b"data: a\nid: 1"])
def test_an_event_that_the_end_cuts_off_is_reported(stream: bytes) -> None:
    assert decode(stream) == [ServerSentEvent("a", complete=False)]


def test_a_comment_that_the_end_cuts_off_is_no_loss() -> None:
    assert decode(b"data: a\n\n: pi") == [ServerSentEvent("a")]


def test_an_endless_event_is_refused() -> None:
    decoder = SseDecoder(longest=100)

    for _ in range(6):
        decoder.feed(b"data: 0123456789")
    with pytest.raises(ProviderError) as caught:
        decoder.feed(b"data: 0123456789")

    assert caught.value.code is ErrorCode.PROVIDER_BROKEN_ANSWER


def test_a_long_stream_of_short_events_is_not_an_endless_event() -> None:
    decoder = SseDecoder(longest=100)

    assert sum(len(decoder.feed(b"data: 0123456789\n\n")) for _ in range(100)) == 100


@given(
    st.lists(
        st.sampled_from(
            [
                b"data: ",
                b"data",
                b":",
                b"event: x",
                b"\r",
                b"\n",
                b"\r\n",
                b"a",
                "\u00e9".encode(),
                "\U0001f600".encode(),
                b"\xff",
                b"\xef\xbb\xbf",
                b" ",
                b"\n\n",
            ]
        )
    ).map(b"".join),
    st.data(),
)
@example(b"data: a\r\n\r\ndata: b\r\n\r\n", None)
def test_any_cutting_of_the_bytes_gives_the_same_events(
    stream: bytes, draw: st.DataObject | None
) -> None:
    whole = decode(stream)
    cuts = sorted(draw.draw(st.lists(st.integers(0, len(stream)))) if draw else range(len(stream)))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]

    assert decode(*pieces) == whole
    assert decode(*(bytes([byte]) for byte in stream)) == whole
