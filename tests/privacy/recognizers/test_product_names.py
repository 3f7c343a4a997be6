"""Products that are called like people, told by the goods beside them."""

import pytest

from tests.privacy.recognizers.test_public_names import may_be_a_person

ONLY_SHOPS_WRITE = [
    ("- Oslo velvet sofa: 899.00", "Oslo"),
    ("Luna Ankle Boot (Bramwell), 38", "Luna"),
    ("toddler bed Jordan (white), 2 in stock", "Jordan"),
    ("Bread Knife Rosa: 106.00", "Bread Knife Rosa"),
    ("Harper Hugo Crew Neck Sweater, sizes 38", "Harper Hugo"),
    ("Rosie blender by Stokke - 630.95", "Rosie"),
    ("4 x Heidi shower gel (M) 383.00", "Heidi"),
    ("Jack 2 person tent", "Jack"),
]


@pytest.mark.parametrize(("text", "name"), ONLY_SHOPS_WRITE)
def test_a_shop_s_phrase_of_things_names_nobody(text: str, name: str) -> None:
    assert not may_be_a_person(text, name, from_customer=False)


@pytest.mark.parametrize(("text", "name"), ONLY_SHOPS_WRITE)
def test_a_customer_is_not_believed_to_write_like_a_shop(text: str, name: str) -> None:
    assert may_be_a_person(text, name)


@pytest.mark.parametrize("from_customer", [True, False])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Spoke to Maria, dress arrived damaged", "Maria"),
        ("Maria Lopez dress too small, wants refund", "Maria Lopez"),
        ("Rosie: lamp broken", "Rosie"),
        ("we left it with Hugo, table is fine", "Hugo"),
        ("Jordan wants the desk", "Jordan"),
        ("Jordan's desk", "Jordan's"),
        ("she gave the lamp Jordan bought back", "Jordan"),
        ("Maria Lopez dress, size 38", "Maria Lopez"),
    ],
)
def test_who_is_spoken_of_beside_goods_is_a_person(
    text: str, name: str, *, from_customer: bool
) -> None:
    assert may_be_a_person(text, name, from_customer=from_customer)
