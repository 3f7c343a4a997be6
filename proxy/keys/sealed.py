"""Sealing what a person in the queue must read, and the maps of kept conversations: AES-256-GCM.

Each case has its own key, derived from the case key and the case id, so that random 96-bit nonces
never come near their limit; the case id is also the associated data. This protects copies of the
database without the keyring (backups, a stolen disk image); it does not protect from somebody who
holds both. Layout: version ``0x01``, key id (16 bytes), nonce (12), ciphertext and tag.

A map has its own key in the same way, derived from a tenant's key for maps and the digest of the
answer's id; whom it is bound to is associated data. Layout: version ``0x01``, nonce, ciphertext, tag.
"""

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from proxy.errors import AdministratorError, ErrorCode
from proxy.ids import CaseId, Randomness
from proxy.keys.base import CaseKey
from proxy.keys.derivation import expand

_VERSION: Final = b"\x01"
_PREFIX: Final = 1 + 16
_NONCE: Final = 12
_TAG: Final = 16


def _cipher(secret: bytes, case_id: CaseId) -> AESGCM:
    return AESGCM(expand(secret, "chat-proxy/case/v1", case_id))


def seal_case(
    key: CaseKey,
    case_id: CaseId,
    plaintext: bytes,
    *,
    randomness: Randomness = secrets.token_bytes,
) -> bytes:
    """``plaintext`` sealed for this case: 45 bytes longer, different each time."""
    head = _VERSION + bytes.fromhex(key.kid)
    nonce = randomness(_NONCE)
    sealed = _cipher(key.secret, case_id).encrypt(nonce, plaintext, head + case_id.encode())
    return head + nonce + sealed


def open_case(key: CaseKey, case_id: CaseId, sealed: bytes) -> bytes:
    """What ``seal_case`` sealed for this case, with this key or an older one.

    Raises AdministratorError(INVALID_KEYRING) for another case, an unknown key or a changed byte.
    """
    head, nonce = sealed[:_PREFIX], sealed[_PREFIX : _PREFIX + _NONCE]
    if len(sealed) < _PREFIX + _NONCE + _TAG or head[:1] != _VERSION:
        raise _unreadable("it is no sealed case of a version that this proxy knows")
    keys = dict(key.older) | {key.kid: key.secret}
    secret = keys.get(head[1:].hex())
    if secret is None:
        raise _unreadable(f"the keyring has no case key {head[1:].hex()}")
    try:
        return _cipher(secret, case_id).decrypt(
            nonce, sealed[_PREFIX + _NONCE :], head + case_id.encode()
        )
    except InvalidTag:
        raise _unreadable("it was changed, or sealed for another case") from None


def _map_cipher(secret: bytes, digest: bytes) -> AESGCM:
    return AESGCM(expand(secret, "chat-proxy/map/v1", digest.hex()))


def seal_map(
    secret: bytes,
    digest: bytes,
    bound: str,
    plaintext: bytes,
    *,
    randomness: Randomness = secrets.token_bytes,
) -> bytes:
    """``plaintext`` sealed for the answer of this digest and for ``bound``: 29 bytes longer."""
    nonce = randomness(_NONCE)
    sealed = _map_cipher(secret, digest).encrypt(nonce, plaintext, _VERSION + bound.encode())
    return _VERSION + nonce + sealed


def open_map(secret: bytes, digest: bytes, bound: str, sealed: bytes) -> bytes:
    """What ``seal_map`` sealed. Raises AdministratorError for anything else."""
    nonce = sealed[1 : 1 + _NONCE]
    try:
        if len(sealed) < 1 + _NONCE + _TAG or sealed[:1] != _VERSION:
            raise InvalidTag
        return _map_cipher(secret, digest).decrypt(
            nonce, sealed[1 + _NONCE :], _VERSION + bound.encode()
        )
    except InvalidTag:
        raise AdministratorError(
            ErrorCode.INVALID_KEYRING,
            "a sealed map cannot be opened: it was changed, or sealed for somebody else",
        ) from None


def _unreadable(why: str) -> AdministratorError:
    return AdministratorError(ErrorCode.INVALID_KEYRING, f"a case cannot be opened: {why}")
