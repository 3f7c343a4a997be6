"""Server-sent events: bytes in, events out, however the network cuts them.

Source: WHATWG HTML, §9.2.6 "Interpreting an event stream". Lines end with CR LF, LF or CR; a lone CR
ends its line at once, and an LF that follows in the next piece is swallowed, so nothing is held back
for it. Lines are decoded whole, so a character cut in two by the network is put together again;
invalid UTF-8 becomes U+FFFD, as the standard says. ``id`` and ``retry`` serve reconnecting clients and
are ignored here. One thing is not in the standard: an event that the end of the stream cuts off is
reported, so that its loss is not silent.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from proxy.dialects.json_writer import write_json
from proxy.errors import ErrorCode, ProviderError

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """``data``: the data lines, joined by newlines. ``event``: its type, empty when not given.

    ``complete``: False for an event that the end of the stream cut off.
    """

    data: str = field(repr=False)
    event: str = ""
    complete: bool = True


class SseDecoder:
    """Decodes one event stream. The events do not depend on how the bytes are cut.

    ``longest``: bytes that one event may have; more raises ProviderError(PROVIDER_BROKEN_ANSWER).
    """

    def __init__(self, longest: int = 16 * 1024 * 1024) -> None:
        self._longest = longest
        self._size = 0
        self._line: list[bytes] = []
        self._data: list[str] = []
        self._event = ""
        self._first_line = True
        self._after_cr = False

    def feed(self, piece: bytes) -> list[ServerSentEvent]:
        """The events that this piece completes."""
        if self._after_cr and piece:
            self._after_cr = False
            piece = piece.removeprefix(b"\n")
        events: list[ServerSentEvent] = []
        for line in piece.splitlines(keepends=True):
            self._count(len(line))
            ended = line.rstrip(b"\r\n")
            self._line.append(ended)
            if len(ended) < len(line):
                self._end_line(events)
        self._after_cr = piece.endswith(b"\r") or (self._after_cr and not piece)
        return events

    def finish(self) -> list[ServerSentEvent]:
        """The event that the end of the stream cut off (``complete`` False), if there is one."""
        events: list[ServerSentEvent] = []
        if any(self._line):
            self._end_line(events)
        if self._data:
            events.append(ServerSentEvent("\n".join(self._data), self._event, complete=False))
        return events

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > self._longest:
            raise ProviderError(
                ErrorCode.PROVIDER_BROKEN_ANSWER,
                f"An event of the provider's stream has more than {self._longest} bytes.",
            )

    def _end_line(self, events: list[ServerSentEvent]) -> None:
        raw = b"".join(self._line)
        self._line.clear()
        if self._first_line:
            raw = raw.removeprefix(_BYTE_ORDER_MARK)
            self._first_line = False
        if not raw:
            self._dispatch(events)
            return
        name, _, value = raw.decode("utf-8", "replace").partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value

    def _dispatch(self, events: list[ServerSentEvent]) -> None:
        if self._data:
            events.append(ServerSentEvent("\n".join(self._data), self._event))
        self._data, self._event, self._size = [], "", 0


def typed_event(document: Mapping[str, Any]) -> bytes:
    """One event with this document as its data, named by its type."""
    name = re.sub(
        rb"[^a-z_.]", b"?", str(document.get("type", "message")).encode("ascii", "replace")
    )
    return b"event: " + name + b"\ndata: " + write_json(document) + b"\n\n"
