"""A message as it is shown: values masked, tricks made visible, nothing lost in between."""

from hypothesis import given
from hypothesis import strategies as st

from proxy.console.segments import (
    LONGEST,
    WHOLE,
    Mask,
    Showing,
    hidden,
    left_out,
    pieces,
    visible,
)
from proxy.handoff.looks import Spot

TEXT = "I am Crystal, call 555-0142"
NAME = Mask(5, 12, "PERSON", "PERSON", Showing.ON_REQUEST)
PHONE = Mask(19, 27, "PHONE_NUMBER", "PHONE", Showing.BY_TWO)


def test_a_masked_value_is_in_no_piece_until_it_was_asked_for() -> None:
    found = pieces(TEXT, [PHONE, NAME], 3)
    assert [p.text for p in found] == ["I am ", "", ", call ", ""]
    assert "Crystal" not in str(found)
    shown = pieces(TEXT, [PHONE, NAME], 3, frozenset({Spot(3, 5, 12)}))
    assert [p.text for p in shown] == ["I am ", "Crystal", ", call ", ""]
    assert [p.text for p in pieces(TEXT, [NAME], 3, frozenset({Spot(4, 5, 12)}))][1] == ""


def test_characters_that_turn_or_hide_text_become_words() -> None:
    turned = pieces("pay \u202egnihton\u202c now\u200b", [], 1)
    assert [p.text for p in turned if p.trick] == [
        "U+202E right-to-left override",
        "U+202C pop directional formatting",
        "U+200B zero width space",
    ]
    assert visible("a\u202eb\x00c\ud800d\U000e0041") == "a[U+202E]b[U+0000]c[U+D800]d[U+E0041]"
    assert visible("line\nline\ttab, العربية 日本語 👩‍👧") == "line\nline\ttab, العربية 日本語 👩‍👧"


def test_a_word_of_a_megabyte_is_cut_and_a_value_across_the_cut_is_not_shown_in_part() -> None:
    text = "x" * 1_000_000
    found = pieces(text, [Mask(LONGEST - 3, LONGEST + 3, "SECRET", "SECRET", Showing.NEVER)], 1)
    assert sum(len(p.text) for p in found) <= LONGEST
    assert left_out(text) == 1_000_000 - LONGEST


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4),
)
def test_words_outside_masks_stay_and_words_inside_never_show(
    text: str, spans: list[tuple[int, int]]
) -> None:
    masks = [
        Mask(a, b, "PERSON", "PERSON", Showing.ON_REQUEST)
        for a, b in spans
        if 0 <= a < b <= len(text)
    ]
    inside: set[int] = set()
    at = 0
    for mask in sorted(masks, key=lambda m: m.start):
        if mask.start >= at:
            inside |= set(range(mask.start, mask.end))
            at = mask.end
    found = pieces(text, masks, 1)
    plain = "".join("?" if p.trick else p.text for p in found if p.mask is None)
    outside = "".join("?" if visible(c) != c else c for i, c in enumerate(text) if i not in inside)
    assert plain == outside


def test_what_leaves_the_house_has_labels_in_place_of_values() -> None:
    assert hidden(TEXT, [PHONE, NAME]) == "I am [PERSON], call [PHONE]"


def test_of_a_value_across_the_end_not_even_the_beginning_is_shown() -> None:
    text = "x " * (LONGEST // 2 - 3) + "4111 1111 1111 1111 and more"
    start = text.index("4111")
    card = Mask(start, start + 19, "CREDIT_CARD", "CARD", Showing.ON_REQUEST)
    assert start < LONGEST < card.end
    assert "41" not in "".join(piece.text for piece in pieces(text, [card], 1))
    whole = pieces(text, [card], 1, longest=WHOLE)
    assert [piece.mask for piece in whole if piece.mask] == [card]
    assert whole[-1].text == " and more"


def test_what_leaves_the_house_ends_where_reading_ended() -> None:
    behind = "x" * LONGEST + " Crystal Minh"
    assert "Crystal" not in hidden(behind, ())
    card = Mask(LONGEST - 5, LONGEST + 14, "CREDIT_CARD", "CARD", Showing.ON_REQUEST)
    assert hidden("x" * (LONGEST - 5) + "4111 1111 1111 1111", [card]).endswith("x[CARD] …")
