"""What the shipped topics recognise, message by message (tests/topics/messages)."""

import pytest

from proxy.policy.base import Policy
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from proxy.topics import Classifier, Severity
from tests.topics.tables import ORDINARY, TOPICS, table

LARGEST = ("en", "es", "fr", "de", "it", "pt", "nl", "pl", "tr", "zh", "ja", "ru", "ko", "ar")
"""The twelve largest retail languages, Korean and Arabic."""


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(shipped_policy("default"))


def names(classifier: Classifier, message: str) -> list[str]:
    return [hit.topic for hit in classifier.classify(message)]


@pytest.mark.parametrize("topic", TOPICS)
def test_what_is_about_a_topic_is_recognised(shipped: Classifier, topic: str) -> None:
    missed = [
        (language, message)
        for language, messages in table(topic)["about"].items()
        for message in messages
        if topic not in names(shipped, message)
    ]
    assert missed == []


@pytest.mark.parametrize("topic", [*TOPICS, ORDINARY])
def test_ordinary_talk_that_comes_near_is_not_held(shipped: Classifier, topic: str) -> None:
    held = [
        (language, message, hits)
        for language, messages in table(topic)["not_about"].items()
        for message in messages
        if (hits := shipped.classify(message))
    ]
    assert held == []


@pytest.mark.parametrize("topic", TOPICS)
def test_case_and_typing_do_not_matter(shipped: Classifier, topic: str) -> None:
    """Capitals, full-width letters, zero-width characters, odd blanks: the same reading."""

    def wide(text: str) -> str:
        return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)

    def sown(text: str) -> str:
        return "\u200b".join(text)

    missed = [
        (change.__name__, message)
        for message in table(topic)["about"]["en"]
        for change in (str.upper, str.title, wide, sown)
        if topic not in names(shipped, change(f"  {message} \u00a0"))
    ]
    assert missed == []


@pytest.mark.parametrize("language", LARGEST)
@pytest.mark.parametrize("topic", ["human", "self_harm_or_danger"])
def test_danger_and_human_have_rules_and_texts_in_every_large_language(
    policy: Policy, topic: str, language: str
) -> None:
    messages = table(topic)
    assert len(messages["about"][language]) >= 8
    assert len(messages["not_about"][language]) >= 5
    assert language in policy.handoff.topics[topic].texts


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_thirty_messages_of_each_kind(topic: str) -> None:
    messages = table(topic)
    assert len(messages["about"]["en"]) >= 30
    assert len(messages["not_about"]["en"]) >= 30


def test_the_pack_keeps_its_own_examples(shipped: Classifier) -> None:
    assert shipped.check() == ()


def test_every_shipped_topic_has_a_table(policy: Policy) -> None:
    assert {topic.name for topic in policy.topics.topics} == set(TOPICS)


def test_danger_and_injury_lock_and_nothing_else_does(policy: Policy) -> None:
    locking = {name for name, topic in policy.handoff.topics.items() if topic.locks}
    assert locking == {"self_harm_or_danger", "product_injury"}
    assert policy.handoff.topics["self_harm_or_danger"].severity is Severity.DANGER


def test_every_text_says_where_else_to_turn_and_how_the_case_is_called(policy: Policy) -> None:
    lacking = [
        (name, language, key)
        for name, topic in policy.handoff.topics.items()
        for language, texts in topic.texts.items()
        for key in ("first", "out_of_hours", "waiting", "expired")
        for blank in ("{reference}", "{contact}")
        if blank not in getattr(texts, key)
    ]
    assert lacking == []


def test_our_own_texts_are_about_no_topic(shipped: Classifier, policy: Policy) -> None:
    """A chat window that sends such an answer back as the customer's words opens no second case."""
    held = [
        (name, language, key)
        for name, topic in policy.handoff.topics.items()
        if topic.severity is not Severity.DANGER
        for language, texts in topic.texts.items()
        for key in ("waiting", "how_to_return")
        if shipped.classify(getattr(texts, key))
    ]
    assert held == []


def slips(word: str) -> tuple[str, ...]:
    """A letter lost, a letter twice, two letters swapped: in the middle of the word."""
    middle = len(word) // 2
    return (
        word[:middle] + word[middle + 1 :],
        word[:middle] + word[middle] + word[middle:],
        word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :],
    )


def test_most_mistyped_cries_for_help_and_for_a_human_are_still_heard(shipped: Classifier) -> None:
    """Each long word of each message in turn, with three kinds of slip."""
    tried = heard = 0
    for topic in ("human", "self_harm_or_danger"):
        for message in table(topic)["about"]["en"]:
            words = message.split(" ")
            for at, word in enumerate(words):
                if len(word) < 6 or not word.isalpha():
                    continue
                for slip in slips(word):
                    mistyped = " ".join([*words[:at], slip, *words[at + 1 :]])
                    tried += 1
                    heard += topic in names(shipped, mistyped)
    assert heard / tried > 0.88
