"""What one stream turned out to be, and which of its records stand where they should.

Strategy: between two footers, the records that were read are compared by leaf hash with those the
footer signed. What the footer does not know is kept until the end of the stream: a record that is
missing elsewhere was moved, one that stands where another is missing was changed, one whose number
is taken stands twice, and the rest does not belong there at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from proxy.audit.findings import FindingKind, Findings
from proxy.audit.record import Header

MOST_HELD: Final = 16_384
"""Records held back for want of a footer or a place; a log with more of them is given up on."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A record line, as it was read since the last footer."""

    leaf: bytes
    header: Header | None
    place: int = -1
    """Which record should stand where this one was found, going by its neighbours."""


@dataclass(slots=True)
class StreamSummary:
    """What is known of a stream after its check."""

    stream: str
    records: int = 0
    footers: int = 0
    closed: bool = False
    checked: bool = False
    """Its statement holds, so its footers could be checked."""
    last: tuple[int, str] | None = None
    """Number and leaf hash of the newest good footer."""
    hashes: dict[int, str] = field(default_factory=dict)
    """Leaf hashes of the footers that somebody asked about."""
    broken_footers: set[int] = field(default_factory=set)
    """Footers that are there but were changed."""
    torn: int = 0
    """Records behind the last footer."""
    given_up: bool = False
    """The log could not be read to its end."""
    strange: set[bytes] = field(default_factory=set)
    """Leaf hashes of records that do not belong where they stand."""
    suspect: set[int] = field(default_factory=set)
    """Records that are named by a finding: their content is not judged once more."""


class RecordPlaces:
    """Compares records with their footers, stretch by stretch, and settles the rest at the end."""

    def __init__(
        self, summary: StreamSummary, *, streams: frozenset[str], findings: Findings
    ) -> None:
        """``streams``: all of the bundle, to tell foreign records from changed ones."""
        self._summary, self._streams, self._findings = summary, streams, findings
        self._missing: dict[int, bytes] = {}
        """Records that a footer signed and that were not read (number → leaf hash)."""
        self._strange: list[Seen] = []
        """Records that were read and that their footer did not sign."""

    def _say(self, kind: FindingKind, detail: str, record: int) -> None:
        self._summary.suspect.add(record)
        self._findings.add(kind, detail, stream=self._summary.stream, record=record)

    def _foreign(self, place: int, why: str) -> None:
        """The record that should stand at ``place`` may be right: its content is still judged."""
        self._findings.add(
            FindingKind.FOREIGN_RECORD, why, stream=self._summary.stream, record=place
        )

    def _changed(self, number: int, gone: dict[int, bytes]) -> None:
        del gone[number]
        self._say(FindingKind.CHANGED_HEADER, "its header was changed", number)

    def compare(
        self, seen: Sequence[Seen], start: int, signed: Sequence[bytes]
    ) -> Iterator[tuple[int, Header | None]]:
        """The signed records among those that were read, with their numbers, in order.

        ``signed``: leaf hashes of the records ``start`` and following.
        """
        place = {leaf: start + index for index, leaf in enumerate(signed)}
        found: dict[bytes, Header | None] = {}
        strangers: list[Seen] = []
        latest, expected = -1, start
        for record in seen:
            number = place.get(record.leaf)
            if number is None:
                strangers.append(replace(record, place=expected))
            elif record.leaf in found:
                self._say(FindingKind.DUPLICATE_RECORD, "it stands twice", number)
            else:
                found[record.leaf] = record.header
                if number < latest:
                    self._say(FindingKind.REORDERED, "it stands too late", number)
                latest = max(latest, number)
            expected = expected + 1 if number is None else number + 1
        gone = {number: leaf for leaf, number in place.items() if leaf not in found}
        self._sort_out(strangers, gone)
        self._missing |= gone
        return ((place[leaf], found[leaf]) for leaf in signed if leaf in found)

    def _sort_out(self, strangers: Sequence[Seen], gone: dict[int, bytes]) -> None:
        """Records that the footer does not know: foreign, changed, or to be settled later."""
        for seen in strangers:
            self._summary.strange.add(seen.leaf)
            header = seen.header
            here = header is not None and header.stream == self._summary.stream
            if header is not None and not here and header.stream in self._streams:
                self._foreign(seen.place, f"it belongs to {header.stream}")
            elif header is not None and header.seq in gone:
                self._changed(header.seq, gone)
            elif len(self._strange) < MOST_HELD:
                self._strange.append(seen)
            else:
                self._foreign(seen.place, "no footer knows this record")

    def settle(self, size: int) -> None:
        """At the end: what was read in the wrong place, against what is missing in its own."""
        homes = {leaf: number for number, leaf in self._missing.items()}
        for seen in [s for s in self._strange if s.leaf in homes]:
            number = homes[seen.leaf]
            if self._missing.pop(number, None) is not None:
                self._say(FindingKind.REORDERED, "it stands in the wrong place", number)
            else:
                self._say(FindingKind.DUPLICATE_RECORD, "it stands twice", number)
        for seen in [s for s in self._strange if s.leaf not in homes]:
            claimed = -1 if seen.header is None else seen.header.seq
            if seen.place in self._missing:
                self._changed(seen.place, self._missing)
            elif 0 <= claimed < size:
                self._say(FindingKind.DUPLICATE_RECORD, "its number stands twice", claimed)
            else:
                self._foreign(seen.place, "no footer knows this record")
        for number in self._missing:
            self._say(FindingKind.MISSING_RECORD, "it is not there", number)

    def tail(self, seen: Sequence[Seen], size: int) -> int:
        """How many records behind the last footer are the next ones of this stream.

        Those were never acknowledged; anything else there does not belong there.
        """
        torn = 0
        for record in seen:
            header = record.header
            own = header is not None and header.stream == self._summary.stream
            if header is not None and own and header.seq == size + torn:
                torn += 1
                continue
            self._summary.strange.add(record.leaf)
            self._foreign(size + torn, "it stands behind the last footer")
        return torn
