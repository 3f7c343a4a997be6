"""Promises of the canonical reading."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.text import canonical, plain_number

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
        (r"Ren\u00e9e M\u00FCller \ud83d\ude00", "Renée Müller 😀"),
        (r"{\"name\": \"Ren\\u00e9e\"}", '{"name": "Renée"}'),
        (r"\u{52}en\xc3\xa9e\/x", "Renée/x"),
        ("M&uuml;ller &#x40; &#64; &amp;uuml; &nothing;", "Müller @ @ ü &nothing;"),
        ("maria%40example.com M%C3%BCller M%FCller %2540", "maria@example.com Müller Müller @"),
        (r"so\nCrystal Minh", "so\nCrystal Minh"),
        (r'{"note":"so\ncrystal"}', '{"note":"so\ncrystal"}'),
        (
            r"&#xfdfa; \uff14",
            "\u0635\u0644\u0649 \u0627\u0644\u0644\u0647 \u0639\u0644\u064a\u0647 \u0648\u0633\u0644\u0645 4",
        ),
    ],
)
def test_what_hides_a_value_from_a_pattern_is_undone(written: str, read: str) -> None:
    assert canonical(written).text == read


@given(st.text(alphabet=st.characters(codec="ascii", exclude_characters="\\%&"), max_size=60))
def test_ascii_without_escapes_is_its_own_reading(text: str) -> None:
    assert canonical(text).text == text


@pytest.mark.parametrize("text", [r"C:\new\table", "100% & more; 50%, a\\b", "&nope; \\u00g1 %zz"])
def test_what_only_looks_like_an_escape_stays(text: str) -> None:
    assert canonical(text).text == text


ESCAPES = st.lists(
    st.sampled_from(
        [
            r"\u00e9",
            r"\ud83d\ude00",
            r"\ud83d",
            "&uuml;",
            "&#99999999;",
            "%C3%A9",
            "%FC%C3",
            r"\\",
            r"\n",
            *("\\", "%", "&", "&shy;", "a", "é", "\u0301", "\u200b", "u00e9", "25"),
        ]
    ),
    max_size=12,
).map("".join)


@given(ESCAPES)
def test_escapes_are_covered_from_left_to_right_without_a_gap(text: str) -> None:
    read = canonical(text)
    spans = [read.original_span(index, index + 1) for index in range(len(read.text))]
    for (start, end), (following, _) in pairwise(spans):
        assert 0 <= start < end <= len(text)
        assert following in {start, end} or canonical(text[end:following]).text == ""


def test_a_span_covers_the_whole_of_an_escape() -> None:
    text = r'Result: {"name": "Ren\u00e9e M\u00fcller"}'
    read = canonical(text)
    start = read.text.index("Renée")
    low, high = read.original_span(start, start + len("Renée Müller"))
    assert text[low:high] == r"Ren\u00e9e M\u00fcller"


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


@pytest.mark.parametrize(
    ("spelled", "read"),
    [
        ("2.015550123E9", "2015550123"),
        ("4.242424242424242e+15", "4242424242424242"),
        ("4242424242424242000000e-6", "4242424242424242"),
        ("-1.0485764E7", "-10485764"),
        ("1E39", "1" + "0" * 39),
        ("0e0", "0"),
        ("1E40", "1E40"),
        ("1.5e-7", "1.5e-7"),
        ("1e999999999999", "1e999999999999"),
        ("10485764", "10485764"),
        ("39.0", "39.0"),
        ("10485764.0", "10485764.0"),
        ("4242424242424242.0", "4242424242424242"),
    ],
)
def test_a_whole_number_is_read_however_a_program_spells_its_double(
    spelled: str, read: str
) -> None:
    assert plain_number(spelled) == read
