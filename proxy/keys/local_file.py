"""The keyring in a folder of this host: one JSON file, readable by its owner only.

A file is refused rather than repaired when somebody else could have read or changed it: readable
or writable by group or others, a symbolic link, another owner. It is checked on the open
descriptor, so nothing can be swapped between check and use. Writing goes through a new file and a
rename, each synced, so a crash leaves the old keyring or the new one.
"""

import base64
import os
import secrets
import stat
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from proxy.ids import Randomness, TenantId
from proxy.keys.auditor import AuditorPublic
from proxy.keys.base import AuditorKey, CaseKey, KeyPurpose, KeyState, PublicKey
from proxy.keys.derivation import tenant_key
from proxy.keys.keyring import (
    KeptKey,
    KeyringDocument,
    invalid,
    new_secret,
    read_document,
    write_document,
)
from proxy.keys.signatures import Ed25519Signer

FILE_NAME: Final = "keyring.json"
_MOST_BYTES: Final = 1 << 20
_PRIVATE: Final = 0o600
_OTHERS: Final = 0o077


def write_private(path: Path, text: str) -> None:
    """Write a new file that only its owner can read, durably.

    Raises AdministratorError(INVALID_KEYRING) when something is there already, or the disk refuses.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    try:
        with os.fdopen(os.open(path, flags, _PRIVATE), "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(path.parent)
    except FileExistsError:
        raise invalid(f"{path} exists already; it is never overwritten") from None
    except OSError as error:
        raise invalid(f"{path} cannot be written: {error.strerror}") from None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_private(status: os.stat_result, path: Path) -> None:
    if status.st_uid != os.geteuid():
        raise invalid(f"{path} belongs to another user; it must belong to the proxy's")
    if stat.S_IMODE(status.st_mode) & _OTHERS:
        mode = "700" if stat.S_ISDIR(status.st_mode) else "600"
        raise invalid(f"{path} can be reached by other users; run: chmod {mode} {path}")


def _read_private(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise invalid(f"{path} does not exist; run: chat-proxy init") from None
    except OSError as error:
        raise invalid(f"{path} is a link or cannot be opened: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise invalid(f"{path} is not a file")
        _check_private(status, path)
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES or not data.isascii():
        raise invalid(f"{path} is not a keyring")
    return data.decode("ascii")


class LocalKeyring:
    """A keyring whose document lies in a local folder. Satisfies ``Keyring``."""

    def __init__(self, folder: Path, document: KeyringDocument) -> None:
        self._folder = folder
        self._document = document
        self._signer = Ed25519Signer(_secret(document.active(KeyPurpose.ENROLMENT)))

    @classmethod
    def create(
        cls,
        folder: Path,
        auditor: AuditorPublic,
        *,
        now: datetime,
        randomness: Randomness = secrets.token_bytes,
    ) -> "LocalKeyring":
        """Make the folder (0700) and a fresh keyring in it that seals to ``auditor``.

        Raises AdministratorError(INVALID_KEYRING) when there is a keyring already.
        """
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _check_private(folder.lstat(), folder)
        except OSError as error:
            raise invalid(f"{folder} cannot be made: {error.strerror}") from None
        log_id = "log_" + base64.b32encode(randomness(15)).decode().lower()
        own = [
            new_secret(purpose, now=now, randomness=randomness)
            for purpose in (KeyPurpose.ROOT, KeyPurpose.CASE, KeyPurpose.ENROLMENT)
        ]
        document = KeyringDocument(log_id, (*own, _kept_auditor(auditor)))
        write_private(folder / FILE_NAME, write_document(document))
        return cls(folder, document)

    @classmethod
    def open(cls, folder: Path) -> "LocalKeyring":
        """Read the keyring of a folder.

        Raises AdministratorError(INVALID_KEYRING) when it is missing, broken, or not private.
        """
        try:
            status = folder.lstat()
        except OSError:
            raise invalid(f"{folder} does not exist; run: chat-proxy init") from None
        if not stat.S_ISDIR(status.st_mode):
            raise invalid(f"{folder} is a link or not a folder")
        _check_private(status, folder)
        return cls(folder, read_document(_read_private(folder / FILE_NAME)))

    @property
    def log_id(self) -> str:
        """The random name of this installation's audit log."""
        return self._document.log_id

    def tenant_secret(self, tenant: TenantId) -> bytes:
        """32 bytes, stable for the tenant: the root of its placeholders."""
        return self.derive("tenant-secret", tenant)

    def derive(self, purpose: str, tenant: TenantId) -> bytes:
        """32 bytes for one named purpose of one tenant, independent of all others."""
        return tenant_key(_secret(self._document.active(KeyPurpose.ROOT)), purpose, tenant)

    def case_key(self) -> CaseKey:
        """Seals and opens cases; older case keys come along for opening."""
        active = self._document.active(KeyPurpose.CASE)
        older = (k for k in self._document.of(KeyPurpose.CASE) if k.kid != active.kid)
        return CaseKey(active.kid, _secret(active), tuple((k.kid, _secret(k)) for k in older))

    def auditor(self) -> AuditorKey:
        """To whom audit content is sealed now."""
        key = self._document.active(KeyPurpose.AUDITOR)
        return AuditorKey(key.kid, key.public or b"", key.development)

    def enrolment_signer(self) -> Ed25519Signer:
        """Signs stream keys and checkpoints."""
        return self._signer

    def public_keys(self, purpose: KeyPurpose) -> Sequence[PublicKey]:
        """All keys of that purpose that have a public part, oldest first."""
        return [
            PublicKey(key.kid, key.public, key.state, key.created, key.development)
            for key in self._document.of(purpose)
            if key.public is not None
        ]

    def rotate(
        self,
        purpose: KeyPurpose,
        *,
        now: datetime,
        randomness: Randomness = secrets.token_bytes,
    ) -> "LocalKeyring":
        """A keyring with a fresh key for ``case`` or ``enrolment``; the old one is retired.

        The root is not rotated this way: every placeholder would change in the middle of
        conversations. Raises AdministratorError for other purposes.
        """
        if purpose not in {KeyPurpose.CASE, KeyPurpose.ENROLMENT}:
            raise invalid(f"{purpose} keys are not rotated here (see keys/README.md)")
        return self._changed(
            self._document.with_new(new_secret(purpose, now=now, randomness=randomness))
        )

    def replace_auditor(self, auditor: AuditorPublic) -> "LocalKeyring":
        """A keyring that seals to another auditor key from the next process start on."""
        return self._changed(self._document.with_new(_kept_auditor(auditor)))

    def revoke(self, kid: str) -> "LocalKeyring":
        """A keyring in which a retired key counts as leaked: verifiers refuse what it signed."""
        return self._changed(self._document.revoked(kid))

    def _changed(self, document: KeyringDocument) -> "LocalKeyring":
        path = self._folder / FILE_NAME
        fresh = path.with_name(f"{FILE_NAME}.{secrets.token_hex(8)}")
        write_private(fresh, write_document(document))
        try:
            fresh.replace(path)
            _sync_folder(self._folder)
        except OSError as error:
            raise invalid(f"{path} cannot be written: {error.strerror}") from None
        return LocalKeyring(self._folder, document)


def _secret(key: KeptKey) -> bytes:
    assert key.secret is not None
    return key.secret


def _kept_auditor(auditor: AuditorPublic) -> KeptKey:
    key = auditor.key
    return KeptKey(
        key.kid,
        KeyPurpose.AUDITOR,
        KeyState.ACTIVE,
        auditor.created,
        secret=None,
        public=key.public,
        development=key.development,
    )
