"""What keys say about values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.privacy.record import Verdict, is_known_key, joined, key_words, says_nothing, verdict


@pytest.mark.parametrize(
    ("path", "entity"),
    [
        ("last_name", "PERSON"),
        ("firstName", "PERSON"),
        ("customer.name", "PERSON"),
        ("order.customer.name", "PERSON"),
        ("billing.name", "PERSON"),
        ("email", "EMAIL_ADDRESS"),
        ("contactEmail", "EMAIL_ADDRESS"),
        ("shipping.phone", "PHONE_NUMBER"),
        ("address1", "STREET_ADDRESS"),
        ("shippingAddress.street", "STREET_ADDRESS"),
        ("zip", "POSTAL_CODE"),
        ("dob", "DATE_OF_BIRTH"),
        ("card_number", "CREDIT_CARD"),
        ("payment.last_four", "CREDIT_CARD"),
        ("cvv", "CARD_CODE"),
        ("card.expiry", "CARD_EXPIRY"),
        ("iban", "IBAN_CODE"),
        ("user_id", "USER_NAME"),
        ("order_id", "ORDER_NUMBER"),
        ("order.id", "ORDER_NUMBER"),
        ("reservations", "ORDER_NUMBER"),
        ("trackingNumber", "TRACKING_NUMBER"),
        ("Nachname", "PERSON"),
        ("codePostal", "POSTAL_CODE"),
        ("correo_electronico", "EMAIL_ADDRESS"),
        ("indirizzo", "STREET_ADDRESS"),
        ("geboortedatum", "DATE_OF_BIRTH"),
        ("sobrenome", "PERSON"),
        ("API_KEY", "SECRET"),
        ("ip_address", "IP_ADDRESS"),
    ],
)
def test_a_key_names_personal_data(path: str, entity: str) -> None:
    assert verdict(tuple(path.split("."))).entity_type == entity


@pytest.mark.parametrize(
    "path",
    ["product.name", "product_name", "brand", "sku", "price", "size", "quantity", "color", "currency",
     "status", "delivery_date", "items.name", "store.name", "category.name", "expiry_date", "flight_number"],
)  # fmt: skip
def test_a_key_is_evidence_against(path: str) -> None:
    assert verdict(tuple(path.split("."))) == Verdict(against=True)


def test_the_keys_beside_an_ambiguous_key_decide() -> None:
    assert verdict(("name",), joined(["email", "phone"])).entity_type == "PERSON"
    assert verdict(("name",), joined(["price", "sku"])).against
    assert verdict(("name",)) == Verdict()
    assert verdict(("state",), joined(["city", "zip"])).entity_type == "LOCATION"
    assert verdict(("state",), joined(["order_id"])).entity_type is None


def test_a_things_name_is_a_things_whatever_stands_beside_it() -> None:
    """In a flat record the customer's keys are neighbours of the product's."""
    beside = joined(["first_name", "last_name", "email"])
    assert verdict(("Product name",), beside).against
    assert verdict(("Product name",), beside).entity_type is None
    assert verdict(("store contact name",), beside).entity_type == "PERSON"


@pytest.mark.parametrize("key", ["title", "summary", "description"])
def test_a_text_speaks_of_goods_beside_goods_and_of_people_in_a_ticket(key: str) -> None:
    assert verdict((key,)).against
    assert verdict((key,), joined(["price", "customer"])).against
    assert verdict(("product", key), joined(["priority"])).against
    assert not verdict((key,), joined(["priority", "status"])).against
    assert not verdict(("tickets", key)).against
    assert verdict((key,)).free_text


def test_keys_of_goods_are_known_in_the_plural_in_other_languages_and_beside_others() -> None:
    for each in ("brands", "maker", "artikelname", "lieferdatum", "prezzo", "marca", "quantité"):
        assert verdict((each,)).against, each
    assert verdict(("label",), joined(["sku"])).against
    assert not verdict(("label",)).against
    assert verdict(("handle",), joined(["title", "vendor"])).against
    assert verdict(("handle",)).entity_type == "USER_NAME"


def test_parts_of_addresses_and_cards_are_known_by_their_numbered_keys() -> None:
    assert verdict(("line1",), joined(["city", "zip"])).entity_type == "STREET_ADDRESS"
    assert verdict(("line1",), joined(["price"])).entity_type is None
    assert verdict(("last4",)).entity_type == "CREDIT_CARD"


@pytest.mark.parametrize("key", ["asin", "Rating", "unit_price", "email"])
def test_a_word_of_records_is_a_known_key(key: str) -> None:
    assert is_known_key(key)
    assert not is_known_key("Crystal Minh")


def test_the_nearest_key_above_decides() -> None:
    assert verdict(("customer", "product", "name")).against
    assert verdict(("product", "reviewer", "name")).entity_type == "PERSON"


def test_words_of_a_key_are_split_at_case_and_signs() -> None:
    assert key_words("shippingAddress_line-1") == ("shipping", "address", "line")
    assert key_words("customerID") == ("customer", "id")


@pytest.mark.parametrize("value", ["", "  ", "null", "N/A", "-", "unknown", "true"])
def test_a_value_that_is_none_says_nothing(value: str) -> None:
    assert says_nothing(value)


@given(st.lists(st.text(max_size=20), max_size=5), st.sets(st.text(max_size=10), max_size=5))
def test_any_path_has_a_verdict(path: list[str], siblings: set[str]) -> None:
    assert isinstance(verdict(tuple(path), joined(siblings)), Verdict)
