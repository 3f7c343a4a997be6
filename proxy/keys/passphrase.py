"""Private parts under a passphrase: Argon2id makes a key of it, AES-256-GCM seals with that key.

Argon2id (RFC 9106, section 4, second recommendation: 3 passes over 64 MiB in 4 lanes) makes each guess
cost a tenth of a second and 64 MiB. The parameters stand beside what they protect, so they can grow
later; a file that asks for absurd ones is refused before memory is spent on it. What is sealed is
bound to its place by the associated data.
"""

from dataclasses import dataclass, field
from typing import Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from proxy.errors import AdministratorError, ErrorCode
from proxy.ids import Randomness
from proxy.sensitive import Sensitive

SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
OVERHEAD_BYTES: Final = _NONCE_BYTES + _TAG_BYTES
_SHORTEST: Final = 12
"""Characters. Shorter ones are guessed, whatever Argon2 costs."""
_LONGEST: Final = 1024
_PASSES, _KIBIBYTES, _LANES = 3, 64 << 10, 4
_MOST_PASSES, _MOST_KIBIBYTES, _MOST_LANES = 20, 1 << 20, 16


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs: passes over memory, memory in KiB, lanes."""

    passes: int = _PASSES
    kibibytes: int = _KIBIBYTES
    lanes: int = _LANES

    def __post_init__(self) -> None:
        """Raises AdministratorError(INVALID_KEYRING) for parameters that nobody would write."""
        fair = (
            0 < self.passes <= _MOST_PASSES
            and 0 < self.lanes <= _MOST_LANES
            and 8 * self.lanes <= self.kibibytes <= _MOST_KIBIBYTES
        )
        if not fair:
            raise _invalid("its passphrase protection has parameters that are not accepted")


def _invalid(why: str) -> AdministratorError:
    return AdministratorError(ErrorCode.INVALID_KEYRING, why)


def check_passphrase(passphrase: Sensitive) -> None:
    """Raise AdministratorError(INVALID_KEYRING) for one that is too short or too long to be used."""
    if not _SHORTEST <= len(passphrase.reveal()) <= _LONGEST:
        raise _invalid(f"a passphrase has {_SHORTEST} to {_LONGEST} characters")


@dataclass(frozen=True, slots=True)
class Lock:
    """A passphrase that was turned into a key: seals and opens."""

    salt: bytes
    cost: Cost
    _key: bytes = field(repr=False)

    @classmethod
    def of(cls, passphrase: Sensitive, salt: bytes, cost: Cost) -> "Lock":
        """Takes as long as ``cost`` says (a tenth of a second)."""
        key = hash_secret_raw(
            passphrase.reveal().encode(),
            salt,
            time_cost=cost.passes,
            memory_cost=cost.kibibytes,
            parallelism=cost.lanes,
            hash_len=32,
            type=Type.ID,
        )
        return cls(salt, cost, key)

    @classmethod
    def new(
        cls, passphrase: Sensitive, *, randomness: Randomness, cost: Cost | None = None
    ) -> "Lock":
        """A lock with a fresh salt. Raises AdministratorError for a passphrase that is too short."""
        check_passphrase(passphrase)
        return cls.of(passphrase, randomness(SALT_BYTES), cost or Cost())

    def seal(self, secret: bytes, place: str, *, randomness: Randomness) -> bytes:
        """``secret`` sealed for ``place``: ``OVERHEAD_BYTES`` longer, different each time."""
        nonce = randomness(_NONCE_BYTES)
        return nonce + AESGCM(self._key).encrypt(nonce, secret, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """What was sealed for ``place``.

        Raises AdministratorError(INVALID_KEYRING): another passphrase, or a changed byte.
        """
        nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return AESGCM(self._key).decrypt(nonce, body, place.encode())
        except (InvalidTag, ValueError):
            raise _invalid("the passphrase is not the right one, or the file was changed") from None
