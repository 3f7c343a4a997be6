"""Promises about findings that overlap."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from proxy.privacy.base import Finding
from proxy.privacy.overlaps import SPECIFICITY, settle

TEXT = "sure, 12 oak lane, card 4242 4242 4242 4242 and crystal@example.com ok"


def finding(entity: str, piece: str, score: float = 0.85, text: str = TEXT) -> Finding:
    start = text.index(piece)
    return Finding(entity, start, start + len(piece), score, "test")


def test_a_card_in_an_answered_address_stays_a_card() -> None:
    whole = finding(
        "STREET_ADDRESS", "12 oak lane, card 4242 4242 4242 4242 and crystal@example.com"
    )
    card = finding("CREDIT_CARD", "4242 4242 4242 4242", 1.0)
    mail = finding("EMAIL_ADDRESS", "crystal@example.com", 0.95)
    settled = settle([whole, mail, card], TEXT)
    assert [(each.entity_type, TEXT[each.start : each.end]) for each in settled] == [
        ("STREET_ADDRESS", "12 oak lane, card"),
        ("CREDIT_CARD", "4242 4242 4242 4242"),
        ("STREET_ADDRESS", "and"),
        ("EMAIL_ADDRESS", "crystal@example.com"),
    ]


def test_partial_overlap_becomes_one_finding_over_both() -> None:
    left, right = (
        finding("PHONE_NUMBER", "4242 4242", 0.6),
        finding("CREDIT_CARD", "4242 4242 4242", 0.95),
    )
    (only,) = settle([left, right], TEXT)
    assert only.entity_type == "CREDIT_CARD"
    assert TEXT[only.start : only.end] == "4242 4242 4242"


def test_equal_scores_are_named_by_the_stricter_type() -> None:
    pin, account = finding("PIN", "4242"), finding("ACCOUNT_NUMBER", "4242")
    (only,) = settle([account, pin], TEXT)
    assert only.entity_type == "PIN"


def test_an_address_and_its_postal_code_are_one() -> None:
    text = "12 oak lane, 95051"
    street = finding("STREET_ADDRESS", text, 0.6, text)
    (only,) = settle([street, finding("POSTAL_CODE", "95051", 0.85, text)], text)
    assert (only.start, only.end) == (0, len(text))


@st.composite
def findings(draw: st.DrawFn) -> tuple[str, list[Finding]]:
    text = draw(st.text(alphabet="ab1 ,.", min_size=1, max_size=40))
    some = []
    for _ in range(draw(st.integers(0, 8))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        score = draw(st.sampled_from([0.45, 0.6, 0.85, 1.0]))
        some.append(Finding(draw(st.sampled_from(SPECIFICITY)), start, end, score, "test"))
    return text, some


@given(findings())
def test_settled_findings_are_sorted_apart_and_cover_every_letter_found(
    case: tuple[str, list[Finding]],
) -> None:
    text, some = case
    settled = settle(some, text)
    for left, right in pairwise(settled):
        assert left.end <= right.start
    assert all(0 <= each.start < each.end <= len(text) for each in settled)
    covered = {place for each in settled for place in range(each.start, each.end)}
    wanted = {p for each in some for p in range(each.start, each.end) if text[p].isalnum()}
    assert wanted <= covered


@given(findings())
def test_the_order_in_which_findings_come_does_not_matter(case: tuple[str, list[Finding]]) -> None:
    text, some = case
    assert settle(some, text) == settle(list(reversed(some)), text)
    assert settle(settle(some, text), text) == settle(some, text)
