"""Which digits are a phone number."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.errors import AdministratorError
from proxy.privacy.base import Asked, DetectionRules
from proxy.privacy.recognizers.phone import numbering_plans
from tests.privacy.finding import RULES, found, recognizer


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("call me on (201) 555-0123", "(201) 555-0123"),
        ("+1 201-555-0123", "+1 201-555-0123"),
        ("whatsapp +44 7400 123456 ok", "+44 7400 123456"),
        ("my cell is 2015550123", "2015550123"),
        ("201.555.0123 x 12", "201.555.0123 x 12"),
        ("téléphone 06 12 34 56 78", "06 12 34 56 78"),
        ("meine Handynummer ist 01512 3456789", "01512 3456789"),
        ("２０１-５５５-０１２３", "２０１-５５５-０１２３"),
        ("ring 123-123-5678-1111", "123-123-5678-1111"),
        ("refund to the card ending 4410. CB on 646-555-0110", "646-555-0110"),
        ("2015550123", "2015550123"),
    ],
)
def test_a_number_is_found_as_people_type_it(text: str, number: str) -> None:
    assert found("PhoneRecognizer", text) == [("PHONE_NUMBER", number)]


@pytest.mark.parametrize(
    "text",
    [
        "order number 2015550123",
        "my tracking is 2015550123",
        "delivered on 2024-05-20",
        "born 12.04.1980",
        "it costs $1234567",
        "from 192.168.100.200",
        "size 10 or 12, 3 pairs",
        "rtx 4070 589.00",
        "by Bramwell - 422.99 (38)",
        "630.95 (140 x 200 cm)",
        "3 x Luna lamp (US 10.5) 710.99",
        "12.99 24.99 49.99",
        "36 37 38 39 40 41",
        "36 / 37 / 38 / 39 / 40",
        "28 30 32 34 36",
        "100 - 200 - 300",
        "120/60/75",
        "0900-1800",
    ],
)
def test_other_numbers_are_not(text: str) -> None:
    assert found("PhoneRecognizer", text) == []


@pytest.mark.parametrize(
    "number",
    ["(201) 555-0123", "(201 555-0123", "201.555.0123", "06 12 34 56 78", "06.12.34.56.78", "+44 (0) 7400 123456", "01 02 03 04 05"],
)  # fmt: skip
def test_a_number_without_a_cue_is_none_of_those(number: str) -> None:
    assert found("PhoneRecognizer", f"hi, {number}. thanks") != []


@pytest.mark.parametrize("number", ["36 37 38 39 40", "0900-1800"])
def test_a_cue_makes_a_phone_number_of_any_digits(number: str) -> None:
    assert found("PhoneRecognizer", f"my mobile is {number}") == [("PHONE_NUMBER", number)]


def test_an_answer_is_a_phone_number_in_any_region() -> None:
    assert found("PhoneRecognizer", "5551234", asked=[Asked.PHONE])


def test_a_tool_result_s_bare_digits_are_not_called_a_phone_number() -> None:
    assert found("PhoneRecognizer", "2015550123", from_customer=False) == []


def test_national_forms_are_of_the_policy_s_regions() -> None:
    german = recognizer(
        "PhoneRecognizer",
        DetectionRules(entities=RULES.entities, predefined=(), phone_regions=("DE",)),
    )
    assert found(german, "030/1234567") != []


REGIONS = ("US", "GB", "DE", "FR", "IT", "ES", "NL", "PT")


@pytest.mark.parametrize("region", REGIONS)
def test_a_numbering_plan_knows_its_region_s_numbers(region: str) -> None:
    plan = numbering_plans(REGIONS)
    for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
        number = phonenumbers.example_number_for_type(region, kind)
        assert number is not None
        for form in (phonenumbers.PhoneNumberFormat.NATIONAL, phonenumbers.PhoneNumberFormat.E164):
            written = phonenumbers.format_number(number, form)
            assert plan.fullmatch("".join(c for c in written if c.isdigit())) is not None


@given(st.text("0123456789", min_size=7, max_size=12), st.sampled_from(REGIONS))
def test_what_the_library_calls_valid_a_plan_takes(digits: str, region: str) -> None:
    """The other way round it takes a little more: the kinds' patterns are not always the narrower."""
    code = phonenumbers.country_code_for_region(region)
    number = phonenumbers.PhoneNumber(country_code=code, national_number=int(digits))
    if phonenumbers.is_valid_number_for_region(number, region):
        national = phonenumbers.national_significant_number(number)
        plan = numbering_plans((region,))
        assert plan.fullmatch(national) is not None
        assert plan.fullmatch(f"{code}{national}") is not None


def test_a_region_that_does_not_exist_is_refused() -> None:
    with pytest.raises(AdministratorError, match="ZZ"):
        numbering_plans(("US", "ZZ"))
