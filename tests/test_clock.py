"""Time as a parameter."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.clock import Clock, SetClock, SystemClock, iso

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_the_machines_clock_is_aware_and_never_goes_back() -> None:
    clock: Clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.monotonic() <= clock.monotonic()


def test_a_set_clock_stands_until_both_its_times_are_moved() -> None:
    clock = SetClock(NOON)
    assert (clock.now(), clock.now(), clock.monotonic()) == (NOON, NOON, 0.0)
    clock.forward(timedelta(minutes=1))
    assert (clock.now(), clock.monotonic()) == (NOON + timedelta(minutes=1), 60.0)


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (NOON, "2026-03-02T12:00:00.000Z"),
        (NOON.replace(microsecond=1999), "2026-03-02T12:00:00.001Z"),
        (NOON.astimezone(timezone(timedelta(hours=-7))), "2026-03-02T12:00:00.000Z"),
    ],
)
def test_a_moment_is_written_in_utc_with_milliseconds(moment: datetime, written: str) -> None:
    assert iso(moment) == written


@given(
    st.datetimes(
        NOON.replace(year=1970, tzinfo=None),
        NOON.replace(year=9000, tzinfo=None),
        timezones=st.timezones(),
    )
)
def test_every_moment_can_be_read_back_to_the_millisecond(moment: datetime) -> None:
    written = iso(moment)
    assert len(written) == 24
    assert timedelta(0) <= moment - datetime.fromisoformat(written) < timedelta(milliseconds=1)
