"""Opening an export: the auditor's half, which needs the auditor's private seed.

It gives every record of every stream as a JSON object, with the sealed part where it can be had,
and says plainly why where it cannot: erased, sealed to another key, or changed. Whether the log as
a whole is genuine is for ``verify_bundle`` to say; here each content is compared with its header.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from proxy.audit.bundle import KEYS, Bundle, member_name, opened_bundle
from proxy.audit.contents import ContentReader, headers_of
from proxy.audit.findings import Findings
from proxy.audit.manifest import read_keys
from proxy.audit.note import unb64
from proxy.audit.record import (
    DATA_KEY_BYTES,
    WRAP_PURPOSE,
    Header,
    commitment_of,
    open_content,
    wrap_context,
)
from proxy.errors import ErrorCode, VerificationError
from proxy.keys.envelope import Unwrapper


class ContentState(StrEnum):
    """What became of the sealed part of a record."""

    OPENED = "opened"
    ERASED = "erased"
    """Content or data key is no longer there (``verify`` says whether that is explained)."""
    OTHER_KEY = "other_key"
    """It is sealed to another auditor key."""
    CHANGED = "changed"
    """Content or data key is not what the header names."""


@dataclass(frozen=True, slots=True)
class _Opener:
    """Opens the contents of one stream."""

    unwrapper: Unwrapper
    wrapped: dict[str, bytes]
    opened: dict[str, bytes]
    """Data keys that were unwrapped; the last one used only, in practice a handful."""

    def open(self, header: Header, content: bytes | None) -> tuple[ContentState, Any]:
        """State and, when it is opened, the sealed part."""
        if header.auditor != self.unwrapper.kid:
            return ContentState.OTHER_KEY, None
        if content is None or header.kid not in self.wrapped:
            return ContentState.ERASED, None
        try:
            key = self._data_key(header)
            if hashlib.sha256(content).digest() != header.content:
                return ContentState.CHANGED, None
            return ContentState.OPENED, open_content(key, header, content)
        except VerificationError:
            return ContentState.CHANGED, None

    def _data_key(self, header: Header) -> bytes:
        wrapped = self.wrapped[header.kid]
        key = self.opened.get(header.kid)
        if key is None:
            key = self.unwrapper.unwrap(
                wrapped,
                size=DATA_KEY_BYTES,
                purpose=WRAP_PURPOSE,
                context=wrap_context(header.stream, header.kid),
            )
            if len(self.opened) > 1000:
                self.opened.clear()
            self.opened[header.kid] = key
        if hashlib.sha256(wrapped).digest() != header.wrap:
            raise VerificationError(ErrorCode.VERIFICATION_FAILED, "the data key was changed")
        if commitment_of(key) != header.commitment:
            raise VerificationError(ErrorCode.VERIFICATION_FAILED, "another data key is committed")
        return key


def open_bundle(path: Path, seed: bytes) -> Iterator[dict[str, Any]]:
    """Every record of an export, stream by stream, in order, as an object that JSON can write.

    Fields: ``stream``, ``seq``, ``kind``, ``at``, ``tenant``, ``conversation``, ``clear``,
    ``state`` (a ``ContentState``) and ``content`` (the sealed part, or None). ``seed``: the 32
    bytes of the auditor's secret file. Raises VerificationError when the file is no bundle, or
    when nothing in it is sealed to this key at all; AdministratorError for a seed of wrong length.
    """
    unwrapper = Unwrapper(seed)
    findings = Findings()
    with opened_bundle(path, findings) as bundle:
        auditors = _auditors(bundle, findings)
        if unwrapper.kid not in auditors:
            raise VerificationError(
                ErrorCode.VERIFICATION_FAILED,
                f"this is the auditor key {unwrapper.kid}, but the log is sealed to"
                f" {', '.join(auditors) or 'no key'}",
            )
        for stream in bundle.streams():
            yield from _opened_stream(bundle, stream, unwrapper)


def _auditors(bundle: Bundle, findings: Findings) -> list[str]:
    if findings.any_error or not bundle.has(KEYS):
        raise VerificationError(
            ErrorCode.VERIFICATION_FAILED, "this is not a whole bundle; verify it first"
        )
    return list(read_keys(bundle.small(KEYS)).auditors)


def _opened_stream(bundle: Bundle, stream: str, unwrapper: Unwrapper) -> Iterator[dict[str, Any]]:
    opener = _Opener(unwrapper, _wrapped_keys(bundle, stream), {})
    with ContentReader(bundle, stream) as contents:
        for header in headers_of(bundle, stream):
            content = _content_of(header, contents)
            state, sealed = opener.open(header, content)
            yield {
                "stream": header.stream,
                "seq": header.seq,
                "kind": header.kind,
                "at": header.at,
                "tenant": header.tenant,
                "conversation": header.conversation,
                "clear": dict(header.clear),
                "state": str(state),
                "content": sealed,
            }


def _content_of(header: Header, contents: ContentReader) -> bytes | None:
    while contents.frame is not None and contents.frame.seq < header.seq:
        contents.skip(contents.frame.length)
    if contents.frame is None or contents.frame.seq > header.seq:
        return None
    content = contents.read(header.length)
    contents.skip(header.length)
    return content


def _wrapped_keys(bundle: Bundle, stream: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for line in bundle.lines(member_name(stream, "keys")):
        kid, _, text = line.partition(b" ")
        try:
            found[kid.decode("ascii")] = unb64(text.decode("ascii"))
        except ValueError:
            found[kid.decode("ascii", "replace")] = b""
    return found
