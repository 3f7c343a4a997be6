"""Payment cards in every spelling, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.privacy.base import Asked
from proxy.privacy.recognizers.card import is_card_number
from tests.privacy.finding import found

TEST_CARD = "4242424242424242"


@pytest.mark.parametrize(
    "number",
    [
        TEST_CARD,
        "4242 4242 4242 4242",
        "4242-4242-4242-4242",
        "4242.4242.4242.4242",
        "4242\n4242\n4242\n4242",
        "4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2",
        "4242\u00a04242\u00a04242\u00a04242",
        "4242\u200b4242\u200b4242\u200b4242",
        "４２４２４２４２４２４２４２４２",
        "4242–4242–4242–4242",
        "3782 822463 10005",
        "5555 5555 5555 4444",
        "6011111111111117",
        "36227206271667",
    ],
)
def test_a_card_is_found_in_any_spelling(number: str) -> None:
    assert found("CreditCardRecognizer", f"use {number} please") == [("CREDIT_CARD", number)]


@given(st.lists(st.sampled_from(["", " ", "-", ".", " - "]), min_size=15, max_size=15))
def test_separators_anywhere_do_not_hide_a_card(gaps: list[str]) -> None:
    number = "".join(d + gap for d, gap in zip(TEST_CARD, [*gaps, ""], strict=True))
    assert found("CreditCardRecognizer", number) == [("CREDIT_CARD", number)]


def test_a_mistyped_card_is_found_by_its_shape_or_its_cue() -> None:
    assert found("CreditCardRecognizer", "4589 6321 5469 8753") != []
    assert found("CreditCardRecognizer", "card no is 4589632154698") != []
    assert found("CreditCardRecognizer", "4589632154698", asked=[Asked.CARD_NUMBER]) != []


@pytest.mark.parametrize(
    "text",
    [
        "tracking 9400111899223100001234",
        "order 100000012345678",
        "the price is 12.99",
        "0000000000000000",
    ],
)
def test_other_long_numbers_are_no_card(text: str) -> None:
    assert found("CreditCardRecognizer", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Visa card ending in 7447",
        "the last four digits are 7447",
        "my 7447 card",
        "**** **** **** 7447",
        "visa 7447",
    ],
)
def test_last_four_digits_are_a_card(text: str) -> None:
    assert found("CreditCardRecognizer", text) == [("CREDIT_CARD", "7447")]


def test_a_year_beside_a_card_word_stays() -> None:
    assert found("CreditCardRecognizer", "the 2024 card") == []


@pytest.mark.parametrize(
    "text", ["cvv 123", "CVC: 1234", "123 is the security code", "Prüfziffer ist 123"]
)
def test_a_verification_code_is_found_beside_its_name(text: str) -> None:
    ((entity, value),) = found("CardCodeRecognizer", text)
    assert entity == "CARD_CODE"
    assert value.isdigit()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("card exp 12/27", 1),
        ("visa valid until 03/2029", 1),
        ("4242424242424242 12/27 123", 1),
        ("my voucher expires 12/27", 0),
        ("expires 12/29", 1),
        ("the milk expires 12/29", 0),
        ("it arrived 12/27", 0),
    ],
)
def test_an_expiry_is_found_where_the_text_speaks_of_a_card(text: str, count: int) -> None:
    assert len(found("CardExpiryRecognizer", text)) == count


@given(st.integers(0, 9), st.integers(0, 15))
def test_one_wrong_digit_breaks_a_card_number(digit: int, place: int) -> None:
    changed = TEST_CARD[:place] + str(digit) + TEST_CARD[place + 1 :]
    assert is_card_number(changed) == (changed == TEST_CARD)
