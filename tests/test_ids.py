"""Identifiers are random, all of one kind look alike, and tell nothing."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.ids import (
    Randomness,
    new_case_id,
    new_client_id,
    new_conversation_id,
    new_turn_id,
)

MAKERS: list[tuple[Callable[[Randomness], str], str, int]] = [
    (new_turn_id, "turn_", 15),
    (new_case_id, "case_", 15),
    (new_client_id, "client_", 10),
    (new_conversation_id, "conv_", 15),
]


@pytest.mark.parametrize(("make", "prefix", "size"), MAKERS)
def test_an_id_is_its_prefix_and_lower_case_base_32_of_all_its_random_bits(
    make: Callable[[Randomness], str], prefix: str, size: int
) -> None:
    asked: list[int] = []

    def randomness(count: int) -> bytes:
        asked.append(count)
        return bytes(range(count))

    made = make(randomness)
    assert asked == [size]
    assert re.fullmatch(prefix + rf"[a-z2-7]{{{size * 8 // 5}}}", made)
    assert made == make(randomness)


@pytest.mark.parametrize(("make", "prefix", "size"), MAKERS)
@given(data=st.data())
def test_different_random_bits_give_different_ids(
    make: Callable[[Randomness], str], prefix: str, size: int, data: st.DataObject
) -> None:
    bits = st.binary(min_size=size, max_size=size)
    one, other = data.draw(bits), data.draw(bits)
    assert (make(lambda _: one) == make(lambda _: other)) is (one == other)


def test_without_a_source_they_are_really_random() -> None:
    assert len({new_turn_id() for _ in range(100)}) == 100
