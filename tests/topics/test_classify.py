import random
import time

import pytest

from proxy.topics import Classifier, CustomerText, Severity, TopicHit, TopicRules, classify
from tests.topics.tables import TOPICS, rule, shipped_rules, table

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


def test_a_hit_says_which_rule_found_it() -> None:
    (hit,) = classify(TopicRules((URGENT,)), "Fire!")
    assert hit == TopicHit("fire", Severity.URGENT, 1.0, "phrases.en[1]")


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


def hostile_messages() -> dict[str, str]:
    """A megabyte each: everything that makes readings, headings or patterns work hard."""
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
    return {
        "trigger words": " ".join(rng.choices(words, k=250_000))[:1_000_000],
        "spelled out": "k i l l " * 125_000,
        "digits for letters": "k1ll " * 200_000,
        "full width": "ｋｉｌｌ " * 200_000,
        "two alphabets": "хочу умереkть " * 70_000,
        "invisible": "\u200b" * 1_000_000,
        "marks": "e" + "\u0301" * 1_000_000,
        "tags": "<context>" * 110_000,
        "headings": "question: x\n" * 80_000,
        "one heading": ("the " * 100 + "question: ") * 2_000,
        "lines": "a\n" * 500_000,
        "blanks": " " * 1_000_000,
        "one letter": "a" * 1_000_000,
        "beginnings": "i want to " * 100_000,
        "surrogates": "\ud800" * 1_000_000,
    }


def test_a_hostile_megabyte_takes_less_than_a_second(shipped: Classifier) -> None:
    slow = {}
    for name, message in hostile_messages().items():
        started = time.thread_time()
        shipped.classify(message)
        if (taken := time.thread_time() - started) > 1.0:
            slow[name] = taken
    assert slow == {}


def test_an_ordinary_message_takes_a_fraction_of_a_millisecond(shipped: Classifier) -> None:
    messages = [m for topic in TOPICS for m in table(topic)["not_about"]["en"]]
    times: list[float] = []
    for _ in range(2):  # the automata are built as they are needed
        times.clear()
        for message in messages:
            started = time.thread_time()
            shipped.classify(message)
            times.append(time.thread_time() - started)
    assert sorted(times)[len(times) // 2] < 0.0006


def test_the_shipped_pack_compiles_in_less_than_a_second() -> None:
    started = time.thread_time()
    Classifier(shipped_rules())
    assert time.thread_time() - started < 1.0


@pytest.mark.parametrize("text", ["", " ", "\n", "\x00", "\u200b", "\ud800"])
def test_nothing_is_about_nothing(shipped: Classifier, text: str) -> None:
    assert shipped.classify(text) == ()
