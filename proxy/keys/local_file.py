"""The keyring in a folder of this host: one JSON file, readable by its owner only.

A file is refused rather than repaired when somebody else could have read or changed it: readable
or writable by group or others, a symbolic link, another owner. It is checked on the open
descriptor, so nothing can be swapped between check and use. Writing goes through a new file and a
rename, each synced, so a crash leaves the old keyring or the new one; a lock on the folder makes
changes come one after the other, each on top of the newest.
"""

import base64
import fcntl
import os
import secrets
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from proxy.ids import Randomness, TenantId
from proxy.keys.auditor import AuditorPublic
from proxy.keys.base import AuditorKey, CaseKey, KeyPurpose, KeyStatus, PublicKey
from proxy.keys.derivation import tenant_key
from proxy.keys.keyring import (
    Change,
    KeptKey,
    KeyringDocument,
    invalid,
    kept_auditor,
    new_secret,
)
from proxy.keys.keyring_text import KeyringText, read_document, write_document
from proxy.keys.passphrase import Cost, Lock
from proxy.keys.signatures import Ed25519Signer
from proxy.private_files import reached_by_others, sync_folder
from proxy.sensitive import Sensitive

FILE_NAME: Final = "keyring.json"
_MOST_BYTES: Final = 1 << 20
_PRIVATE: Final = 0o600


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
        sync_folder(path.parent)
    except FileExistsError:
        raise invalid(f"{path} exists already; it is never overwritten") from None
    except OSError as error:
        raise invalid(f"{path} cannot be written: {error.strerror}") from None


def _check_private(status: os.stat_result, path: Path) -> None:
    fault = reached_by_others(status, path)
    if fault is not None:
        raise invalid(fault)


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
    """A keyring whose document lies in a local folder. Satisfies ``Keyring``.

    It is one view of the file: ``refresh`` takes over what others changed since.
    """

    def __init__(
        self, folder: Path, text: KeyringText, passphrase: Sensitive | None = None
    ) -> None:
        """Use ``create`` or ``open``."""
        self._folder, self._passphrase = folder, passphrase
        self._document, self._lock = text.document, text.lock
        self._signer = Ed25519Signer(_secret(self._document.active(KeyPurpose.ENROLMENT)))

    @classmethod
    def create(
        cls,
        folder: Path,
        auditor: AuditorPublic,
        *,
        now: datetime,
        passphrase: Sensitive | None = None,
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
        lock = None if passphrase is None else Lock.new(passphrase, randomness=randomness)
        text = KeyringText(KeyringDocument(log_id, (*own, kept_auditor(auditor))), lock)
        written = write_document(text.document, lock, randomness=secrets.token_bytes)
        write_private(folder / FILE_NAME, written)
        return cls(folder, text, passphrase)

    @classmethod
    def open(cls, folder: Path, *, passphrase: Sensitive | None = None) -> "LocalKeyring":
        """Read the keyring of a folder.

        Raises AdministratorError(INVALID_KEYRING) when it is missing, broken, not private, or
        protected by another passphrase.
        """
        return cls(folder, _read(folder, passphrase), passphrase)

    def refresh(self) -> bool:
        """Take over what is on the disk now; whether that is something else than before.

        Raises AdministratorError(INVALID_KEYRING); then everything stays as it was.
        """
        text = _read(self._folder, self._passphrase, known=self._lock)
        if text.document == self._document:
            return False
        self._signer = Ed25519Signer(_secret(text.document.active(KeyPurpose.ENROLMENT)))
        self._document, self._lock = text.document, text.lock
        return True

    @property
    def document(self) -> KeyringDocument:
        """All keys, as they were read last."""
        return self._document

    @property
    def protected(self) -> bool:
        """The private parts on the disk are under a passphrase."""
        return self._lock is not None

    @property
    def log_id(self) -> str:
        """The random name of this installation's audit log."""
        return self._document.log_id

    @property
    def development(self) -> bool:
        """An auditor key in use was made on the proxy's own host."""
        return self._document.development

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
        return CaseKey(
            active.kid, _secret(active), tuple((k.kid, k.secret) for k in older if k.secret)
        )

    def auditors(self, tenant: TenantId | None = None) -> Sequence[AuditorKey]:
        """To whom audit content of a tenant is sealed now."""
        return self._document.auditors(tenant)

    def enrolment_signer(self) -> Ed25519Signer:
        """Signs stream keys and checkpoints."""
        return self._signer

    def public_keys(self, purpose: KeyPurpose) -> Sequence[PublicKey]:
        """All keys of that purpose that have a public part, oldest first."""
        return self._document.public_keys(purpose)

    def status(self) -> Sequence[KeyStatus]:
        """All keys with their dates, oldest first; nothing secret."""
        return self._document.status()

    def changed(self, change: Change) -> "LocalKeyring":
        """The keyring after ``change``, durable on the disk; this view stays as it is.

        Raises AdministratorError(INVALID_KEYRING) when the change is not allowed, or when somebody
        else has changed the file since it was read.
        """
        return self.replaced(change(self._document))

    def replaced(self, document: KeyringDocument) -> "LocalKeyring":
        """The keyring with the next document, as ``changed``: for one that was made before."""
        with _one_at_a_time(self._folder):
            newest = _read(self._folder, self._passphrase, known=self._lock)
            if newest.document != self._document:
                raise invalid("somebody else has just changed the keyring; run the command again")
            return self._written(KeyringText(document, newest.lock))

    def with_passphrase(self, new: Sensitive | None, *, cost: Cost | None = None) -> "LocalKeyring":
        """The same keys under another passphrase, or under none."""
        lock = None if new is None else Lock.new(new, randomness=secrets.token_bytes, cost=cost)
        with _one_at_a_time(self._folder):
            newest = _read(self._folder, self._passphrase, known=self._lock)
            return self._written(KeyringText(newest.document, lock), new)

    def _written(self, text: KeyringText, passphrase: Sensitive | None = None) -> "LocalKeyring":
        path = self._folder / FILE_NAME
        fresh = path.with_name(f"{FILE_NAME}.{secrets.token_hex(8)}")
        write_private(
            fresh, write_document(text.document, text.lock, randomness=secrets.token_bytes)
        )
        try:
            fresh.replace(path)
            sync_folder(self._folder)
        except OSError as error:
            raise invalid(f"{path} cannot be written: {error.strerror}") from None
        return LocalKeyring(self._folder, text, passphrase or self._passphrase)


def _read(folder: Path, passphrase: Sensitive | None, *, known: Lock | None = None) -> KeyringText:
    try:
        status = folder.lstat()
    except OSError:
        raise invalid(f"{folder} does not exist; run: chat-proxy init") from None
    if not stat.S_ISDIR(status.st_mode):
        raise invalid(f"{folder} is a link or not a folder")
    _check_private(status, folder)
    return read_document(_read_private(folder / FILE_NAME), passphrase, known=known)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """While it is held, no other process changes the keyring of this folder."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _secret(key: KeptKey) -> bytes:
    assert key.secret is not None
    return key.secret
