"""Value types of the dialects room, and the Protocol that every wire format satisfies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any, Protocol

from proxy.errors import ProxyError
from proxy.turn import Channel, Edits, JsonPath, Sink, Turn


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request may cost before it is looked at.

    ``body_bytes``: bytes of the body. ``depth``: nested objects and arrays. ``leaves``: values in
    the whole body, those inside JSON strings counted too.
    """

    body_bytes: int = 4 * 1024 * 1024
    depth: int = 64
    leaves: int = 50_000


class ProviderTool(StrEnum):
    """Kinds of tools that run at the provider, by the policy's names for them."""

    WEB_SEARCH = "web_search"
    WEB_FETCH = "web_fetch"
    FILE_SEARCH = "file_search"
    CODE_INTERPRETER = "code_interpreter"
    CODE_EXECUTION = "code_execution"
    IMAGE_GENERATION = "image_generation"
    TOOL_SEARCH = "tool_search"
    MCP = "mcp"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may go to the provider although nobody here can look into it: the policy's word.

    ``images``, ``audio``, ``files``: media that pass unread. ``pdf_text``: a PDF's text goes in its
    place. ``media_hosts``: from where the provider may fetch. ``previous_response_id``: answers may
    be kept there and continued. ``stored_files``: files that were uploaded there may be pointed to.
    ``tools``: what may run there.
    """

    images: bool = False
    audio: bool = False
    files: bool = False
    pdf_text: bool = False
    media_hosts: frozenset[str] = frozenset()
    previous_response_id: bool = False
    stored_files: bool = False
    tools: frozenset[ProviderTool] = frozenset()


@dataclass(frozen=True, slots=True)
class AnswerSlot:
    """One text of a whole answer that may hold placeholders, and where restoring it would go.

    ``json``: the text is JSON (what is restored into it must be escaped). ``again``: see Fragment.
    """

    channel: Channel
    path: JsonPath
    text: str = field(repr=False)
    sink: Sink
    json: bool
    again: bool = False
    tree: bool = False
    """The text is a whole JSON value of the answer, written out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A provider's whole answer, strictly parsed. ``body`` is never changed in place."""

    body: Mapping[str, Any] = field(repr=False)
    slots: tuple[AnswerSlot, ...]
    raw: bytes | None = field(repr=False, default=None)
    """The bytes as they came, where they go on unchanged."""
    answer_id: str | None = None
    """Its name, where the provider keeps answers under it."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a channel's text in one stream event. ``json``: it is a piece of JSON text.

    ``again``: it is no further piece but the channel's whole text, which some formats repeat.
    """

    channel: Channel
    path: JsonPath
    text: str = field(repr=False)
    sink: Sink
    json: bool
    again: bool = False
    tree: bool = False


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """One event of a provider's stream.

    ``closes``: channels that end with this event; what is held back for them must be released in
    it (a channel with a fragment here) or before it (``Dialect.tail_event``). ``done``: the end
    mark. ``error``: the provider reports a failure in the middle; nothing useful follows.
    ``envelope``: what the events around it have in common (id, model …), for tail events.
    """

    data: Mapping[str, Any] | None = field(repr=False)
    fragments: tuple[Fragment, ...] = ()
    closes: tuple[Channel, ...] = ()
    done: bool = False
    error: bool = False
    envelope: Mapping[str, Any] | None = None
    answer_id: str | None = None
    """The name of the answer that it belongs to, where the provider keeps answers under it."""


@dataclass(frozen=True, slots=True)
class HeldAnswer:
    """Our own words in place of the model's. ``created``: Unix seconds.

    ``answer_id``: unique; the format puts before it what its ids begin with.
    """

    text: str = field(repr=False)
    created: int
    answer_id: str
    handoff: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ErrorText:
    """A provider's error. ``message`` may echo the request: restore it before it is written.

    ``type``, ``code`` and ``param`` have the shape of a name, or are None.
    """

    message: str = field(repr=False)
    type: str
    code: str | None
    param: str | None


class KeyHeader(Enum):
    """How a provider wants its key."""

    BEARER = "authorization"
    """``Authorization: Bearer KEY``."""
    X_API_KEY = "x-api-key"
    """``x-api-key: KEY``."""
    API_KEY = "api-key"
    """``api-key: KEY`` (Azure)."""


class StreamReader(Protocol):
    """Bytes of one provider stream in, events out; one reader per stream.

    For any way of cutting the bytes the events are the same. Where the stream is broken, all events
    before the break are given first; the call after them raises
    ``ProviderError(PROVIDER_BROKEN_ANSWER)``, and so does each later one.
    """

    @property
    def ended(self) -> bool:
        """The stream's own end mark was read."""
        ...

    @property
    def broken(self) -> bool:
        """The stream is malformed: the next call will raise."""
        ...

    @property
    def open_channels(self) -> tuple[Channel, ...]:
        """Channels that began and were not closed, in order of their beginning."""
        ...

    def feed(self, data: bytes) -> list[StreamEvent]:
        """The events that these bytes complete."""
        ...

    def finish(self) -> list[StreamEvent]:
        """The bytes are over. Raises when they stop inside an event."""
        ...


class Dialect(Protocol):
    """One wire format of one kind of call."""

    @property
    def name(self) -> str:
        """Stable name, as in ``Turn.dialect``."""
        ...

    @property
    def key_header(self) -> KeyHeader:
        """How the provider of this format wants its key."""
        ...

    @property
    def provider_headers(self) -> Mapping[str, str]:
        """Headers that every request of this format has. Constants."""
        ...

    def read_turn(
        self, body: bytes, *, limits: Limits, allowed: Allowed, model: str | None = None
    ) -> Turn:
        """The request as a turn. Raises CallerError with the code of what must change.

        ``model``: the one that the path of the call names; it wins over the body's.
        """
        ...

    def write_request(self, turn: Turn, edits: Edits, *, hint: str | None = None) -> bytes:
        """The outgoing bytes: the same turn and edits give the same bytes.

        The provider stores only what ``turn.stored`` says, and ``metadata`` is left out. ``hint`` becomes the
        first message. Raises ServiceError(PROTECTION_FAILED) when the edits do not fit.
        """
        ...

    def read_answer(self, body: bytes, turn: Turn) -> Answer:
        """A whole answer. Raises ProviderError(PROVIDER_BROKEN_ANSWER)."""
        ...

    def write_answer(self, answer: Answer, texts: Mapping[int, str]) -> bytes:
        """The answer's bytes; ``texts``: index into ``answer.slots`` → new text."""
        ...

    def stream_reader(self, turn: Turn) -> StreamReader:
        """A reader for the answer's stream."""
        ...

    def write_event(self, event: StreamEvent, texts: Mapping[int, str], *, added: int = 0) -> bytes:
        """The event's bytes; ``texts``: index into ``event.fragments`` → new text.

        ``added``: tail events before it, for formats that number their events.
        """
        ...

    def tail_event(
        self, like: StreamEvent, channel: Channel, text: str, *, added: int = 0
    ) -> bytes:
        """One more piece of text on that channel, just before ``like`` and looking like it."""
        ...

    def own_answer_id(self, answer_id: str) -> str | None:
        """The id under which our own answer goes out; None where nobody can go on from an answer."""
        ...

    def held_answer(self, turn: Turn, held: HeldAnswer) -> bytes:
        """A normal whole answer that carries our own text."""
        ...

    def held_stream(self, turn: Turn, held: HeldAnswer) -> Sequence[bytes]:
        """The same as a stream: one item per event, the end mark included."""
        ...

    def error_body(self, error: ProxyError) -> bytes:
        """Our error in the caller's wire format."""
        ...

    def error_event(self, error: ProxyError) -> bytes:
        """Our error as an event of a stream that has begun."""
        ...

    def read_error(self, body: bytes) -> ErrorText:
        """A provider's error body; never raises, an unknown shape gets a fixed message."""
        ...

    def write_error(self, error: ErrorText) -> bytes:
        """A provider's error in the caller's wire format."""
        ...
