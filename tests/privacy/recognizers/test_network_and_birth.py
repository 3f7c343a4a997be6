"""IP addresses, and dates of birth."""

import pytest

from tests.privacy.finding import found


@pytest.mark.parametrize(
    "address", ["192.0.2.17", "2001:db8::ff00:42:8329", "2001:0db8:0000:0000:0000:ff00:0042:8329"]
)
def test_an_ip_address_is_found(address: str) -> None:
    assert found("IpAddressRecognizer", f"from {address}.") == [("IP_ADDRESS", address)]


@pytest.mark.parametrize(
    "text",
    ["version 10.0.19.1", "at 12:30:45", "999.1.1.1", "1.2.3", "1.2.3.4.5", "::", "ratio 3:4:5"],
)
def test_versions_times_and_ratios_are_none(text: str) -> None:
    assert found("IpAddressRecognizer", text) == []


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("dob 12/03/1980", "12/03/1980"),
        ("dob 09/30/1987", "09/30/1987"),
        ("I was born on 5 June 1990", "5 june 1990"),
        ("born June 5th, 1990", "june 5th, 1990"),
        ("1990-04-05 is my birthday", "1990-04-05"),
        ("Geburtsdatum: 5. März 1990", "5. märz 1990"),
        ("née le 05/04/1990", "05/04/1990"),
        ("fecha de nacimiento 5 de abril de 1990", "5 de abril de 1990"),
        ("data di nascita 5 aprile 1990", "5 aprile 1990"),
        ("geboren op 5 april 1990", "5 april 1990"),
        ("nasci em 05.04.1990", "05.04.1990"),
    ],
)
def test_a_date_beside_a_word_of_birth_is_found(text: str, date: str) -> None:
    assert [value.lower() for _, value in found("DateOfBirthRecognizer", text)] == [date]


@pytest.mark.parametrize(
    "text", ["deliver it on 12/03/2024", "ordered June 5th, 2024", "happy birthday to her"]
)
def test_other_dates_stay(text: str) -> None:
    assert found("DateOfBirthRecognizer", text) == []
