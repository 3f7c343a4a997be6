"""Promises about how much one client may ask for."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from proxy.clock import SetClock
from proxy.errors import CallerError, ErrorCode, ServiceError
from proxy.gateway.limits import Allowance, ClientLimits
from proxy.ids import ClientId

ALICE = ClientId("client_alice")
BOB = ClientId("client_bob")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 1, 2, tzinfo=UTC))


def spend(limits: ClientLimits, client: ClientId, count: int) -> None:
    for _ in range(count):
        with limits.entered(client):
            pass


def test_a_client_over_its_rate_is_told_when_to_come_back(clock: SetClock) -> None:
    limits = ClientLimits(clock, Allowance(per_minute=6))
    spend(limits, ALICE, 6)
    with pytest.raises(CallerError) as failure, limits.entered(ALICE):
        pytest.fail("it must not get in")
    assert (failure.value.code, failure.value.status) == (ErrorCode.RATE_LIMITED, 429)
    assert failure.value.retry_after == 10
    clock.forward(timedelta(seconds=9.9))
    with pytest.raises(CallerError) as later, limits.entered(ALICE):
        pytest.fail("it must not get in")
    assert later.value.retry_after == 1
    clock.forward(timedelta(seconds=0.1))
    spend(limits, ALICE, 1)


def test_one_clients_rate_is_not_anothers(clock: SetClock) -> None:
    limits = ClientLimits(clock, Allowance(per_minute=3))
    spend(limits, ALICE, 3)
    spend(limits, BOB, 3)
    for client in (ALICE, BOB):
        with pytest.raises(CallerError), limits.entered(client):
            pytest.fail("it must not get in")


def test_a_rest_never_saves_up_more_than_a_minutes_worth(clock: SetClock) -> None:
    limits = ClientLimits(clock, Allowance(per_minute=3))
    spend(limits, ALICE, 1)
    clock.forward(timedelta(hours=5))
    spend(limits, ALICE, 3)
    with pytest.raises(CallerError), limits.entered(ALICE):
        pytest.fail("it must not get in")


def test_requests_at_work_are_bounded_per_client_and_come_free_when_they_end(
    clock: SetClock,
) -> None:
    limits = ClientLimits(clock, Allowance(at_work=2))
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(limits.entered(ALICE))
        with pytest.raises(CallerError) as failure, limits.entered(ALICE):
            pytest.fail("it must not get in")
        assert failure.value.code is ErrorCode.RATE_LIMITED
        spend(limits, BOB, 1)
        assert limits.at_work == 2
    spend(limits, ALICE, 1)


def test_a_request_that_fails_gives_its_place_back(clock: SetClock) -> None:
    limits = ClientLimits(clock, Allowance(at_work=1))
    for _ in range(3):
        with pytest.raises(ValueError, match="broken"), limits.entered(ALICE):
            raise ValueError("broken")
    assert limits.at_work == 0


def test_all_clients_together_are_bounded(clock: SetClock) -> None:
    limits = ClientLimits(clock, Allowance(all_at_work=1))
    with limits.entered(ALICE), pytest.raises(ServiceError) as failure, limits.entered(BOB):
        pytest.fail("it must not get in")
    assert failure.value.code is ErrorCode.OVERLOADED
    assert failure.value.retry_after == 1


def test_refused_requests_cost_nothing(clock: SetClock) -> None:
    """Trying again and again does not push the moment of coming back further away."""
    limits = ClientLimits(clock, Allowance(per_minute=60))
    spend(limits, ALICE, 60)
    for _ in range(100):
        with pytest.raises(CallerError), limits.entered(ALICE):
            pytest.fail("it must not get in")
    clock.forward(timedelta(seconds=1))
    spend(limits, ALICE, 1)


def test_clients_that_rest_are_forgotten(clock: SetClock) -> None:
    limits = ClientLimits(clock, Allowance(per_minute=60))
    for n in range(1000):
        spend(limits, ClientId(f"client_{n}"), 1)
        clock.forward(timedelta(seconds=2))
    assert limits.clients < 5
