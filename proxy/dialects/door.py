"""One door for the files of a wire format: what every ``Dialect`` does is said here once.

A format is its table and four modules that know it: requests, answers, streams, and our own words in it. To
add one, write these and put it into the registry.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from proxy.dialects.answer_texts import write_answer
from proxy.dialects.base import (
    Allowed,
    Answer,
    ErrorText,
    HeldAnswer,
    KeyHeader,
    Limits,
    StreamEvent,
)
from proxy.dialects.event_reader import EventReader, Interpreter
from proxy.dialects.provider_errors import read_error
from proxy.dialects.rows import Table
from proxy.errors import ProxyError
from proxy.turn import Channel, Edits, Turn


class Requests(Protocol):
    """Bytes of a request to a turn, and back; see ``Dialect``."""

    def read_turn(
        self, body: bytes, *, limits: Limits, allowed: Allowed, model: str | None = None
    ) -> Turn:
        """See Dialect."""
        ...

    def write_request(self, turn: Turn, edits: Edits, *, hint: str | None = None) -> bytes:
        """See Dialect."""
        ...


class Answers(Protocol):
    """Bytes of a whole answer."""

    def read_answer(self, body: bytes, turn: Turn) -> Answer:
        """See Dialect."""
        ...


class Streams(Protocol):
    """The events of a streamed answer."""

    def interpreter(self, turn: Turn) -> Interpreter:
        """What the events of one stream mean."""
        ...

    def write_event(self, event: StreamEvent, texts: Mapping[int, str], added: int) -> bytes:
        """See Dialect."""
        ...

    def tail_event(self, like: StreamEvent, channel: Channel, text: str, added: int) -> bytes:
        """See Dialect."""
        ...


class OwnWords(Protocol):
    """What we say ourselves."""

    def held_answer(self, turn: Turn, held: HeldAnswer) -> bytes:
        """See Dialect."""
        ...

    def held_stream(self, turn: Turn, held: HeldAnswer) -> Sequence[bytes]:
        """See Dialect."""
        ...

    def error_body(self, error: ProxyError) -> bytes:
        """See Dialect."""
        ...

    def error_event(self, error: ProxyError) -> bytes:
        """See Dialect."""
        ...

    def write_error(self, error: ErrorText) -> bytes:
        """See Dialect."""
        ...


class Door:
    """Satisfies ``Dialect``; it has no state. Each promise stands there."""

    name: str
    table: Table
    key_header = KeyHeader.BEARER
    provider_headers: Mapping[str, str] = {}

    def __init__(
        self, requests: Requests, answers: Answers, streams: Streams, own: OwnWords
    ) -> None:
        self._requests = requests
        self._answers = answers
        self._streams = streams
        self._own = own

    def read_turn(
        self, body: bytes, *, limits: Limits, allowed: Allowed, model: str | None = None
    ) -> Turn:
        """See Dialect."""
        return self._requests.read_turn(body, limits=limits, allowed=allowed, model=model)

    def write_request(self, turn: Turn, edits: Edits, *, hint: str | None = None) -> bytes:
        """See Dialect."""
        return self._requests.write_request(turn, edits, hint=hint)

    def read_answer(self, body: bytes, turn: Turn) -> Answer:
        """See Dialect."""
        return self._answers.read_answer(body, turn)

    def write_answer(self, answer: Answer, texts: Mapping[int, str]) -> bytes:
        """See Dialect."""
        return write_answer(answer, texts)

    def stream_reader(self, turn: Turn) -> EventReader:
        """See Dialect."""
        return EventReader(self._streams.interpreter(turn))

    def write_event(self, event: StreamEvent, texts: Mapping[int, str], *, added: int = 0) -> bytes:
        """See Dialect."""
        return self._streams.write_event(event, texts, added)

    def tail_event(
        self, like: StreamEvent, channel: Channel, text: str, *, added: int = 0
    ) -> bytes:
        """See Dialect."""
        return self._streams.tail_event(like, channel, text, added)

    def own_answer_id(self, answer_id: str) -> str | None:
        """See Dialect."""
        del answer_id
        return None

    def held_answer(self, turn: Turn, held: HeldAnswer) -> bytes:
        """See Dialect."""
        return self._own.held_answer(turn, held)

    def held_stream(self, turn: Turn, held: HeldAnswer) -> Sequence[bytes]:
        """See Dialect."""
        return self._own.held_stream(turn, held)

    def error_body(self, error: ProxyError) -> bytes:
        """See Dialect."""
        return self._own.error_body(error)

    def error_event(self, error: ProxyError) -> bytes:
        """See Dialect."""
        return self._own.error_event(error)

    def read_error(self, body: bytes) -> ErrorText:
        """See Dialect."""
        return read_error(body)

    def write_error(self, error: ErrorText) -> bytes:
        """See Dialect."""
        return self._own.write_error(error)
