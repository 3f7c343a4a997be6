import pytest

from proxy.topics.examples import LONGEST_COMPARED, Examples
from proxy.topics.readings import readings
from tests.topics.tables import rule

HUMAN = rule(
    examples=("I want to speak to a human", "Je veux parler à un humain", "我要人工客服"),
    counter_examples=("I want to see human hair wigs", "I want to speak about an order"),
    similarity=0.55,
)


def place(message: str) -> str | None:
    return Examples(HUMAN).nearest(readings(message))[1]


@pytest.mark.parametrize(
    ("message", "example"),
    [
        ("I want to speak to a human", "examples.en[1]"),
        ("i want to speek to a humen", "examples.en[1]"),
        ("JE VEUX PARLER A UN HUMAIN", "examples.en[2]"),
        ("请我要人工客服", "examples.en[3]"),
    ],
)
def test_a_near_copy_is_found_and_names_its_example(message: str, example: str) -> None:
    assert place(message) == example


@pytest.mark.parametrize(
    "message",
    [
        "",
        "where is my order",
        "I want to see human hair",
        "I want to speak about my order",
        "x" * 50,
    ],
)
def test_other_messages_are_not_found(message: str) -> None:
    assert place(message) is None


def test_a_counter_example_wins_where_it_is_nearer() -> None:
    lax = rule(
        examples=("call a human",), counter_examples=("call a human hair shop",), similarity=0.3
    )
    assert Examples(lax).nearest(readings("call a human hair shop now"))[1] is None
    assert Examples(lax).nearest(readings("call a human now"))[1] == "examples.en[1]"


def test_the_same_sentence_has_similarity_one() -> None:
    score, _ = Examples(HUMAN).nearest(readings("i want to speak to a human"))
    assert score == pytest.approx(1)


def test_a_letter_is_not_compared() -> None:
    long = "I want to speak to a human " * 20
    assert len(long) > LONGEST_COMPARED
    assert place(long) is None
