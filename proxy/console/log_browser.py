"""Reading the clear headers of the audit log, newest first, for people who look at it in a browser.

Blocking and with bounded memory: streams that ended before the period are not opened, and of the
others only as many headers are kept as are shown. Nothing is verified here; the page says so.
"""

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from proxy.audit.base import Footer, StreamId, StreamStore, StreamStoreError
from proxy.audit.events import EventKind
from proxy.audit.footer import read_footer
from proxy.audit.record import Header, read_header
from proxy.errors import ErrorCode, ServiceError, VerificationError

_OUTSIDE: Final = frozenset({EventKind.LOG_EXPORTED.value, "checkpoint_copied"})
"""Records of the moments at which a checkpoint left the house."""
VERIFYING: Final = "console: verify"
"""An export that was only looked at and thrown away, so nothing is outside."""
VERIFYING_BY_API: Final = "api: verify"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which headers are wanted; empty strings want all. ``since``: RFC 3339, compares as text."""

    since: str
    kind: str
    decision: str
    policy: str
    """The beginning of a policy version."""
    tenants: frozenset[str]

    def wants(self, header: Header) -> bool:
        """The header is one of those."""
        clear = header.clear
        return (
            header.at >= self.since
            and header.tenant in self.tenants
            and self.kind in {"", header.kind}
            and self.decision in {"", clear.get("decision")}
            and str(clear.get("policy", "")).startswith(self.policy)
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, newest first. ``unreadable``: streams or headers that could not be read."""

    headers: tuple[Header, ...]
    total: int
    decisions: Mapping[str, int]
    outside: Header | None
    """The newest record of a checkpoint that was taken outside, in the period."""
    unreadable: int


def browse(streams: StreamStore, wanted: Filter, limit: int) -> Found:
    """The newest ``limit`` headers. Raises ServiceError when the log cannot be read at all."""
    newest: list[tuple[str, str, int, Header]] = []
    outside: Header | None = None
    decisions: Counter[str] = Counter()
    total = unreadable = 0
    for header in _headers(streams, wanted.since):
        if header is None:
            unreadable += 1
            continue
        if _went_outside(header) and (outside is None or header.at > outside.at):
            outside = header
        if not wanted.wants(header):
            continue
        total += 1
        if "decision" in header.clear:
            decisions[str(header.clear["decision"])] += 1
        line = (header.at, header.stream, header.seq, header)
        if len(newest) < limit:
            heapq.heappush(newest, line)
        else:
            heapq.heappushpop(newest, line)
    ordered = tuple(header for *_, header in sorted(newest, key=lambda one: one[:3], reverse=True))
    return Found(ordered, total, decisions, outside, unreadable)


def headers_of(streams: StreamStore, wanted: Filter) -> Iterator[Header]:
    """All wanted headers, in no order. Raises ServiceError when the log cannot be read at all."""
    found = _headers(streams, wanted.since)
    return (header for header in found if header is not None and wanted.wants(header))


def _went_outside(header: Header) -> bool:
    by = str(header.clear.get("by", ""))
    return header.kind in _OUTSIDE and not by.startswith((VERIFYING, VERIFYING_BY_API))


def _headers(streams: StreamStore, since: str) -> Iterator[Header | None]:
    """All headers of streams that reach into the period; None for what cannot be read."""
    try:
        names = streams.streams()
    except StreamStoreError:
        raise ServiceError(
            ErrorCode.AUDIT_UNAVAILABLE, "The audit log cannot be read at the moment."
        ) from None
    for name in names:
        try:
            yield from _of_stream(streams, name, since)
        except StreamStoreError:
            yield None


def _of_stream(streams: StreamStore, name: StreamId, since: str) -> Iterator[Header | None]:
    head = streams.head(name)
    if head is None:
        return
    try:
        if read_footer(head.footer.body).at < since:
            return
    except VerificationError:
        yield None
    for entry in streams.entries(name, head.footer.number):
        if not isinstance(entry, Footer):
            yield _read(entry)


def _read(entry: bytes) -> Header | None:
    try:
        return read_header(entry)
    except VerificationError:
        return None
