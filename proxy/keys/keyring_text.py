"""The text of the keyring file, strictly read and written (docs/spec/keyring.md). Pure.

Secrets stand there in hexadecimal digits, plain or sealed under a passphrase, each bound to its log,
purpose and key id. Version 1, which knew neither dates nor passphrases, is read and never written.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from proxy.ids import Randomness, TenantId
from proxy.keys.base import KeyPurpose, KeyState, key_id
from proxy.keys.envelope import recipient_id
from proxy.keys.keyring import SECRET_BYTES, KeptKey, KeyringDocument, expiry, invalid
from proxy.keys.passphrase import OVERHEAD_BYTES, SALT_BYTES, Cost, Lock
from proxy.keys.signatures import Ed25519Signer
from proxy.sensitive import Sensitive

VERSION: Final = "chat-proxy-keyring/v2"
_OLDER: Final = "chat-proxy-keyring/v1"
_OLD_FIELDS: Final = {"kid", "purpose", "state", "created", "secret", "public", "development"}
_FIELDS: Final = _OLD_FIELDS | {"expires", "ended", "tenant", "drilled"}
_LOCK_FIELDS: Final = {"kdf", "salt", "passes", "kibibytes", "lanes"}
_KDF: Final = "argon2id"


@dataclass(frozen=True, slots=True)
class KeyringText:
    """A keyring file, read: its document, and the lock of its secrets if it has one."""

    document: KeyringDocument
    lock: Lock | None


def _place(log_id: str, key: KeptKey) -> str:
    return f"{VERSION}\n{log_id}\n{key.purpose}\n{key.kid}"


def write_document(
    document: KeyringDocument, lock: Lock | None = None, *, randomness: Randomness
) -> str:
    """The text of the keyring file."""

    def secret(key: KeptKey) -> str | None:
        if key.secret is None or lock is None:
            return None if key.secret is None else key.secret.hex()
        return lock.seal(key.secret, _place(document.log_id, key), randomness=randomness).hex()

    keys = [
        {
            "kid": key.kid,
            "purpose": str(key.purpose),
            "state": str(key.state),
            "created": key.created,
            "expires": key.expires,
            "ended": key.ended,
            "tenant": key.tenant,
            "drilled": key.drilled,
            "development": key.development,
            "public": None if key.public is None else key.public.hex(),
            "secret": secret(key),
        }
        for key in document.keys
    ]
    whole = {
        "version": VERSION,
        "log": document.log_id,
        "passphrase": None if lock is None else _written_lock(lock),
        "keys": keys,
    }
    return json.dumps(whole, indent=1) + "\n"


def _written_lock(lock: Lock) -> dict[str, object]:
    return {
        "kdf": _KDF,
        "salt": lock.salt.hex(),
        "passes": lock.cost.passes,
        "kibibytes": lock.cost.kibibytes,
        "lanes": lock.cost.lanes,
    }


def read_document(
    text: str, passphrase: Sensitive | None = None, *, known: Lock | None = None
) -> KeyringText:
    """Parse the keyring file. Raises AdministratorError(INVALID_KEYRING), never with a secret.

    ``known``: a lock that was made before; with the same salt it is used again, which saves the
    tenth of a second.
    """
    try:
        raw = json.loads(text)
        version = raw.get("version") if isinstance(raw, dict) else None
        if version not in {VERSION, _OLDER}:
            raise invalid(f"the keyring is not of version {VERSION}")
        if version == _OLDER:
            raw = {**raw, "passphrase": None, "keys": [_upgraded(key) for key in raw["keys"]]}
        if set(raw) != {"version", "log", "passphrase", "keys"} or not isinstance(
            raw["keys"], list
        ):
            raise invalid("the keyring needs exactly the fields version, log, passphrase and keys")
        lock = None if raw["passphrase"] is None else _lock(raw["passphrase"], passphrase, known)
        log_id = str(raw["log"])
        keys = tuple(_key_from(entry, log_id, lock) for entry in raw["keys"])
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        raise invalid("the keyring cannot be read: it was changed or cut") from None
    document = KeyringDocument(log_id, keys)
    _check_whole(document)
    return KeyringText(document, lock)


def _upgraded(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A key of version 1 with what version 2 knows besides."""
    if set(entry) != _OLD_FIELDS:
        raise invalid(f"a key of the keyring needs exactly the fields {sorted(_OLD_FIELDS)}")
    created = datetime.fromisoformat(str(entry["created"]))
    more = {"expires": expiry(KeyPurpose(entry["purpose"]), created)}
    return {**entry, **more, "ended": None, "tenant": None, "drilled": None}


def _lock(entry: Mapping[str, Any], passphrase: Sensitive | None, known: Lock | None) -> Lock:
    if set(entry) != _LOCK_FIELDS or entry["kdf"] != _KDF:
        raise invalid("the keyring is protected in a way that this version does not know")
    salt = bytes.fromhex(entry["salt"])
    numbers = (entry["passes"], entry["kibibytes"], entry["lanes"])
    if len(salt) != SALT_BYTES or not all(type(number) is int for number in numbers):
        raise invalid("the keyring's passphrase protection was changed")
    cost = Cost(*numbers)
    if known is not None and (known.salt, known.cost) == (salt, cost):
        return known
    if passphrase is None:
        raise invalid(
            "the keyring is protected by a passphrase: set CHAT_PROXY_KEYRING_PASSPHRASE_FILE or"
            " CHAT_PROXY_KEYRING_PASSPHRASE"
        )
    return Lock.of(passphrase, salt, cost)


def _text_or_none(value: object) -> str | None:
    return None if value is None else str(value)


def _key_from(entry: Mapping[str, Any], log_id: str, lock: Lock | None) -> KeptKey:
    if set(entry) != _FIELDS or not isinstance(entry["development"], bool):
        raise invalid(f"a key of the keyring needs exactly the fields {sorted(_FIELDS)}")
    tenant = _text_or_none(entry["tenant"])
    key = KeptKey(
        str(entry["kid"]),
        KeyPurpose(entry["purpose"]),
        KeyState(entry["state"]),
        str(entry["created"]),
        _text_or_none(entry["expires"]),
        None if entry["secret"] is None else bytes.fromhex(entry["secret"]),
        None if entry["public"] is None else bytes.fromhex(entry["public"]),
        entry["development"],
        _text_or_none(entry["ended"]),
        None if tenant is None else TenantId(tenant),
        _text_or_none(entry["drilled"]),
    )
    if lock is not None and key.secret is not None:
        if len(key.secret) != SECRET_BYTES + OVERHEAD_BYTES:
            raise invalid(f"the secret of key {key.kid} was cut")
        key = replace(key, secret=lock.open(key.secret, _place(log_id, key)))
    if not _fits(key):
        raise invalid(f"key {key.kid} of the keyring does not fit its purpose or its id")
    return key


def _fits(key: KeptKey) -> bool:
    """Whether parts, lengths, state and id belong together."""
    if key.state is KeyState.ACTIVE and key.ended is not None:
        return False
    if key.purpose is not KeyPurpose.AUDITOR and (key.tenant or key.drilled) is not None:
        return False
    match key.purpose:
        case KeyPurpose.AUDITOR:
            whole = key.secret is None and key.public is not None
            return whole and recipient_id(key.public or b"") == key.kid
        case KeyPurpose.ENROLMENT:
            return _signs(key)
        case KeyPurpose.ROOT | KeyPurpose.CASE:
            size = len(key.secret or b"")
            there = size == (0 if key.state is KeyState.DESTROYED else SECRET_BYTES)
            return there and key.public is None and len(key.kid) == 32


def _signs(key: KeptKey) -> bool:
    """An enrolment key: whole while it is active; its public part alone is enough later."""
    if key.secret is None:
        right = key_id("ed25519", key.public or b"") == key.kid
        return right and key.state is not KeyState.ACTIVE
    if len(key.secret) != SECRET_BYTES:
        return False
    signer = Ed25519Signer(key.secret)
    return (signer.public, signer.kid) == (key.public, key.kid)


def _check_whole(document: KeyringDocument) -> None:
    for purpose in KeyPurpose:
        active = [k for k in document.of(purpose) if k.state is KeyState.ACTIVE]
        if purpose is KeyPurpose.AUDITOR:
            if not document.auditors(None):
                raise invalid("the keyring has no active auditor key for all tenants; it needs one")
        elif len(active) != 1:
            raise invalid(f"the keyring has {len(active)} active {purpose} keys; it needs one")
    if len({key.kid for key in document.keys}) != len(document.keys):
        raise invalid("the keyring names a key id twice")
