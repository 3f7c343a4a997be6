"""The corpus of ways in which models mangle placeholders: restored exactly, or left; never in part.

Data: tests/vectors/mutations-v1.json, one way each. Specification: docs/spec/placeholder.md, 4.
"""

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from proxy.privacy.base import EntityRule, RestorationRules
from proxy.privacy.placeholders import Entry, Placeholders
from proxy.privacy.restore import NEUTRAL_WORD, Restorer
from proxy.sensitive import Sensitive
from proxy.turn import Channel, Sink

CORPUS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "mutations-v1.json").read_text()
)
MUTATIONS: list[dict[str, str]] = CORPUS["mutations"]
CATEGORIES = Counter(mutation["category"] for mutation in MUTATIONS)
EMAIL, PERSON = "maria.lopez@example.com", 'Maria "Mary" Lopez'
PLACEHOLDERS = Placeholders(
    {
        CORPUS["placeholder"]: Entry(
            "EMAIL_ADDRESS", EntityRule("EMAIL_ADDRESS", "EMAIL"), Sensitive(EMAIL)
        ),
        CORPUS["another"]: Entry("PERSON", EntityRule("PERSON", "PERSON"), Sensitive(PERSON)),
    }
)
CONTENT = Channel(0, "content")
PARTS = [EMAIL[start : start + 6] for start in range(len(EMAIL) - 5)]
"""What would show that a value was restored in part."""

Frame = tuple[str, str]
INSIDE, AT_END = ("to ", ", please"), ("to ", "")


def expected(mutation: dict[str, str], frame: Frame) -> str:
    """What the customer reads, by the corpus."""
    place = "inside" if frame is INSIDE else "at_end"
    reads = mutation.get(place, mutation.get("reads"))
    middle = mutation["writes"] if reads is None else reads.replace("{}", EMAIL)
    return f"{frame[0]}{middle}{frame[1]}"


def shown(pieces: list[str], *, json_text: bool = False) -> str:
    """The pieces of one answer, restored."""
    restorer = Restorer(PLACEHOLDERS, RestorationRules())
    sink = Sink.TOOL_ARGUMENTS if json_text else Sink.CUSTOMER_TEXT
    released = [restorer.feed(CONTENT, piece, sink=sink, json=json_text) for piece in pieces]
    return "".join([*released, restorer.flush(CONTENT)])


def cut(text: str, chance: random.Random) -> list[str]:
    """The text in pieces of one to eight characters."""
    pieces = []
    while text:
        size = chance.randint(1, 8)
        pieces.append(text[:size])
        text = text[size:]
    return pieces


def test_the_corpus_has_at_least_two_hundred_distinct_ways_in_many_categories() -> None:
    assert len({mutation["writes"] for mutation in MUTATIONS}) == len(MUTATIONS) >= 200
    assert len({(m["category"], m["way"]) for m in MUTATIONS}) == len(MUTATIONS)
    assert len(CATEGORIES) >= 15
    assert all(mutation["way"] for mutation in MUTATIONS)


@pytest.mark.parametrize("category", CATEGORIES)
def test_each_way_is_read_as_the_corpus_says(category: str) -> None:
    for mutation in (m for m in MUTATIONS if m["category"] == category):
        for frame in (INSIDE, AT_END):
            text = f"{frame[0]}{mutation['writes']}{frame[1]}"
            assert shown([text]) == expected(mutation, frame), mutation["way"]


def test_however_the_answer_is_cut_the_same_is_read() -> None:
    """Character by character, and in pieces of random sizes."""
    chance = random.Random(20261123)
    for mutation in MUTATIONS:
        for frame in (INSIDE, AT_END):
            text = f"{frame[0]}{mutation['writes']}{frame[1]}"
            for pieces in (list(text), *(cut(text, chance) for _ in range(4))):
                assert shown(pieces) == expected(mutation, frame), (mutation["way"], pieces)


def test_no_way_restores_a_value_in_part_or_anothers() -> None:
    for mutation in MUTATIONS:
        for frame in (INSIDE, AT_END):
            rest = expected(mutation, frame).replace(EMAIL, "")
            assert not [part for part in PARTS if part in rest], mutation["way"]
            assert not any(name in rest for name in ("Maria", "Lopez")), mutation["way"]


def test_in_a_tools_arguments_each_way_gives_valid_json_with_the_whole_value_or_none() -> None:
    """One way may be read in plain text and not in JSON, where a backslash is an escape."""
    for mutation in MUTATIONS:
        arguments = json.dumps({"to": mutation["writes"], "n": 1}, ensure_ascii=False)
        for pieces in ([arguments], list(arguments)):
            read = json.loads(shown(pieces, json_text=True))
            plain = expected(mutation, INSIDE)[len(INSIDE[0]) : -len(INSIDE[1])]
            assert read["n"] == 1
            assert read["to"] in {plain, mutation["writes"]}, mutation["way"]


def test_only_what_is_cut_off_becomes_the_neutral_word_and_only_at_the_end() -> None:
    neutral = [m for m in MUTATIONS if NEUTRAL_WORD in expected(m, AT_END)]
    assert {mutation["category"] for mutation in neutral} == {"cut off"}
    assert len(neutral) >= 8
    assert not [m for m in MUTATIONS if NEUTRAL_WORD in expected(m, INSIDE)]
