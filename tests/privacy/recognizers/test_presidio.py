"""A policy's own recognisers in Presidio's YAML form, and Presidio's own."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from proxy.errors import AdministratorError, ErrorCode
from proxy.privacy.base import EntityRule, TextToRead
from proxy.privacy.detect import Detector
from proxy.privacy.recognizers.presidio import PRESIDIO_NAMES, policy_recognizer
from tests.privacy.finding import RULES, found

STAFF = {
    "name": "Staff number",
    "supported_entity": "STAFF_NUMBER",
    "patterns": [{"name": "staff", "regex": r"\bST-[0-9]{4}\b", "score": 0.3}],
    "context": ["staff", "employee"],
}


def detect(definition: Mapping[str, Any], text: str) -> list[tuple[str, str, float]]:
    rules = replace(
        RULES,
        predefined=(),
        recognizers=(definition,),
        entities={"STAFF_NUMBER": EntityRule("STAFF_NUMBER", "STAFF")},
    )
    return [
        (each.entity_type, text[each.start : each.end], each.score)
        for each in Detector(rules).detect(TextToRead(text))
    ]


def test_a_pattern_is_found_in_any_case_and_context_words_raise_its_score() -> None:
    assert detect(STAFF, "ask st-1234") == [("STAFF_NUMBER", "st-1234", 0.3)]
    assert detect(STAFF, "my employee number is ST-1234") == [("STAFF_NUMBER", "ST-1234", 0.65)]


def test_a_context_word_far_away_or_behind_changes_nothing() -> None:
    assert detect(STAFF, "employee of the month one two three four ST-1234")[0][2] == 0.3
    assert detect(STAFF, "ST-1234 employee")[0][2] == 0.3


def test_a_deny_list_finds_whole_words() -> None:
    listed = {
        "name": "Staff",
        "supported_entity": "STAFF_NUMBER",
        "deny_list": ["crystal m.", "minh"],
    }
    assert [piece for _, piece, _ in detect(listed, "Minh and crystal m. and minhova")] == [
        "Minh",
        "crystal m.",
    ]


def test_languages_may_carry_their_own_context_words() -> None:
    own = {
        **STAFF,
        "context": None,
        "supported_languages": [{"language": "en", "context": ["badge"]}, "de"],
    }
    assert detect(own, "badge ST-1234")[0][2] == 0.65


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": ""}, "needs a name"),
        ({"supported_entity": None}, "needs a name"),
        ({"regexp": "x"}, "unknown keys"),
        ({"patterns": None}, "neither patterns nor"),
        ({"patterns": "x"}, "needs a list"),
        ({"patterns": [{"name": "p", "regex": "(?=x)y", "score": 0.5}]}, "RE2 cannot compile"),
        ({"patterns": [{"name": "p", "regex": r"(\d)\1", "score": 0.5}]}, "RE2 cannot compile"),
        ({"patterns": [{"name": "p", "regex": "x*", "score": 0.5}]}, "matches the empty text"),
        ({"patterns": [{"name": "p", "regex": "x", "score": 2}]}, "scores above 0"),
        ({"patterns": [{"name": "p", "regex": "x", "score": True}]}, "scores above 0"),
        ({"patterns": [{"name": "p"}]}, "needs patterns with"),
        ({"deny_list": [""]}, "needs texts"),
        ({"supported_language": "xx"}, "does not cover"),
    ],
)
def test_what_cannot_work_is_refused_by_name(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(AdministratorError, match=problem) as caught:
        policy_recognizer({**STAFF, **change}, ("en",))
    assert caught.value.code is ErrorCode.INVALID_POLICY


def test_recognisers_of_presidio_s_that_use_a_network_a_model_or_a_log_are_not_offered() -> None:
    assert "UsSsnRecognizer" in PRESIDIO_NAMES
    unwanted = {
        "EmailRecognizer",
        "IbanRecognizer",
        "UrlRecognizer",
        "SpacyRecognizer",
        "PhoneRecognizer",
    }
    assert not unwanted & set(PRESIDIO_NAMES)


def test_presidio_s_checksums_decide() -> None:
    rules = replace(
        RULES,
        predefined=("AbaRoutingRecognizer",),
        entities={"ABA_ROUTING_NUMBER": EntityRule("X", "X")},
    )
    detector = Detector(rules)
    assert [each.score for each in detector.detect(TextToRead("021000021"))] == [1.0]
    assert detector.detect(TextToRead("021000022")) == ()


def test_ours_runs_where_the_name_is_presidio_s_too() -> None:
    assert found("IbanRecognizer", "DE89370400440532013000") == [
        ("IBAN_CODE", "DE89370400440532013000")
    ]
