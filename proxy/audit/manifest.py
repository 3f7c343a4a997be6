"""The bundle's list of public keys (``keys.json``): what it says, written and read. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from proxy.audit.canonical import from_canonical, to_canonical
from proxy.errors import ErrorCode, VerificationError
from proxy.keys.base import KeyState, PublicKey, key_id
from proxy.keys.envelope import recipient_id

_VERSION: Final = "audit-keys/v1"
_FIELDS: Final = {"v", "log", "enrolment", "auditor"}
_KEY_FIELDS: Final = {"kid", "public", "state", "created", "development"}


@dataclass(frozen=True, slots=True)
class KeyList:
    """Public keys of one audit log, by key id. ``digest``: as a checkpoint names it."""

    log_id: str
    enrolment: Mapping[str, PublicKey]
    auditors: Mapping[str, PublicKey]
    digest: bytes


def write_keys(log_id: str, enrolment: Sequence[PublicKey], auditors: Sequence[PublicKey]) -> bytes:
    """The bytes of ``keys.json``."""
    fields = {
        "v": _VERSION,
        "log": log_id,
        "enrolment": [_written(key) for key in enrolment],
        "auditor": [_written(key) for key in auditors],
    }
    return to_canonical(fields) + b"\n"


def _written(key: PublicKey) -> dict[str, object]:
    return {
        "kid": key.kid,
        "public": key.public.hex(),
        "state": str(key.state),
        "created": key.created,
        "development": key.development,
    }


def _bad() -> VerificationError:
    return VerificationError(
        ErrorCode.VERIFICATION_FAILED, "it is no list of public keys of version 1"
    )


def _read_key(fields: Any) -> PublicKey:
    if not isinstance(fields, dict) or set(fields) != _KEY_FIELDS:
        raise _bad()
    texts = (fields["kid"], fields["public"], fields["state"], fields["created"])
    if not all(isinstance(text, str) for text in texts) or fields["state"] not in set(KeyState):
        raise _bad()
    if not isinstance(fields["development"], bool):
        raise _bad()
    try:
        public = bytes.fromhex(fields["public"])
    except ValueError:
        raise _bad() from None
    return PublicKey(
        fields["kid"], public, KeyState(fields["state"]), fields["created"], fields["development"]
    )


def read_keys(data: bytes) -> KeyList:
    """Raises VerificationError unless it is exactly of version 1 and each id is its key's."""
    if not data.endswith(b"\n"):
        raise _bad()
    fields = from_canonical(data[:-1])
    if set(fields) != _FIELDS or fields["v"] != _VERSION or not isinstance(fields["log"], str):
        raise _bad()
    if not isinstance(fields["enrolment"], list) or not isinstance(fields["auditor"], list):
        raise _bad()
    enrolment = {key.kid: key for key in map(_read_key, fields["enrolment"])}
    auditors = {key.kid: key for key in map(_read_key, fields["auditor"])}
    if any(key_id("ed25519", key.public) != key.kid for key in enrolment.values()):
        raise _bad()
    if any(recipient_id(key.public) != key.kid for key in auditors.values()):
        raise _bad()
    return KeyList(fields["log"], enrolment, auditors, hashlib.sha256(data).digest())
