"""Bank accounts and numbers that states give."""

import pytest

from proxy.privacy.base import Asked
from tests.privacy.finding import found


@pytest.mark.parametrize(
    "iban",
    [
        "GB82 WEST 1234 5698 7654 32",
        "DE89370400440532013000",
        "de89 3704 0044 0532 0130 00",
        "NL91-ABNA-0417-1643-00",
    ],
)
def test_a_valid_iban_is_found_in_any_spelling(iban: str) -> None:
    assert found("IbanRecognizer", f"pay to {iban} please") == [("IBAN_CODE", iban)]


def test_a_mistyped_iban_needs_its_name_or_a_question() -> None:
    wrong = "DE89 3704 0044 0532 0130 01"
    assert found("IbanRecognizer", f"send {wrong}") == []
    assert found("IbanRecognizer", f"my iban is {wrong} thanks") == [("IBAN_CODE", wrong)]
    assert found("IbanRecognizer", wrong, asked=[Asked.BANK_ACCOUNT]) != []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("bank account number 12345678", "12345678"),
        ("sort code: 12-34-56", "12-34-56"),
        ("routing number is 021000021", "021000021"),
        ("Kontonummer 532013000", "532013000"),
    ],
)
def test_an_account_is_found_beside_its_name(text: str, value: str) -> None:
    assert found("BankAccountRecognizer", text) == [("BANK_ACCOUNT", value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("123-45-6789", "123-45-6789"),
        ("my ssn is 123456789", "123456789"),
        ("ssn 5200", "5200"),
        ("last four of my social is 5200", "5200"),
    ],
)
def test_a_social_security_number_is_found(text: str, value: str) -> None:
    assert found("SsnRecognizer", text) == [("US_SSN", value)]


@pytest.mark.parametrize("text", ["call 201-555-0123", "item 12-345-6789-1", "2024-05-20"])
def test_other_numbers_are_no_social_security_number(text: str) -> None:
    assert found("SsnRecognizer", text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("passport number is X1234567", "X1234567"),
        ("DNI 12345678Z", "12345678Z"),
        ("QQ 12 34 56 C".replace("QQ", "AB"), "AB 12 34 56 C"),
        ("cpf 529.982.247-25", "529.982.247-25"),
        ("RSSMRA85T10A562S", "RSSMRA85T10A562S"),
        ("my driver's license is D123-4567 thanks", "D123-4567"),
    ],
)
def test_identity_numbers_are_found_by_shape_or_name(text: str, value: str) -> None:
    assert ("NATIONAL_ID", value) in found("NationalIdRecognizer", text)


@pytest.mark.parametrize("text", ["i need a passport cover", "my license expired", "12345678A"])
def test_talk_of_papers_is_no_number(text: str) -> None:
    assert found("NationalIdRecognizer", text) == []
