"""Ed25519 signatures with the purpose inside, and nothing else.

A signature made for one purpose never verifies for another, because the purpose is the first line
of what is signed. Verifying raises; it cannot be ignored. RFC 8032.
"""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from proxy.errors import ErrorCode, VerificationError
from proxy.keys.base import Signer, key_id

SIGNATURE_BYTES: Final = 64
PUBLIC_BYTES: Final = 32


class Ed25519Signer:
    """A signing key held in memory, made from its 32-byte seed."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public: Final = self._key.public_key().public_bytes_raw()
        self.kid: Final = key_id("ed25519", self.public)

    def sign(self, message: bytes) -> bytes:
        """The signature over exactly these bytes."""
        return self._key.sign(message)


def _said(purpose: str, message: bytes) -> bytes:
    return b"chat-proxy/" + purpose.encode() + b"/v1\n" + message


def sign_for(signer: Signer, purpose: str, message: bytes) -> bytes:
    """A signature over purpose and message."""
    return signer.sign(_said(purpose, message))


def verify_exact(public: bytes, message: bytes, signature: bytes) -> None:
    """Check a signature over bytes that carry their own purpose (a signed note).

    Raises VerificationError when it does not hold.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise VerificationError(
            ErrorCode.VERIFICATION_FAILED, "the signature does not hold"
        ) from None


def verify_for(public: bytes, purpose: str, message: bytes, signature: bytes) -> None:
    """Check what ``sign_for`` made. Raises VerificationError when it does not hold."""
    verify_exact(public, _said(purpose, message), signature)
