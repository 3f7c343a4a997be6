import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.topics.readings import LONGEST_READ, both_ends, fold, fold_pattern, readings


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Crème BRÛLÉE", "creme brulee"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("İstanbul ılık", "istanbul ilik"),
        ("Ёлка йод", "елка иод"),
        ("don’t", "don't"),
        ("don`t", "don't"),
        ("don\u00b4t", "don't"),
        ("ＨＵＭＡＮ", "human"),
        ("hu\u200bman", "human"),
        ("أريد إنسانة", "اريد انسانه"),
        ("がんばる", "がんばる"),
        ("か\u3099んばる", "がんばる"),
        ("e\u0301te\u0301", "ete"),
        ("사람", "사람"),
        ("a\ud800b", "ab"),
    ],
)
def test_fold_reads_without_case_and_accents(written: str, read: str) -> None:
    assert fold(written) == read


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("k i l l myself", "kill myself"),
        ("k.i.l.l myself", "kill myself"),
        ("s-u-i-c-i-d-e", "suicide"),
        ("a g e n t  p l e a s e", "agent please"),
        ("k1ll my$elf", "kill myself"),
        ("sui cid3 su1c1de", "sui cide suicide"),
        ("кіll".replace("к", "k"), "kill"),
        ("sсam", "scam"),
        ("HUMANNNNNN", "human"),
        ("agent!!", "agent!!"),
    ],
)
def test_a_disguise_is_undone_in_a_further_reading(disguised: str, plain: str) -> None:
    assert plain in readings(disguised)


def test_the_plain_reading_comes_first_and_is_kept() -> None:
    assert readings("b2b sh0es,  size\t4")[0] == "b2b sh0es, size 4"


@pytest.mark.parametrize("ordinary", ["where is my order 12345", "iphone 15 pro", "", "I am 11"])
def test_what_is_not_disguised_has_one_reading(ordinary: str) -> None:
    assert readings(ordinary) == (ordinary.lower(),)


def test_a_held_down_letter_may_have_been_double() -> None:
    assert "kill" in readings("killllll")
    assert "human" in readings("humannnn")


def test_each_line_is_read_as_a_sentence_too() -> None:
    plain, in_lines = readings("I don't want to live \r\n\n my order, 5551\nok!\n")
    assert plain == "i don't want to live my order, 5551 ok!"
    assert in_lines == "i don't want to live. my order, 5551. ok!"


def test_of_a_very_long_message_both_ends_are_read() -> None:
    text = "first " + "x" * (3 * LONGEST_READ) + " last"
    assert len(both_ends(text)) == LONGEST_READ + 1
    plain = readings(text)[0]
    assert plain.startswith("first x")
    assert plain.endswith("x last")


def test_an_ascii_pattern_stays_as_it_is() -> None:
    assert fold_pattern(r"\S+\WFOO") == r"\S+\WFOO"


def test_a_full_width_bracket_in_a_pattern_is_no_group() -> None:
    assert fold_pattern("é（") == "e\\("


@given(st.text(max_size=300))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = readings(text)[0]
    assert readings(once)[0] == once


@given(st.text(max_size=300))
def test_readings_are_few_and_different(text: str) -> None:
    found = readings(text)
    assert 1 <= len(found) <= 4
    assert len(set(found)) == len(found)


@given(st.text(max_size=100))
def test_a_reading_can_always_be_sent_as_utf8(text: str) -> None:
    for reading in readings(text + "\ud83d"):
        reading.encode()
