"""A case opens with its key, for its id, unchanged; anything else is refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.errors import AdministratorError
from proxy.ids import CaseId
from proxy.keys import CaseKey, open_case, seal_case

KEY = CaseKey("11" * 16, b"k" * 32)
NEXT = CaseKey("22" * 16, b"n" * 32, older=((KEY.kid, KEY.secret),))
CASE = CaseId("case_a")


@given(st.binary(max_size=2000))
def test_what_is_sealed_for_a_case_is_opened_for_it(plaintext: bytes) -> None:
    sealed = seal_case(KEY, CASE, plaintext)

    assert open_case(KEY, CASE, sealed) == plaintext
    assert len(sealed) == len(plaintext) + 45


def test_sealing_twice_gives_different_bytes() -> None:
    assert seal_case(KEY, CASE, b"x") != seal_case(KEY, CASE, b"x")


def test_another_case_does_not_open_it() -> None:
    with pytest.raises(AdministratorError):
        open_case(KEY, CaseId("case_b"), seal_case(KEY, CASE, b"x"))


def test_an_older_case_still_opens_after_a_rotation() -> None:
    assert open_case(NEXT, CASE, seal_case(KEY, CASE, b"x")) == b"x"
    assert seal_case(NEXT, CASE, b"x")[1:17].hex() == NEXT.kid


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(AdministratorError, match=NEXT.kid):
        open_case(KEY, CASE, seal_case(NEXT, CASE, b"x"))


def test_a_key_with_the_right_id_and_the_wrong_secret_does_not_open() -> None:
    with pytest.raises(AdministratorError):
        open_case(replace(KEY, secret=b"w" * 32), CASE, seal_case(KEY, CASE, b"x"))


def test_every_changed_or_cut_byte_is_refused() -> None:
    sealed = seal_case(KEY, CASE, b"hello")
    for position in range(len(sealed)):
        broken = bytearray(sealed)
        broken[position] ^= 1
        with pytest.raises(AdministratorError):
            open_case(KEY, CASE, bytes(broken))
        with pytest.raises(AdministratorError):
            open_case(KEY, CASE, sealed[:position])


def test_secrets_are_not_printed() -> None:
    assert "kkkk" not in repr(KEY)
    assert "kkkk" not in repr(NEXT)
