"""What the log itself says of legal holds: why content is there although an erasure passed it. Pure.

A hold is in force from the record that placed it to the record that released it (specification,
section 8). Only authentic records are put in here; a proxy that was broken into can at most keep
what it should have erased.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from proxy.audit.events import EventKind
from proxy.audit.record import Header

HOLD_KINDS = frozenset(
    {
        EventKind.HOLD_PLACED,
        EventKind.HOLD_EXTENDED,
        EventKind.HOLD_RELEASE_ASKED,
        EventKind.HOLD_RELEASED,
    }
)


@dataclass(slots=True)
class _Hold:
    conversations: set[str] = field(default_factory=set)
    periods: list[tuple[str, str]] = field(default_factory=list)
    placed: str = "~"
    released: str = "~"
    """Later than any time, until its record is found."""

    def covers(self, header: Header) -> bool:
        in_period = any(start <= header.at < end for start, end in self.periods)
        return in_period or header.conversation in self.conversations


@dataclass(slots=True)
class LegalHolds:
    """All holds of a log."""

    _holds: dict[str, _Hold] = field(default_factory=dict)

    def take(self, header: Header) -> None:
        """Take note of an authentic record about a hold."""
        hold = self._holds.setdefault(str(header.clear.get("hold")), _Hold())
        if header.kind == EventKind.HOLD_RELEASED:
            hold.released = min(hold.released, header.at)
            return
        if header.kind == EventKind.HOLD_RELEASE_ASKED:
            return
        hold.placed = min(hold.placed, header.at)
        conversation = header.clear.get("held_conversation")
        start, end = header.clear.get("from"), header.clear.get("to")
        if isinstance(conversation, str):
            hold.conversations.add(conversation)
        if isinstance(start, str) and isinstance(end, str):
            hold.periods.append((start, end))

    def keeps(self, header: Header, at: str) -> bool:
        """Whether a hold kept the content of this record from an erasure at this time."""
        return any(hold.placed <= at < hold.released for hold in self._over(header))

    def any_over(self, header: Header) -> bool:
        """Whether a hold was ever placed on this record."""
        return any(True for _ in self._over(header))

    def in_force(self, header: Header) -> bool:
        """Whether a hold keeps this record to the end of the log."""
        return any(hold.released == "~" for hold in self._over(header))

    def _over(self, header: Header) -> Iterator[_Hold]:
        return (hold for hold in self._holds.values() if hold.covers(header))
