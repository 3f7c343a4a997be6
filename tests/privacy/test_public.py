"""Thousands of public values free themselves and nothing else, and never a person who says so."""

from dataclasses import replace

import pytest

from proxy.privacy.base import Finding
from proxy.privacy.public import PublicValues
from tests.privacy.conversations import problems
from tests.privacy.finding import RULES
from tests.privacy.turns import slot

BRANDS = frozenset({f"Brand {number:x} House" for number in range(5_000)} | {"Calvin Klein"})
DESKS = frozenset({f"help{number}@shop.example" for number in range(5_000)})
PUBLIC = PublicValues(replace(RULES, public_values=BRANDS | DESKS, exact_public_values=DESKS))


def _freed(
    text: str, value: str, entity: str, rule: str = "NameRecognizer", score: float = 0.6
) -> bool:
    start = text.index(value)
    finding = Finding(entity, start, start + len(value), score, rule)
    return PUBLIC.without(slot(text), [finding]) == []


def test_a_brand_among_thousands_is_freed_in_any_case() -> None:
    assert _freed("do you sell Calvin Klein shirts", "Calvin Klein", "PERSON")
    assert _freed("do you sell calvin-klein shirts", "calvin-klein", "PERSON")
    assert _freed("the brand 3e8 house one", "brand 3e8 house", "PERSON")


def test_what_only_touches_a_brand_is_not() -> None:
    assert not _freed("ask Calvin Kleiner", "Calvin Kleiner", "PERSON")
    assert not _freed("ask Calvin Klein Jones", "Calvin Klein Jones", "PERSON")


@pytest.mark.parametrize(
    ("rule", "score"),
    [
        ("AskedAnswerRecognizer", 0.6),
        ("RecordLineRecognizer", 0.85),
        ("key:PERSON", 0.9),
        ("NameRecognizer", 0.95),
    ],
)
def test_a_person_who_is_said_to_have_the_name_of_a_brand_is_found(rule: str, score: float) -> None:
    assert not _freed("Calvin Klein", "Calvin Klein", "PERSON", rule, score)


def test_addresses_are_freed_letter_for_letter_only() -> None:
    assert _freed("write to help77@shop.example.", "help77@shop.example", "EMAIL_ADDRESS")
    assert not _freed("write to HELP77@shop.example", "HELP77@shop.example", "EMAIL_ADDRESS")
    assert not _freed("write to xhelp77@shop.example", "xhelp77@shop.example", "EMAIL_ADDRESS")


def test_the_whole_way_finds_an_introduced_person() -> None:
    assert problems("C: my name is {{Calvin Klein}}") == []
    assert problems("A: Your name?", "C: {{calvin klein}}") == []
