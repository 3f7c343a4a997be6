"""Distinctive values: what may be searched for elsewhere, and what must not be."""

import pytest

from proxy.privacy.distinctive import everyday_words, is_distinctive, is_everyday


@pytest.mark.parametrize(
    "value",
    [
        "Lopez", "Crystal Minh", "Rose May", "123456", "1 2 3 4 5 6", "１２３４５６", "O'Brien", "Anna",
        "王小明", "maria@example.com", "hunter22", "SW1A1AA", "Łukasz", "Мария", "AB-123456",
    ],
)  # fmt: skip
def test_a_rare_value_is_distinctive(value: str) -> None:
    assert is_distinctive(value)


@pytest.mark.parametrize(
    "value",
    [
        "Price", "May", "Rose", "Order", "User", "System", "Content", "Model", "Assistant", "Name",
        "32", "12345", "Ann", "Li", "thank you", "it is", "", "   ", "?!", "messages", "ordered",
        "shipping", "Roses", "prices", "4821", "王", "Will", "Grace",
    ],
)  # fmt: skip
def test_an_everyday_value_is_not(value: str) -> None:
    assert not is_distinctive(value)


def test_inflections_of_everyday_words_are_everyday() -> None:
    for word in ("refunding", "parcels", "boxes", "stopped", "carries", "slowly", "user's"):
        assert is_everyday(word)
    for word in ("lopez", "parker's-son", "xylo", "maria"):
        assert not is_everyday(word)


def test_the_list_has_the_words_of_the_wire_and_of_the_labels() -> None:
    words = everyday_words()
    assert {"role", "tool", "function", "null", "true", "choices", "stop", "email"} <= words
    assert len(words) > 3000
    assert all(word == word.lower() and word.isalpha() for word in words)
