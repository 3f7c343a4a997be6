"""Checking the log of one stream: every header and footer, in one pass, with public keys only.

Strategy: a footer names the leaf hashes of its records under the stream's signature. So each
stretch between two footers is compared with what the footer says *must* stand there, and a
difference is named at the record where it is (places.py); the tree then goes on with the leaves
that were signed, not with those that were read, so one change never spoils the rest of the log.

Where a footer is gone or broken, its records cannot be compared one by one; the next footer's root
says whether all of them are right, and the finding names the range.
"""

from collections.abc import Callable, Iterable, Mapping

from proxy.audit.base import FooterKind
from proxy.audit.conversation import ConversationOrder
from proxy.audit.findings import MOST_FINDINGS, FindingKind, Findings
from proxy.audit.footer import (
    FooterClaims,
    StreamClaims,
    check_footer_signature,
    check_statement_signature,
    footer_hash,
    read_footer,
    read_statement,
)
from proxy.audit.note import unb64
from proxy.audit.places import MOST_HELD, RecordPlaces, Seen, StreamSummary
from proxy.audit.record import Header, read_header
from proxy.audit.tree import Tree, leaf_hash
from proxy.errors import VerificationError
from proxy.keys.base import KeyState, PublicKey


class StreamCheck:
    """One pass over one log."""

    def __init__(
        self,
        stream: str,
        *,
        log_id: str,
        enrolment: Mapping[str, PublicKey],
        streams: frozenset[str],
        wanted: frozenset[int],
        vouched: bool,
        findings: Findings,
        on_record: Callable[[Header], None],
    ) -> None:
        """``streams``: all of the bundle; ``wanted``: footers whose hash to keep.

        ``vouched``: a checkpoint that was kept elsewhere names this stream.
        ``on_record`` gets each authentic header, in order.
        """
        self.summary = StreamSummary(stream)
        self._stream, self._log_id, self._enrolment = stream, log_id, enrolment
        self._vouched, self._wanted, self._findings, self._on_record = (
            vouched,
            wanted,
            findings,
            on_record,
        )
        self._places = RecordPlaces(self.summary, streams=streams, findings=findings)
        self._public: bytes | None = None
        """The key that the statement, or the last good footer, vouches for."""
        self._unvouched: bytes | None = None
        """A key that says of itself that it signs, where the footer that would vouch is gone."""
        self._tree: Tree | None = Tree()
        self._size = 0
        self._next = 0
        self._previous: str | None = None
        self._broken_footers = 0
        self._seen: list[Seen] = []
        self._order = ConversationOrder()
        self._unlinked: list[int] = []
        self._at = ""

    def run(self, lines: Iterable[bytes]) -> StreamSummary:
        """Check all lines of the log, in order, and what is only known at its end."""
        number = -1
        try:
            for number, line in enumerate(lines):
                if not self._line(number, line):
                    self.summary.given_up = True
                    break
        except VerificationError as error:
            self.summary.given_up = True
            self._say(FindingKind.MALFORMED, error.message)
        if number < 0:
            self._statement(b"")
        self._finish()
        return self.summary

    def _say(
        self,
        kind: FindingKind,
        detail: str,
        *,
        record: int | None = None,
        footer: int | None = None,
    ) -> None:
        if record is not None:
            self.summary.suspect.add(record)
        self._findings.add(kind, detail, stream=self._stream, record=record, footer=footer)

    def _line(self, number: int, line: bytes) -> bool:
        """Take one line. False: there is no point in reading on."""
        kind, _, rest = line.partition(b" ")
        if number == 0:
            return self._statement(rest if kind == b"stream" else b"")
        if kind == b"footer":
            self._footer(rest)
        elif kind != b"record" and b'"v":"audit-footer/v1"' in line:
            self._broken_footer()
        elif len(self._seen) < MOST_HELD:
            # A line of another kind is a record line whose first word was changed.
            body = rest if kind == b"record" else line
            self._seen.append(Seen(leaf_hash(body), _header_or_none(body)))
        else:
            self._say(
                FindingKind.MISSING_FOOTER, "no footer covers the records here", footer=self._next
            )
            return False
        return True

    # The statement.

    def _statement(self, rest: bytes) -> bool:
        try:
            signature, body = _signed(rest)
            claims = read_statement(body)
        except VerificationError:
            self._say(FindingKind.BAD_SIGNATURE, "the stream statement was changed or is missing")
            return False
        key = self._enrolment.get(claims.enrolment)
        if key is None:
            self._say(FindingKind.UNKNOWN_KEY, "the stream is enrolled by a key unknown here")
            return False
        if key.state is KeyState.REVOKED and self._vouched:
            self._say(
                FindingKind.VOUCHED_ELSEWHERE,
                "it is enrolled by a key that was revoked later; your checkpoint names it",
            )
        elif key.state is KeyState.REVOKED:
            self._say(
                FindingKind.REVOKED_KEY,
                "the stream is enrolled by a revoked key; a checkpoint that you kept from before the"
                " revocation (--checkpoint) would show that it is older",
            )
        return self._enrolled(key, claims, body, signature)

    def _enrolled(
        self, key: PublicKey, claims: StreamClaims, body: bytes, signature: bytes
    ) -> bool:
        try:
            check_statement_signature(key.public, body, signature)
        except VerificationError:
            self._say(FindingKind.BAD_SIGNATURE, "the stream statement was changed")
            return False
        if (claims.stream, claims.log_id) != (self._stream, self._log_id):
            self._say(FindingKind.FOREIGN_STREAM, "this is the log of another stream")
            return False
        self._public = claims.public
        self.summary.checked = True
        return True

    # Footers.

    def _footer(self, rest: bytes) -> None:
        assert self._public is not None
        try:
            signature, body = _signed(rest)
            claims = read_footer(body)
            check_footer_signature(claims.key or self._public, body, signature)
        except VerificationError:
            self._broken_footer()
            self._unvouched = _next_key(rest) or self._unvouched
            return
        foreign = claims.stream != self._stream
        if foreign or claims.number < self._next:
            why = "it is of another stream" if foreign else "it stands twice or too late"
            self._say(FindingKind.MISPLACED_FOOTER, why, footer=claims.number)
            return
        if self._may_sign(claims):
            self._good_footer(claims, footer_hash(body))

    def _may_sign(self, claims: FooterClaims) -> bool:
        """Whether its key is the one that was vouched for.

        Behind a footer that is gone or broken (which is a finding already) it may be one that only
        the lost footer knew: then what follows is still compared, under that key.
        """
        if claims.key is None or claims.key in {self._public, self._unvouched}:
            return True
        self._say(
            FindingKind.WRONG_KEY,
            "it is signed by a key that no footer before it vouches for",
            footer=claims.number,
        )
        if claims.number > self._next or self._broken_footers:
            self._unvouched = claims.key
            return True
        self._unvouched = claims.next_key or self._unvouched
        self._broken_footers += 1
        self.summary.broken_footers.add(claims.number)
        return False

    def _broken_footer(self) -> None:
        number = self._next + self._broken_footers
        self._say(
            FindingKind.BAD_SIGNATURE, "the footer or its signature was changed", footer=number
        )
        self.summary.broken_footers.add(number)
        self._broken_footers += 1

    def _good_footer(self, claims: FooterClaims, digest: str) -> None:
        """A footer that the stream's key signed: compare with it what was read, then trust it."""
        gap = claims.number - self._next
        start = claims.size - len(claims.leaves)
        missing = range(self._next + self._broken_footers, claims.number)
        for number in missing[:MOST_FINDINGS]:
            self._say(FindingKind.MISSING_FOOTER, "it is not there", footer=number)
        if gap == 0 and (claims.previous, start) != (self._previous, self._size):
            self._say(
                FindingKind.FORKED_STREAM, "it continues another history", footer=claims.number
            )
        if start > self._size:
            self._uncovered(start, claims)
        self._accept(self._places.compare(self._seen, start, claims.leaves))
        self._seen = []
        self._grow(claims)
        self._keep(claims, digest)

    def _uncovered(self, start: int, claims: FooterClaims) -> None:
        """Records ``self._size`` to ``start - 1``, whose own footers are gone or broken."""
        signed = set(claims.leaves)
        count = next((i for i, s in enumerate(self._seen) if s.leaf in signed), len(self._seen))
        lead, self._seen = self._seen[:count], self._seen[count:]
        if self._tree is not None and self._fits(lead, start, claims):
            self._accept(enumerate((seen.header for seen in lead), start=self._size))
            for seen in lead:
                self._tree.add(seen.leaf)
            return
        self._tree = None
        there = {seen.header.seq for seen in lead if seen.header is not None}
        uncovered = range(self._size, start)[:MOST_HELD]
        gone = [number for number in uncovered if number not in there]
        for number in gone[:MOST_FINDINGS]:
            self._say(FindingKind.MISSING_RECORD, "it is not there", record=number)
        self.summary.suspect.update(uncovered)
        if not gone:
            self._say(
                FindingKind.CHANGED_HEADER,
                f"one of the records {self._size} to {start - 1} was changed; the footer that would"
                " say which is missing or broken",
                record=self._size,
            )

    def _fits(self, lead: list[Seen], start: int, claims: FooterClaims) -> bool:
        """Whether the root says that these uncovered records are right."""
        assert self._tree is not None
        tree = self._tree.copy()
        for leaf in (*(seen.leaf for seen in lead), *claims.leaves):
            tree.add(leaf)
        return self._size + len(lead) == start and tree.root() == claims.root

    def _accept(self, records: Iterable[tuple[int, Header | None]]) -> None:
        """Authentic headers with the number that their footer gives them, in order."""
        for number, header in records:
            if header is None or (header.stream, header.seq) != (self._stream, number):
                self._say(
                    FindingKind.MALFORMED, "it is signed, but not of version 1", record=number
                )
                continue
            if header.at < self._at:
                self._say_clock(header.seq)
            self._at = header.at
            if not self._order.follows(header) and len(self._unlinked) < MOST_FINDINGS:
                self._unlinked.append(number)
            self._on_record(header)

    def _say_clock(self, number: int) -> None:
        self._findings.add(
            FindingKind.CLOCK_WENT_BACK,
            "the host's clock went back; the numbers keep the order",
            stream=self._stream,
            record=number,
        )

    def _grow(self, claims: FooterClaims) -> None:
        """Let the tree go on with what was signed, and compare roots."""
        if self._tree is None:
            return
        for leaf in claims.leaves:
            self._tree.add(leaf)
        if (self._tree.size, self._tree.root()) != (claims.size, claims.root):
            self._say(
                FindingKind.WRONG_ROOT, "its root or size is not the tree's", footer=claims.number
            )
            self._tree = None

    def _keep(self, claims: FooterClaims, digest: str) -> None:
        if claims.next_key is not None:
            self._public, self._unvouched = claims.next_key, None
        self._size, self._next, self._previous = claims.size, claims.number + 1, digest
        self._broken_footers = 0
        self.summary.records, self.summary.footers = claims.size, claims.number + 1
        self.summary.closed = claims.kind is FooterKind.CLOSE
        self.summary.last = (claims.number, digest)
        if claims.number in self._wanted:
            self.summary.hashes[claims.number] = digest

    # The end.

    def _finish(self) -> None:
        self._places.settle(self._size)
        if not self.summary.checked:
            return
        if not self.summary.suspect:  # else it is the trouble already named that parts them
            for number in self._unlinked:
                self._say(
                    FindingKind.BROKEN_CONVERSATION,
                    "it names another record than the one of its conversation before it",
                    record=number,
                )
        torn = self.summary.torn = self._places.tail(self._seen, self._size)
        if torn:
            self._say(
                FindingKind.TORN_TAIL,
                f"{torn} records after the last footer were never acknowledged",
            )
        elif not self.summary.closed:
            self._say(
                FindingKind.NOT_CLOSED,
                "it has no closing footer: its process was still running, or was killed",
            )


def _next_key(rest: bytes) -> bytes | None:
    """The key that a broken footer names for those behind it: it vouches for nothing."""
    try:
        return read_footer(rest.partition(b" ")[2]).next_key
    except VerificationError:
        return None


def _signed(rest: bytes) -> tuple[bytes, bytes]:
    """Signature and body of ``<base64> <body>``."""
    text, _, body = rest.partition(b" ")
    try:
        return unb64(text.decode("ascii")), body
    except ValueError:
        return b"", body


def _header_or_none(body: bytes) -> Header | None:
    try:
        return read_header(body)
    except VerificationError:
        return None
