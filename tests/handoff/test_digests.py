"""Keyed digests: known again by us, telling nothing to others."""

from hypothesis import given
from hypothesis import strategies as st

from proxy.handoff.base import History
from proxy.handoff.digests import Digests
from proxy.turn import Message, Speaker
from tests.handoff.world import OTHER_SHOP, SHOP

OURS = Digests(b"k" * 32, SHOP)


def history(*texts: str, conversation: str | None = None) -> History:
    messages = tuple(Message(i, Speaker.CUSTOMER, (), text) for i, text in enumerate(texts))
    return History(conversation, None, messages)


@given(st.text())
def test_tenant_key_and_purpose_are_part_of_each_digest(text: str) -> None:
    digests = {
        OURS.words(text),
        OURS.conversation(text),
        OURS.check(text),
        OURS.turn("", text),
        Digests(b"k" * 32, OTHER_SHOP).words(text),
        Digests(b"j" * 32, SHOP).words(text),
    }
    assert len(digests) == 6


@given(st.text(), st.text(), st.text(), st.text())
def test_where_one_part_ends_and_the_next_begins_matters(a: str, b: str, c: str, d: str) -> None:
    left, right = (
        (" ".join(a.split()), " ".join(b.split())),
        (" ".join(c.split()), " ".join(d.split())),
    )
    assert (OURS.turn(a, b) == OURS.turn(c, d)) == (left == right)


def test_white_space_that_clients_add_does_not_matter_but_letters_do() -> None:
    assert OURS.words(" my  order\n") == OURS.words("my order")
    assert OURS.words("my order") != OURS.words("My order")


def test_a_key_means_the_same_request_only_with_the_same_messages_and_id() -> None:
    base = OURS.request("k", history("a", "b"))
    assert base == OURS.request("k", history("a", "b"))
    assert base != OURS.request("k", history("ab"))
    assert base != OURS.request("k", history("a", "c"))
    assert base != OURS.request("k2", history("a", "b"))
    assert base != OURS.request("k", history("a", "b", conversation="x"))


def test_text_that_is_no_valid_unicode_has_a_digest_too() -> None:
    assert OURS.words("\ud800") != OURS.words("\ud801")
