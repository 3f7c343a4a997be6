"""Checkpoints are C2SP signed notes, strictly read; keys of strangers are passed over."""

import base64
import hashlib

import pytest

from proxy.audit.note import (
    Checkpoint,
    StreamLine,
    checkpoint_text,
    open_checkpoint,
    origin_of,
    sign_checkpoint,
)
from proxy.audit.tree import EMPTY_ROOT, leaf_hash, root_of
from proxy.errors import VerificationError
from proxy.keys.signatures import Ed25519Signer

SIGNER, STRANGER = Ed25519Signer(b"a" * 32), Ed25519Signer(b"b" * 32)
KEYS = {SIGNER.kid: SIGNER.public}
LINES = tuple(
    StreamLine(f"stream_{letter * 24}", number, number * 3, leaf_hash(letter.encode()))
    for number, letter in enumerate("abc")
)
CHECKPOINT = Checkpoint("log_x", "2026-03-01T12:00:00.000Z", b"k" * 32, LINES)
NOTE = sign_checkpoint(CHECKPOINT, SIGNER)


def signature_line(signer: Ed25519Signer, text: str, name: str = origin_of("log_x")) -> str:
    """By the words of c2sp.org/signed-note, written once more."""
    key = hashlib.sha256(name.encode() + b"\n" + b"\x01" + signer.public).digest()[:4]
    return f"— {name} {base64.b64encode(key + signer.sign(text.encode())).decode()}\n"


def test_the_note_has_the_form_of_the_specification() -> None:
    text = checkpoint_text(CHECKPOINT)
    lines = text.split("\n")

    assert text + "\n" + signature_line(SIGNER, text) == NOTE
    assert lines[0] == "chat-proxy.invalid/log_x/streams"
    assert lines[1] == "3"
    assert base64.b64decode(lines[2]) == root_of([line.footer for line in LINES])


def test_what_was_signed_is_read_as_the_same() -> None:
    assert open_checkpoint(NOTE, KEYS) == (CHECKPOINT, SIGNER.kid)


def test_a_log_without_streams_has_the_empty_root() -> None:
    empty = Checkpoint("log_x", "2026-03-01T12:00:00.000Z", b"k" * 32, ())
    note = sign_checkpoint(empty, SIGNER)

    assert base64.b64encode(EMPTY_ROOT).decode() in note
    assert open_checkpoint(note, KEYS)[0] == empty


def test_a_signature_of_a_stranger_beside_ours_is_passed_over() -> None:
    text = checkpoint_text(CHECKPOINT)
    for extra in (
        signature_line(STRANGER, text),
        signature_line(SIGNER, text, "witness.example.com"),
    ):
        assert open_checkpoint(NOTE + extra, KEYS)[1] == SIGNER.kid
        assert open_checkpoint(text + "\n" + extra + NOTE.split("\n\n")[1], KEYS)


def test_a_note_that_only_strangers_signed_is_refused() -> None:
    with pytest.raises(VerificationError, match="no key"):
        open_checkpoint(NOTE, {STRANGER.kid: STRANGER.public})
    with pytest.raises(VerificationError, match="no key"):
        open_checkpoint(NOTE, {})


def test_a_false_signature_of_a_known_key_refuses_the_note_though_a_true_one_stands_there() -> None:
    text = checkpoint_text(CHECKPOINT)
    with pytest.raises(VerificationError):
        open_checkpoint(NOTE + signature_line(SIGNER, text + "x"), KEYS)


def test_every_changed_byte_is_refused() -> None:
    data = NOTE.encode()
    for position in range(len(data)):
        broken = bytearray(data)
        broken[position] ^= 1
        with pytest.raises((VerificationError, UnicodeDecodeError)):
            open_checkpoint(broken.decode(), KEYS)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        NOTE[:-1],
        NOTE + "\n",
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("\n\n", "\n"),
        NOTE.split("\n\n")[0] + "\n\n",
        NOTE + NOTE,
        NOTE + "— x AAAA\n",
        NOTE + "— x not-base64\n",
        NOTE + "more\n",
        NOTE + "— x AAAAAAAAAA==\n" * 100,
        "\x00" + NOTE,
    ],
)
def test_what_is_not_exactly_a_note_is_refused(note: str) -> None:
    with pytest.raises(VerificationError):
        open_checkpoint(note, KEYS)


@pytest.mark.parametrize(
    ("old", "new"),
    [("\n3\n", "\n03\n"), ("\n3\n", "\n2\n"), ("bundle v1", "bundle v2"), (" 0 0 ", " 00 0 ")],
)
def test_a_signed_note_that_is_not_canonical_is_refused_all_the_same(old: str, new: str) -> None:
    text = checkpoint_text(CHECKPOINT).replace(old, new, 1)
    with pytest.raises(VerificationError):
        open_checkpoint(text + "\n" + signature_line(SIGNER, text), KEYS)
