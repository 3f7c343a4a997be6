"""Whatever customers wrote, the downloaded candidates are a piece of policy that can be read."""

import json
from datetime import UTC, datetime

import pytest

from proxy.console.candidates import write_candidates
from proxy.handoff.margin import Candidate, Judgement, Sighting, Verdict
from proxy.policy.document import read_document
from proxy.policy.pack import Topics

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def judged(
    text: str,
    verdict: Verdict = Verdict.WRONGLY_HELD,
    *,
    topic: str = "human",
    language: str = "en",
    why: str = "a costume",
) -> tuple[Candidate, str]:
    judgement = Judgement(verdict, 1, "Ada", NOON, why)
    sighting = Sighting(topic, "phrases.en[1]", 1.0, "version")
    return Candidate("R-1", language, judgement, sighting, text), text


def read(written: str) -> Topics:
    """As a policy file reads what stands below its ``topics:``."""
    root = read_document("mine.yaml", f"{written}include: [topics.yaml]\n...\n".encode()).root
    return Topics.model_validate_json(json.dumps(root))


def test_what_people_judged_becomes_examples_and_counter_examples() -> None:
    right = judged("I  want\na human", Verdict.RIGHTLY_HELD)
    found = read(write_candidates([right, judged("human hair wigs")], {"human"})).change["human"]
    assert found.examples == {"en": ("I want a human",)}
    assert found.counter_examples == {"en": ("human hair wigs",)}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (judged("x" * 2001), "2001 characters"),
        (judged(" \n "), "0 characters"),
        (judged("\ud800"), "1 characters"),
        (judged("gone", topic="old"), "no such topic"),
        (judged("hm", language="not a code"), "not in this language"),
    ],
    ids=["long", "empty", "no-text", "topic", "language"],
)
def test_what_a_policy_would_not_take_is_a_comment_with_the_reason(
    bad: tuple[Candidate, str], reason: str
) -> None:
    written = write_candidates([bad, judged("human hair wigs")], {"human"})
    assert read(written).change["human"].counter_examples == {"en": ("human hair wigs",)}
    assert set(read(written).change) == {"human"}
    (line,) = [line for line in written.splitlines() if "left out:" in line]
    assert line.startswith("#")
    assert reason in line
    assert all(len(line) < 600 for line in written.splitlines())


@pytest.mark.parametrize(
    "text", ["no", "12.50", "- a: b", "# c", "\x85next: x", "a\u2028b: c", "...", "\x00", "*a &b"]
)
@pytest.mark.parametrize("verdict", Verdict)
def test_no_words_break_out_of_their_place(text: str, verdict: Verdict) -> None:
    written = write_candidates([judged(text, verdict, why=text)], {"human"})
    assert set(read(written).change) <= {"human"}


def test_a_list_takes_as_many_as_a_policy_does() -> None:
    many = [judged(f"human {number}") for number in range(2002)]
    written = write_candidates(many, {"human"})
    assert len(read(written).change["human"].counter_examples["en"]) == 2000
    assert written.count("left out: a policy takes no more of them") == 2
