"""Bare answers to what was asked."""

import pytest

from proxy.privacy.base import Asked
from tests.privacy.finding import found

NAME = "AskedAnswerRecognizer"


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ([Asked.NAME], "crystal minh", [("PERSON", "crystal minh")]),
        ([Asked.NAME], "it's crystal minh", [("PERSON", "crystal minh")]),
        ([Asked.NAME], "sure, crystal minh here", [("PERSON", "crystal minh")]),
        ([Asked.NAME], "Price", [("PERSON", "Price")]),
        ([Asked.NAME], "kala", [("PERSON", "kala")]),
        ([Asked.STREET], "446 e 11", [("STREET_ADDRESS", "446 e 11")]),
        (
            [Asked.STREET],
            "12 oak lane, springfield",
            [("STREET_ADDRESS", "12 oak lane, springfield")],
        ),
        ([Asked.PIN], "5566", [("PIN", "5566")]),
        ([Asked.PIN], "it is 5566", [("PIN", "5566")]),
        ([Asked.ORDER_NUMBER], "gt 67 g 6", [("ORDER_NUMBER", "gt 67 g 6")]),
        ([Asked.ORDER_NUMBER], "HATHAT", [("ORDER_NUMBER", "HATHAT")]),
        ([Asked.POSTAL_CODE], "almont 48003", [("LOCATION", "almont"), ("POSTAL_CODE", "48003")]),
        ([Asked.CITY], "springfield", [("LOCATION", "springfield")]),
        ([Asked.PASSWORD], "#hunter-2", [("PASSWORD", "#hunter-2")]),
        ([Asked.SECURITY_ANSWER], "albright", [("SECURITY_ANSWER", "albright")]),
        ([Asked.DATE_OF_BIRTH], "5 april 1990", [("DATE_OF_BIRTH", "5 april 1990")]),
        ([Asked.CARD_EXPIRY], "12/27", [("CARD_EXPIRY", "12/27")]),
        ([Asked.CARD_CODE], "123", [("CARD_CODE", "123")]),
        ([Asked.USER_NAME], "crystalm", [("USER_NAME", "crystalm")]),
        (
            [Asked.VERIFICATION_CODE],
            "four two four two",
            [("VERIFICATION_CODE", "four two four two")],
        ),
        (
            [Asked.NAME, Asked.ORDER_NUMBER],
            "mia li, NO6JO3",
            [("PERSON", "mia li"), ("ORDER_NUMBER", "NO6JO3")],
        ),
        (
            [Asked.NAME, Asked.POSTAL_CODE],
            "crystal minh\n95051",
            [("PERSON", "crystal minh"), ("POSTAL_CODE", "95051")],
        ),
    ],
)
def test_an_answer_is_found_whole(
    asked: list[Asked], text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(NAME, text, asked=asked) == expected


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ([Asked.NAME], "no"),
        ([Asked.NAME], "why do you need that?"),
        ([Asked.NAME], "i don't remember"),
        ([Asked.NAME], "what do you mean"),
        ([Asked.NAME], "please cancel it"),
        ([Asked.NAME], "ok"),
        ([Asked.STREET], "the same as before"),
        ([Asked.PIN], "i forgot it"),
        ([Asked.PASSWORD], "how do i reset it?"),
        ([Asked.ORDER_NUMBER], "i can't find it"),
        ([Asked.CITY], "why"),
        ([Asked.POSTAL_CODE], "it costs 50 dollars"),
    ],
)
def test_a_refusal_or_a_question_back_is_no_answer(asked: list[Asked], text: str) -> None:
    assert found(NAME, text, asked=asked) == []


def test_nothing_is_an_answer_where_nothing_was_asked_or_nobody_was() -> None:
    assert found(NAME, "crystal minh") == []
    assert found(NAME, "crystal minh", asked=[Asked.NAME], from_customer=False) == []
