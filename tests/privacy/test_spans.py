"""Spans: what is cut out of one text, and under which rule."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from proxy.privacy.base import Finding, Operator
from proxy.privacy.spans import Span, spans_of, strictest, widen_to_urls
from tests.privacy.turns import RULES

EMAIL, PERSON, CARD, PIN = (
    RULES.entities[name] for name in ("EMAIL_ADDRESS", "PERSON", "CREDIT_CARD", "PIN")
)


def test_the_strictest_rule_gives_least_back_and_a_tie_keeps_the_first() -> None:
    kept = replace(PERSON, in_tools=False)
    assert strictest([EMAIL, PERSON]) is EMAIL
    assert strictest([EMAIL, kept, PERSON]) is kept
    assert strictest([kept, CARD, EMAIL]) is CARD
    assert strictest([CARD, PIN]) is PIN


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["PERSON", "PIN", "CREDIT_CARD", "ELSE"]),
            st.integers(-3, 30),
            st.integers(-3, 30),
        ),
        max_size=8,
    )
)
def test_spans_cover_every_finding_once_and_in_order(places: list[tuple[str, int, int]]) -> None:
    text = "x" * 20
    found = [Finding(kind, start, end, 1.0, "test") for kind, start, end in places]
    spans = spans_of(text, found, RULES)
    covered = [at for span in spans for at in range(span.start, span.end)]
    assert covered == sorted(set(covered))
    wanted = {at for each in found for at in range(max(0, each.start), min(20, each.end))}
    assert set(covered) == wanted


def test_findings_in_a_url_take_the_whole_url_with_them() -> None:
    text = "at https://shop.example/?a=ann@example.com&b=Maria, or Bob"
    spans = [Span(27, 42, EMAIL), Span(45, 50, PERSON), Span(55, 58, PERSON)]
    url, bob = widen_to_urls(text, spans, frozenset())
    assert text[url.start : url.end] == "https://shop.example/?a=ann@example.com&b=Maria"
    assert url.rule.label == "LINK"
    assert bob == spans[2]


def test_a_link_gives_back_no_more_than_what_is_in_it() -> None:
    text = "https://shop.example/?a=4242424242424242"
    (card,) = widen_to_urls(text, [Span(24, 40, CARD)], frozenset())
    assert card.rule.operator is Operator.REMOVE
    (secret,) = widen_to_urls(text, [Span(24, 40, replace(EMAIL, in_tools=False))], frozenset())
    assert (secret.rule.operator, secret.rule.in_tools) == (Operator.PLACEHOLDER, False)


def test_a_url_without_a_scheme_counts_on_hosts_of_the_policy_only() -> None:
    text = "shop.example/?a=ann@example.com"
    spans = [Span(16, 31, EMAIL)]
    assert widen_to_urls(text, spans, frozenset()) == spans
    (link,) = widen_to_urls(text, spans, frozenset({"shop.example"}))
    assert (link.start, link.end, link.rule.label) == (0, 31, "LINK")


def test_a_finding_that_holds_the_whole_url_stays_what_it_is() -> None:
    text = "key https://shop.example/x end"
    spans = [Span(0, len(text), PERSON)]
    assert widen_to_urls(text, spans, frozenset()) == spans
