"""The auditor's key pair as two small text files: one to keep, one to hand to the proxy.

The form is strict: what is read is written again and must be the same text, so there is exactly
one file for one key, and a changed character is noticed (the key id is the hash of the public
key). A pair made on the proxy's own host carries ``development: yes`` in both files; nothing can
turn that off later, because whoever made it on that host might have kept a copy there.
"""

import base64
import secrets
import textwrap
from dataclasses import dataclass, field
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


def _write(label: str, data: bytes, *, kid: str, created: str, development: bool) -> str:
    lines = [
        f"-----BEGIN {label}-----",
        "version: 1",
        f"suite: {ALGORITHM}",
        f"key-id: {kid}",
        f"created: {created}",
        f"development: {'yes' if development else 'no'}",
        "",
        *textwrap.wrap(base64.b64encode(data).decode(), 64),
        f"-----END {label}-----",
        "",
    ]
    return "\n".join(lines)


def new_auditor_pair(
    *, now: datetime, development: bool = False, randomness: Randomness = secrets.token_bytes
) -> tuple[str, str]:
    """A fresh pair: the text of the secret file and the text of the public file."""
    seed = randomness(SEED_BYTES)
    public = public_of(seed)
    kid, created = recipient_id(public), iso(now)
    return (
        _write(_SECRET, seed, kid=kid, created=created, development=development),
        _write(_PUBLIC, public, kid=kid, created=created, development=development),
    )


def _broken(label: str, why: str) -> AdministratorError:
    return AdministratorError(
        ErrorCode.INVALID_KEYRING, f"this is not a whole {label.lower()} file: {why}"
    )


def _read(label: str, text: str, size: int) -> tuple[dict[str, str], bytes]:
    """Head and data of a file. Line ends of other systems are accepted, nothing else."""
    if len(text) > _MOST_CHARACTERS:
        raise _broken(label, "it is too long")
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    if lines[0] != f"-----BEGIN {label}-----":
        raise _broken(label, f"its first line is not -----BEGIN {label}-----")
    head = dict(line.partition(": ")[::2] for line in lines[1:6])
    try:
        data = base64.b64decode("".join(lines[7:-1]), validate=True)
    except ValueError:
        raise _broken(label, "its body is not base64") from None
    if len(data) != size:
        raise _broken(label, f"the key has {len(data)} bytes, not {size}")
    again = _write(
        label,
        data,
        kid=head.get("key-id", ""),
        created=head.get("created", ""),
        development=head.get("development") == "yes",
    )
    if again.removesuffix("\n").split("\n") != lines:
        raise _broken(label, "it was changed, or is of another version")
    return head, data


def read_auditor_secret(text: str) -> AuditorSecret:
    """Parse the secret file. Raises AdministratorError(INVALID_KEYRING) unless it is whole."""
    head, seed = _read(_SECRET, text, SEED_BYTES)
    if recipient_id(public_of(seed)) != head["key-id"]:
        raise _broken(_SECRET, "the key does not belong to its key-id")
    return AuditorSecret(head["key-id"], seed, head["created"], head["development"] == "yes")


def read_auditor_public(text: str) -> AuditorPublic:
    """Parse the public file. Raises AdministratorError(INVALID_KEYRING) unless it is whole."""
    head, public = _read(_PUBLIC, text, PUBLIC_BYTES)
    if recipient_id(public) != head["key-id"]:
        raise _broken(_PUBLIC, "the key does not belong to its key-id")
    check_recipient(public)
    key = AuditorKey(head["key-id"], public, head["development"] == "yes")
    return AuditorPublic(key, head["created"])
