"""The envelope opens for one key, one purpose and one context, and agrees with public vectors."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.bindings._rust import openssl
from hypothesis import given
from hypothesis import strategies as st

from proxy.errors import AdministratorError, VerificationError
from proxy.keys import envelope
from proxy.keys.envelope import OVERHEAD_BYTES, Unwrapper, public_of, recipient_id, wrap

VECTOR = Path(__file__).parents[1] / "vectors/hpke/xwing-hkdf-sha256-chacha20poly1305.json"
SEED = bytes(range(32))
OTHER_SEED = bytes(range(1, 33))
SECRET = b"s" * 32


def opened(seed: bytes, wrapped: bytes, **changed: str) -> bytes:
    how = {"purpose": "audit-data-key", "context": "stream\nkey"} | changed
    return Unwrapper(seed).unwrap(wrapped, size=32, purpose=how["purpose"], context=how["context"])


def wrapped_to(seed: bytes) -> bytes:
    return wrap(public_of(seed), SECRET, purpose="audit-data-key", context="stream\nkey")


def test_seed_expansion_and_suite_agree_with_the_published_vector() -> None:
    """The vector has associated data, which the library's public call has not: hence the inner one."""
    vector = {k: v for k, v in json.loads(VECTOR.read_text()).items() if k != "origin"}
    known = {name: bytes.fromhex(value) for name, value in vector.items()}

    assert public_of(known["seed"]) == known["public"]
    plaintext = openssl.hpke._decrypt_with_aad(
        envelope._SUITE,
        known["enc"] + known["ciphertext"],
        Unwrapper(known["seed"])._key,
        known["info"],
        known["aad"],
    )
    assert plaintext == known["plaintext"]


@given(st.binary(min_size=32, max_size=32))
def test_what_is_wrapped_to_a_key_is_opened_by_its_seed(secret: bytes) -> None:
    wrapped = wrap(public_of(SEED), secret, purpose="p", context="c")

    assert Unwrapper(SEED).unwrap(wrapped, size=32, purpose="p", context="c") == secret
    assert len(wrapped) == OVERHEAD_BYTES + 32


def test_wrapping_twice_gives_different_bytes() -> None:
    assert wrapped_to(SEED) != wrapped_to(SEED)


@pytest.mark.parametrize("changed", [{"purpose": "webhook"}, {"context": "stream\nother"}])
def test_another_purpose_or_context_does_not_open(changed: dict[str, str]) -> None:
    with pytest.raises(VerificationError):
        opened(SEED, wrapped_to(SEED), **changed)


def test_another_seed_does_not_open() -> None:
    with pytest.raises(VerificationError, match="does not open"):
        opened(OTHER_SEED, wrapped_to(SEED))


@pytest.mark.parametrize("position", [0, 5, 6, 600, 1093, 1094, 1125, 1126, -17, -16, -1])
def test_a_changed_byte_in_any_part_does_not_open(position: int) -> None:
    broken = bytearray(wrapped_to(SEED))
    broken[position] ^= 1

    with pytest.raises(VerificationError):
        opened(SEED, bytes(broken))


@pytest.mark.parametrize("cut", [0, 1, 6, 1120, OVERHEAD_BYTES, OVERHEAD_BYTES + 31])
def test_a_cut_envelope_is_refused_by_its_length(cut: int) -> None:
    with pytest.raises(VerificationError, match="bytes"):
        opened(SEED, wrapped_to(SEED)[:cut])


def test_an_envelope_of_another_suite_is_refused() -> None:
    with pytest.raises(VerificationError, match="suite"):
        opened(SEED, b"\x00\x20\x00\x01\x00\x03" + wrapped_to(SEED)[6:])


@pytest.mark.parametrize("public", [b"", b"x" * 1215, b"\xff" * 1216])
def test_a_public_key_of_the_wrong_form_is_refused(public: bytes) -> None:
    with pytest.raises(AdministratorError):
        wrap(public, SECRET, purpose="p", context="c")


def test_a_seed_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(AdministratorError, match="31"):
        Unwrapper(SEED[:31])


def test_key_ids_differ_and_are_stable() -> None:
    assert recipient_id(public_of(SEED)) != recipient_id(public_of(OTHER_SEED))
    assert recipient_id(public_of(SEED)) == Unwrapper(SEED).kid
    assert len(Unwrapper(SEED).kid) == 32
