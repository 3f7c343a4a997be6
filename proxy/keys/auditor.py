"""The auditor's key pair as two small text files: one to keep, one to hand to the proxy.

The form is strict: what is read is written again and must be the same text, so there is exactly
one file for one key, and a changed character is noticed (the key id is the hash of the public
key). A pair made on the proxy's own host carries ``development: yes`` in both files; nothing can
turn that off later, because whoever made it on that host might have kept a copy there. The secret
file may lie under a passphrase; it then says so in a line of its own.
"""

import base64
import secrets
import textwrap
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from proxy.clock import iso
from proxy.errors import AdministratorError, ErrorCode
from proxy.ids import Randomness
from proxy.keys.base import AuditorKey
from proxy.keys.envelope import (
    ALGORITHM,
    PUBLIC_BYTES,
    SEED_BYTES,
    check_recipient,
    public_of,
    recipient_id,
)
from proxy.keys.passphrase import OVERHEAD_BYTES, SALT_BYTES, Cost, Lock
from proxy.sensitive import Sensitive

_SECRET: Final = "CHAT-PROXY AUDITOR SECRET KEY"  # noqa: S105 - a label, not a secret
_PUBLIC: Final = "CHAT-PROXY AUDITOR PUBLIC KEY"
_MOST_CHARACTERS: Final = 4096


@dataclass(frozen=True, slots=True)
class AuditorSecret:
    """The private half, as read from its file. It belongs to the auditor, never to the proxy."""

    kid: str
    seed: bytes = field(repr=False)
    """32 bytes."""
    created: str
    development: bool


@dataclass(frozen=True, slots=True)
class AuditorPublic:
    """The public half, as read from its file."""

    key: AuditorKey
    created: str


@dataclass(frozen=True, slots=True)
class _Head:
    """The lines before the body, as a file has them."""

    kid: str
    created: str
    development: bool
    lock: Lock | None = None


def _write(label: str, data: bytes, head: _Head) -> str:
    protection = () if head.lock is None else (f"protection: {_protection(head.lock)}",)
    lines = [
        f"-----BEGIN {label}-----",
        "version: 1",
        f"suite: {ALGORITHM}",
        f"key-id: {head.kid}",
        f"created: {head.created}",
        f"development: {'yes' if head.development else 'no'}",
        *protection,
        "",
        *textwrap.wrap(base64.b64encode(data).decode(), 64),
        f"-----END {label}-----",
        "",
    ]
    return "\n".join(lines)


def _protection(lock: Lock) -> str:
    cost = lock.cost
    return f"argon2id {lock.salt.hex()} {cost.passes} {cost.kibibytes} {cost.lanes}"


def new_auditor_pair(
    *,
    now: datetime,
    development: bool = False,
    passphrase: Sensitive | None = None,
    randomness: Randomness = secrets.token_bytes,
) -> tuple[str, str]:
    """A fresh pair: the text of the secret file and the text of the public file."""
    seed = randomness(SEED_BYTES)
    public = public_of(seed)
    head = _Head(recipient_id(public), iso(now), development)
    kept, body = head, seed
    if passphrase is not None:
        lock = Lock.new(passphrase, randomness=randomness)
        kept, body = replace(head, lock=lock), lock.seal(seed, head.kid, randomness=randomness)
    return _write(_SECRET, body, kept), _write(_PUBLIC, public, head)


def _broken(label: str, why: str) -> AdministratorError:
    return AdministratorError(
        ErrorCode.INVALID_KEYRING, f"this is not a whole {label.lower()} file: {why}"
    )


def _read(
    label: str, text: str, size: int, passphrase: Sensitive | None = None
) -> tuple[_Head, bytes]:
    """Head and data of a file. Line ends of other systems are accepted, nothing else."""
    if len(text) > _MOST_CHARACTERS:
        raise _broken(label, "it is too long")
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    if lines[0] != f"-----BEGIN {label}-----":
        raise _broken(label, f"its first line is not -----BEGIN {label}-----")
    said = dict(line.partition(": ")[::2] for line in lines[1:7])
    protected = label == _SECRET and "protection" in said
    try:
        data = base64.b64decode("".join(lines[8 if protected else 7 : -1]), validate=True)
    except ValueError:
        raise _broken(label, "its body is not base64") from None
    whole = size + OVERHEAD_BYTES if protected else size
    if len(data) != whole:
        raise _broken(label, f"the key has {len(data)} bytes, not {whole}")
    head = _Head(
        said.get("key-id", ""),
        said.get("created", ""),
        said.get("development") == "yes",
        _lock(label, said["protection"], passphrase) if protected else None,
    )
    if _write(label, data, head).removesuffix("\n").split("\n") != lines:
        raise _broken(label, "it was changed, or is of another version")
    return head, data if head.lock is None else head.lock.open(data, head.kid)


def _lock(label: str, text: str, passphrase: Sensitive | None) -> Lock:
    try:
        kdf, salt, *numbers = text.split(" ")
        passes, kibibytes, lanes = map(int, numbers)
        cost, salted = Cost(passes, kibibytes, lanes), bytes.fromhex(salt)
    except ValueError:
        raise _broken(label, "its protection line was changed") from None
    if kdf != "argon2id" or len(salted) != SALT_BYTES:
        raise _broken(label, "it is protected in a way that is not known here")
    if passphrase is None:
        raise PassphraseNeededError(
            ErrorCode.INVALID_KEYRING, "this secret file is protected by a passphrase"
        )
    return Lock.of(passphrase, salted, cost)


class PassphraseNeededError(AdministratorError):
    """The secret file is whole and lies under a passphrase: ask for it and read again."""


def read_auditor_secret(text: str, passphrase: Sensitive | None = None) -> AuditorSecret:
    """Parse the secret file. Raises AdministratorError(INVALID_KEYRING) unless it is whole.

    Where it is protected and ``passphrase`` is None, that is a PassphraseNeededError.
    """
    head, seed = _read(_SECRET, text, SEED_BYTES, passphrase)
    if recipient_id(public_of(seed)) != head.kid:
        raise _broken(_SECRET, "the key does not belong to its key-id")
    return AuditorSecret(head.kid, seed, head.created, head.development)


def read_auditor_public(text: str) -> AuditorPublic:
    """Parse the public file. Raises AdministratorError(INVALID_KEYRING) unless it is whole."""
    head, public = _read(_PUBLIC, text, PUBLIC_BYTES)
    if recipient_id(public) != head.kid:
        raise _broken(_PUBLIC, "the key does not belong to its key-id")
    check_recipient(public)
    try:
        datetime.fromisoformat(head.created)
    except ValueError:
        raise _broken(_PUBLIC, "its date is none") from None
    return AuditorPublic(AuditorKey(head.kid, public, head.development), head.created)
