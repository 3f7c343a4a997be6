"""Runs of a text that are base64 or hexadecimal, decoded.

A basket link, a cookie, a mail, a header that was logged: values travel encoded, and a model decodes
them without being asked. Detectors cannot look into every such run, but whoever knows the values of
a request can look for them there. Only runs that decode to text count. Mails break base64 into
lines, dumps put a blank between bytes, some programs write UTF-16, and what is encoded twice is
decoded twice.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_RUN = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_SEGMENT = re.compile(r"[A-Za-z0-9+_-]{12,}={0,2}")
_LINES = re.compile(
    r"(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/]{16,76}\r?\n[ \t]{0,8})+[A-Za-z0-9+/]{2,76}={0,2}"
)
"""Base64 in lines: RFC 2045 allows 76 characters in one. The last may be short."""
_APART = re.compile(r"(?<!\w)(?:[0-9A-Fa-f]{2}[ :-]){5,}[0-9A-Fa-f]{2}(?!\w)")
_HEX = re.compile(r"(?:[0-9a-f]{2})+|(?:[0-9A-F]{2})+")
_BETWEEN = re.compile(r"[\s:-]+")
_URL_SAFE = str.maketrans("-_", "+/")
_READABLE = re.compile(r"[^\x00-\x08\x0e-\x1f\x7f]*")
_LAYERS = 2


@dataclass(frozen=True, slots=True)
class Decoded:
    """A run at [start, end) of a text, and what it decodes to."""

    start: int
    end: int
    text: str = field(repr=False)


def decoded_runs(text: str) -> Iterator[Decoded]:
    """Every run of ``text`` that decodes to readable text, from left to right, without overlaps.

    Where a whole run does not, its segments between slashes may: it is a path. What a run decodes to
    is followed by what the runs in that decode to.
    """
    end = 0
    runs = _decoded_runs(text, _LAYERS)
    for run in sorted(runs, key=lambda run: (run.start, -run.end)):
        if run.start >= end:
            yield run
            end = run.end


def _decoded_runs(text: str, layers: int) -> Iterator[Decoded]:
    for run in _RUN.finditer(text):
        read = _decoded(run[0], layers)
        if read is not None:
            yield Decoded(run.start(), run.end(), read)
        elif "/" in run[0]:
            for segment in _SEGMENT.finditer(text, run.start(), run.end()):
                read = _decoded(segment[0], layers)
                if read is not None:
                    yield Decoded(segment.start(), segment.end(), read)
    for apart in (_LINES, _APART):
        for run in apart.finditer(text):
            read = _decoded(_BETWEEN.sub("", run[0]), layers)
            if read is not None:
                yield Decoded(run.start(), run.end(), read)


def _decoded(run: str, layers: int) -> str | None:
    for data in _bytes(run):
        for read in _texts(data):
            if not _READABLE.fullmatch(read):
                continue
            deeper = _decoded_runs(read, layers - 1) if layers > 1 else ()
            return "\n".join((read, *(run_inside.text for run_inside in deeper)))
    return None


def _texts(data: bytes) -> Iterator[str]:
    """What the bytes may say: UTF-8, or UTF-16 of letters that are mostly ASCII."""
    wide = 5 * data.count(0) > 2 * len(data)
    for codec in ("utf-16-le", "utf-16-be") if wide else ("utf-8",):
        try:
            text = data.decode(codec).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        if not wide or 2 * sum(map(str.isascii, text)) > len(text):
            yield text


def _bytes(run: str) -> Iterator[bytes]:
    if _HEX.fullmatch(run):
        yield bytes.fromhex(run)
    bare = run.rstrip("=").translate(_URL_SAFE)
    try:
        yield base64.b64decode(bare + "=" * (-len(bare) % 4))
    except binascii.Error:
        return
