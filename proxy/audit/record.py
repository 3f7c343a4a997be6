"""A record: a small clear header, which is the leaf of the tree, and sealed content.

Everything about the bytes stands in docs/spec/audit-log.md, section 3. The sealer makes a data key
for each conversation and UTC day, seals it to the auditor at once (HPKE, a tenth of a
millisecond), and derives from it a key for each single record, which is why the nonce may be
constant. It is not thread-safe; its owner holds a lock.
"""

import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from proxy.audit.base import SealedRecord, StreamId, new_name
from proxy.audit.canonical import GREATEST_INTEGER, from_canonical, to_canonical
from proxy.audit.events import AuditEvent, EventKind, Scalar
from proxy.audit.footer import digest_from
from proxy.audit.tree import leaf_hash
from proxy.clock import iso
from proxy.errors import ErrorCode, ServiceError, VerificationError
from proxy.ids import ConversationId, Randomness, TenantId
from proxy.keys.base import AuditorKey
from proxy.keys.derivation import expand
from proxy.keys.envelope import OVERHEAD_BYTES, wrap

RECORD_VERSION: Final = "audit-record/v1"
WRAP_PURPOSE: Final = "audit-data-key"
DATA_KEY_BYTES: Final = 32
_NONCE: Final = bytes(12)
_PAD_BYTES: Final = 256
_MOST_CLEAR_CHARACTERS: Final = 256
_MOST_HEADER_BYTES: Final = 32 << 10
_ENVELOPE_BYTES: Final = OVERHEAD_BYTES + DATA_KEY_BYTES
_KEYS_IN_MEMORY: Final = 4096
"""Conversations whose data key is kept at hand; one that comes back later gets another."""
_FIELDS: Final = {
    "v", "stream", "seq", "t", "ts", "tenant", "conv", "clear",
    "kid", "pk", "wrap", "kc", "ct", "len",
}  # fmt: skip
_LINK: Final = "conv_prev"
"""Headers from before records named each other do not have it."""
_CLEAR_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_PRINTABLE: Final = re.compile(r"[ -~]*")


Recipients = Callable[[TenantId], Sequence[AuditorKey]]
"""To whom the records of a tenant are sealed: at least one."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header, read. ``clear`` holds the event's own fields."""

    stream: str
    seq: int
    kind: str
    """An ``EventKind``; a later version may know more of them."""
    at: str
    tenant: str
    conversation: str | None
    clear: Mapping[str, Scalar]
    kid: str
    auditors: tuple[str, ...]
    """Key ids of the auditor keys to which the data key is wrapped, in order."""
    wrap: bytes
    commitment: bytes
    content: bytes
    """Digest of the content."""
    length: int
    leaf: bytes
    """Its own leaf hash."""
    linked: bool
    """It says which record of its conversation stands before it (older headers do not)."""
    previous: bytes | None
    """The leaf hash of that one; None: the first, or its writer did not know it any more."""


@dataclass(frozen=True, slots=True)
class _DataKey:
    kid: str
    day: str
    secret: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    wrap_digest: str
    commitment: str
    auditors: str


def wrap_context(stream: str, kid: str) -> str:
    """What a wrapped data key is bound to."""
    return f"{stream}\n{kid}"


def commitment_of(data_key: bytes) -> bytes:
    """What the header says of the data key, so that no second key can be passed off for it."""
    return expand(data_key, "chat-proxy/audit/v1/commit")


def envelope_for(kid: str, auditors: Sequence[str], wrapped: bytes) -> bytes:
    """The part of a wrapped data key that is for one of its auditors; empty when there is none."""
    if kid not in auditors:
        return b""
    start = auditors.index(kid) * _ENVELOPE_BYTES
    return wrapped[start : start + _ENVELOPE_BYTES]


def record_key(data_key: bytes, stream: str, seq: int) -> bytes:
    """The key of one record: it opens that record and tells nothing of any other."""
    return expand(data_key, "chat-proxy/audit/v1/record", stream, str(seq))


def _padded(sealed: Mapping[str, object]) -> bytes:
    text = json.dumps(sealed, separators=(",", ":"), allow_nan=False).encode("ascii")
    whole = len(text).to_bytes(4, "big") + text
    return whole + bytes(-len(whole) % _PAD_BYTES)


def open_content(data_key: bytes, header: Header, content: bytes) -> dict[str, Any]:
    """The sealed part of an event. Raises VerificationError when key or content do not fit."""
    return open_record(record_key(data_key, header.stream, header.seq), content)


def open_record(key: bytes, content: bytes) -> dict[str, Any]:
    """The same with the record's own key."""
    try:
        plain = AESGCM(key).decrypt(_NONCE, content, None)
        size = int.from_bytes(plain[:4], "big")
        value = json.loads(plain[4 : 4 + size])
    except (InvalidTag, ValueError, RecursionError):
        raise VerificationError(
            ErrorCode.VERIFICATION_FAILED, "the content does not open with its data key"
        ) from None
    if not isinstance(value, dict) or plain != _padded(value):
        raise VerificationError(
            ErrorCode.VERIFICATION_FAILED, "the content is not in the form of version 1"
        )
    return value


class Sealer:
    """Makes the records of one stream: numbers, headers, contents, data keys."""

    def __init__(self, stream: StreamId, recipients: Recipients, *, randomness: Randomness) -> None:
        """``recipients``: to whom records of a tenant are sealed, at least one."""
        self._stream = stream
        self._recipients = recipients
        self._randomness = randomness
        self._keys: OrderedDict[tuple[TenantId, str], _DataKey] = OrderedDict()
        self._before: OrderedDict[tuple[TenantId, str], str] = OrderedDict()
        """Leaf hash of the last record of each conversation, touched in the order of ``_keys``."""

    def seal(self, event: AuditEvent, *, seq: int, now: datetime) -> SealedRecord:
        """The record number ``seq`` of the stream.

        Raises ServiceError(AUDIT_UNAVAILABLE) for an event that cannot be written: then nothing
        has happened and the number may be used for another.
        """
        at = iso(now)
        clear = checked_clear(event)
        try:
            plain = _padded(event.sealed)
        except (TypeError, ValueError, RecursionError):
            raise _unwritable(event.kind, "its sealed part is not JSON") from None
        key = self._key_for(event.tenant, event.conversation, at[:10])
        cipher = AESGCM(record_key(key.secret, self._stream, seq))
        content = cipher.encrypt(_NONCE, plain, None)
        header = to_canonical(
            {
                "v": RECORD_VERSION,
                "stream": self._stream,
                "seq": seq,
                "t": str(event.kind),
                "ts": at,
                "tenant": event.tenant,
                "conv": event.conversation,
                "conv_prev": self._before.get((event.tenant, event.conversation or "")),
                "clear": clear,
                "kid": key.kid,
                "pk": key.auditors,
                "wrap": key.wrap_digest,
                "kc": key.commitment,
                "ct": hashlib.sha256(content).hexdigest(),
                "len": len(content),
            }
        )
        if len(header) > _MOST_HEADER_BYTES:
            raise _unwritable(event.kind, "its clear part is too large")
        self._remember(event, header)
        return SealedRecord(seq, at, event.conversation, key.kid, header, content, key.wrapped)

    def _remember(self, event: AuditEvent, header: bytes) -> None:
        """What the next record of its conversation will name; records about no conversation name none."""
        if event.conversation is None:
            return
        place = (event.tenant, event.conversation)
        self._before[place] = leaf_hash(header).hex()
        self._before.move_to_end(place)
        if len(self._before) > _KEYS_IN_MEMORY:
            self._before.popitem(last=False)

    def forget_keys(self) -> None:
        """Drop all data keys: whatever comes next gets a new one (called when content is erased)."""
        self._keys.clear()

    def _key_for(self, tenant: TenantId, conversation: ConversationId | None, day: str) -> _DataKey:
        place = (tenant, conversation or "")
        key = self._keys.get(place)
        if key is None or key.day != day:
            key = self._new_key(tenant, day)
            self._keys[place] = key
        self._keys.move_to_end(place)
        if len(self._keys) > _KEYS_IN_MEMORY:
            self._keys.popitem(last=False)
        return key

    def _new_key(self, tenant: TenantId, day: str) -> _DataKey:
        secret = self._randomness(DATA_KEY_BYTES)
        kid = new_name("key_", self._randomness)
        auditors = self._recipients(tenant)
        context = wrap_context(self._stream, kid)
        wrapped = b"".join(
            wrap(auditor.public, secret, purpose=WRAP_PURPOSE, context=context)
            for auditor in auditors
        )
        return _DataKey(
            kid,
            day,
            secret,
            wrapped,
            hashlib.sha256(wrapped).hexdigest(),
            commitment_of(secret).hex(),
            "+".join(auditor.kid for auditor in auditors),
        )


def _unwritable(kind: EventKind, why: str) -> ServiceError:
    return ServiceError(
        ErrorCode.AUDIT_UNAVAILABLE, f"a {kind} event cannot be put on record: {why}"
    )


def checked_clear(event: AuditEvent) -> dict[str, Scalar]:
    """The clear part, if it is of the form that the specification allows (section 3).

    Raises ServiceError(AUDIT_UNAVAILABLE) naming the field, never its value.
    """
    for name, value in event.clear.items():
        if not _CLEAR_NAME.fullmatch(name):
            raise _unwritable(event.kind, "a clear field has a name of the wrong form")
        if not _is_clear(value):
            raise _unwritable(event.kind, f"clear field {name} is of the wrong form")
    for name, text in (("tenant", event.tenant), ("conversation", event.conversation or "")):
        if not _is_clear(text):
            raise _unwritable(event.kind, f"the {name} is of the wrong form")
    return dict(event.clear)


def _is_clear(value: object) -> bool:
    match value:
        case None | bool():
            return True
        case int():
            return abs(value) <= GREATEST_INTEGER
        case str():
            return len(value) <= _MOST_CLEAR_CHARACTERS and bool(_PRINTABLE.fullmatch(value))
        case _:
            return False


def header_facts(header: Header) -> dict[str, Any]:
    """What a header says of its event, as an object that JSON can write."""
    return {
        "stream": header.stream,
        "seq": header.seq,
        "kind": header.kind,
        "at": header.at,
        "tenant": header.tenant,
        "conversation": header.conversation,
        "clear": dict(header.clear),
    }


def read_header(data: bytes) -> Header:
    """Raises VerificationError unless the header is exactly of the form of version 1."""
    fields = from_canonical(data)
    texts = ("stream", "t", "ts", "tenant", "kid", "pk")
    whole = (
        set(fields) - {_LINK} == _FIELDS
        and fields["v"] == RECORD_VERSION
        and all(isinstance(fields[name], str) for name in texts)
        and all(type(fields[name]) is int and fields[name] >= 0 for name in ("seq", "len"))
        and isinstance(fields["conv"], str | None)
        and (fields["conv"] is not None or fields.get(_LINK) is None)
        and isinstance(fields["clear"], dict)
        and all(_is_clear(value) for value in fields["clear"].values())
    )
    if not whole:
        raise VerificationError(
            ErrorCode.VERIFICATION_FAILED, "this is no record header of version 1"
        )
    return Header(
        fields["stream"],
        fields["seq"],
        fields["t"],
        fields["ts"],
        fields["tenant"],
        fields["conv"],
        fields["clear"],
        fields["kid"],
        tuple(fields["pk"].split("+")),
        digest_from(fields["wrap"]),
        digest_from(fields["kc"]),
        digest_from(fields["ct"]),
        fields["len"],
        leaf_hash(data),
        _LINK in fields,
        None if fields.get(_LINK) is None else digest_from(fields[_LINK]),
    )
