"""Spellings: what is read as a placeholder, and from where on a text could still become one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.privacy.spellings import LONGEST, Partial, Spelled, any_spellings, spellings_for

LABELS = frozenset({"EMAIL", "ORDER", "ABCDEFGHIJKL"})
PLAIN = spellings_for(LABELS, json=False)
JSON = spellings_for(LABELS, json=True)


def test_the_longest_spelling_has_the_length_the_specification_names() -> None:
    longest = "&lbrack; ABCDEFGHIJKL &lowbar; 7K3M9Q &rbrack;"
    assert len(longest) == LONGEST
    assert PLAIN.all(longest) == [Spelled(0, LONGEST, "[ABCDEFGHIJKL_7K3M9Q]", False, False)]


@pytest.mark.parametrize(
    "text", ["[EMAIL_7K3M9Q]", "\\[email\\_7k3m9q\\]", "&#91;EMAIL_7K3M9Q&#93;"]
)
def test_every_beginning_of_a_spelling_is_partial(text: str) -> None:
    for length in range(1, len(text)):
        assert PLAIN.next(text[:length], 0, final=False) == Partial(0)
        assert not PLAIN.is_plain("", text[:length])
    found = PLAIN.next(text, 0, final=False)
    assert isinstance(found, Spelled)
    assert found.placeholder == "[EMAIL_7K3M9Q]"


def test_a_bare_spelling_is_partial_until_a_character_ends_it() -> None:
    for length in range(1, 13):
        assert PLAIN.next("EMAIL_7K3M9Q"[:length], 0, final=False) == Partial(0)
        assert not PLAIN.is_plain("", "EMAIL_7K3M9Q"[:length])
    assert isinstance(PLAIN.next("EMAIL_7K3M9Q.", 0, final=False), Spelled)
    assert PLAIN.next("EMAIL_7K3M9Qx", 0, final=False) is None
    assert PLAIN.is_plain("x", "EMAIL")


def test_json_text_doubles_the_backslashes() -> None:
    assert JSON.all("\\\\[EMAIL\\\\_7K3M9Q\\\\]")
    assert not JSON.all("\\[EMAIL\\_7K3M9Q\\]")


def test_labels_of_other_turns_are_not_read() -> None:
    assert not PLAIN.all("[PHONE_7K3M9Q]")
    assert any_spellings().all("[PHONE_7K3M9Q] phone_7k3m9q") == [
        Spelled(0, 14, "[PHONE_7K3M9Q]", True, False)
    ]


def test_without_labels_nothing_is_read() -> None:
    nothing = spellings_for(frozenset(), json=False)
    assert not nothing.all("[EMAIL_7K3M9Q] EMAIL_7K3M9Q")
    assert nothing.cut("[EMAIL_7K3") is None


@given(st.text("EMAILORD_[]\\&#91;7K3M9Q ［＿.x", max_size=40), st.text(max_size=1))
def test_a_plain_text_neither_holds_nor_begins_a_spelling(text: str, before: str) -> None:
    if PLAIN.is_plain(before, text):
        assert PLAIN.next(before + text, len(before), final=False) is None
