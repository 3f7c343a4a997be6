"""Promises of the canonical reading."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.text import canonical

TEXTS = st.text(alphabet=st.characters(codec=None), max_size=60)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("４２４２", "4242"),
        ("٤٢", "42"),
        ("①②", "12"),
        ("4\u200b2\u200d4\u2060", "424"),
        ("4\ufe0f\u20e32", "42"),
        ("a\u00a0b\u2009c", "a b c"),
        ("2019–20", "2019-20"),
        ("O’Brien", "O'Brien"),
        ("Jose\u0301", "José"),
        ("crystal＠example．com", "crystal@example.com"),
        ("ﬁn", "fin"),
        ("one\u2028two", "one\ntwo"),
        ("\ud83d", "\ufffd"),
        ("𝐜𝟒", "c4"),
    ],
)
def test_what_hides_a_value_from_a_pattern_is_undone(written: str, read: str) -> None:
    assert canonical(written).text == read


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=60))
def test_ascii_is_its_own_reading(text: str) -> None:
    assert canonical(text).text == text


@given(TEXTS)
def test_every_position_leads_back_into_the_original(text: str) -> None:
    read = canonical(text)
    last = 0
    for index in range(len(read.text)):
        start, end = read.original_span(index, index + 1)
        assert 0 <= start < end <= len(text)
        assert start >= last - 1
        last = start
    if read.text:
        low, high = read.original_span(0, len(read.text))
        outside = text[:low] + text[high:]
        assert all(canonical(character).text == "" for character in outside)


@given(TEXTS)
def test_a_reading_can_always_be_encoded(text: str) -> None:
    canonical(text).text.encode("utf-8")


def test_a_span_covers_the_whole_of_a_composed_letter() -> None:
    text = "Zoe\u0308 Müller"
    read = canonical(text)
    start, end = read.original_span(0, 3)
    assert unicodedata.normalize("NFC", text[start:end]) == "Zoë"
