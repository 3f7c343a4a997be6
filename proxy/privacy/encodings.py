"""Runs of a text that are base64 or hexadecimal, decoded.

A basket link, a cookie, a header that was logged: values travel encoded, and a model decodes them
without being asked. Detectors cannot look into every such run, but whoever knows the values of a
request can look for them there. Only runs that decode to text count.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_RUN = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_SEGMENT = re.compile(r"[A-Za-z0-9+_-]{12,}={0,2}")
_HEX = re.compile(r"(?:[0-9a-f]{2})+|(?:[0-9A-F]{2})+")
_URL_SAFE = str.maketrans("-_", "+/")
_READABLE = re.compile(r"[^\x00-\x08\x0e-\x1f\x7f]*")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A run at [start, end) of a text, and what it decodes to."""

    start: int
    end: int
    text: str = field(repr=False)


def decoded_runs(text: str) -> Iterator[Decoded]:
    """Every run of ``text`` that decodes to readable text, from left to right.

    Where a whole run does not, its segments between slashes may: it is a path.
    """
    for run in _RUN.finditer(text):
        read = _decoded(run[0])
        if read is not None:
            yield Decoded(run.start(), run.end(), read)
        elif "/" in run[0]:
            for segment in _SEGMENT.finditer(text, run.start(), run.end()):
                read = _decoded(segment[0])
                if read is not None:
                    yield Decoded(segment.start(), segment.end(), read)


def _decoded(run: str) -> str | None:
    for data in _bytes(run):
        try:
            read = data.decode()
        except UnicodeDecodeError:
            continue
        if _READABLE.fullmatch(read):
            return read
    return None


def _bytes(run: str) -> Iterator[bytes]:
    if _HEX.fullmatch(run):
        yield bytes.fromhex(run)
    bare = run.rstrip("=").translate(_URL_SAFE)
    try:
        yield base64.b64decode(bare + "=" * (-len(bare) % 4))
    except binascii.Error:
        return
