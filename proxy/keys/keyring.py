"""The keyring as a document: which keys there are, and every change that is allowed. Pure.

Strategy: a document never changes; each verb gives the next one, or refuses. So a change can be put on
the audit log before it is written anywhere, and another place for the text (a secret store, a KMS)
needs none of these rules again. The text's form stands in keyring_text.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from proxy.clock import iso
from proxy.errors import AdministratorError, ErrorCode
from proxy.ids import Randomness, TenantId
from proxy.keys.auditor import AuditorPublic
from proxy.keys.base import LIFETIMES, MOVES, AuditorKey, KeyPurpose, KeyState, KeyStatus, PublicKey
from proxy.keys.signatures import Ed25519Signer

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class KeptKey:
    """One key. ``secret`` is None where it is elsewhere (auditor), or no longer needed or wanted."""

    kid: str
    purpose: KeyPurpose
    state: KeyState
    created: str
    expires: str | None
    secret: bytes | None = field(repr=False)
    public: bytes | None = field(repr=False)
    development: bool = False
    ended: str | None = None
    tenant: TenantId | None = None
    drilled: str | None = None


def invalid(why: str) -> AdministratorError:
    """The one error of this room's files."""
    return AdministratorError(ErrorCode.INVALID_KEYRING, why)


def new_secret(purpose: KeyPurpose, *, now: datetime, randomness: Randomness) -> KeptKey:
    """A fresh active key with a private part, for any purpose but the auditor's."""
    secret = randomness(SECRET_BYTES)
    public: bytes | None = None
    kid = randomness(16).hex()
    if purpose is KeyPurpose.ENROLMENT:
        signer = Ed25519Signer(secret)
        public, kid = signer.public, signer.kid
    return KeptKey(kid, purpose, KeyState.ACTIVE, iso(now), expiry(purpose, now), secret, public)


def expiry(purpose: KeyPurpose, created: datetime) -> str | None:
    """When a key of that purpose should be replaced."""
    life = LIFETIMES[purpose]
    return None if life is None else iso(created + life)


def kept_auditor(auditor: AuditorPublic, tenant: TenantId | None = None) -> KeptKey:
    """An auditor's public key, as the keyring keeps it."""
    key, made = auditor.key, datetime.fromisoformat(auditor.created)
    return KeptKey(
        key.kid,
        KeyPurpose.AUDITOR,
        KeyState.ACTIVE,
        auditor.created,
        expiry(KeyPurpose.AUDITOR, made),
        secret=None,
        public=key.public,
        development=key.development,
        tenant=tenant,
    )


@dataclass(frozen=True, slots=True)
class KeyringDocument:
    """All keys of one installation, oldest first.

    One active key for each purpose; for auditors at least one that is of no single tenant.
    """

    log_id: str
    keys: tuple[KeptKey, ...]

    def of(self, purpose: KeyPurpose) -> Sequence[KeptKey]:
        """All keys of a purpose, oldest first."""
        return [key for key in self.keys if key.purpose is purpose]

    def active(self, purpose: KeyPurpose) -> KeptKey:
        """The key in use for a purpose that has one."""
        return next(k for k in self.of(purpose) if k.state is KeyState.ACTIVE)

    def auditors(self, tenant: TenantId | None) -> list[AuditorKey]:
        """To whom records of a tenant are sealed."""
        using = [k for k in self.of(KeyPurpose.AUDITOR) if k.state is KeyState.ACTIVE]
        own = [key for key in using if tenant is not None and key.tenant == tenant]
        chosen = own or [key for key in using if key.tenant is None]
        return [AuditorKey(key.kid, key.public or b"", key.development) for key in chosen]

    @property
    def development(self) -> bool:
        """An auditor key in use was made on the proxy's own host."""
        auditors = self.of(KeyPurpose.AUDITOR)
        return any(k.development for k in auditors if k.state is KeyState.ACTIVE)

    def public_keys(self, purpose: KeyPurpose) -> list[PublicKey]:
        """Keys of a purpose that have a public part."""
        return [
            PublicKey(key.kid, key.public, key.state, key.created, key.development)
            for key in self.of(purpose)
            if key.public is not None
        ]

    def status(self) -> list[KeyStatus]:
        """All keys, without their secrets."""
        return [
            KeyStatus(
                key.kid,
                key.purpose,
                key.state,
                key.created,
                key.expires,
                key.ended,
                key.tenant,
                key.drilled,
                key.development,
            )
            for key in self.keys
        ]

    # Changes. Each raises AdministratorError(INVALID_KEYRING) when it is not allowed.

    def rotated(
        self, purpose: KeyPurpose, *, now: datetime, randomness: Randomness
    ) -> "KeyringDocument":
        """With a fresh ``case`` or ``enrolment`` key; the one before it is retired.

        A retired enrolment key keeps its public part only: nothing old can be signed again. The
        root is not rotated: every placeholder would change in the middle of conversations.
        """
        if purpose not in {KeyPurpose.CASE, KeyPurpose.ENROLMENT}:
            raise invalid(f"{purpose} keys are not rotated by this (see keys/README.md)")
        before = self.active(purpose)
        retired = replace(before, state=KeyState.RETIRED, ended=iso(now))
        if purpose is KeyPurpose.ENROLMENT:
            retired = replace(retired, secret=None)
        fresh = new_secret(purpose, now=now, randomness=randomness)
        return self._with(before.kid, retired, fresh)

    def with_auditor(
        self, auditor: AuditorPublic, *, tenant: TenantId | None = None
    ) -> "KeyringDocument":
        """Sealing to one more auditor: of ``tenant`` alone, or of all that have none of their own."""
        if any(key.kid == auditor.key.kid for key in self.keys):
            raise invalid(f"auditor key {auditor.key.kid} stands in the keyring already")
        return KeyringDocument(self.log_id, (*self.keys, kept_auditor(auditor, tenant)))

    def retired(self, kid: str, *, now: datetime) -> "KeyringDocument":
        """Without sealing to that auditor any more. The last one of all cannot go."""
        key = self._known(kid)
        if key.purpose is not KeyPurpose.AUDITOR:
            raise invalid(f"{kid} is no auditor key; a {key.purpose} key is rotated")
        after = self._moved(key, KeyState.RETIRED, now)
        if not after.auditors(None):
            raise invalid("somebody must be able to open the log: add another auditor first")
        return after

    def revoked(self, kid: str, *, now: datetime) -> "KeyringDocument":
        """With one retired key marked as leaked."""
        return self._moved(self._known(kid), KeyState.REVOKED, now)

    def destroyed(self, kid: str, *, now: datetime) -> "KeyringDocument":
        """With the secret of a key that is no longer active gone for good."""
        return self._moved(self._known(kid), KeyState.DESTROYED, now)

    def drilled(self, kid: str, *, now: datetime) -> "KeyringDocument":
        """With the note that an auditor proved today that he can open the log."""
        key = self._known(kid)
        return self._with(kid, replace(key, drilled=iso(now)))

    def _known(self, kid: str) -> KeptKey:
        found = [key for key in self.keys if key.kid == kid]
        if not found:
            raise invalid(f"the keyring has no key {kid}")
        return found[0]

    def _moved(self, key: KeptKey, state: KeyState, now: datetime) -> "KeyringDocument":
        if state not in MOVES[key.state]:
            raise invalid(
                f"key {key.kid} is {key.state} and cannot become {state}"
                + ("; replace it first" if key.state is KeyState.ACTIVE else "")
            )
        secret = None if state is KeyState.DESTROYED else key.secret
        return self._with(
            key.kid, replace(key, state=state, secret=secret, ended=key.ended or iso(now))
        )

    def _with(self, kid: str, *instead: KeptKey) -> "KeyringDocument":
        """``instead[0]`` in the place of a key, more behind all."""
        keys = (instead[0] if key.kid == kid else key for key in self.keys)
        return KeyringDocument(self.log_id, (*keys, *instead[1:]))


Change = Callable[[KeyringDocument], KeyringDocument]
"""A verb of a document, ready to be applied to the newest one."""
