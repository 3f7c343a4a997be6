"""A policy tried on a text: the same steps as a turn, nothing sent, nothing kept."""

import os
from functools import lru_cache

import pytest

from proxy.gateway.trial import Trial, try_text
from proxy.policy.base import Policy
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy


@lru_cache
def default() -> Policy:
    return load_policy(shipped_policy("default"))


def tried(text: str, question: str | None = None) -> Trial:
    return try_text(default(), text, question, os.urandom)


def test_a_message_shows_what_is_found_by_which_rule_and_what_would_be_sent() -> None:
    trial = tried("my e-mail is crystal@example.com")
    assert trial.decision == "forwarded"
    assert [(f.entity_type, f.text) for f in trial.findings] == [
        ("EMAIL_ADDRESS", "crystal@example.com")
    ]
    assert trial.findings[0].rule
    assert trial.sent is not None
    assert trial.sent.startswith("my e-mail is [EMAIL_")


def test_the_bots_question_makes_an_answer_a_name() -> None:
    found = tried("crystal minh", "May I have your full name?").findings
    assert [f.text for f in found] == ["crystal minh"]


def test_findings_of_the_question_are_not_shown() -> None:
    trial = tried("yes", "Is your e-mail crystal@example.com?")
    assert trial.findings == ()
    assert trial.sent == "yes"


@pytest.mark.parametrize("text", ["i want to talk to a human please"])
def test_a_message_for_a_person_is_sent_to_nobody(text: str) -> None:
    trial = tried(text)
    assert (trial.decision, trial.sent) == ("held", None)
    assert trial.topic is not None
    assert trial.topic.topic == "human"


def test_a_message_without_anything_is_sent_as_it_is() -> None:
    trial = tried("do you sell chargers?")
    assert (trial.findings, trial.topic, trial.sent) == ((), None, "do you sell chargers?")


def test_keys_are_thrown_away() -> None:
    """Two trials give two placeholders, so none can be looked up elsewhere."""
    assert tried("crystal@example.com").sent != tried("crystal@example.com").sent
