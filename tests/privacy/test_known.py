"""Known values are found however they are written, at the right place, in one pass."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.privacy.known import Hit, KnownValues
from tests.growth import CONSTANT, LINEAR, growth


def test_a_hit_covers_exactly_the_value() -> None:
    known = KnownValues(["Maria Lopez", "2015550123", "王小明", "AB-123456"])
    text = "«maria_LOPEZ» (201) 555-0123; 客户王小明您好 ab 123456"
    found = [text[hit.start : hit.end] for hit in known.find(text)]
    assert found == ["maria_LOPEZ", "201) 555-0123", "王小明", "ab 123456"]


def test_positions_point_into_the_original_text() -> None:
    known = KnownValues(["Maria Lopez"])
    text = "x ﬁ Mar\u200bia\u00a0\u00a0Lopez"
    (hit,) = known.find(text)
    assert text[hit.start : hit.end] == "Mar\u200bia\u00a0\u00a0Lopez"


def test_the_longest_value_wins() -> None:
    known = KnownValues(["Maria Lopez", "Maria Lopez Garcia", "123456", "12345678"])
    assert [hit.value for hit in known.find("maria lopez garcia, 1234 5678")] == [
        "Maria Lopez Garcia",
        "12345678",
    ]


def test_everyday_words_are_joined_by_white_space_only() -> None:
    known = KnownValues(["Max Tokens"])
    assert known.find("max_tokens max-tokens maxTokens") == []
    assert known.find("max tokens") == [Hit(0, 10, "Max Tokens")]


def test_words_apart_are_no_value() -> None:
    known = KnownValues(["Maria Lopez", "123456"])
    assert known.find("Maria and Lopez, 123 of 456, Marialopezz 0123456 1234567") == []


def test_values_that_are_not_distinctive_are_not_searched_for() -> None:
    assert not KnownValues(["May", "32", "Price", "thank you"])
    assert KnownValues(["Lopez"])


@given(st.text(max_size=60), st.lists(st.text(max_size=12), max_size=4))
def test_any_text_is_searched_and_hits_are_ordered(text: str, values: list[str]) -> None:
    hits = KnownValues([*values, "Maria Lopez"]).find(text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert hits == sorted(hits, key=lambda hit: hit.start)


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_value_between_blanks_is_always_found(before: str, after: str) -> None:
    known = KnownValues(["Maria Lopez"])
    assert known.find(f"{before} . . . MARIA  LOPEZ . . . {after}")


def test_many_values_cost_no_more_than_few() -> None:
    text = "your parcel is on its way and should arrive before noon " * 10

    def search(known: KnownValues) -> None:
        for _ in range(5):
            known.find(text)

    def made(size: int) -> KnownValues:
        letters = ("".join(chr(ord("a") + int(digit)) for digit in str(i)) for i in range(size))
        return KnownValues(f"Quix{each} Lopez{each}" for each in letters)

    assert growth(made, search, 1_000, bound=CONSTANT) < CONSTANT


def test_a_representation_shows_no_value() -> None:
    assert "Lopez" not in repr(KnownValues(["Lopez"]))


def alike(size: int) -> tuple[list[str], str]:
    """Many values that begin alike."""
    values = [f"zoe.quix{number}@example.com" for number in range(size)]
    return values, " ".join(values)


def long_sequence(size: int) -> tuple[list[str], str]:
    return ["zoe quix " * size + "end"], "zoe quix " * size + "other"


def long_number(size: int) -> tuple[list[str], str]:
    return ["4 " * size + "5"], "4 " * size + "6"


def unspaced(size: int) -> tuple[list[str], str]:
    values = [f"王{chr(0x4E00 + number)}明客" for number in range(size)]
    return values, "，".join(values)


@pytest.mark.parametrize("made", [alike, long_sequence, long_number, unspaced])
def test_the_cost_grows_as_the_request_does(made: Callable[[int], tuple[list[str], str]]) -> None:
    def search(given: tuple[list[str], str]) -> None:
        KnownValues(given[0]).find(given[1])

    assert growth(made, search, 250) < LINEAR


def test_a_long_value_is_found_piece_by_piece() -> None:
    address = " ".join(f"quixword{number}" for number in range(40))
    name = "".join(chr(0x4E00 + number) for number in range(70))
    number = "123456789" * 8
    known = KnownValues([address, name, number])
    text = f"({address.upper()}) {name} {number}"
    left = text
    for hit in reversed(known.find(text)):
        left = left[: hit.start] + left[hit.end :]
    assert not any(character.isalnum() for character in left)
