"""Opening an export: the auditor's half, which needs the auditor's private seed.

It gives every record of every stream as a JSON object, with the sealed part where it can be had,
and says plainly why where it cannot: erased, sealed to another key, or changed. Whether the log as
a whole is genuine is for ``verify_bundle`` to say; here each content is compared with its header.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from enum import StrEnum
from heapq import merge
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from proxy.audit.bundle import KEYS, Bundle, OnRead, opened_bundle
from proxy.audit.contents import ContentReader, headers_of, wrapped_from
from proxy.audit.conversation import ConversationOrder
from proxy.audit.data_keys import KeyReader
from proxy.audit.findings import Findings
from proxy.audit.manifest import read_keys
from proxy.audit.record import (
    DATA_KEY_BYTES,
    WRAP_PURPOSE,
    Header,
    commitment_of,
    envelope_for,
    header_facts,
    open_content,
    record_key,
    wrap_context,
)
from proxy.errors import ErrorCode, VerificationError
from proxy.keys.envelope import Unwrapper

_KEYS_AT_HAND: Final = 4096
"""As many data keys as a writer may have in use."""


class ContentState(StrEnum):
    """What became of the sealed part of a record."""

    OPENED = "opened"
    SEALED = "sealed"
    """No key was given."""
    ERASED = "erased"
    """Content or data key is no longer there (``verify`` says whether that is explained)."""
    OTHER_KEY = "other_key"
    """It is sealed to another auditor key."""
    CHANGED = "changed"
    """Content or data key is not what the header names."""


class _Opener:
    """Opens the contents of one stream."""

    def __init__(self, bundle: Bundle, stream: str, unwrapper: Unwrapper) -> None:
        self._unwrapper = unwrapper
        self._wrapped = KeyReader(bundle, stream, make=wrapped_from)
        self._opened: OrderedDict[str, bytes] = OrderedDict()
        """Data keys that were unwrapped lately."""

    def open(self, header: Header, content: bytes | None) -> tuple[ContentState, Any]:
        """State and, when it is opened, the sealed part."""
        wrapped = self.wrapped(header)
        if self._unwrapper.kid not in header.auditors:
            return ContentState.OTHER_KEY, None
        if content is None or wrapped is None:
            return ContentState.ERASED, None
        try:
            key = self.data_key(header, wrapped)
            if hashlib.sha256(content).digest() != header.content:
                return ContentState.CHANGED, None
            return ContentState.OPENED, open_content(key, header, content)
        except VerificationError:
            return ContentState.CHANGED, None

    def wrapped(self, header: Header) -> bytes | None:
        """The wrapped data key of a record; None when it is not there."""
        return self._wrapped.find(header.kid)

    def data_key(self, header: Header, wrapped: bytes) -> bytes:
        """The data key itself. Raises VerificationError when it is not what the header names."""
        if hashlib.sha256(wrapped).digest() != header.wrap:
            raise VerificationError(ErrorCode.VERIFICATION_FAILED, "the data key was changed")
        key = self._opened.get(header.kid)
        if key is None:
            key = self._unwrapper.unwrap(
                envelope_for(self._unwrapper.kid, header.auditors, wrapped),
                size=DATA_KEY_BYTES,
                purpose=WRAP_PURPOSE,
                context=wrap_context(header.stream, header.kid),
            )
            if len(self._opened) >= _KEYS_AT_HAND:
                self._opened.popitem(last=False)
            self._opened[header.kid] = key
        if commitment_of(key) != header.commitment:
            raise VerificationError(ErrorCode.VERIFICATION_FAILED, "another data key is committed")
        return key


def open_bundle(
    path: Path,
    seed: bytes | None,
    *,
    wanted: Callable[[Header], bool] = lambda _: True,
    by_time: bool = False,
    on_read: OnRead | None = None,
) -> Iterator[dict[str, Any]]:
    """Records of an export that are ``wanted``, as objects that JSON can write.

    Fields: ``stream``, ``seq``, ``kind``, ``at``, ``tenant``, ``conversation``, ``clear``,
    ``follows`` (no record of its conversation is missing just before it), ``state`` (a
    ``ContentState``) and ``content`` (the sealed part, or None). ``seed``: the 32
    bytes of the auditor's secret file; None opens nothing. Stream by stream, or all together by
    time; memory does not grow with the log. Raises VerificationError when the file is no bundle,
    or when nothing in it is sealed to this key at all; AdministratorError for a seed of wrong length.
    """
    unwrapper = None if seed is None else Unwrapper(seed)
    findings = Findings()
    with opened_bundle(path, findings, on_read=on_read) as bundle:
        auditors = _auditors(bundle, findings)
        if unwrapper is not None and unwrapper.kid not in auditors:
            raise VerificationError(
                ErrorCode.VERIFICATION_FAILED,
                f"this is the auditor key {unwrapper.kid}, but the log is sealed to"
                f" {', '.join(auditors) or 'no key'}",
            )
        streams = [_opened_stream(bundle, s, unwrapper, wanted) for s in bundle.streams()]
        yield from merge(*streams, key=itemgetter("at")) if by_time else chain(*streams)


def _auditors(bundle: Bundle, findings: Findings) -> list[str]:
    if findings.any_error or not bundle.has(KEYS):
        raise VerificationError(
            ErrorCode.VERIFICATION_FAILED, "this is not a whole bundle; verify it first"
        )
    return list(read_keys(bundle.small(KEYS)).auditors)


def opened_record(bundle: Bundle, header: Header, seed: bytes) -> tuple[bytes, bytes]:
    """The sealed content of one record, and the key that opens it and no other.

    Raises VerificationError when it cannot be opened with this seed.
    """
    unwrapper = Unwrapper(seed)
    opener = _Opener(bundle, header.stream, unwrapper)
    with ContentReader(bundle, header.stream) as contents:
        content = _content_of(header, contents)
    for other in headers_of(bundle, header.stream):  # keys are found in the order of their use
        wrapped = opener.wrapped(other)
        mine = other.kid == header.kid and unwrapper.kid in other.auditors
        if mine and wrapped is not None and content is not None:
            key = opener.data_key(header, wrapped)
            return content, record_key(key, header.stream, header.seq)
    raise VerificationError(
        ErrorCode.VERIFICATION_FAILED,
        "the content of this record is erased, or for another auditor",
    )


def _opened_stream(
    bundle: Bundle, stream: str, unwrapper: Unwrapper | None, wanted: Callable[[Header], bool]
) -> Iterator[dict[str, Any]]:
    opener = None if unwrapper is None else _Opener(bundle, stream, unwrapper)
    order = ConversationOrder()
    with ContentReader(bundle, stream) as contents:
        for header in headers_of(bundle, stream):
            follows = order.follows(header)
            if opener is None:
                if wanted(header):
                    yield shown(header, ContentState.SEALED, None, follows=follows)
                continue
            opener.wrapped(header)  # keys are found in the order of their use
            if wanted(header):
                content = _content_of(header, contents)
                state, sealed = opener.open(header, content)
                yield shown(header, state, sealed, follows=follows)


def shown(header: Header, state: ContentState, sealed: Any, *, follows: bool) -> dict[str, Any]:
    """A record as ``open_bundle`` gives it."""
    return {
        **header_facts(header),
        "follows": follows,
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
