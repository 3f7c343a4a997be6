"""A streamed chat completion: bytes → events; an event and new texts → bytes.

Strategy: the reader remembers three things from chunk to chunk: which channels have begun (to close them
with their choice's ``finish_reason``), which function each tool call is for (only the first piece
says), and what a chunk of this stream looks like (for the tail that is held back until the end).

Where the stream breaks, everything before the break is given out first and the error is raised by the
next call: what is released then never depends on how the network cut the bytes.
"""

from collections.abc import Mapping
from typing import Any

from proxy.dialects.base import Fragment, StreamEvent
from proxy.dialects.json_writer import write_json
from proxy.dialects.openai_chat import TABLE
from proxy.dialects.openai_chat_answer import (
    broken,
    check_choices,
    choice_index,
    parts,
    read_object,
    read_texts,
    remember_names,
)
from proxy.dialects.slots import Changes, rewrite
from proxy.dialects.sse import ServerSentEvent, SseDecoder
from proxy.errors import ErrorCode, ProviderError, ServiceError
from proxy.turn import Channel, Turn

DONE = b"data: [DONE]\n\n"

_DONE_MARK = "[DONE]"
_ENVELOPE = ("id", "object", "created", "model")


class OpenAIChatStream:
    """Reads the stream of one answer; see ``StreamReader`` for what is promised."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._decoder = SseDecoder()
        self._open: dict[Channel, None] = {}
        self._names: dict[Channel, str] = {}
        self._envelope: Mapping[str, Any] | None = None
        self._ended = False
        self._failure: ProviderError | None = None

    @property
    def ended(self) -> bool:
        """``data: [DONE]`` was read."""
        return self._ended

    @property
    def broken(self) -> bool:
        """The stream is malformed: the next call will raise."""
        return self._failure is not None

    @property
    def open_channels(self) -> tuple[Channel, ...]:
        """Channels that began and were not closed, in order of their beginning."""
        return tuple(self._open)

    def feed(self, data: bytes) -> list[StreamEvent]:
        """The events that these bytes complete."""
        if self._failure is not None:
            raise self._failure
        if self._ended:
            return []
        events: list[StreamEvent] = []
        try:
            for sent in self._decoder.feed(data):
                self._take(sent, events)
        except ProviderError as failure:
            self._failure = failure
            if not events:
                raise
        return events

    def finish(self) -> list[StreamEvent]:
        """The bytes are over; a last ``[DONE]`` without its blank line is taken for one."""
        if self._failure is not None:
            raise self._failure
        events: list[StreamEvent] = []
        if self._ended:
            return events
        for sent in self._decoder.finish():
            if sent.data.strip() != _DONE_MARK:
                self._failure = broken("stops inside an event")
                raise self._failure
            self._take(sent, events)
        return events

    def _take(self, sent: ServerSentEvent, events: list[StreamEvent]) -> None:
        if self._ended or not sent.data.strip():  # An empty event keeps a connection alive.
            return
        if sent.data.strip() == _DONE_MARK:
            self._ended = True
            closes = self._close(None)
            events.append(StreamEvent(None, closes=closes, done=True, envelope=self._envelope))
            return
        events.append(self._chunk(read_object(sent.data.encode())))

    def _chunk(self, document: dict[str, Any]) -> StreamEvent:
        check_choices(document)
        for choice, delta in parts(document, "delta"):
            remember_names(delta, choice, self._names)
        kept, texts = read_texts(document, TABLE.stream, self._turn, self._names)
        if document.get("choices"):
            self._envelope = {name: kept[name] for name in _ENVELOPE if name in kept}
        fragments = tuple(
            Fragment(text.channel, text.path, text.text, text.sink, text.json) for text in texts
        )
        self._open.update(dict.fromkeys(fragment.channel for fragment in fragments))
        failed = document.get("error") is not None
        return StreamEvent(
            kept,
            fragments,
            closes=self._close(None if failed else _finished(document)),
            error=failed,
            envelope=self._envelope,
        )

    def _close(self, choices: set[int] | None) -> tuple[Channel, ...]:
        """The open channels of these choices (None: of all), which from now on are closed."""
        closing = [
            channel for channel in self._open if choices is None or channel.choice in choices
        ]
        for channel in closing:
            del self._open[channel]
        return tuple(closing)


def _finished(document: Mapping[str, Any]) -> set[int]:
    return {
        choice_index(document, number)
        for number, choice in enumerate(document.get("choices") or ())
        if choice.get("finish_reason") is not None
    }


def event_bytes(document: Mapping[str, Any]) -> bytes:
    """One event with this document as its data."""
    return b"data: " + write_json(document) + b"\n\n"


def write_event(event: StreamEvent, texts: Mapping[int, str]) -> bytes:
    """The event's bytes; ``texts``: index into ``event.fragments`` → new text."""
    if event.done:
        return DONE
    values = {event.fragments[index].path: text for index, text in texts.items()}
    return event_bytes(rewrite(event.data or {}, Changes(values)))


def tail_event(like: StreamEvent, channel: Channel, text: str) -> bytes:
    """One more chunk with this text. Raises ServiceError for a channel that has no deltas."""
    seen = like.envelope or like.data or {}
    envelope = {
        "id": seen.get("id", ""),
        "object": "chat.completion.chunk",
        "created": seen.get("created", 0),
        "model": seen.get("model", ""),
    }
    choice = {"index": channel.choice, "delta": _delta(channel, text), "finish_reason": None}
    return event_bytes({**envelope, "choices": [choice]})


def _delta(channel: Channel, text: str) -> dict[str, Any]:
    match channel.place:
        case "content" | "refusal" | "reasoning" | "reasoning_content":
            return {channel.place: text}
        case "content_part":
            return {"content": [{"type": "text", "index": channel.part, "text": text}]}
        case "tool":
            return {"tool_calls": [{"index": channel.part, "function": {"arguments": text}}]}
        case "custom_tool":
            return {"tool_calls": [{"index": channel.part, "custom": {"input": text}}]}
        case "function_call":
            return {"function_call": {"arguments": text}}
        case "transcript":
            return {"audio": {"transcript": text}}
        case _:
            raise ServiceError(
                ErrorCode.INTERNAL_ERROR, f"The channel {channel.place} takes no further text."
            )
