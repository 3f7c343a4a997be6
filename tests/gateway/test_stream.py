"""The law of restored streams: how the provider's bytes are cut changes nothing for the client."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.errors import ErrorCode, ProviderError
from proxy.gateway.stream import Piece, StreamRestorer
from proxy.offline import wire
from proxy.offline.base import Reply, Said, ToolCall
from proxy.privacy.base import RestorationRules
from proxy.privacy.placeholders import Entry, Placeholders
from proxy.privacy.restore import Restorer
from proxy.sensitive import Sensitive
from proxy.turn import Channel, Sink, Turn
from tests.gateway.stage import CARD, DIALECT, ENTITIES, MAIL, NAME

EMAIL, PERSON, CODE = "[EMAIL_7K3M2Q]", "[PERSON_ABC234]", "[CARD_0F0F0F]"
PLACEHOLDERS = Placeholders(
    {
        EMAIL: Entry("EMAIL_ADDRESS", ENTITIES["EMAIL_ADDRESS"], Sensitive(MAIL)),
        PERSON: Entry("PERSON", ENTITIES["PERSON"], Sensitive(NAME)),
        CODE: Entry("CREDIT_CARD", ENTITIES["CREDIT_CARD"], Sensitive(CARD[-4:])),
    }
)
TOOLS = frozenset({"find_order"})
TURN = Turn("openai_chat", {}, (), (), "m", stream=True, tools=TOOLS, answers=2)
REQUEST: dict[str, Any] = {"model": "m", "stream": True, "n": 2}

Texts = dict[tuple[int, str], str]
"""(choice, place) → text."""

atoms = st.sampled_from(
    [
        EMAIL,
        PERSON,
        CODE,
        "[EMAIL_",
        "[",
        "]",
        "7K3M2Q",
        " ",
        "Hi ",
        "é",
        "\n",
        '"',
        "\\",
        "x",
        "🙂",
    ]
)
sentences = st.lists(atoms, max_size=8).map("".join)
arguments = st.dictionaries(st.sampled_from(["name", "mail"]), sentences, max_size=2).map(
    lambda value: json.dumps(value, ensure_ascii=False)
)
choices = st.lists(
    st.builds(
        Said,
        text=st.none() | sentences,
        refusal=st.none() | sentences,
        tool_calls=st.lists(
            st.builds(ToolCall, st.sampled_from(["find_order", "unknown"]), arguments), max_size=2
        ).map(tuple),
    ),
    min_size=1,
    max_size=2,
).map(tuple)
marked = st.builds(
    Reply, choices=choices, delta=st.integers(0, 9), interleaved=st.booleans(), done=st.just(True)
)
unmarked = st.builds(
    Reply,
    # Without an end mark, a choice that never began to say something looks like one that was cut.
    choices=choices.map(lambda all_: tuple(replace(one, text=one.text or "") for one in all_)),
    delta=st.integers(0, 9),
    interleaved=st.booleans(),
    done=st.just(False),
)
replies = marked | unmarked


def restorer() -> Restorer:
    return Restorer(PLACEHOLDERS, RestorationRules())


def streaming(announcement: str | None = None) -> StreamRestorer:
    return StreamRestorer(DIALECT, DIALECT.stream_reader(TURN), restorer(), announcement)


def sent(reply: Reply) -> bytes:
    return b"".join(wire.stream(reply, REQUEST, number=1, created=1))


def cut(data: bytes, places: Sequence[int]) -> Iterator[bytes]:
    ends = sorted({place % (len(data) + 1) for place in places} | {len(data)})
    start = 0
    for end in ends:
        yield data[start:end]
        start = end


def run(
    chunks: Iterator[bytes], stream: StreamRestorer
) -> tuple[list[Piece], ProviderError | None]:
    pieces: list[Piece] = []
    try:
        for chunk in chunks:
            for piece in stream.feed(chunk):
                pieces.append(piece)  # noqa: PERF402 - what came before an error counts
        for piece in stream.finish():
            pieces.append(piece)  # noqa: PERF402
    except ProviderError as error:
        pieces += stream.release()
        return pieces, error
    return pieces, None


def events(pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    lines = b"".join(piece.data for piece in pieces).decode().split("\n\n")
    assert lines.pop() == ""
    return [json.loads(line.removeprefix("data: ")) for line in lines if line != "data: [DONE]"]


def read(pieces: Sequence[Piece]) -> Texts:
    """What a client reads: an independent reader of the format."""
    texts: Texts = {}

    def add(choice: int, place: str, text: str | None) -> None:
        if text:
            texts[choice, place] = texts.get((choice, place), "") + text

    for event in events(pieces):
        for choice in event.get("choices", ()):
            delta = choice["delta"]
            add(choice["index"], "content", delta.get("content"))
            add(choice["index"], "refusal", delta.get("refusal"))
            for call in delta.get("tool_calls", ()):
                add(choice["index"], f"tool {call['index']}", call["function"].get("arguments"))
    return texts


def said_by(reply: Reply) -> Texts:
    """What the provider says, whole."""
    said = reply.choices if len(reply.choices) == 2 else reply.choices * 2
    texts: dict[tuple[int, str], str | None] = {}
    for index, one in enumerate(said):
        texts[index, "content"], texts[index, "refusal"] = one.text, one.refusal
        for number, call in enumerate(one.tool_calls):
            texts[index, f"tool {number}"] = call.arguments
    return {place: text for place, text in texts.items() if text}


def restored(texts: Texts, reply: Reply) -> Texts:
    """Each text restored at once."""
    said = reply.choices if len(reply.choices) == 2 else reply.choices * 2
    out: Texts = {}
    for (index, place), text in texts.items():
        sink, tool = Sink.CUSTOMER_TEXT, None
        if place.startswith("tool"):
            tool = said[index].tool_calls[int(place.split()[1])].name
            sink = Sink.TOOL_ARGUMENTS if tool in TOOLS else Sink.PROTECTED
        channel = Channel(index, place, 0, tool)
        out[index, place] = restorer().restore(text, channel, sink=sink, json=tool is not None)
    return out


def expected(reply: Reply) -> Texts:
    """The right texts: all that was said, restored."""
    return restored(said_by(reply), reply)


relaxed = settings(deadline=None, max_examples=60)
"""Each example is one long stream, on a machine that may be busy."""
cuts = st.lists(st.integers(0, 100_000), max_size=30)


@relaxed
@given(replies, cuts)
def test_any_chunking_gives_the_texts_of_the_whole_answer(reply: Reply, places: list[int]) -> None:
    pieces, error = run(cut(sent(reply), places), streaming())
    assert error is None
    assert read(pieces) == expected(reply)


@relaxed
@given(replies, cuts)
def test_any_chunking_gives_the_same_bytes(reply: Reply, places: list[int]) -> None:
    at_once, _ = run(iter([sent(reply)]), streaming())
    pieces, _ = run(cut(sent(reply), places), streaming())
    assert [piece.data for piece in pieces] == [piece.data for piece in at_once]


@relaxed
@given(replies, cuts)
def test_the_end_mark_comes_last_and_once_and_alone_waits_for_the_record(
    reply: Reply, places: list[int]
) -> None:
    """Also where the provider forgot it, but every choice had finished."""
    pieces, _ = run(cut(sent(reply), places), streaming())
    assert [piece.last for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert pieces[-1].data == b"data: [DONE]\n\n"


@relaxed
@given(replies, cuts, st.integers(0, 100_000))
def test_what_is_released_before_a_cut_is_a_prefix_of_the_right_text(
    reply: Reply, places: list[int], end: int
) -> None:
    data = sent(reply)
    data = data[: end % len(data)]
    pieces, error = run(cut(data, places), streaming())
    arrived = data[: data.rfind(b"\n\n") + 2] if b"\n\n" in data else b""
    released = read(pieces)
    assert released == restored(read([Piece(arrived)]), reply)
    right = expected(reply)
    for place, text in released.items():
        # A placeholder that the break cut in two: its beginning, or a neutral word.
        assert right[place].startswith(re.sub(r"(\[hidden\]|\[[A-Z_0-9]*)$", "", text))
    if error is not None:
        assert error.code is ErrorCode.PROVIDER_BROKEN_ANSWER
        assert not any(piece.last for piece in pieces)


@relaxed
@given(replies, cuts)
def test_an_error_event_is_passed_on_with_its_echo_restored(
    reply: Reply, places: list[int]
) -> None:
    failure = wire.error_body(500, f"Cannot speak to {PERSON}.")
    data = sent(Reply(choices=reply.choices, done=False)) + b"data: " + failure + b"\n\n"
    stream = streaming()
    pieces, error = run(cut(data, places), stream)
    assert error is None
    assert stream.failed
    assert events(pieces)[-1]["error"]["message"] == f"Cannot speak to {NAME}."
    assert read(pieces) == expected(reply)


def test_a_stream_without_an_end_is_an_error() -> None:
    chunk = sent(Reply(choices=(Said("Hello"),), done=False)).split(b"\n\n")[0] + b"\n\n"
    _, error = run(iter([chunk]), streaming())
    assert error is not None
    _, nothing = run(iter([]), streaming())
    assert nothing is not None


def test_a_placeholder_that_ends_a_choice_goes_out_inside_or_before_its_last_event() -> None:
    reply = Reply(choices=(Said(f"Dear {PERSON}"),), delta=4)
    pieces, _ = run(iter([sent(reply)]), streaming())
    finished = [
        (index, choice["index"])
        for index, event in enumerate(events(pieces))
        for choice in event["choices"]
        if choice["finish_reason"]
    ]
    for index, number in finished:
        assert read(pieces[: index + 1])[number, "content"] == f"Dear {NAME}"


HELLO_AGAIN = "The bot answers again."


def test_the_announcement_goes_before_the_first_words_of_each_choice_only() -> None:
    reply = Reply(choices=(Said(f"Dear {PERSON}"), Said("Hi")), delta=2)
    pieces, _ = run(iter([sent(reply)]), streaming(HELLO_AGAIN))
    texts = read(pieces)
    assert texts[0, "content"] == f"{HELLO_AGAIN}\n\nDear {NAME}"
    assert texts[1, "content"] == f"{HELLO_AGAIN}\n\nHi"


@pytest.mark.parametrize(
    "said",
    [
        Said(refusal="No."),
        Said(None, (ToolCall("find_order", '{"name": "x"}'),)),
        Said(""),
    ],
)
def test_the_announcement_never_goes_into_a_tool_a_refusal_or_an_empty_answer(said: Said) -> None:
    pieces, _ = run(iter([sent(Reply(choices=(said,)))]), streaming(HELLO_AGAIN))
    assert HELLO_AGAIN not in json.dumps(events(pieces))


@relaxed
@given(replies)
def test_what_is_kept_for_the_record_is_what_the_provider_said_text_by_text(reply: Reply) -> None:
    """So it holds placeholders and no value, also where several choices come interleaved."""
    stream = streaming()
    run(iter([sent(reply)]), stream)
    kept = sorted(text for pieces in stream.received.values() if (text := "".join(pieces)))
    assert kept == sorted(said_by(reply).values())


def by_hand(delta: dict[str, Any], reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    event = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return b"data: " + wire.encode({**event, "choices": [choice]}) + b"\n\n"


def test_what_is_held_when_the_last_words_and_the_finish_come_in_one_event_is_not_lost() -> None:
    data = by_hand({"content": "Dear [PERSON_"}) + by_hand({"content": "ABC234]"}, "stop")
    pieces, error = run(iter([data, wire.DONE]), streaming())
    assert error is None
    assert read(pieces) == {(0, "content"): f"Dear {NAME}"}


def test_what_is_held_when_the_end_mark_comes_without_a_finish_goes_out_before_it() -> None:
    data = by_hand({"content": f"Dear {PERSON}"})
    pieces, error = run(iter([data, wire.DONE]), streaming())
    assert error is None
    assert read(pieces) == {(0, "content"): f"Dear {NAME}"}
    assert pieces[-1].last
