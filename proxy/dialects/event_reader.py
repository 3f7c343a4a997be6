"""The machine under every streamed answer: bytes → events, whatever the format.

A format says what one server-sent event means (``Interpreter``); this reader keeps the promises of
``StreamReader``: which channels are open, and that where the stream breaks everything before the break
is given out first and the error is raised by the next call. So what is released never depends on how
the network cut the bytes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from proxy.dialects.answer_texts import broken
from proxy.dialects.base import AnswerSlot, Fragment, StreamEvent
from proxy.dialects.sse import ServerSentEvent, SseDecoder
from proxy.errors import ProviderError
from proxy.turn import Channel


@dataclass(frozen=True, slots=True)
class Interpreted:
    """An event, and which of the open channels end with it."""

    event: StreamEvent
    closing: Callable[[Channel], bool]


class Interpreter(Protocol):
    """What the events of one stream mean; it may remember what earlier ones said."""

    @property
    def may_end_unmarked(self) -> bool:
        """Complete answers without the end mark are known, so its lack alone is no failure."""
        ...

    def ends(self, sent: ServerSentEvent) -> bool:
        """It is the stream's own end mark. One that the network cut short may be one, too."""
        ...

    def interpret(self, sent: ServerSentEvent) -> Interpreted:
        """Its meaning. Raises ProviderError(PROVIDER_BROKEN_ANSWER)."""
        ...


def fragments_of(texts: list[AnswerSlot]) -> tuple[Fragment, ...]:
    """The texts of one event as pieces of their channels."""
    return tuple(
        Fragment(text.channel, text.path, text.text, text.sink, text.json, text.again, text.tree)
        for text in texts
    )


class EventReader:
    """Reads the stream of one answer; see ``StreamReader`` for what is promised."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter
        self._decoder = SseDecoder()
        self._open: dict[Channel, None] = {}
        self._ended = False
        self._failure: ProviderError | None = None

    @property
    def ended(self) -> bool:
        """The stream's own end mark was read."""
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
        """The bytes are over; an end mark without its blank line is taken for one."""
        if self._failure is not None:
            raise self._failure
        events: list[StreamEvent] = []
        sent = [] if self._ended else self._decoder.finish()
        if not all(map(self._interpreter.ends, sent)):
            self._failure = broken("stops inside an event")
            raise self._failure
        for each in sent:
            self._take(each, events)
        if not (self.ended or self._interpreter.may_end_unmarked):
            self._failure = broken("stops before its end")
            raise self._failure
        return events

    def _take(self, sent: ServerSentEvent, events: list[StreamEvent]) -> None:
        if self._ended or not sent.data.strip():  # An empty event keeps a connection alive.
            return
        read = self._interpreter.interpret(sent)
        begun = (piece.channel for piece in read.event.fragments if not piece.again)
        self._open.update(dict.fromkeys(begun))
        closes = tuple(channel for channel in self._open if read.closing(channel))
        for channel in closes:
            del self._open[channel]
        self._ended = read.event.done
        events.append(replace(read.event, closes=closes))
