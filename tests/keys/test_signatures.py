"""A signature holds for one key, one purpose, one message."""

import pytest

from proxy.errors import VerificationError
from proxy.keys.signatures import Ed25519Signer, sign_for, verify_exact, verify_for

SIGNER = Ed25519Signer(
    bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
)


def test_the_key_and_signature_are_those_of_rfc_8032_test_1() -> None:
    assert SIGNER.public.hex() == (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    )
    assert SIGNER.sign(b"").hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )


def test_a_signature_holds_for_its_purpose_only() -> None:
    signature = sign_for(SIGNER, "audit-footer", b"m")

    verify_for(SIGNER.public, "audit-footer", b"m", signature)
    with pytest.raises(VerificationError):
        verify_for(SIGNER.public, "audit-stream", b"m", signature)
    with pytest.raises(VerificationError):
        verify_exact(SIGNER.public, b"m", signature)


@pytest.mark.parametrize("position", [0, 31, 32, 63])
def test_a_changed_signature_is_refused(position: int) -> None:
    broken = bytearray(sign_for(SIGNER, "p", b"m"))
    broken[position] ^= 1

    with pytest.raises(VerificationError):
        verify_for(SIGNER.public, "p", b"m", bytes(broken))


@pytest.mark.parametrize("public", [b"", b"x" * 31, b"\x00" * 32])
def test_a_key_of_the_wrong_form_is_refused_not_a_crash(public: bytes) -> None:
    with pytest.raises(VerificationError):
        verify_for(public, "p", b"m", b"s" * 64)
