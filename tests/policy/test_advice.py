"""What is in order in a policy and should be thought of: said once each, and not where it is settled."""

from dataclasses import replace
from pathlib import Path

import pytest

from proxy.policy.advice import advice
from proxy.policy.base import Disclosure
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from tests.handoff.world import OFFICE
from tests.policy.files import POLICY, changed, write


def test_the_shipped_policy_says_what_a_shop_must_still_decide() -> None:
    said = advice(load_policy(shipped_policy("default")))
    assert [sentence.partition(":")[0] for sentence in said] == [
        "disclosure",
        "topics.contact",
        "topics.hours",
    ]
    assert "self_harm_or_danger" not in said[2]


@pytest.mark.parametrize(
    ("contact", "is_nobodys"),
    [
        ("help@example.com", True),
        ("www.shop.example/help", True),
        ("help@example-shop.de", False),
        ("help@example.company.de", False),
        ("988, or service@counter-example.de", False),
    ],
)
def test_a_settled_policy_says_nothing(tmp_path: Path, contact: str, is_nobodys: bool) -> None:
    policy = load_policy(shipped_policy("default"))
    topics = {
        name: replace(topic, contact=contact, hours=OFFICE)
        for name, topic in policy.handoff.topics.items()
    }
    handoff = replace(policy.handoff, topics=topics)
    settled = replace(policy, handoff=handoff, disclosure=Disclosure(attested="on the page"))
    assert bool(advice(settled)) is is_nobodys


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{}", "Either the proxy shows a text"),
        ("{text: {en: x}, attested: y}", "Either the proxy shows a text"),
        ("{text: {de: Hallo}}", "The text in `en` is missing"),
        ("{text: {en: 'a {field}'}}", "shown as it is"),
        ("{text: {en: 'a [mark]'}}", "shown as it is"),
        ('{text: {en: "two\\nlines"}}', "shown as it is"),
    ],
)
def test_a_disclosure_that_cannot_be_shown_is_refused(
    tmp_path: Path, written: str, expected: str
) -> None:
    from proxy.policy.problems import PolicyError

    text = changed(POLICY, "disclosure: null", f"disclosure: {written}")
    with pytest.raises(PolicyError) as refused:
        load_policy(write(tmp_path, text))
    assert any(expected in problem.message for problem in refused.value.problems)


def test_telling_less_is_a_weaker_policy(tmp_path: Path) -> None:
    from proxy.policy.compare import weakenings

    policies = [
        load_policy(write(tmp_path, changed(POLICY, "disclosure: null", f"disclosure: {written}")))
        for written in ("{text: {en: x}}", "{attested: y}", "null")
    ]
    shown, attested, nothing = policies
    assert weakenings(shown, attested) == (
        "That an automatic assistant answers is now for the shop to say.",
    )
    for before in (shown, attested):
        assert weakenings(before, nothing) == (
            "Customers are no longer told that an automatic assistant answers.",
        )
    assert weakenings(nothing, attested) == weakenings(attested, shown) == ()
