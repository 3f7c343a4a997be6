"""A map is written and read without loss, and says nothing by its size."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.errors import AdministratorError
from proxy.maps.carried import Carried
from proxy.maps.document import read_map, write_map
from proxy.privacy.base import Asked, CanonicalForm, Operator
from proxy.privacy.placeholders import ConversationKey
from proxy.privacy.remembered import Remembered

TEXTS = st.text(st.characters(exclude_categories=()), max_size=30)
REMEMBERED = st.builds(
    Remembered, TEXTS, TEXTS, st.sampled_from(Operator), st.sampled_from(CanonicalForm),
    st.booleans(), TEXTS, st.lists(TEXTS, max_size=3).map(tuple), st.booleans(),
)  # fmt: skip
CARRIED = st.builds(
    Carried, TEXTS, st.booleans(), st.binary(max_size=40).map(ConversationKey), st.none() | TEXTS,
    st.none() | TEXTS, st.frozensets(st.sampled_from(Asked)),
    st.lists(REMEMBERED, max_size=3).map(tuple),
)  # fmt: skip


@settings(max_examples=50)
@given(CARRIED)
def test_what_is_written_is_read(carried: Carried) -> None:
    assert read_map(write_map(carried)) == carried


def test_maps_that_differ_little_have_the_same_size() -> None:
    key = ConversationKey(bytes(32))
    assert len(write_map(Carried("a", True, key))) == len(write_map(Carried("a" * 20, True, key)))


@pytest.mark.parametrize("data", [b"", b"[]", b'{"v":2}', b'{"v":1}', b"\xff"])
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(AdministratorError):
        read_map(data)


def test_a_map_prints_no_value() -> None:
    value = Remembered("[PERSON_AAAAAA]", "PERSON", Operator.PLACEHOLDER, CanonicalForm.PERSON,
                       True, "Mia Li", ("Mia Li",))  # fmt: skip
    shown = repr(Carried("thread", True, ConversationKey(b"secret"), said="Mia", values=(value,)))
    assert "Mia" not in shown
    assert "secret" not in shown
