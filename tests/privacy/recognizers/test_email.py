"""Which e-mail addresses are found, in which spellings."""

import pytest

from proxy.privacy.base import Asked
from tests.privacy.finding import found


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("write to crystal.minh@example.com please", "crystal.minh@example.com"),
        ("crystal+shop@mail.example.co.uk.", "crystal+shop@mail.example.co.uk"),
        ('my mail: "odd name"@example.com', '"odd name"@example.com'),
        ("my email is test@io thanks", "test@io"),
        ("email me: crystal@[192.0.2.7]", "crystal@[192.0.2.7]"),
        ("crystal＠example．com", "crystal＠example．com"),
        ("crys\u200btal@example.com", "crys\u200btal@example.com"),
        ("jürgen@exämple.de ist meine", "jürgen@exämple.de"),
        ("crystal (at) example.com", "crystal (at) example.com"),
        ("crystal @ example . com", "crystal @ example . com"),
        ("crystal @ example. com", "crystal @ example. com"),
        ("it is crystal@example.com. please hurry", "crystal@example.com"),
        ("it is crystal @ example.com. Thanks", "crystal @ example.com"),
        ("crystal minh at gmail.com is mine", "minh at gmail.com"),
        ("my id is nila 45 gmailcom", "nila 45 gmailcom"),
        ("https://shop.example/u?email=crystal@example.com", "crystal@example.com"),
        ("https://shop.example/u?email=crystal%40example.com", "crystal%40example.com"),
        ("<crystal@example.com>", "crystal@example.com"),
    ],
)
def test_an_address_is_found_as_a_person_writes_it(text: str, address: str) -> None:
    assert ("EMAIL_ADDRESS", address) in found("EmailRecognizer", text)


@pytest.mark.parametrize(
    "text",
    ["meet me at 5", "2 @ 5", "i have a gmail account", "look at the box", "@", "a@", "@b", "a@b"],
)
def test_what_only_looks_a_little_like_one_stays(text: str) -> None:
    assert found("EmailRecognizer", text) == []


def test_a_bare_host_is_an_address_when_one_was_asked_for() -> None:
    assert found("EmailRecognizer", "crystal@b", asked=[Asked.EMAIL])


def test_no_word_of_the_next_sentence_is_taken_along() -> None:
    """It would come back with the value, into a tool's arguments too."""
    text = "my mail is crystal@example.com. please repeat it"
    assert {value for _, value in found("EmailRecognizer", text)} == {"crystal@example.com"}
