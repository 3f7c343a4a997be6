"""Customer records written as text."""

import pytest

from tests.privacy.finding import found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Customer name: Crystal Minh", [("PERSON", "Crystal Minh")]),
        ("- **Passenger:** Mia Kim\n- **Trip:** Round", [("PERSON", "Mia Kim")]),
        (
            "Passengers:\n  1. Lucas Brown, DOB: 1965-01-01\n  2. Anya Thomas",
            [("PERSON", "Lucas Brown"), ("DATE_OF_BIRTH", "1965-01-01"), ("PERSON", "Anya Thomas")],
        ),
        (
            "Zip: 78750 | Phone: 201-555-0123",
            [("POSTAL_CODE", "78750"), ("PHONE_NUMBER", "201-555-0123")],
        ),
        ('{"last_name": "Lopez", "price": 12}', [("PERSON", "Lopez")]),
        (
            "Address: 12 Oak Lane, Santa Clara\nStatus: shipped",
            [("STREET_ADDRESS", "12 Oak Lane, Santa Clara")],
        ),
        ("Reservation ID: **JG7FMM**", [("ORDER_NUMBER", "JG7FMM")]),
        (
            "Kundennummer: 88123\nNachname: Müller",
            [("ACCOUNT_NUMBER", "88123"), ("PERSON", "Müller")],
        ),
    ],
)
def test_a_key_names_its_value(text: str, expected: list[tuple[str, str]]) -> None:
    assert found("RecordLineRecognizer", text, from_customer=False) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Product name: Oak Table\nPrice: 12",
        "Name: Oak Table\nPrice: 12\nSize: L",
        "Last name: [PERSON_7QK2MX]",
        "First name: {first_name}",
        "Email: not provided",
        "Note: please be polite to customers",
        "Delivery date: 2024-05-20",
        "Address: please tell me where you live so that I can help",
    ],
)
def test_things_placeholders_and_sentences_are_no_record(text: str) -> None:
    assert found("RecordLineRecognizer", text, from_customer=False) == []


def test_a_table_of_fields_and_values_is_one_record_written_downwards() -> None:
    text = "| field | value |\n|---|---|\n| First name | Wilhelmina |\n| Loyalty no | LX-209918 |\n| Colour | Rose |"
    assert [piece for _, piece in found("RecordLineRecognizer", text, from_customer=False)] == [
        "Wilhelmina",
        "LX-209918",
    ]
