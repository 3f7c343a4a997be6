"""Which forms of a value are told enough to be looked for."""

import pytest

from proxy.privacy.memory import Reach, forms_of


@pytest.mark.parametrize(
    ("entity", "value", "form"),
    [
        ("CREDIT_CARD", "4242 4242 4242 4242", "4242424242424242"),
        ("PERSON", "Crystal Minh", "crystalminh"),
        ("PERSON", "Crystal Minh", "crystal"),
        ("PERSON", "Crystal Minh", "minh"),
        ("ORDER_NUMBER", "JG7FMM", "jg7fmm"),
        ("EMAIL_ADDRESS", "crystal.minh@example.com", "crystalminh"),
        ("PHONE_NUMBER", "+1 201-555-0123", "2015550123"),
        ("STREET_ADDRESS", "12 Oak Lane", "12oaklane"),
    ],
)
def test_a_distinctive_form_spreads_everywhere(entity: str, value: str, form: str) -> None:
    assert (form, Reach.STRONG) in {(each, reach) for each, _, reach in forms_of(entity, value)}


@pytest.mark.parametrize(
    ("entity", "value"),
    [
        ("PIN", "5566"),
        ("PERSON", "May"),
        ("PERSON", "Price"),
        ("LOCATION", "TX"),
        ("CARD_EXPIRY", "12/27"),
    ],
)
def test_a_form_that_could_be_anything_does_not(entity: str, value: str) -> None:
    assert [form for form in forms_of(entity, value) if form[2] is not Reach.GREETED] == []


def test_an_everyday_name_is_known_again_after_a_greeting_only() -> None:
    assert list(forms_of("PERSON", "May")) == [("may", "PERSON", Reach.GREETED)]
    assert list(forms_of("PIN", "5566")) == []


def test_short_parts_of_a_name_want_a_capital_and_everyday_words_a_text() -> None:
    assert ("li", "PERSON", Reach.SHORT) in set(forms_of("PERSON", "Mia Li"))
    assert ("roseprice", "PERSON", Reach.PLAIN) in set(forms_of("PERSON", "Rose Price"))
    assert ("price", "PERSON", Reach.GREETED) in set(forms_of("PERSON", "Rose Price"))


def test_a_desk_gives_no_name() -> None:
    assert all(form != "support" for form, _, _ in forms_of("EMAIL_ADDRESS", "support@example.com"))
