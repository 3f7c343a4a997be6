"""Searching for known values in any spelling."""

import re

from hypothesis import given
from hypothesis import strategies as st

from proxy.privacy.phrases import LONGEST, PhraseIndex, runs


def places(index: PhraseIndex, text: str) -> list[str]:
    return [text[each.start : each.end] for each in index.occurrences(text)]


def test_a_value_is_found_in_any_case_spacing_and_grouping() -> None:
    index = PhraseIndex(["crystalminh", "4242424242424242"])
    text = "CRYSTAL-minh, crystalminh; 4242 4242 4242 4242 ４２４２424242424242"
    assert places(index, text) == [
        "CRYSTAL-minh",
        "crystalminh",
        "4242 4242 4242 4242",
        "４２４２424242424242",
    ]


def test_a_value_begins_and_ends_with_a_word() -> None:
    index = PhraseIndex(["lopez", "4711"])
    assert places(index, "Lopez's Lopezia xlopez 47115 4711.") == ["Lopez", "4711"]


def test_the_longest_value_at_a_place_is_found() -> None:
    assert places(PhraseIndex(["crystal", "crystalminh"]), "crystal minh") == ["crystal minh"]


def test_words_far_apart_are_not_one_value() -> None:
    assert places(PhraseIndex(["crystalminh"]), "crystal ---- minh") == []


def test_an_empty_index_finds_nothing() -> None:
    index = PhraseIndex(["", "x" * (LONGEST + 1)])
    assert not index
    assert places(index, "x" * 100) == []


@given(
    st.lists(st.sampled_from(["ab", "c", "abc", "d1"]), max_size=8),
    st.sets(st.text("abcd1", max_size=6)),
)
def test_it_finds_what_a_slow_search_finds(words: list[str], forms: set[str]) -> None:
    text = " ".join(words)
    expected = []
    for first in range(len(words)):
        joined = [(end, "".join(words[first:end])) for end in range(first + 1, len(words) + 1)]
        fitting = [end for end, form in joined if form in forms]
        if fitting:
            start = len(" ".join(words[:first])) + bool(first)
            expected.append(text[start : len(" ".join(words[: max(fitting)]))])
    assert places(PhraseIndex(forms), text) == expected


@given(st.text(max_size=60))
def test_runs_are_letters_and_digits_only(text: str) -> None:
    assert all(re.search(r"[\W_]", run) is None or not run.isascii() for run in runs(text))
