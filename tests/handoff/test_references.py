"""References: unguessable, recognisable without a database, readable by people."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.handoff.digests import Digests
from proxy.handoff.references import Mention, as_reference, find_references, new_reference
from tests.handoff.world import OTHER_SHOP, SHOP

OURS = Digests(b"k" * 32, SHOP)
THEIRS = Digests(b"k" * 32, OTHER_SHOP)
OTHER_KEY = Digests(b"j" * 32, SHOP)


@given(st.binary(min_size=10, max_size=10))
def test_a_reference_is_found_in_any_text_around_it(random: bytes) -> None:
    reference = new_reference(OURS, lambda size: random)
    text = f"Danke! Ihre Nummer: {reference}. Bitte merken."
    assert find_references(text, OURS) == (Mention(reference, 0),)
    assert find_references(f"({reference}/12)", OURS) == (Mention(reference, 12),)


@given(st.binary(min_size=10, max_size=10), st.integers(0, 19), st.integers(1, 31))
def test_one_changed_character_makes_it_unknown(random: bytes, at: int, by: int) -> None:
    """20 bits of check: one in a million changed references would still pass."""
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    reference = new_reference(OURS, lambda size: random)
    letters = list(reference)
    places = [i for i, letter in enumerate(letters) if i > 0 and letter != "-"]
    old = letters[places[at]]
    letters[places[at]] = alphabet[(alphabet.index(old) + by) % 32]
    assert find_references("".join(letters), OURS) == ()


def test_a_reference_of_another_tenant_or_key_is_none() -> None:
    reference = new_reference(OURS, secrets.token_bytes)
    assert find_references(reference, THEIRS) == ()
    assert find_references(reference, OTHER_KEY) == ()


def test_a_reference_has_eighty_random_bits_and_is_easy_to_read_out() -> None:
    asked: list[int] = []

    def randomness(size: int) -> bytes:
        asked.append(size)
        return secrets.token_bytes(size)

    reference = new_reference(OURS, randomness)
    assert asked == [10]
    assert [len(group) for group in reference.split("-")] == [1, 5, 5, 5, 5]
    assert not set("ILOU") & set(reference)


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda r: r.replace("-", " "),
        lambda r: r.replace("-", ""),
        lambda r: r.replace("-", "\u2011"),
        lambda r: r.replace("-", "\\-"),
        lambda r: r.replace("-", "-\n"),
        lambda r: r.replace("0", "O").replace("1", "l"),
        lambda r: "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in r),
        lambda r: "\u200b".join(r),
        lambda r: f"**{r}**",
        lambda r: f"<b>{r}</b>",
    ],
)
def test_what_people_and_programs_make_of_a_reference_is_read(change: object) -> None:
    for _ in range(20):
        reference = new_reference(OURS, secrets.token_bytes)
        assert find_references(change(reference), OURS) == (Mention(reference, 0),)  # type: ignore[operator]


def test_several_references_are_found_in_order() -> None:
    one, two = (new_reference(OURS, secrets.token_bytes) for _ in range(2))
    assert find_references(f"R R-{one} {two}/3", OURS) == (Mention(one, 0), Mention(two, 3))


def test_a_reference_inside_a_longer_word_is_none() -> None:
    reference = new_reference(OURS, secrets.token_bytes)
    assert find_references(f"X{reference}", OURS) == ()
    assert find_references(f"{reference}9", OURS) == ()


def test_only_a_text_that_is_one_reference_is_taken_for_a_case() -> None:
    one, two = (new_reference(OURS, secrets.token_bytes) for _ in range(2))
    assert as_reference(f" {one.lower()} ", OURS) == one
    assert as_reference("case_abc", OURS) is None
    assert as_reference(f"{one} {two}", OURS) is None


@given(st.text(max_size=400))
def test_any_text_can_be_searched(text: str) -> None:
    assert find_references(text, OURS) == ()
