"""Who looked at how much: for supervisors, out of the clear headers of the audit log. Blocking.

Names of colleagues and numbers; no customer, no case, no text.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from proxy.audit.base import StreamStore
from proxy.audit.events import EventKind
from proxy.console.log_browser import Filter, headers_of
from proxy.ids import TenantId


@dataclass(frozen=True, slots=True)
class LooksOf:
    """What one person has looked at in a period."""

    agent: str
    pages: int
    """How often a case was opened."""
    cases: int
    """How many different cases that were."""
    values: int
    """Single values that were asked for."""


def looks_since(streams: StreamStore, tenant: TenantId, since: str) -> Sequence[LooksOf]:
    """Most values first. Raises ServiceError when the log cannot be read."""
    wanted = Filter(since, EventKind.CASE_READ.value, "", "", frozenset({tenant}))
    pages: dict[str, int] = defaultdict(int)
    values: dict[str, int] = defaultdict(int)
    cases: dict[str, set[object]] = defaultdict(set)
    for header in headers_of(streams, wanted):
        agent = str(header.clear.get("agent", ""))
        cases[agent].add(header.clear.get("case"))
        counts = values if header.clear.get("event") == "see" else pages
        counts[agent] += 1
    found = [LooksOf(name, pages[name], len(cases[name]), values[name]) for name in cases]
    return sorted(found, key=lambda one: (-one.values, -one.pages, one.agent))
