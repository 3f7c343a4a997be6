"""Tries over days: never sooner than the table, never more than a fifth later, and they end."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from proxy.webhooks.backoff import DELAYS, JITTER, LONGEST_WISH, PATIENCE, next_try

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@given(
    tries=st.integers(1, len(DELAYS)),
    chance=st.floats(0, 1),
    wish=st.timedeltas(timedelta(), timedelta(days=400)),
)
def test_a_try_comes_after_its_delay_and_what_the_endpoint_asked_for(
    tries: int, chance: float, wish: timedelta
) -> None:
    due = next_try(tries, since=NOW, now=NOW, chance=chance, wish=wish)
    assert due is not None
    wait = due - NOW
    assert wait >= DELAYS[tries - 1]
    assert wait >= min(wish, LONGEST_WISH)
    assert wait <= max(DELAYS[tries - 1] * (1 + JITTER), min(wish, LONGEST_WISH))


def test_tries_go_on_for_three_days_and_end() -> None:
    assert sum(DELAYS, timedelta()) > timedelta(days=3)
    assert sum(DELAYS, timedelta()) * (1 + JITTER) < PATIENCE
    assert next_try(len(DELAYS) + 1, since=NOW, now=NOW, chance=0) is None


def test_what_is_older_than_our_patience_ends_with_its_next_failure() -> None:
    late = NOW + PATIENCE
    assert next_try(1, since=NOW, now=late, chance=0) is None
    assert next_try(1, since=NOW, now=late - timedelta(seconds=1), chance=0) is not None
