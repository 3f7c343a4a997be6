import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.errors import AdministratorError, ErrorCode
from proxy.topics.phrases import Phrases
from proxy.topics.readings import readings
from tests.topics.tables import rule


def found(phrases: Phrases, message: str) -> str | None:
    return next(iter(phrases.search(readings(message))), None)


def test_a_hit_names_the_place_of_the_pattern_and_not_the_words() -> None:
    phrases = Phrases(rule(r"\bone\b", r"\btwo\b"))
    assert found(phrases, "number Two") == "phrases.en[2]"


def test_nothing_found_is_none() -> None:
    assert found(Phrases(rule(r"\bone\b")), "nothing here") is None


def test_a_topic_without_phrases_finds_nothing() -> None:
    assert found(Phrases(rule()), "anything") is None


def test_accents_may_be_left_out_in_the_pattern_and_in_the_message() -> None:
    for pattern in ("blessé", "blesse"):
        for message in ("je suis Blessé", "je suis blesse", "je suis blesse\u0301"):
            assert found(Phrases(rule(rf"\b{pattern}\b")), message), (pattern, message)


def test_a_pattern_in_capitals_finds_small_letters() -> None:
    assert found(Phrases(rule(r"\bGDPR\b")), "a gdpr request")


def test_a_phrase_inside_of_an_exception_does_not_count() -> None:
    phrases = Phrases(rule(r"\blawyer\b", unless=(r"\blawyer costume\b",)))
    assert found(phrases, "a lawyer costume") is None
    assert found(phrases, "my lawyer saw the lawyer costume")


def test_an_exception_can_make_nothing_meet() -> None:
    """What is blanked is no bridge between the words before and after it."""
    phrases = Phrases(rule(r"kill\s+\w+", r"kill you", unless=(r"\bthe ants near\b",)))
    assert found(phrases, "kill the ants near you") is None


def test_exceptions_fold_accents_too() -> None:
    phrases = Phrases(rule(r"\bavocat\b", unless=(r"avocat mûr",)))
    assert found(phrases, "un avocat mur") is None


@pytest.mark.parametrize("pattern", ["(?:", "a)|(b", r"(?=look)", r"(a)\1", "[z-a]", "(?P<n>"])
def test_what_is_no_re2_is_refused_with_its_place(pattern: str) -> None:
    with pytest.raises(AdministratorError) as refused:
        Phrases(rule("fine", pattern, name="mine"))
    assert refused.value.code is ErrorCode.INVALID_POLICY
    assert "mine: phrases.en[2]" in refused.value.message


@pytest.mark.parametrize("pattern", ["x*", ".", "", r"\W|a", "^"])
def test_what_matches_everything_is_refused(pattern: str) -> None:
    with pytest.raises(AdministratorError, match=r"phrases.en\[1\] matches every text"):
        Phrases(rule(pattern))
    with pytest.raises(AdministratorError, match=r"unless.en\[1\] matches every text"):
        Phrases(rule("fine", unless=(pattern,)))


def test_half_a_surrogate_pair_does_not_stop_the_search() -> None:
    assert found(Phrases(rule(r"\bhuman\b")), "human \ud83d")


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found(Phrases(rule(r"\bhuman\b", unless=(r"\bhuman hair\b",))), text)


@given(before=st.text(max_size=50), after=st.text(max_size=50))
def test_the_filter_finds_what_stands_anywhere(before: str, after: str) -> None:
    """The first pass over literals loses nothing that the pattern alone would find."""
    assert found(Phrases(rule("zanzibar")), f"{before} zanzibar {after}")
