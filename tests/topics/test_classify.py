import random

import pytest

from proxy.topics import Classifier, CustomerText, Severity, TopicHit, TopicRules, classify
from tests.growth import LINEAR, growth
from tests.topics.tables import TOPICS, rule, table

URGENT = rule(r"\bfire\b", name="fire", severity=Severity.URGENT)
LOW = rule(r"\bbot\b", name="bot", severity=Severity.LOW)
DANGER = rule(r"\bdie\b", name="danger", severity=Severity.DANGER)
SECOND = rule(r"\bsmoke\b", name="smoke", severity=Severity.URGENT)


def test_the_most_urgent_topic_comes_first_whatever_the_order_of_the_rules() -> None:
    hits = classify(TopicRules((LOW, URGENT, DANGER)), "the bot lets me die in the fire")
    assert [hit.topic for hit in hits] == ["danger", "fire", "bot"]


def test_within_one_severity_the_order_of_the_policy_holds() -> None:
    assert [h.topic for h in classify(TopicRules((SECOND, URGENT)), "fire, smoke")] == [
        "smoke",
        "fire",
    ]


def test_a_phrase_that_ends_a_sentence_is_found_at_the_end_of_a_line() -> None:
    rules = TopicRules((rule(r"\bwant to live(?:$|[.,!?])", name="danger"),))
    assert classify(rules, "I don't want to live\nmy order is 5551")
    assert not classify(rules, "I want to live in a tent")


def test_a_hit_says_which_rule_found_it() -> None:
    (hit,) = classify(TopicRules((URGENT,)), "Fire!")
    assert hit == TopicHit("fire", Severity.URGENT, 1.0, "phrases.en[1]", ("en",))


def test_no_topics_find_nothing() -> None:
    assert classify(TopicRules(()), "fire") == ()


def test_only_the_customers_words_of_a_stuffed_prompt_are_read() -> None:
    rules = TopicRules((URGENT,), (CustomerText("Q:", "A:"),))
    assert classify(rules, "fire is bad. Q: do you ship? A:") == ()
    assert classify(rules, "Q: there is a fire A: hm") != ()


def test_check_names_examples_that_are_missed_and_counter_examples_that_are_found() -> None:
    checked = rule(
        r"\bfire\b",
        name="fire",
        examples=("a fire", "a flame"),
        counter_examples=("fire sale", "x"),
    )
    assert Classifier(TopicRules((checked,))).check() == (
        "Topic fire: examples.en[2] is not recognised.",
        "Topic fire: counter_examples.en[1] is recognised.",
    )


def test_similar_examples_are_found_when_the_rule_asks_for_it() -> None:
    asked = rule(examples=("I want to speak to a human",), similarity=0.6)
    (hit,) = classify(TopicRules((asked,)), "i wnat to speek to a human")
    assert hit.rule == "examples.en[1]"
    assert 0.6 <= hit.score < 1
    assert classify(TopicRules((rule(examples=asked.examples["en"]),)), "i want a human") == ()


def trigger_words(size: int) -> str:
    """Words of all tables, in any order."""
    rng = random.Random(2)
    words = sorted(
        {
            word
            for topic in TOPICS
            for kind in table(topic).values()
            for messages in kind.values()
            for message in messages
            for word in message.split()
        }
    )
    return " ".join(rng.choices(words, k=size // 4))[:size]


@pytest.mark.parametrize(
    "piece",
    [
        "k i l l ",
        "k1ll ",
        "ｋｉｌｌ ",
        "хочу умереkть ",
        "\u200b",
        "\u0301",
        "<context>",
        "question: x\n",
        "the " * 100 + "question: ",
        "a\n",
        " ",
        "a",
        "i want to ",
        "\ud800",
    ],
    ids=[
        "spelled out",
        "digits for letters",
        "full width",
        "two alphabets",
        "invisible",
        "marks",
        "tags",
        "headings",
        "one heading",
        "lines",
        "blanks",
        "one letter",
        "beginnings",
        "surrogates",
    ],
)
def test_a_hostile_message_costs_in_proportion_to_its_length(
    shipped: Classifier, piece: str
) -> None:
    """What makes readings, headings or patterns work hard."""
    assert growth(lambda size: piece * (size // len(piece)), shipped.classify, 4_000) < LINEAR


def test_a_message_of_many_trigger_words_costs_in_proportion_to_its_length(
    shipped: Classifier,
) -> None:
    assert growth(trigger_words, shipped.classify, 4_000) < LINEAR


@pytest.mark.parametrize("text", ["", " ", "\n", "\x00", "\u200b", "\ud800"])
def test_nothing_is_about_nothing(shipped: Classifier, text: str) -> None:
    assert shipped.classify(text) == ()
