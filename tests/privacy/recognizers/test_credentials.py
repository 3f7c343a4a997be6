"""Secrets, passwords, PINs, codes."""

import pytest

from tests.privacy.finding import found


@pytest.mark.parametrize(
    "secret",
    [
        "sk-" + "a1b2c3d4e5f6g7h8i9j0",
        "ghp_" + "a1B2" * 9,
        "AKIA" + "IOSFODNN7EXAMPLE",
        "AIza" + "SyA1234567890abcdefghijklmnopqrstuv",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
        "xoxb-" + "123456789012-abcdef",
        "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
        "live_" + "a2b3" * 13,
    ],
)
def test_a_key_of_known_shape_is_found(secret: str) -> None:
    assert found("SecretRecognizer", f"use {secret} now") == [("SECRET", secret)]


def test_a_private_key_is_found_to_its_end() -> None:
    block = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----"
    assert found("SecretRecognizer", f"here:\n{block}\nthanks") == [("SECRET", block)]


def test_credentials_in_a_url_and_named_keys_are_found() -> None:
    assert found("SecretRecognizer", "https://crystal:hunter2@shop.example/") == [
        ("SECRET", "crystal:hunter2")
    ]
    assert found("SecretRecognizer", "api_key = 0123456789abcdef0123") != []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("my password is hunter2!", "hunter2"),
        ("Password: S3cret#x", "S3cret#x"),
        ("mein Passwort ist sommer77", "sommer77"),
        ("the pw for my account is abc123", "abc123"),
        ("login kd_runner pass qwerty!9", "qwerty!9"),
        ("i sign in with Tr0ub4dor&3 and it fails", "Tr0ub4dor&3"),
    ],
)
def test_a_password_is_found_after_its_name(text: str, value: str) -> None:
    assert found("PasswordRecognizer", text) == [("PASSWORD", value)]


@pytest.mark.parametrize(
    "text",
    [
        "my password is wrong",
        "my password is not working",
        "password is expired",
        "i forgot my password",
        "is the password case-sensitive",
        "i log in and it says error 500",
        "pass me to a colleague",
    ],
)
def test_how_a_password_is_tells_none(text: str) -> None:
    assert found("PasswordRecognizer", text) == []


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("my pin is 4821", "PIN", "4821"),
        ("4821 is my pin", "PIN", "4821"),
        ("the verification code is 123456", "VERIFICATION_CODE", "123456"),
        ("otp 123 456", "VERIFICATION_CODE", "123 456"),
        ("Geheimzahl: 4821", "PIN", "4821"),
    ],
)
def test_pins_and_codes_are_found_beside_their_names(text: str, entity: str, value: str) -> None:
    assert found("PinRecognizer", text) == [(entity, value)]


def test_a_security_answer_is_found_after_its_question() -> None:
    assert found("SecurityAnswerRecognizer", "my mother's maiden name is Albright thanks") == [
        ("SECURITY_ANSWER", "Albright")
    ]
