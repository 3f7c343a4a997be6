"""A provider that keeps what reaches it: the witness in every test and in the demo.

What stands in its record has left the house, whatever anybody's log says. With ``file`` each request is
appended and fsynced before it is answered, so the record outlives a ``kill -9`` of anything.
"""

import base64
import json
import os
from collections import deque
from pathlib import Path

from starlette.applications import Starlette

from proxy.offline.assistant import shop_assistant
from proxy.offline.base import RecordedRequest, Reply, Script
from proxy.offline.provider import create_offline_provider


class RecordingProvider:
    """The offline provider with a memory. ``app`` is the ASGI application to serve.

    ``script`` decides the answers (default: ``shop_assistant``); replies given to ``answer_next`` come
    first. Used from one event loop; reading ``requests`` from another thread is safe.
    """

    def __init__(
        self, script: Script | None = None, *, file: Path | None = None, api_key: str | None = None
    ) -> None:
        self.requests: list[RecordedRequest] = []
        """Every request received, in order, the refused ones too."""
        self.hung_up: list[int] = []
        """Numbers of the requests whose client left before the answer was complete."""
        self.script = script or shop_assistant
        self._next: deque[Reply] = deque()
        self._file = file
        self.app: Starlette = create_offline_provider(
            self._record, self._decide, api_key=api_key, hung_up=self.hung_up.append
        )

    def answer_next(self, *replies: Reply) -> None:
        """Answer the next chat requests with these, in order; after that the script again."""
        self._next.extend(replies)

    def bodies(self, path: str = "/v1/chat/completions") -> list[bytes]:
        """The exact bytes of the requests to a path, in order."""
        return [request.body for request in list(self.requests) if request.path == path]

    def everything(self) -> bytes:
        """All that was ever received, headers and paths too: the place to search for what leaked."""
        return b"\n".join(_line(request) + request.body for request in list(self.requests))

    def forget(self) -> None:
        """Empty the record (not the file) and the replies that were not used."""
        self.requests.clear()
        self.hung_up.clear()
        self._next.clear()

    def _decide(self, request: RecordedRequest) -> Reply:
        return self._next.popleft() if self._next else self.script(request)

    def _record(self, request: RecordedRequest) -> None:
        if self._file is not None:
            _append(self._file, request)
        self.requests.append(request)


def _line(request: RecordedRequest) -> bytes:
    headers = "\n".join(f"{name}: {value}" for name, value in request.headers)
    return f"{request.method} {request.path}\n{headers}\n".encode()


def _append(file: Path, request: RecordedRequest) -> None:
    entry = {
        "number": request.number,
        "method": request.method,
        "path": request.path,
        "headers": request.headers,
        "body": base64.b64encode(request.body).decode(),
    }
    line = json.dumps(entry).encode() + b"\n"
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_recording(file: Path) -> list[RecordedRequest]:
    """The requests in a recording; a last line that a crash cut off was not answered either."""
    if not file.exists():
        return []
    *lines, _cut_off = file.read_bytes().split(b"\n")
    return [_entry(json.loads(line)) for line in lines]


def _entry(entry: dict[str, object]) -> RecordedRequest:
    match entry:
        case {
            "number": int(number),
            "method": str(method),
            "path": str(path),
            "headers": list(headers),
            "body": str(body),
        }:
            pairs = tuple((str(name), str(value)) for name, value in headers)
            return RecordedRequest(number, method, path, pairs, base64.b64decode(body))
        case _:
            raise ValueError("not a line of a recording")
