"""The keyring as a document: which keys there are, strictly read and written (docs/spec/keyring.md).

Pure: text in, values out. Where the text comes from, and who may read it, is local_file.py's
business; another place (a KMS, a secret store) can hold the same document.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from proxy.clock import iso
from proxy.errors import AdministratorError, ErrorCode
from proxy.ids import Randomness
from proxy.keys.base import KeyPurpose, KeyState
from proxy.keys.envelope import recipient_id
from proxy.keys.signatures import Ed25519Signer

VERSION: Final = "chat-proxy-keyring/v1"
_SECRET_BYTES: Final = 32
_FIELDS: Final = {"kid", "purpose", "state", "created", "secret", "public", "development"}


@dataclass(frozen=True, slots=True)
class KeptKey:
    """One key. ``secret`` is None for the auditor's, whose private half is elsewhere."""

    kid: str
    purpose: KeyPurpose
    state: KeyState
    created: str
    secret: bytes | None = field(repr=False)
    public: bytes | None = field(repr=False)
    development: bool = False


@dataclass(frozen=True, slots=True)
class KeyringDocument:
    """All keys of one installation, oldest first; exactly one active key for each purpose."""

    log_id: str
    keys: tuple[KeptKey, ...]

    def active(self, purpose: KeyPurpose) -> KeptKey:
        """The key in use for a purpose."""
        return next(k for k in self.of(purpose) if k.state is KeyState.ACTIVE)

    def of(self, purpose: KeyPurpose) -> Sequence[KeptKey]:
        """All keys of a purpose, oldest first."""
        return [key for key in self.keys if key.purpose is purpose]

    def revoked(self, kid: str) -> "KeyringDocument":
        """The same with one retired key marked as leaked.

        Raises AdministratorError when it is unknown or still active.
        """
        if not any(k.kid == kid and k.state is not KeyState.ACTIVE for k in self.keys):
            raise invalid(f"key {kid} is unknown or still active; rotate first, then revoke")
        keys = (replace(k, state=KeyState.REVOKED) if k.kid == kid else k for k in self.keys)
        return KeyringDocument(self.log_id, tuple(keys))

    def with_new(self, new: KeptKey) -> "KeyringDocument":
        """The same with a new active key; the one before it is retired."""
        kept = (
            replace(key, state=KeyState.RETIRED)
            if key.purpose is new.purpose and key.state is KeyState.ACTIVE
            else key
            for key in self.keys
            if key.kid != new.kid
        )
        return KeyringDocument(self.log_id, (*kept, new))


def invalid(why: str) -> AdministratorError:
    """The one error of this room's files."""
    return AdministratorError(ErrorCode.INVALID_KEYRING, why)


def new_secret(purpose: KeyPurpose, *, now: datetime, randomness: Randomness) -> KeptKey:
    """A fresh active key with a private part, for any purpose but the auditor's."""
    secret = randomness(_SECRET_BYTES)
    public: bytes | None = None
    kid = randomness(16).hex()
    if purpose is KeyPurpose.ENROLMENT:
        signer = Ed25519Signer(secret)
        public, kid = signer.public, signer.kid
    return KeptKey(kid, purpose, KeyState.ACTIVE, iso(now), secret, public)


def write_document(document: KeyringDocument) -> str:
    """The text of the keyring file."""
    keys = [
        {
            "kid": key.kid,
            "purpose": str(key.purpose),
            "state": str(key.state),
            "created": key.created,
            "secret": None if key.secret is None else key.secret.hex(),
            "public": None if key.public is None else key.public.hex(),
            "development": key.development,
        }
        for key in document.keys
    ]
    return json.dumps({"version": VERSION, "log": document.log_id, "keys": keys}, indent=1) + "\n"


def _key_from(entry: Mapping[str, Any]) -> KeptKey:
    if set(entry) != _FIELDS or not isinstance(entry["development"], bool):
        raise invalid(f"a key of the keyring needs exactly the fields {sorted(_FIELDS)}")
    key = KeptKey(
        str(entry["kid"]),
        KeyPurpose(entry["purpose"]),
        KeyState(entry["state"]),
        str(entry["created"]),
        None if entry["secret"] is None else bytes.fromhex(entry["secret"]),
        None if entry["public"] is None else bytes.fromhex(entry["public"]),
        entry["development"],
    )
    if not _fits(key):
        raise invalid(f"key {key.kid} of the keyring does not fit its purpose or its id")
    return key


def _fits(key: KeptKey) -> bool:
    """Whether parts, lengths and id belong together."""
    match key.purpose:
        case KeyPurpose.AUDITOR:
            whole = key.secret is None and key.public is not None
            return whole and recipient_id(key.public or b"") == key.kid
        case KeyPurpose.ENROLMENT:
            if key.secret is None or len(key.secret) != _SECRET_BYTES:
                return False
            signer = Ed25519Signer(key.secret)
            return (signer.public, signer.kid) == (key.public, key.kid)
        case KeyPurpose.ROOT | KeyPurpose.CASE:
            size = len(key.secret or b"")
            return size == _SECRET_BYTES and key.public is None and len(key.kid) == 32


def read_document(text: str) -> KeyringDocument:
    """Parse the keyring file. Raises AdministratorError(INVALID_KEYRING), never with a secret."""
    try:
        raw = json.loads(text)
        if not isinstance(raw, dict) or raw.get("version") != VERSION:
            raise invalid(f"the keyring is not of version {VERSION}")
        if set(raw) != {"version", "log", "keys"} or not isinstance(raw["keys"], list):
            raise invalid("the keyring needs exactly the fields version, log and keys")
        document = KeyringDocument(str(raw["log"]), tuple(_key_from(k) for k in raw["keys"]))
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise invalid("the keyring cannot be read: it was changed or cut") from None
    for purpose in KeyPurpose:
        active = [k for k in document.of(purpose) if k.state is KeyState.ACTIVE]
        if len(active) != 1:
            raise invalid(f"the keyring has {len(active)} active {purpose} keys; it needs one")
    if len({key.kid for key in document.keys}) != len(document.keys):
        raise invalid("the keyring names a key id twice")
    return document
