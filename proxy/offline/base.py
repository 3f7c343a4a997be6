"""What the offline provider receives, and how it can be told to answer, well or badly."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One request as it arrived. ``headers``: names in lower case, in order, repeated ones too."""

    number: int
    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)

    def json(self) -> dict[str, Any]:
        """The body as a JSON object. Raises ValueError when it is none."""
        document = json.loads(self.body)
        if not isinstance(document, dict):
            raise TypeError("the body is no JSON object")
        return document

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for known, value in self.headers if known == name.lower()), None)


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call that the answer makes. ``custom``: of a custom tool, whose input is free text."""

    name: str
    arguments: str
    call_id: str = "call_1"
    custom: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What one choice says. Without a ``finish_reason`` the usual one is sent."""

    text: str | None = None
    tool_calls: tuple[ToolCall, ...] = ()
    refusal: str | None = None
    finish_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """How one request is answered.

    ``choices``: for ``n`` larger than their number the last is repeated. ``error``: a message in the
    format's error shape (with a ``status`` of 400 or more). ``body``: sent as it is, whatever it is.
    ``delay``: seconds before the first byte; ``pause``: seconds between pieces. The rest is for
    streams: ``delta``: characters in one delta (0: all at once); ``interleaved``: deltas of several
    choices take turns; ``cuts``: sizes in bytes of what is sent at once, used round and round (empty:
    event by event); ``before_done``: raw bytes put before the end mark; ``done``: whether there is an
    end mark; ``drop_after``: bytes after which the connection is dropped (also of a whole answer).
    """

    choices: tuple[Said, ...] = (Said("This is the offline provider."),)
    status: int = 200
    error: str | None = field(default=None, repr=False)
    body: bytes | None = field(default=None, repr=False)
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0
    pause: float = 0.0
    delta: int = 3
    interleaved: bool = True
    cuts: tuple[int, ...] = ()
    before_done: bytes = b""
    done: bool = True
    drop_after: int | None = None


Script = Callable[[RecordedRequest], Reply]
"""Decides the answer to a chat completions request."""


def echo_in_error(request: RecordedRequest) -> Reply:
    """A script: refuses each request with status 400 and quotes the newest message."""
    newest = request.json()["messages"][-1].get("content")
    return Reply(status=400, error=f"Could not process the message: {newest}")
