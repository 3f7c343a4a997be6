"""A card or an IBAN over several messages is known piece by piece; other numbers stay what they are."""

import pytest

from proxy.console.spread import spread

CARD, IBAN = "CREDIT_CARD", "IBAN_CODE"


def pieces(*texts: str) -> list[tuple[str, str]]:
    """Type and text of each piece, in order."""
    return [
        (piece.entity_type, texts[index][piece.start : piece.end])
        for index, found in sorted(spread(texts).items())
        for piece in found
    ]


@pytest.mark.parametrize(
    ("texts", "entity", "found"),
    [
        (["my card is 4111 1111", "1111 1111 exp 12/29"], CARD, ["4111 1111", "1111 1111"]),
        (["my card is 4111 1111", "1111 1112"], CARD, ["4111 1111", "1111 1112"]),
        (["take 4111-1111", "then 1111 1111"], CARD, ["4111-1111", "1111 1111"]),
        (["card: 4111", "1111", "1111", "1111, ok?"], CARD, ["4111", "1111", "1111", "1111"]),
        (["meine Karte: 4111 1111", "und 11111111"], CARD, ["4111 1111", "11111111"]),
        (["I said my card 4111 1111"], CARD, ["4111 1111"]),
        (["iban de89 3704 0044", "0532 0130 00 ok"], IBAN, ["de89 3704 0044", "0532 0130 00"]),
        (["GB82 WEST 1234", "5698 7654 32"], IBAN, ["GB82 WEST 1234", "5698 7654 32"]),
        (["my iban is DE89 3704 0044", "0532 0130 01"], IBAN, ["DE89 3704 0044", "0532 0130 01"]),
        (["card ４１１１ 1111", "1111 1111"], CARD, ["４１１１ 1111", "1111 1111"]),
    ],
)
def test_each_piece_is_found(texts: list[str], entity: str, found: list[str]) -> None:
    assert pieces(*texts) == [(entity, text) for text in found]


@pytest.mark.parametrize(
    "texts",
    [
        ["my order 12345678 is late", "call me on 555-0142"],
        ["I paid by card, order 48213377", "and order 99120031"],
        ["my card was charged on 12.05.2026", "order number 48213377"],
        ["my card ending in 4111 was charged", "555-0142"],
        ["charged my card $4500", "555-0142"],
        ["I paid by card 4111111111111111", "48213377"],
        ["my card was declined, call me on 555-0142", "555-0199"],
        ["no numbers", "at all"],
        [],
    ],
)
def test_other_numbers_are_no_pieces(texts: list[str]) -> None:
    assert pieces(*texts) == []


def test_a_number_ends_where_it_is_whole_or_a_message_has_none() -> None:
    assert (CARD, "2222") not in pieces("card 4111 1111", "1111 1111", "2222")
    assert (CARD, "1111") not in pieces("card 4111 1111", "please help", "1111")
    named = pieces("card 4111 1111", "1111 1111, order 48213377")
    assert (CARD, "48213377") not in named
