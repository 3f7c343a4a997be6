"""Spans of time."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.policy.durations import read_duration, say


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("1 second", timedelta(seconds=1)),
        ("3 minutes", timedelta(minutes=3)),
        ("12 hours", timedelta(hours=12)),
        ("1 day", timedelta(days=1)),
        ("396 days", timedelta(days=396)),
        ("2 weeks", timedelta(days=14)),
    ],
)
def test_a_number_and_a_unit_are_a_span(text: str, span: timedelta) -> None:
    assert read_duration(text) == span


@pytest.mark.parametrize(
    "text",
    ["", "30", "30d", "0 days", "-1 days", "1.5 hours", "3  minutes", "3 minutess", "3 Minutes", " 1 day",
     "1 day ", "1 fortnight", "9999999 days", "٣ days", None, 30, True],
)  # fmt: skip
def test_nothing_else_is_a_span(text: object) -> None:
    with pytest.raises(ValueError):
        read_duration(text)


@pytest.mark.parametrize(
    ("text", "days"), [("13 months", "396 days"), ("1 year", "366 days"), ("7 years", "2557 days")]
)
def test_months_and_years_are_refused_with_enough_days_to_write_instead(
    text: str, days: str
) -> None:
    with pytest.raises(ValueError, match=days):
        read_duration(text)


@given(st.integers(1, 999_999), st.sampled_from(["second", "minute", "hour", "day", "week"]))
def test_a_span_is_said_as_it_can_be_written(number: int, unit: str) -> None:
    span = read_duration(f"{number} {unit}s")

    if len(say(span).split()[0]) < 7:
        assert read_duration(say(span)) == span
