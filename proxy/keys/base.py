"""Value types of the key room, and what others may ask of a keyring.

Strategy: a key has one purpose for its whole life, and the purpose stands in every signature
prefix, HPKE ``info`` and derivation, so that bytes made for one use are worth nothing in another.
Secrets are ``repr=False`` everywhere: a printed key shows its id only.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol

from proxy.ids import TenantId


class KeyPurpose(StrEnum):
    """What a key is for (keys/README.md says who loses what if it leaks or is lost)."""

    ROOT = "root"
    """32 bytes from which tenant secrets are derived."""
    CASE = "case"
    """32 bytes that seal the cases of the human queue."""
    ENROLMENT = "enrolment"
    """Ed25519: signs the key of each audit stream, and checkpoints."""
    AUDITOR = "auditor"
    """HPKE recipient of the audit log; only its public part is ever here."""


class KeyState(StrEnum):
    """Where a key stands in its life. It only moves downwards in this list (``MOVES``)."""

    ACTIVE = "active"
    """In use for its purpose: one key, or several auditors."""
    RETIRED = "retired"
    """Still opens and verifies what it made; makes nothing new."""
    REVOKED = "revoked"
    """Leaked: verifiers refuse what it signed."""
    DESTROYED = "destroyed"
    """Its secret is gone: nobody opens what was sealed with it."""


MOVES: Final[Mapping[KeyState, frozenset[KeyState]]] = MappingProxyType(
    {
        KeyState.ACTIVE: frozenset({KeyState.RETIRED}),
        KeyState.RETIRED: frozenset({KeyState.REVOKED, KeyState.DESTROYED}),
        KeyState.REVOKED: frozenset({KeyState.DESTROYED}),
        KeyState.DESTROYED: frozenset(),
    }
)
"""From which state a key may go to which. Leaving ``active`` needs a successor."""

LIFETIMES: Final[Mapping[KeyPurpose, timedelta | None]] = MappingProxyType(
    {
        KeyPurpose.ROOT: None,
        KeyPurpose.CASE: timedelta(days=365),
        KeyPurpose.ENROLMENT: timedelta(days=365),
        KeyPurpose.AUDITOR: timedelta(days=365),
    }
)
"""After so long a key should be replaced (SP 800-57 part 1, section 5.3). Changing the root would
change every placeholder in the middle of conversations, so it goes by leaks only."""


def key_id(algorithm: str, public: bytes) -> str:
    """The id of a public key: 32 hex digits (128 bits) of a SHA-256 over algorithm and key."""
    prefix = b"chat-proxy/key-id/v1\n" + algorithm.encode() + b"\n"
    return hashlib.sha256(prefix + public).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public part of a key, as it goes into an export of the audit log."""

    kid: str
    public: bytes = field(repr=False)
    state: KeyState
    created: str
    """RFC 3339, UTC."""
    development: bool = False


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """What may be said of a key to anybody. Times are RFC 3339, UTC, or None."""

    kid: str
    purpose: KeyPurpose
    state: KeyState
    created: str
    expires: str | None
    """When it should have been replaced."""
    ended: str | None
    """When it ceased to be active."""
    tenant: TenantId | None
    """An auditor of this tenant alone; None: of every tenant that has none of its own."""
    drilled: str | None
    """When somebody last proved that he can open what is sealed to it."""
    development: bool


@dataclass(frozen=True, slots=True)
class AuditorKey:
    """To whom audit content is sealed. ``development``: the pair was made on the proxy's host."""

    kid: str
    public: bytes = field(repr=False)
    """1216 bytes: ML-KEM-768 (1184) and X25519 (32)."""
    development: bool


@dataclass(frozen=True, slots=True)
class CaseKey:
    """Opaque: seals and opens cases (``seal_case``, ``open_case``), older keys included."""

    kid: str
    secret: bytes = field(repr=False)
    older: tuple[tuple[str, bytes], ...] = field(repr=False, default=())
    """Retired keys (id, secret): they open, they never seal."""


class Signer(Protocol):
    """An Ed25519 key that signs. It may live in a file, a KMS or a token."""

    @property
    def kid(self) -> str:
        """Its key id (``key_id`` of the public key)."""
        ...

    @property
    def public(self) -> bytes:
        """32 bytes (RFC 8032)."""
        ...

    def sign(self, message: bytes) -> bytes:
        """64 bytes. Callers use ``sign_for``, which puts the purpose first."""
        ...


class Keyring(Protocol):
    """What the rest of the house may ask for. No keyring can open the audit log."""

    @property
    def log_id(self) -> str:
        """The random name of this installation's audit log."""
        ...

    def tenant_secret(self, tenant: TenantId) -> bytes:
        """32 bytes, stable for the tenant: the root of its placeholders."""
        ...

    def derive(self, purpose: str, tenant: TenantId) -> bytes:
        """32 bytes for one named purpose of one tenant, independent of all others."""
        ...

    def case_key(self) -> CaseKey:
        """Seals and opens cases; older case keys come along for opening."""
        ...

    def auditors(self, tenant: TenantId | None = None) -> Sequence[AuditorKey]:
        """To whom audit content of a tenant is sealed now: at least one, oldest first.

        A tenant with auditors of its own is sealed to those alone; None: records of no tenant.
        """
        ...

    @property
    def development(self) -> bool:
        """An auditor key in use was made on the proxy's own host."""
        ...

    def enrolment_signer(self) -> Signer:
        """Signs stream keys and checkpoints."""
        ...

    def public_keys(self, purpose: KeyPurpose) -> Sequence[PublicKey]:
        """All keys of that purpose that have a public part, oldest first."""
        ...

    def status(self) -> Sequence[KeyStatus]:
        """All keys with their dates, oldest first; nothing secret."""
        ...
