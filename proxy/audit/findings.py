"""What a verifier may find, and where: the vocabulary of ``audit verify``.

A finding names its place (stream, record, footer, file) and its kind. Notices tell what an auditor
should know but is no sign of tampering: a crash, an unfinished erasure, keys nobody pinned.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class FindingKind(StrEnum):
    """The kinds; docs/spec/audit-log.md lists them in section 11."""

    CHANGED_HEADER = "changed_header"
    MISSING_RECORD = "missing_record"
    DUPLICATE_RECORD = "duplicate_record"
    REORDERED = "reordered"
    FOREIGN_RECORD = "foreign_record"
    BROKEN_CONVERSATION = "broken_conversation"
    MISSING_FOOTER = "missing_footer"
    MISPLACED_FOOTER = "misplaced_footer"
    BAD_SIGNATURE = "bad_signature"
    WRONG_KEY = "wrong_key"
    WRONG_ROOT = "wrong_root"
    FORKED_STREAM = "forked_stream"
    MISSING_STREAM = "missing_stream"
    FOREIGN_STREAM = "foreign_stream"
    UNKNOWN_KEY = "unknown_key"
    REVOKED_KEY = "revoked_key"
    CHANGED_CIPHERTEXT = "changed_ciphertext"
    MISSING_CONTENT = "missing_content"
    EXTRA_CONTENT = "extra_content"
    CHANGED_KEY = "changed_key"
    MISSING_KEY = "missing_key"
    PRESENT_AFTER_ERASURE = "present_after_erasure"
    OVERDUE = "overdue"
    CHANGED_FILE = "changed_file"
    MISSING_FILE = "missing_file"
    EXTRA_FILE = "extra_file"
    MALFORMED = "malformed"
    CHANGED_CONTAINER = "changed_container"
    # Notices.
    TORN_TAIL = "torn_tail"
    NOT_CLOSED = "not_closed"
    ERASURE_UNFINISHED = "erasure_unfinished"
    CLOCK_WENT_BACK = "clock_went_back"
    KEY_NOT_PINNED = "key_not_pinned"
    DEVELOPMENT_KEY = "development_key"
    VOUCHED_ELSEWHERE = "vouched_elsewhere"
    MORE_FINDINGS = "more_findings"


NOTICES: Final = frozenset(
    {
        FindingKind.TORN_TAIL,
        FindingKind.NOT_CLOSED,
        FindingKind.ERASURE_UNFINISHED,
        FindingKind.CLOCK_WENT_BACK,
        FindingKind.KEY_NOT_PINNED,
        FindingKind.DEVELOPMENT_KEY,
        FindingKind.VOUCHED_ELSEWHERE,
        FindingKind.MORE_FINDINGS,
    }
)
"""Kinds that do not make a verification fail."""

MOST_FINDINGS: Final = 1000
"""Kept of each verification, so that a hostile bundle cannot fill memory with them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found. ``detail`` is a sentence without any content of the log."""

    kind: FindingKind
    detail: str
    stream: str | None = None
    record: int | None = None
    footer: int | None = None
    file: str | None = None

    @property
    def is_error(self) -> bool:
        """False for a notice."""
        return self.kind not in NOTICES

    def __str__(self) -> str:
        places = (
            ("file", self.file),
            ("stream", self.stream),
            ("record", self.record),
            ("footer", self.footer),
        )
        place = ", ".join(f"{name} {value}" for name, value in places if value is not None)
        return f"{self.kind}{f' ({place})' if place else ''}: {self.detail}"


@dataclass(slots=True)
class Findings:
    """Collects findings while a verification runs; keeps the first thousand."""

    kept: list[Finding] = field(default_factory=list)
    dropped: int = 0

    def add(
        self,
        kind: FindingKind,
        detail: str,
        *,
        stream: str | None = None,
        record: int | None = None,
        footer: int | None = None,
        file: str | None = None,
    ) -> None:
        """Note one finding."""
        finding = Finding(kind, detail, stream, record, footer, file)
        if len(self.kept) < MOST_FINDINGS or (finding.is_error and not self.any_error):
            self.kept.append(finding)
        else:
            self.dropped += 1

    @property
    def any_error(self) -> bool:
        """Whether something is wrong (notices aside)."""
        return any(finding.is_error for finding in self.kept)

    def all(self) -> tuple[Finding, ...]:
        """Everything kept, and a notice of what was not."""
        if not self.dropped:
            return tuple(self.kept)
        more = Finding(FindingKind.MORE_FINDINGS, f"{self.dropped} more findings are not listed")
        return (*self.kept, more)
