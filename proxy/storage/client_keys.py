"""Client keys: how they look, how they are made, what of them is kept.

``sk-proxy-<id>-<secret>``: starts with ``sk-`` because some chatbot vendors check that; the id (16
base-32 characters) finds the row, the secret (52, 256 random bits) proves the key. Only the
SHA-256 of the whole key is stored; for a random secret of that size a slow hash adds nothing.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from typing import Final

from proxy.ids import Randomness

_ID_BYTES: Final = 10
_SECRET_BYTES: Final = 32
_SHAPE: Final = re.compile(r"sk-proxy-([a-z2-7]{16})-([a-z2-7]{52})")

UNKNOWN_ID: Final = "0" * 16
"""An id that no key has; malformed keys are looked up by it, so that they take the same path."""
_NO_HASH: Final = bytes(32)


@dataclass(frozen=True, slots=True)
class ClientKeyRecord:
    """What is kept of a key."""

    key_id: str
    key_hash: bytes = field(repr=False)


def new_client_key(randomness: Randomness) -> tuple[str, ClientKeyRecord]:
    """A new key, to be shown once, and what is kept of it."""
    key_id = _base32(randomness(_ID_BYTES))
    key = f"sk-proxy-{key_id}-{_base32(randomness(_SECRET_BYTES))}"
    return key, ClientKeyRecord(key_id, _hash(key))


def key_id_of(key: str) -> str:
    """The id inside a key; ``UNKNOWN_ID`` for anything that is not shaped like one."""
    match = _SHAPE.fullmatch(key)
    return match.group(1) if match else UNKNOWN_ID


def proves(key: str, stored: bytes | None) -> bool:
    """The key is the one whose hash is stored. None, an unknown id, takes the same time."""
    equal = hmac.compare_digest(_hash(key), stored or _NO_HASH)
    return equal and stored is not None


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode(errors="surrogatepass")).digest()


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=").lower()
