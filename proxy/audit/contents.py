"""The second pass over a stream: contents and wrapped keys against the headers that name them.

Strategy: contents stand in the order of their records, so header and content are paired while
both are read once. The length in the header is signed, the one in the content's frame is not;
where they differ, the header's is believed, and one changed frame does not hide the rest.
"""

import hashlib
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from proxy.audit.bundle import Bundle, member_name
from proxy.audit.data_keys import KeyReader
from proxy.audit.erasures import Erasures
from proxy.audit.findings import FindingKind, Findings
from proxy.audit.note import unb64
from proxy.audit.places import StreamSummary
from proxy.audit.record import Header, read_header
from proxy.audit.tree import leaf_hash
from proxy.clock import iso
from proxy.errors import VerificationError

FRAME_BYTES: Final = 12
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Frame:
    """Where one content stands in its member, and which record it says it belongs to."""

    seq: int
    offset: int
    length: int


class ContentReader:
    """Reads contents one after the other; each can be looked at again before going on."""

    def __init__(self, bundle: Bundle, stream: str) -> None:
        name = member_name(stream, "contents")
        self._size = bundle.size_of(name)
        self._reader = bundle.open(name)
        self._frame: Frame | None = None
        self._whole = True
        self._advance(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._reader.close()

    @property
    def frame(self) -> Frame | None:
        """The content that comes next; None at the end."""
        return self._frame

    @property
    def whole(self) -> bool:
        """Whether the member ends exactly behind a content (asked at the end)."""
        return self._whole

    def _advance(self, offset: int) -> None:
        self._whole = offset <= self._size
        self._reader.seek(min(offset, self._size))
        head = self._reader.read(FRAME_BYTES)
        self._frame = None
        self._whole = self._whole and len(head) in {0, FRAME_BYTES}
        if len(head) == FRAME_BYTES:
            seq, length = int.from_bytes(head[:8], "big"), int.from_bytes(head[8:], "big")
            self._frame = Frame(seq, offset + FRAME_BYTES, length)

    def digest(self, length: int) -> bytes:
        """SHA-256 of the next ``length`` bytes of data, in bounded memory."""
        digest = hashlib.sha256()
        for chunk in self._chunks(length):
            digest.update(chunk)
        return digest.digest()

    def read(self, length: int) -> bytes:
        """The next ``length`` bytes of data (fewer at the end of the member)."""
        return b"".join(self._chunks(length))

    def _chunks(self, length: int) -> Iterator[bytes]:
        assert self._frame is not None
        self._reader.seek(self._frame.offset)
        while length > 0 and (chunk := self._reader.read(min(length, _CHUNK))):
            yield chunk
            length -= len(chunk)

    def skip(self, length: int) -> None:
        """Go on behind ``length`` bytes of data."""
        assert self._frame is not None
        self._advance(self._frame.offset + length)


@dataclass(slots=True)
class _Key:
    digest: bytes
    used_by: int | None = None
    content: bool = False
    erased: bool = False


@dataclass(slots=True)
class ContentSummary:
    """Numbers for the report."""

    present: int = 0
    erased: int = 0


class ContentCheck:
    """Checks contents and keys of one stream whose log was checked before."""

    def __init__(
        self,
        bundle: Bundle,
        stream: str,
        *,
        log: StreamSummary,
        erasures: Erasures,
        auditors: frozenset[str],
        oldest: datetime | None,
        findings: Findings,
    ) -> None:
        """``oldest``: content before it is overdue; ``auditors``: known auditor key ids."""
        self._bundle, self._stream = bundle, stream
        self._log, self._suspect = log, log.suspect
        self._erasures, self._auditors = erasures, auditors
        self._oldest = "" if oldest is None else iso(oldest)
        self._findings = findings
        self._keys = KeyReader(
            bundle, stream, make=_key, twice=self._key_twice, leave=self._key_done
        )
        self._summary = ContentSummary()

    def run(self) -> ContentSummary:
        """Check everything; findings go where they were asked to go."""
        with ContentReader(self._bundle, self._stream) as contents:
            for header in headers_of(self._bundle, self._stream, self._log.strange):
                if header.seq not in self._suspect and header.seq < self._log.records:
                    self._content(header, self._key(header), contents)
            while contents.frame is not None:
                self._extra(contents)
            if not contents.whole:
                name = member_name(self._stream, "contents")
                self._findings.add(
                    FindingKind.MALFORMED, "it does not end with a content", file=name
                )
        self._finish_keys()
        return self._summary

    def _say(self, kind: FindingKind, detail: str, record: int | None) -> None:
        self._findings.add(kind, detail, stream=self._stream, record=record)

    # Wrapped data keys.

    def _find_key(self, kid: str) -> _Key | None:
        try:
            return self._keys.find(kid)
        except VerificationError as error:
            self._keys_malformed(error)
            return None

    def _keys_malformed(self, error: VerificationError) -> None:
        name = member_name(self._stream, "keys")
        self._findings.add(FindingKind.MALFORMED, error.message, file=name)

    def _key_twice(self) -> None:
        self._say(FindingKind.EXTRA_CONTENT, "a data key stands there twice", None)

    def _key(self, header: Header) -> _Key | None:
        if not self._auditors.issuperset(header.auditors):
            self._say(FindingKind.UNKNOWN_KEY, "it is sealed to an unknown auditor key", header.seq)
        key = self._find_key(header.kid)
        if key is None:
            if not self._erasures.may_be_gone(header):
                self._say(FindingKind.MISSING_KEY, "its data key is not there", header.seq)
            return None
        if key.used_by is None:
            key.used_by = header.seq
            if key.digest != header.wrap:
                self._say(FindingKind.CHANGED_KEY, "its data key was changed", header.seq)
        key.erased = key.erased or self._erasures.must_be_gone(header)
        return key

    def _key_done(self, key: _Key) -> None:
        """No record asks for this key any more."""
        if key.erased and not key.content:
            self._say(
                FindingKind.PRESENT_AFTER_ERASURE,
                "its data key is still there, although it was erased",
                key.used_by,
            )

    def _finish_keys(self) -> None:
        try:
            for _ in self._keys.finish():
                if not self._suspect:
                    self._say(FindingKind.EXTRA_CONTENT, "a data key that no record uses", None)
        except VerificationError as error:
            self._keys_malformed(error)

    # Contents.

    def _content(self, header: Header, key: _Key | None, contents: ContentReader) -> None:
        while (frame := contents.frame) is not None and frame.seq < header.seq:
            if self._is_misnamed(header, key, frame, contents):
                return
            self._extra(contents)
        if frame is None or frame.seq > header.seq:
            if frame is None or not self._is_misnamed(header, key, frame, contents):
                self._gone(header)
            return
        fits = frame.length == header.length and contents.digest(header.length) == header.content
        if not fits:
            self._say(FindingKind.CHANGED_CIPHERTEXT, "its content was changed", header.seq)
        self._there(header, key)
        contents.skip(header.length)

    def _is_misnamed(
        self, header: Header, key: _Key | None, frame: Frame, contents: ContentReader
    ) -> bool:
        """Whether the content at hand is this record's and only says that it is another's."""
        if frame.length != header.length or self._erasures.may_be_gone(header):
            return False
        if contents.digest(header.length) != header.content:
            return False
        self._say(FindingKind.CHANGED_CIPHERTEXT, "its content has a wrong number", header.seq)
        self._there(header, key)
        contents.skip(header.length)
        return True

    def _there(self, header: Header, key: _Key | None) -> None:
        self._summary.present += 1
        if key is not None:
            key.content = True
        if self._erasures.must_be_gone(header):
            self._say(
                FindingKind.PRESENT_AFTER_ERASURE,
                "its content is still there, although it was erased",
                header.seq,
            )
        elif header.at < self._oldest and not self._erasures.holds.in_force(header):
            self._say(FindingKind.OVERDUE, "its content is older than it may get", header.seq)

    def _gone(self, header: Header) -> None:
        if self._erasures.may_be_gone(header):
            self._summary.erased += 1
        else:
            self._say(
                FindingKind.MISSING_CONTENT, "its content is missing and no erasure says why",
                header.seq,
            )  # fmt: skip

    def _extra(self, contents: ContentReader) -> None:
        frame = contents.frame
        assert frame is not None
        if frame.seq not in self._suspect and not self._is_of_the_tail(frame):
            self._say(FindingKind.EXTRA_CONTENT, "a content that no record names", frame.seq)
        contents.skip(frame.length)

    def _is_of_the_tail(self, frame: Frame) -> bool:
        """Content of a torn tail: its records were never acknowledged, and are reported."""
        return self._log.records <= frame.seq < self._log.records + self._log.torn


def _key(text: bytes) -> _Key:
    """What is remembered of a wrapped key: its digest, or nothing that any header names."""
    return _Key(hashlib.sha256(wrapped_from(text)).digest())


def wrapped_from(text: bytes) -> bytes:
    """The wrapped key of its base64 text; empty when it is none."""
    try:
        return unb64(text.decode("ascii"))
    except ValueError:
        return b""


def headers_of(
    bundle: Bundle, stream: str, strange: AbstractSet[bytes] = frozenset()
) -> Iterator[Header]:
    """The headers of a log in rising order.

    Lines that are none, that fall back, or whose leaf hash is ``strange`` are passed over.
    """
    latest = -1
    try:
        for line in bundle.lines(member_name(stream, "log")):
            kind, _, body = line.partition(b" ")
            if kind != b"record" or (strange and leaf_hash(body) in strange):
                continue
            try:
                header = read_header(body)
            except VerificationError:
                continue
            if header.seq > latest and header.stream == stream:
                latest = header.seq
                yield header
    except VerificationError:
        return  # the first pass has named the line that does not end
