"""Canned answers are offered for their topic, in the customer's language, filled in."""

from dataclasses import replace

from proxy.handoff.canned import Draft, drafts_for
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
    assert drafts_for(rules, row, "human") == (Draft("Hello", "de", "Nummer R-1"),)
    assert drafts_for(rules, row, "legal") == (
        Draft("Hello", "de", "Nummer R-1"),
        Draft("Law", "en", "Write to help@example.com"),
    )


def test_a_topic_that_the_policy_has_lost_leaves_its_blank_empty() -> None:
    rules = replace(RULES, canned_answers=(CannedAnswer("x", frozenset(), {"en": "{contact}!"}),))
    assert drafts_for(rules, case(), "gone") == (Draft("x", "en", "!"),)
