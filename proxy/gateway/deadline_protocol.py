"""Deadlines on receiving a request and on taking its answer, which uvicorn does not have.

Strategy: without them, a connection that sends one byte now and then stays open for ever, since every
byte stops uvicorn's keep-alive clock; and one that takes nothing of its answer holds a turn, the
provider's connection and memory for as long as it likes.

Receiving: a clock starts with the connection, and again with the first byte after each request; it
must see the headers complete, then (a second clock) the body. Bytes do not wind it up again. While an
earlier request of the same connection is at work it looks again later. Headers are bounded in
bytes, too: the parser would collect them without end. ``read_body`` times the body itself and answers
properly; the clock here is a little longer, for senders that go on after they were answered.

Sending: a clock runs while the buffer towards the client is full, and while a closed connection still
waits for its last bytes to be taken. If too little was taken when it ends, the connection is dropped,
which the application sees as a client that hung up.
"""

import asyncio
from enum import Enum
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

HEADER_BYTES = 64 * 1024
"""Most bytes of a request line and headers; nginx and Apache take 32 and 64 KiB in all."""

SLOWEST_READER = 4096
"""Bytes per second that a client must take of what is ready for it."""

_TOO_SLOW = b"408 Request Timeout"
_TOO_LARGE = b"431 Request Header Fields Too Large"


class _Phase(Enum):
    """What the next byte of a connection belongs to."""

    BETWEEN = "between"
    HEADERS = "headers"
    BODY = "body"


class DeadlineProtocol(HttpToolsProtocol):
    """uvicorn's protocol on httptools, with deadlines in seconds. See ``with_deadlines``."""

    header_seconds = 10.0
    body_seconds = 40.0
    write_seconds = 60.0

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._deadline: asyncio.TimerHandle | None = None
        self._drop: asyncio.TimerHandle | None = None
        self._untaken = 0
        self._phase = _Phase.BETWEEN
        self._header_bytes = 0
        self._complete = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection must bring a request's headers in time."""
        super().connection_made(transport)
        self._set_deadline(self.header_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """No deadline outlives its connection."""
        self._clear_deadline()
        self._clear_drop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Any byte between two requests starts the clock, even one that begins no request."""
        if self._deadline is None and self._phase is _Phase.BETWEEN:
            self._set_deadline(self.header_seconds)
        complete = self._complete
        super().data_received(data)
        if self._phase is not _Phase.HEADERS or complete != self._complete:
            # Bytes that also ended a request before are not counted as this one's headers.
            return
        self._header_bytes += len(data)
        if self._header_bytes > HEADER_BYTES and not self.transport.is_closing():
            self._refuse(_TOO_LARGE)

    def on_message_begin(self) -> None:
        """A request's first byte."""
        self._phase = _Phase.HEADERS
        self._header_bytes = 0
        if self._deadline is None:
            # It came in one piece with the end of the request before.
            self._set_deadline(self.header_seconds)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Headers in time; now the body."""
        self._phase = _Phase.BODY
        self._set_deadline(self.body_seconds)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is here as a whole."""
        self._phase = _Phase.BETWEEN
        self._complete += 1
        self._clear_deadline()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """A connection that ends with its answer must take it in time."""
        super().on_response_complete()
        self._drop_if_closing()

    def timeout_keep_alive_handler(self) -> None:
        """The same for one that ends because it was idle."""
        super().timeout_keep_alive_handler()
        self._drop_if_closing()

    def pause_writing(self) -> None:
        """The client does not take its answer as fast as it comes."""
        super().pause_writing()
        self._set_drop()

    def resume_writing(self) -> None:
        """It has caught up."""
        super().resume_writing()
        if not self.transport.is_closing():
            self._clear_drop()

    def _set_deadline(self, seconds: float) -> None:
        self._clear_deadline()
        self._deadline = self.loop.call_later(seconds, self._on_deadline)

    def _clear_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _set_drop(self) -> None:
        if self._drop is None:
            self._untaken = self.transport.get_write_buffer_size()
            self._drop = self.loop.call_later(self.write_seconds, self._on_drop)

    def _on_drop(self) -> None:
        self._drop = None
        taken = self._untaken - self.transport.get_write_buffer_size()
        if taken < self.write_seconds * SLOWEST_READER:
            self.transport.abort()
        else:
            self._set_drop()

    def _clear_drop(self) -> None:
        if self._drop is not None:
            self._drop.cancel()
            self._drop = None

    def _drop_if_closing(self) -> None:
        if self.transport.is_closing():
            self._set_drop()

    def _on_deadline(self) -> None:
        self._deadline = None
        if self.transport.is_closing():
            return
        if self._earlier_at_work():
            self._set_deadline(self.header_seconds)
        elif self._phase is _Phase.HEADERS:
            self._refuse(_TOO_SLOW)
        else:
            # Nothing was asked (a connection that never spoke), or its answer is somebody else's.
            self.transport.close()
            self._drop_if_closing()

    def _earlier_at_work(self) -> bool:
        """A request before the one that is too slow still waits for its answer, or gets it."""
        if self._phase is _Phase.BODY:
            return bool(self.pipeline) or (
                self.cycle.response_started and not self.cycle.response_complete
            )
        current: RequestResponseCycle | None = self.cycle
        return current is not None and not current.response_complete

    def _refuse(self, status: bytes) -> None:
        if not self._earlier_at_work():
            self.transport.write(
                b"HTTP/1.1 " + status + b"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
            )
        self.transport.close()
        self._drop_if_closing()


def with_deadlines(
    *,
    header_seconds: float,
    body_seconds: float,
    write_seconds: float = 60.0,
    grace_seconds: float = 5.0,
) -> type[DeadlineProtocol]:
    """The protocol class for ``uvicorn.Config(http=…)``.

    ``body_seconds``: as ``read_body`` has it; the connection ends ``grace_seconds`` later.
    ``write_seconds``: how often a client is looked at that does not take what is ready for it.
    """
    return type(
        "DeadlineProtocol",
        (DeadlineProtocol,),
        {
            "header_seconds": header_seconds,
            "body_seconds": body_seconds + grace_seconds,
            "write_seconds": write_seconds,
        },
    )
