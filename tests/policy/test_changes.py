"""A policy's changes to the topics of its packs."""

from datetime import timedelta
from pathlib import Path
from textwrap import dedent

import pytest

from proxy.policy.base import OpenHours, Policy
from proxy.policy.load import load_policy
from proxy.policy.problems import PolicyError
from proxy.topics import Classifier
from proxy.topics.base import Severity
from tests.policy.files import PACK, POLICY, changed, place_of, write

NINE_TO_FIVE = '{zone: Europe/Paris, days: [mon], opens: "09:00", closes: "17:00"}'


def with_topics(*lines: str) -> str:
    """The policy with more lines under ``topics:``."""
    more = "".join(f"\n  {line}" for line in lines)
    return changed(POLICY, "include: [pack.yaml]", f"include: [pack.yaml]{more}")


def loaded(folder: Path, *lines: str) -> Policy:
    return load_policy(write(folder, with_topics(*lines)))


def test_lists_grow_and_everything_else_is_replaced(tmp_path: Path) -> None:
    policy = loaded(
        tmp_path,
        "change:",
        "  legal_threat:",
        "    severity: low",
        "    longest_wait: 1 hour",
        "    contact: law@shop.example",
        "    hours: always",
        "    similarity: 0.9",
        "    phrases: {en: ['\\bsue you\\b'], de: ['\\banwalt\\b']}",
        "    unless: {en: ['sue you in a game']}",
        "    examples: {en: [I will sue you], de: [Mein Anwalt meldet sich]}",
        "    counter_examples: {en: [can I sue you in a game]}",
        "    texts: {en: {waiting: 'Still waiting, {reference}.'}}",
    )

    rule = next(rule for rule in policy.topics.topics if rule.name == "legal_threat")
    handling = policy.handoff.topics["legal_threat"]

    assert rule.phrases == {"en": (r"\bmy lawyer\b", r"\bsue you\b"), "de": (r"\banwalt\b",)}
    assert rule.unless == {"en": ("lawyer costume", "sue you in a game")}
    assert rule.examples["en"] == ("I will call my lawyer", "I will sue you")
    assert rule.similarity == 0.9
    assert rule.severity is handling.severity is Severity.LOW
    assert handling.longest_wait == timedelta(hours=1)
    assert handling.contact == "law@shop.example"
    assert handling.hours is None
    assert handling.texts["en"].waiting == "Still waiting, {reference}."
    assert handling.texts["en"].first.startswith("A colleague answers.")
    assert policy.topics.topics[-1].name == "legal_threat"
    assert Classifier(policy.topics).classify("I will sue you")[0].topic == "legal_threat"


def test_what_is_not_changed_stays(tmp_path: Path) -> None:
    before = load_policy(write(tmp_path)).handoff.topics["legal_threat"]

    after = loaded(tmp_path, "change: {legal_threat: {contact: law@shop.example}}")

    assert after.handoff.topics["legal_threat"].hours == before.hours
    assert after.handoff.topics["legal_threat"].severity is before.severity
    assert after.handoff.topics["legal_threat"].locks is before.locks


def test_a_topic_that_is_switched_off_is_gone_from_every_room(tmp_path: Path) -> None:
    policy = loaded(tmp_path, "change: {legal_threat: {enabled: false}}")

    assert [rule.name for rule in policy.topics.topics] == ["danger", "human"]
    assert set(policy.handoff.topics) == {"danger", "human"}


def test_a_topic_of_the_policy_stands_beside_the_packs(tmp_path: Path) -> None:
    legal = PACK[PACK.index("  - name: legal_threat") : PACK.index("  - name: human")]
    own = dedent(legal).replace("legal_threat", "press").rstrip()

    policy = loaded(tmp_path, "own:", *(f"  {line}" for line in own.splitlines()))

    assert set(policy.handoff.topics) == {"danger", "legal_threat", "press", "human"}


def test_the_shops_contact_and_hours_count_for_every_topic_of_the_packs(tmp_path: Path) -> None:
    policy = loaded(
        tmp_path,
        "contact: call 201-555-0123",
        f"hours: {NINE_TO_FIVE}",
        "change: {human: {contact: desk@shop.example, hours: always}}",
    )
    topics = policy.handoff.topics

    assert topics["legal_threat"].contact == "call 201-555-0123"
    assert topics["legal_threat"].hours == OpenHours("Europe/Paris", frozenset({0}), 540, 1020)
    assert topics["human"].contact == "desk@shop.example"
    assert topics["human"].hours is None
    assert topics["danger"].contact == "call 201-555-0123"
    assert topics["danger"].hours is None


def test_a_problem_of_the_shops_hours_is_reported_once_where_they_stand(tmp_path: Path) -> None:
    text = with_topics(f"hours: {NINE_TO_FIVE.replace('Paris', 'Atlantis')}")

    with pytest.raises(PolicyError) as caught:
        load_policy(write(tmp_path, text))

    (problem,) = caught.value.problems
    assert f"{problem.line}:{problem.column}" == place_of(text, "Europe/Atlantis")
    assert problem.file.endswith("policy.yaml")


def test_a_wrong_entry_is_found_in_the_file_that_wrote_it(tmp_path: Path) -> None:
    """The third example of the topic is the second one of the change."""
    text = with_topics("change: {legal_threat: {examples: {en: [ask my lawyer, no match here]}}}")

    with pytest.raises(PolicyError) as caught:
        load_policy(write(tmp_path, text))

    (problem,) = caught.value.problems
    assert f"{problem.line}:{problem.column}" == place_of(text, "no match here")
    assert problem.file.endswith("policy.yaml")
