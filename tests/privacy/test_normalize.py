"""Promises of the reading that all recognisers share."""

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from proxy.privacy.base import TextToRead
from proxy.privacy.normalize import (
    Reading,
    digits_of,
    lower_at_equal_length,
    parted,
    pattern,
    squeezed,
)
from proxy.text import canonical


def read(text: str) -> Reading:
    return Reading.of(TextToRead(text))


@given(st.text(max_size=80))
def test_small_letters_stand_where_the_letters_stood(text: str) -> None:
    assert len(lower_at_equal_length(text)) == len(text)
    assert len(read(text).lower) == len(read(text).text)


@given(st.text(alphabet="ab é1İ'.- \n", max_size=60))
def test_words_are_slices_of_the_small_letter_text(text: str) -> None:
    reading = read(text)
    for word in reading.words:
        assert reading.lower[word.start : word.end] == word.text
    assert list(reading.word_starts) == sorted(reading.word_starts)


def test_words_before_and_after_a_place_are_nearest_to_it() -> None:
    reading = read("one two three four five")
    assert reading.words_before(reading.text.index("four"), 2) == ("two", "three")
    assert reading.words_after(reading.text.index("three"), 2) == ("three", "four")
    assert reading.words_before(0, 3) == ()


def test_digit_groups_with_short_gaps_are_one_run() -> None:
    reading = read("call (201) 555-0123 or 7x and 88")
    assert [[group.digits for group in run] for run in reading.runs] == [
        ["201", "555", "0123"],
        ["88"],
    ]


def test_a_group_that_touches_a_letter_is_not_free() -> None:
    assert [group.free for group in read("1a 2").groups] == [False, True]


@given(st.text(alphabet="aZ7 电話번โ\uff17％é\u200b-", max_size=40))
def test_parting_scripts_without_blanks_moves_no_letter(text: str) -> None:
    whole = canonical(text)
    read = parted(whole)
    assert read.text.replace(" ", "") == whole.text.replace(" ", "")
    left = [at for at, letter in enumerate(read.text) if letter != " "]
    right = [at for at, letter in enumerate(whole.text) if letter != " "]
    for ours, theirs in zip(left, right, strict=True):
        assert read.original_span(ours, ours + 1) == whole.original_span(theirs, theirs + 1)


@pytest.mark.parametrize(
    "text",
    [
        "电话13800138000到期",
        "電話は090-1234-5678です",
        "전화번호는010-1234-5678입니다",
        "โทร0812345678ครับ",
    ],
)
def test_a_number_beside_words_without_blanks_is_free(text: str) -> None:
    assert all(group.free for group in read(text).groups)


def test_squeezed_values_compare_in_any_spelling() -> None:
    assert squeezed("Crystal-MINH") == squeezed("crystal minh") == "crystalminh"
    assert digits_of("４２ 42") == "4242"


@given(st.text(alphabet="abcXYZ019 éÉß.-@", max_size=40))
def test_the_ascii_twin_of_a_pattern_finds_the_same(text: str) -> None:
    """A non-ASCII sign at the end switches to the wide pattern; what is found before it is equal."""
    each = pattern(r"(?:^|[^\pL\pN])(?P<v>[\p{Lu}\pL][\pL\pN.\-]*@[\pN]+)")
    plain = "".join(c for c in text if c.isascii()) + " "
    narrow = [match.span("v") for match in each.finditer(plain)]
    wide = [match.span("v") for match in each.finditer(plain + "é")]
    assert narrow == wide


def test_a_pattern_that_re2_cannot_compile_is_an_error() -> None:
    with pytest.raises(re2.error):
        pattern(r"(?=a)b")


def test_a_reading_does_not_show_its_text() -> None:
    assert "crystal" not in repr(read("crystal"))
