"""Values that are read out in words."""

import pytest

from tests.privacy.finding import found


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("my email is c dot minh at g mail dot com", "c dot minh at g mail dot com"),
        ("reach me: crystal at gmail dot com thanks", "crystal at gmail dot com"),
        (
            "crystal underscore m at example dot co dot uk",
            "crystal underscore m at example dot co dot uk",
        ),
        ("it is a b c one two at a o l dot com", "a b c one two at a o l dot com"),
    ],
)
def test_an_address_spelled_out_is_found_whole(text: str, address: str) -> None:
    assert found("SpokenEmailRecognizer", text) == [("EMAIL_ADDRESS", address)]


@pytest.mark.parametrize(
    "text", ["look at the dot", "i bought it at amazon dot com", "at dot com", "dot at dot"]
)
def test_talk_about_places_is_no_address(text: str) -> None:
    assert found("SpokenEmailRecognizer", text) == []


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("two oh one five five five oh one two three", "PHONE_NUMBER"),
        ("my ssn is seven double nine one two three double one three", "US_SSN"),
        (
            "card four two four two four two four two four two four two four two four two",
            "CREDIT_CARD",
        ),
        ("order one two three four five six seven eight", "ACCOUNT_NUMBER"),
    ],
)
def test_a_number_read_out_is_named_by_its_cue_and_length(text: str, entity: str) -> None:
    assert [each for each, _ in found("SpokenNumberRecognizer", text)] == [entity]


@pytest.mark.parametrize("text", ["one or two", "i have two kids and one dog", "one two three go"])
def test_counting_is_no_number(text: str) -> None:
    assert found("SpokenNumberRecognizer", text) == []
