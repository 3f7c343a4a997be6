"""Canned answers are offered for their topic, in the customer's language, filled in."""

from dataclasses import replace

from proxy.handoff.canned import ReadyAnswer, ready_answers
from proxy.policy.base import CannedAnswer
from tests.handoff.world import RULES
from tests.storage.test_case_store import case

CANNED = (
    CannedAnswer(
        "Hello", frozenset(), {"en": "Your number: {reference}", "de": "Nummer {reference}"}
    ),
    CannedAnswer("Law", frozenset({"legal"}), {"en": "Write to {contact}"}),
)


def test_those_of_the_topic_and_those_of_all_in_the_customers_language_or_english() -> None:
    rules = replace(RULES, canned_answers=CANNED)
    row = case(language="de", reference="R-1")
    assert ready_answers(rules, row, "human") == (ReadyAnswer("Hello", "de", "Nummer R-1"),)
    assert ready_answers(rules, row, "legal") == (
        ReadyAnswer("Hello", "de", "Nummer R-1"),
        ReadyAnswer("Law", "en", "Write to help@example.com"),
    )


def test_a_topic_that_the_policy_has_lost_leaves_its_blank_empty() -> None:
    rules = replace(RULES, canned_answers=(CannedAnswer("x", frozenset(), {"en": "{contact}!"}),))
    assert ready_answers(rules, case(), "gone") == (ReadyAnswer("x", "en", "!"),)
