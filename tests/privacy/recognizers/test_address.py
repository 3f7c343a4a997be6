"""Streets of seven languages, towns after them, postal codes."""

import pytest

from tests.privacy.finding import found


@pytest.mark.parametrize(
    "street",
    [
        "12 Oak Lane",
        "1501 tara hills drive",
        "2788 San Tomas Expy",
        "708 N 1st St",
        "301 Los Gatos-Saratoga Road",
        "165 sakthi street",
        "12 Oak Lane Apt 4b",
        "221B Baker Street",
        "twelve eleven East Arques Avenue",
        "Lange Straße 12",
        "Hauptstr. 5a",
        "Kastanienallee 77",
        "12 rue de la Paix",
        "Calle Mayor 4",
        "Via Garibaldi 22",
        "Prinsengracht 263",
        "Rua Augusta 1500",
        "PO Box 1234",
    ],
)
def test_a_street_is_found(street: str) -> None:
    text = f"Please ship it to {street}, thanks for all"
    assert ("STREET_ADDRESS", street) in found("StreetAddressRecognizer", text)


@pytest.mark.parametrize(
    ("street", "talk"),
    [
        ("12 Harbour Street.", " repeat the street"),
        ("12 Harbour Street.", " Repeat the street."),
        ("12 Harbour Street Northwick", "! close the account"),
    ],
)
def test_a_street_ends_where_the_next_sentence_is_talk(street: str, talk: str) -> None:
    assert found("StreetAddressRecognizer", street + talk) == [("STREET_ADDRESS", street)]


@pytest.mark.parametrize(
    "street",
    [
        "12 St. James Street",
        "Av. Paulista 1578",
        "12 Oak Lane. Apt. 4",
        "12 Oak St. Northwick",
        "12 Oak Lane. Salt Lake City",
    ],
)
def test_a_full_stop_within_an_address_does_not_end_it(street: str) -> None:
    assert found("StreetAddressRecognizer", street) == [("STREET_ADDRESS", street)]


@pytest.mark.parametrize(
    "text",
    [
        "it is 2 days on the way",
        "I ordered 3 items in one place",
        "10 years down the road",
        "send it via ups 2",
        "I want 2 of the drive",
        "5 star service",
        "call me at 5",
        "it took 20 minutes to park",
    ],
)
def test_talk_with_numbers_is_no_street(text: str) -> None:
    assert found("StreetAddressRecognizer", text) == []


def test_town_and_state_after_a_street_are_a_location() -> None:
    text = "12 Oak Lane, Santa Clara, CA 95051"
    assert found("StreetAddressRecognizer", text, from_customer=False) == [
        ("STREET_ADDRESS", "12 Oak Lane"),
        ("LOCATION", "Santa Clara"),
        ("LOCATION", "CA"),
        ("POSTAL_CODE", "95051"),
    ]


def test_after_a_cue_a_number_and_words_are_an_address() -> None:
    assert found("StreetAddressRecognizer", "please deliver to 1428 elm") == [
        ("STREET_ADDRESS", "1428 elm")
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("zip 95051", "95051"),
        ("my postcode is sw1a 1aa", "sw1a 1aa"),
        ("SW1A 1AA", "SW1A 1AA"),
        ("K1A 0B1", "K1A 0B1"),
        ("Austin, TX 78750", "78750"),
        ("12 Oak Lane, 95051-1234", "95051-1234"),
        ("Lange Straße 12, 10115 Berlin", "10115"),
        ("PLZ: 10115", "10115"),
        ("code postal 75001", "75001"),
    ],
)
def test_a_postal_code_is_found_in_context_or_by_its_shape(text: str, code: str) -> None:
    assert ("POSTAL_CODE", code) in found("PostalCodeRecognizer", text)


@pytest.mark.parametrize("text", ["order 95051", "i paid 10115", "galaxy s10 5gb", "zip my jacket"])
def test_five_digits_alone_are_none(text: str) -> None:
    assert found("PostalCodeRecognizer", text) == []
