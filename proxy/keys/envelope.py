"""The envelope: a secret sealed to a public key so that only its private half opens it.

HPKE (RFC 9180) in the suite X-Wing (ML-KEM-768 + X25519, draft-ietf-hpke-pq), HKDF-SHA256,
ChaCha20-Poly1305, the combination for which public vectors exist. The private key is its 32-byte
seed, expanded by SHAKE-256 (draft-connolly-cfrg-xwing-kem). What is wrapped, for what and where is
bound through ``info``; the suite's id is the first six bytes of every wrap, so that a later suite
can stand beside this one. Lengths are checked before anything is decrypted.
"""

import hashlib
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from proxy.errors import AdministratorError, ErrorCode, VerificationError
from proxy.keys.base import key_id

ALGORITHM: Final = "mlkem768-x25519"
SUITE_ID: Final = bytes.fromhex("647a00010003")
"""KEM 0x647a, KDF 0x0001, AEAD 0x0003."""
SEED_BYTES: Final = 32
PUBLIC_BYTES: Final = 1184 + 32
OVERHEAD_BYTES: Final = len(SUITE_ID) + 1088 + 32 + 16
"""Suite id, ML-KEM ciphertext, X25519 share, Poly1305 tag."""

_SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def _parts_of(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    if len(seed) != SEED_BYTES:
        raise AdministratorError(
            ErrorCode.INVALID_KEYRING, f"an auditor seed has {SEED_BYTES} bytes, not {len(seed)}"
        )
    expanded = hashlib.shake_256(seed).digest(96)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
        X25519PrivateKey.from_private_bytes(expanded[64:]),
    )


def public_of(seed: bytes) -> bytes:
    """The public key (1216 bytes) of a private seed."""
    lattice, curve = _parts_of(seed)
    return lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


def recipient_id(public: bytes) -> str:
    """The key id of a recipient's public key."""
    return key_id(ALGORITHM, public)


@lru_cache(maxsize=16)
def _recipient(public: bytes) -> MLKEM768X25519PublicKey:
    if len(public) != PUBLIC_BYTES:
        raise AdministratorError(
            ErrorCode.INVALID_KEYRING,
            f"an auditor public key has {PUBLIC_BYTES} bytes, not {len(public)}",
        )
    try:
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:1184]),
            X25519PublicKey.from_public_bytes(public[1184:]),
        )
    except ValueError:
        raise AdministratorError(
            ErrorCode.INVALID_KEYRING, "this is no valid ML-KEM-768 + X25519 public key"
        ) from None


def check_recipient(public: bytes) -> None:
    """Raise AdministratorError unless something can be wrapped to this public key."""
    _recipient(public)


def _info(purpose: str, context: str) -> bytes:
    return f"chat-proxy/hpke/v1\n{purpose}\n{context}".encode()


def wrap(public: bytes, secret: bytes, *, purpose: str, context: str) -> bytes:
    """``secret`` sealed to ``public``: ``OVERHEAD_BYTES`` longer, different each time.

    Raises AdministratorError for a key of the wrong form.
    """
    return SUITE_ID + _SUITE.encrypt(secret, _recipient(public), _info(purpose, context))


class Unwrapper:
    """The private side, which no proxy has: opens what was wrapped to one seed."""

    def __init__(self, seed: bytes) -> None:
        """Raises AdministratorError for a seed of the wrong length."""
        self._key = MLKEM768X25519PrivateKey(*_parts_of(seed))
        self.kid: Final = recipient_id(public_of(seed))

    def unwrap(self, wrapped: bytes, *, size: int, purpose: str, context: str) -> bytes:
        """The secret of ``size`` bytes.

        Raises VerificationError for another suite, another length, another key, purpose or
        context, or a changed byte.
        """
        if len(wrapped) != OVERHEAD_BYTES + size:
            raise VerificationError(
                ErrorCode.VERIFICATION_FAILED,
                f"a wrapped key has {OVERHEAD_BYTES + size} bytes, not {len(wrapped)}",
            )
        if wrapped[: len(SUITE_ID)] != SUITE_ID:
            raise VerificationError(
                ErrorCode.VERIFICATION_FAILED, "the wrapped key is of another suite"
            )
        try:
            return _SUITE.decrypt(wrapped[len(SUITE_ID) :], self._key, _info(purpose, context))
        except InvalidTag:
            raise VerificationError(
                ErrorCode.VERIFICATION_FAILED, "this key does not open that envelope"
            ) from None
