"""Verifying an export: offline, with public keys only, naming what is wrong and where.

Strategy: this file and what it imports know the specification and nothing of the running proxy.
Nothing in the bundle is believed before a signature over it holds, and no bundle, however hostile,
makes it fail otherwise than with findings. The steps, numbered in ``_Verification``:

1. the container: names and sizes          5. streams against the checkpoint
2. the list of public keys                 6. links between streams
3. the checkpoint                          7. checkpoints kept elsewhere
4. the log of each stream                  8. contents and wrapped keys
                                           9. the container, byte for byte
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from proxy.audit.bundle import (
    CHECKPOINT,
    KEYS,
    README_FILE,
    Bundle,
    OnRead,
    member_name,
    opened_bundle,
)
from proxy.audit.chain import StreamCheck
from proxy.audit.contents import ContentCheck, headers_of
from proxy.audit.erasures import Erasures
from proxy.audit.events import EventKind
from proxy.audit.findings import Finding, FindingKind, Findings
from proxy.audit.legal_holds import HOLD_KINDS
from proxy.audit.manifest import KeyList, read_keys
from proxy.audit.note import Checkpoint, open_checkpoint
from proxy.audit.places import StreamSummary
from proxy.audit.readme import README
from proxy.audit.record import Header
from proxy.errors import ErrorCode, VerificationError
from proxy.keys.base import KeyState

_PARTS = ("log", "keys", "contents")


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found, and what it looked at."""

    findings: tuple[Finding, ...]
    log_id: str | None = None
    checkpoint_at: str | None = None
    enrolment: tuple[str, ...] = ()
    """Key ids whose signatures were believed: compare them with a source you trust."""
    auditors: tuple[str, ...] = ()
    development: bool = False
    """The content is sealed to a key that was made on the proxy's host."""
    streams: int = 0
    records: int = 0
    footers: int = 0
    contents: int = 0
    erased: int = 0
    """Contents that are gone, with a record that says why."""
    continues: tuple[str, ...] = ()
    """Times of the checkpoints kept elsewhere of which all that they name is still there."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What is wrong."""
        return tuple(finding for finding in self.findings if finding.is_error)

    @property
    def notices(self) -> tuple[Finding, ...]:
        """What an auditor should know, and is no sign of tampering."""
        return tuple(finding for finding in self.findings if not finding.is_error)

    @property
    def ok(self) -> bool:
        """Nothing is wrong."""
        return not self.errors

    def check(self) -> None:
        """Raise VerificationError naming the first thing that is wrong, if anything is."""
        if self.errors:
            more = f" (and {len(self.errors) - 1} more)" if len(self.errors) > 1 else ""
            raise VerificationError(ErrorCode.VERIFICATION_FAILED, f"{self.errors[0]}{more}")


@dataclass(frozen=True, slots=True)
class _Link:
    """A footer of one stream that a record of another names as it was seen."""

    by: str
    record: int
    stream: str
    number: int
    digest: str


@dataclass(slots=True)
class _Verification:
    """One run over one bundle."""

    bundle: Bundle
    findings: Findings
    pinned: AbstractSet[str]
    outside: Sequence[str]
    oldest: datetime | None
    keys: KeyList | None = None
    checkpoint: Checkpoint | None = None
    older: list[Checkpoint] = field(default_factory=list)
    summaries: dict[str, StreamSummary] = field(default_factory=dict)
    erasures: Erasures = field(default_factory=Erasures)
    links: list[_Link] = field(default_factory=list)
    contents: int = 0
    erased: int = 0
    continues: list[str] = field(default_factory=list)

    def run(self) -> Report:
        """All steps; the first was taken when the bundle was opened."""
        self._read_keys()
        if self.keys is not None:
            self.keys = self._read_checkpoints(self.keys)
            self._read_logs(self.keys)
            self._compare_with_checkpoint()
            self._follow_links()
            self._compare_with_outside()
            self._read_contents(self.keys)
        if not self.findings.any_error and not self.bundle.is_canonical():
            self.findings.add(
                FindingKind.CHANGED_CONTAINER, "the zip file itself is not as it was written"
            )
        return self._report()

    def _read_keys(self) -> None:
        """Step 2."""
        if self.bundle.has(README_FILE) and self.bundle.small(README_FILE) != README.encode():
            self.findings.add(
                FindingKind.CHANGED_FILE, "it is not the text of version 1", file=README_FILE
            )
        if not self.bundle.has(KEYS):
            self.findings.add(FindingKind.MISSING_FILE, "nothing can be checked", file=KEYS)
            return
        try:
            keys = read_keys(self.bundle.small(KEYS))
        except VerificationError as error:
            self.findings.add(FindingKind.CHANGED_FILE, error.message, file=KEYS)
            return
        for kid in sorted(set(keys.enrolment) - self.pinned if self.pinned else ()):
            self.findings.add(
                FindingKind.UNKNOWN_KEY, f"enrolment key {kid} is not one you trust", file=KEYS
            )
        if not self.pinned:
            self.findings.add(
                FindingKind.KEY_NOT_PINNED,
                "compare the enrolment key with a source you trust: " + ", ".join(keys.enrolment),
            )
        for key in keys.auditors.values():
            if key.development:
                self.findings.add(
                    FindingKind.DEVELOPMENT_KEY,
                    f"auditor key {key.kid} was made on the proxy's host",
                )
        self.keys = keys

    def _read_checkpoints(self, keys: KeyList) -> KeyList:
        """Step 3, and the reading half of step 7. Gives the keys to go on with."""
        if not self.bundle.has(CHECKPOINT):
            self.findings.add(FindingKind.MISSING_FILE, "streams may be missing", file=CHECKPOINT)
        else:
            self.checkpoint = self._opened(keys, self.bundle.small(CHECKPOINT), CHECKPOINT)
        if self.checkpoint is not None and self.checkpoint.keys != keys.digest:
            self.findings.add(
                FindingKind.CHANGED_FILE, "the checkpoint names another list of keys", file=KEYS
            )
            keys = replace(keys, log_id=self.checkpoint.log_id)
        elif self.checkpoint is not None and self.checkpoint.log_id != keys.log_id:
            self.findings.add(FindingKind.BAD_SIGNATURE, "it is of another log", file=CHECKPOINT)
            self.checkpoint = None
        for number, note in enumerate(self.outside, start=1):
            older = self._opened(keys, note.encode(), f"your checkpoint {number}")
            if older is not None and older.log_id != keys.log_id:
                self.findings.add(
                    FindingKind.BAD_SIGNATURE,
                    "it is of another log",
                    file=f"your checkpoint {number}",
                )
            elif older is not None:
                self.older.append(older)
        return keys

    def _opened(self, keys: KeyList, data: bytes, name: str) -> Checkpoint | None:
        trusted = {kid: key.public for kid, key in keys.enrolment.items()}
        try:
            checkpoint, signer = open_checkpoint(data.decode(), trusted)
        except UnicodeDecodeError:
            self.findings.add(FindingKind.BAD_SIGNATURE, "it is not UTF-8", file=name)
            return None
        except VerificationError as error:
            self.findings.add(FindingKind.BAD_SIGNATURE, error.message, file=name)
            return None
        if keys.enrolment[signer].state is KeyState.REVOKED:
            own = name == CHECKPOINT
            kind = FindingKind.REVOKED_KEY if own else FindingKind.VOUCHED_ELSEWHERE
            what_to_do = "; export again: the key in use signs it then" if own else ""
            self.findings.add(kind, f"its key is revoked{what_to_do}", file=name)
        return checkpoint

    def _read_logs(self, keys: KeyList) -> None:
        """Step 4."""
        streams = frozenset(self.bundle.streams())
        wanted: dict[str, set[int]] = {}
        for stream, number in self._asked_for(streams):
            wanted.setdefault(stream, set()).add(number)
        vouched = {line.stream for older in self.older for line in older.streams}
        for stream in sorted(streams):
            for part in _PARTS:
                name = member_name(stream, part)
                if not self.bundle.has(name):
                    self.findings.add(FindingKind.MISSING_FILE, "it is not there", file=name)
            check = StreamCheck(
                stream,
                log_id=keys.log_id,
                enrolment=keys.enrolment,
                streams=streams,
                wanted=frozenset(wanted.get(stream, ())),
                vouched=stream in vouched,
                findings=self.findings,
                on_record=self._take,
            )
            self.summaries[stream] = check.run(self.bundle.lines(member_name(stream, "log")))

    def _asked_for(self, streams: frozenset[str]) -> Iterator[tuple[str, int]]:
        """Footers whose hash will be asked for.

        By the first record of each stream (not believed yet) and by checkpoints kept elsewhere.
        """
        for stream in streams:
            first = next(headers_of(self.bundle, stream), None)
            link = None if first is None else _link(first)
            if link is not None:
                yield link.stream, link.number
        for older in self.older:
            for line in older.streams:
                yield line.stream, line.number

    def _take(self, header: Header) -> None:
        """An authentic record: what it says of other streams and of erasures."""
        match header.kind:
            case EventKind.STREAM_OPENED:
                link = _link(header)
                if link is not None:
                    self.links.append(link)
            case EventKind.ERASURE_INTENT | EventKind.ERASURE_DONE:
                self.erasures.take(header)
            case kind if kind in HOLD_KINDS:
                self.erasures.holds.take(header)
            case _:
                pass

    def _compare_with_checkpoint(self) -> None:
        """Step 5."""
        if self.checkpoint is None:
            return
        named = {line.stream for line in self.checkpoint.streams}
        for stream in sorted(set(self.summaries) - named):
            self.findings.add(
                FindingKind.FOREIGN_STREAM, "the checkpoint does not name it", stream=stream
            )
        for line in self.checkpoint.streams:
            summary = self.summaries.get(line.stream)
            if summary is None:
                self.findings.add(
                    FindingKind.MISSING_STREAM, "the checkpoint names it", stream=line.stream
                )
            elif summary.checked and summary.last != (line.number, line.footer.hex()):
                self._wrong_end(summary, line.number)

    def _wrong_end(self, summary: StreamSummary, number: int) -> None:
        last = -1 if summary.last is None else summary.last[0]
        kind, why = FindingKind.FORKED_STREAM, "the checkpoint names another one here"
        if last < number:
            kind, why = FindingKind.MISSING_FOOTER, "the checkpoint names it as the newest"
        elif last > number:
            kind, why = FindingKind.MISPLACED_FOOTER, "it is newer than the checkpoint"
        if number not in summary.broken_footers:
            self.findings.add(kind, why, stream=summary.stream, footer=max(last, number))

    def _follow_links(self) -> None:
        """Step 6: what a new stream saw of the one before it must still be there."""
        for link in self.links:
            self._compare_footer(
                link.stream, link.number, link.digest, f"stream {link.by} saw it when it was opened"
            )

    def _compare_with_outside(self) -> None:
        """Step 7."""
        for older in self.older:
            who = f"your checkpoint of {older.at}"
            kept = [
                self._compare_footer(line.stream, line.number, line.footer.hex(), who)
                for line in older.streams
            ]
            if all(kept):
                self.continues.append(older.at)

    def _compare_footer(self, stream: str, number: int, digest: str, who: str) -> bool:
        """Whether the footer that somebody saw is still there, or its stream erased on record."""
        summary = self.summaries.get(stream)
        if summary is None:
            if stream not in self.erasures.streams:
                self.findings.add(FindingKind.MISSING_STREAM, who, stream=stream)
            return stream in self.erasures.streams
        if not summary.checked or summary.given_up or number in summary.broken_footers:
            return False
        there = summary.hashes.get(number)
        if there is None:
            self.findings.add(FindingKind.MISSING_FOOTER, who, stream=stream, footer=number)
        elif there != digest:
            self.findings.add(FindingKind.FORKED_STREAM, who, stream=stream, footer=number)
        return there == digest

    def _read_contents(self, keys: KeyList) -> None:
        """Step 8."""
        for stream, summary in self.summaries.items():
            if not summary.checked or summary.given_up:
                continue
            done = ContentCheck(
                self.bundle,
                stream,
                log=summary,
                erasures=self.erasures,
                auditors=frozenset(keys.auditors),
                oldest=self.oldest,
                findings=self.findings,
            ).run()
            self.contents += done.present
            self.erased += done.erased
        for intent in self.erasures.unfinished():
            self.findings.add(
                FindingKind.ERASURE_UNFINISHED,
                "this erasure was begun and has no receipt",
                stream=intent.stream,
                record=intent.record,
            )

    def _report(self) -> Report:
        keys, logs = self.keys, self.summaries.values()
        return Report(
            self.findings.all(),
            log_id=None if keys is None else keys.log_id,
            checkpoint_at=None if self.checkpoint is None else self.checkpoint.at,
            enrolment=() if keys is None else tuple(keys.enrolment),
            auditors=() if keys is None else tuple(keys.auditors),
            development=keys is not None and any(k.development for k in keys.auditors.values()),
            streams=len(self.summaries),
            records=sum(log.records for log in logs),
            footers=sum(log.footers for log in logs),
            contents=self.contents,
            erased=self.erased,
            continues=tuple(self.continues),
        )


def _link(header: Header) -> _Link | None:
    clear = header.clear
    stream, number = clear.get("previous_stream"), clear.get("previous_footer")
    digest = clear.get("previous_hash")
    if isinstance(stream, str) and isinstance(digest, str) and type(number) is int:
        return _Link(header.stream, header.seq, stream, number, digest)
    return None


def verify_bundle(
    path: Path,
    *,
    pinned: AbstractSet[str] = frozenset(),
    checkpoints: Sequence[str] = (),
    content_max_age: timedelta | None = None,
    now: datetime | None = None,
    on_read: OnRead | None = None,
) -> Report:
    """Check an export. Everything that is wrong with it stands in the report.

    ``pinned``: ids of the enrolment keys you trust, from elsewhere (without them a bundle vouches
    for itself, and the report says so). ``checkpoints``: notes that were copied away earlier; what
    they name must still be there. With ``content_max_age`` and ``now``, older content is a finding.
    ``on_read`` is told how many bytes were read; about three times the file's size in all.
    Raises VerificationError only when the file cannot be read at all.
    """
    oldest = now - content_max_age if now is not None and content_max_age is not None else None
    findings = Findings()
    with opened_bundle(path, findings, on_read=on_read) as bundle:
        return _Verification(bundle, findings, pinned, checkpoints, oldest).run()
