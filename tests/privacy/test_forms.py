"""Canonical forms: total, stable, and no wider than the specification says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.privacy.base import CanonicalForm
from proxy.privacy.forms import canonical_form


@given(st.text(min_size=1, max_size=20), st.sampled_from(list(CanonicalForm)))
def test_every_text_has_a_form_that_is_its_own_form(text: str, form: CanonicalForm) -> None:
    made = canonical_form(text, form, ("US",))
    assert made
    if form in {CanonicalForm.EXACT, CanonicalForm.PERSON}:
        assert canonical_form(made, form, ("US",)) == made


@pytest.mark.parametrize(
    ("form", "one", "other"),
    [
        (CanonicalForm.EXACT, "a", "A"),
        (CanonicalForm.EMAIL, "ann@example.com", "ann@example.org"),
        (CanonicalForm.EMAIL, "a.nn@example.com", "ann@example.com"),
        (CanonicalForm.PERSON, "Ann Lee", "AnnLee"),
        (CanonicalForm.PERSON, "Jose", "José"),
        (CanonicalForm.DIGITS, "1234", "12345"),
        (CanonicalForm.PHONE, "+1 201-555-0123", "+44 201-555-0123"),
        (CanonicalForm.PHONE, "555-0123", "555-0124"),
    ],
)
def test_different_values_stay_different(form: CanonicalForm, one: str, other: str) -> None:
    assert canonical_form(one, form, ("US",)) != canonical_form(other, form, ("US",))


def test_the_order_of_the_regions_decides_for_a_number_without_a_code() -> None:
    number = "201 555 0123"
    assert canonical_form(number, CanonicalForm.PHONE, ("US", "GB")) == "+12015550123"
    assert canonical_form(number, CanonicalForm.PHONE, ()) == "2015550123"
