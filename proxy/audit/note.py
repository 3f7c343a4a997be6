"""Checkpoints: a C2SP signed note over all streams (specification, section 5). Pure.

c2sp.org/signed-note, Ed25519 signatures (type 0x01); the text has the form of c2sp.org/
tlog-checkpoint with one extension line per stream. A signature of an unknown key is passed over, a
false one of a known key refuses the note.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from proxy.audit.tree import root_of
from proxy.errors import ErrorCode, VerificationError
from proxy.keys.base import Signer
from proxy.keys.signatures import SIGNATURE_BYTES, verify_exact

_DASH: Final = "— "
_MOST_SIGNATURES: Final = 64


@dataclass(frozen=True, slots=True)
class StreamLine:
    """The newest footer of one stream, as a checkpoint names it."""

    stream: str
    number: int
    size: int
    footer: bytes
    """Leaf hash of the footer."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says. ``streams`` in order of their ids."""

    log_id: str
    at: str
    keys: bytes
    """SHA-256 of the bundle's list of public keys."""
    streams: tuple[StreamLine, ...]


def _bad(why: str) -> VerificationError:
    return VerificationError(ErrorCode.VERIFICATION_FAILED, f"the checkpoint {why}")


def origin_of(log_id: str) -> str:
    """The checkpoint's origin, which is also the name of the key that signs it."""
    return f"chat-proxy.invalid/{log_id}/streams"


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def unb64(text: str) -> bytes:
    """Standard base64, in its one canonical form. Raises ValueError."""
    data = base64.b64decode(text, validate=True)
    if _b64(data) != text:
        raise ValueError("not canonical base64")
    return data


def checkpoint_text(checkpoint: Checkpoint) -> str:
    """The note's text, which is what is signed."""
    lines = [
        origin_of(checkpoint.log_id),
        str(len(checkpoint.streams)),
        _b64(root_of([line.footer for line in checkpoint.streams])),
        "bundle v1",
        f"time {checkpoint.at}",
        f"keys {_b64(checkpoint.keys)}",
        *(
            f"stream {line.stream} {line.number} {line.size} {_b64(line.footer)}"
            for line in checkpoint.streams
        ),
    ]
    return "\n".join(lines) + "\n"


def _note_key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> str:
    """The signed note."""
    name, text = origin_of(checkpoint.log_id), checkpoint_text(checkpoint)
    signature = _note_key_id(name, signer.public) + signer.sign(text.encode())
    return f"{text}\n{_DASH}{name} {_b64(signature)}\n"


def _parsed(text: str) -> Checkpoint:
    lines = text.removesuffix("\n").split("\n")
    log_id = lines[0].removeprefix("chat-proxy.invalid/").removesuffix("/streams")
    try:
        streams: list[StreamLine] = []
        for line in lines[6:]:
            _, stream, number, size, footer = line.split(" ")
            streams.append(StreamLine(stream, int(number), int(size), unb64(footer)))
        keys = unb64(lines[5].removeprefix("keys "))
        checkpoint = Checkpoint(log_id, lines[4].removeprefix("time "), keys, tuple(streams))
    except (ValueError, IndexError):
        raise _bad("is not of version 1") from None
    return checkpoint


def _signatures(lines: Sequence[str]) -> list[tuple[str, bytes, bytes]]:
    """Name, key id and signature of each signature line."""
    if not 0 < len(lines) <= _MOST_SIGNATURES:
        raise _bad("has no signature, or too many")
    found: list[tuple[str, bytes, bytes]] = []
    for line in lines:
        name, _, data = line.removeprefix(_DASH).partition(" ")
        try:
            raw = unb64(data)
        except (ValueError, binascii.Error):
            raise _bad("has a broken signature line") from None
        if not line.startswith(_DASH) or not name or len(raw) <= 4:
            raise _bad("has a broken signature line")
        found.append((name, raw[:4], raw[4:]))
    return found


def open_checkpoint(note: str, keys: Mapping[str, bytes]) -> tuple[Checkpoint, str]:
    """The checkpoint, and the id of the key (of ``keys``: id → public key) that signed it.

    Raises VerificationError when it is not whole, not canonical, or not signed by one of them.
    """
    text, separator, tail = note.rpartition("\n\n")
    if not separator or not tail.endswith("\n") or any(c < " " for c in note.replace("\n", "")):
        raise _bad("is not a signed note")
    text += "\n"
    checkpoint = _parsed(text)
    if checkpoint_text(checkpoint) != text:
        raise _bad("is not in canonical form, or its root is not that of its streams")
    name = origin_of(checkpoint.log_id)
    known = {_note_key_id(name, public): kid for kid, public in keys.items()}
    signer: str | None = None
    for said, note_key, signature in _signatures(tail.removesuffix("\n").split("\n")):
        kid = known.get(note_key) if said == name else None
        if kid is None:
            continue
        if len(signature) != SIGNATURE_BYTES:
            raise _bad("has a signature of the wrong length")
        verify_exact(keys[kid], text.encode(), signature)
        signer = kid
    if signer is None:
        raise _bad("is signed by no key that is known here")
    return checkpoint, signer
