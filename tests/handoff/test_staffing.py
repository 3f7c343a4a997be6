"""Who could answer, and how often the store is asked for it."""

from datetime import datetime, timedelta

import pytest

from proxy.clock import SetClock
from proxy.errors import ErrorCode, ServiceError
from proxy.handoff.staffing import Answerer, Cover, Means, Roster, Staffing, gaps_in_words
from proxy.ids import TenantId
from tests.handoff.world import MONDAY_NOON, OTHER_SHOP, SHOP

ADA = Answerer(SHOP, Means.PERSON, frozenset({"orders"}))
BEA = Answerer(SHOP, Means.PERSON)
EVE = Answerer(OTHER_SHOP, Means.SUPERVISOR)
DESK = Answerer(SHOP, Means.KEY, frozenset({"legal", "orders"}))
QUEUES = ("orders", "legal", "safety")


class Accounts:
    """A store that counts how often it is asked, and can be away."""

    def __init__(self) -> None:
        self.found, self.asked, self.away = Roster(), 0, False

    async def roster(self, now: datetime) -> Roster:  # noqa: D102 - the Protocol says it
        del now
        self.asked += 1
        if self.away:
            raise ServiceError(ErrorCode.QUEUE_UNAVAILABLE, "away")
        return self.found


@pytest.mark.parametrize(
    ("answerers", "empty"),
    [
        ((), ("legal", "orders", "safety")),
        ((ADA,), ("legal", "safety")),
        ((ADA, DESK), ("safety",)),
        ((BEA,), ()),
        ((EVE,), ("legal", "orders", "safety")),
    ],
)
def test_a_queue_has_somebody_if_one_of_its_own_tenant_answers_there(
    answerers: tuple[Answerer, ...], empty: tuple[str, ...]
) -> None:
    roster = Roster(answerers, frozenset({SHOP}))
    assert roster.gaps(QUEUES) == tuple((SHOP, queue) for queue in empty)
    assert tuple(c.queue for c in roster.cover(SHOP, QUEUES) if c.nobody) == empty


def test_people_supervisors_and_keys_are_counted_apart() -> None:
    boss = Answerer(SHOP, Means.SUPERVISOR)
    roster = Roster((ADA, BEA, boss, DESK, EVE))
    assert roster.cover(SHOP, QUEUES) == (
        Cover("legal", people=1, supervisors=1, keys=1),
        Cover("orders", people=2, supervisors=1, keys=1),
        Cover("safety", people=1, supervisors=1, keys=0),
    )


def test_only_tenants_with_a_chatbot_have_gaps() -> None:
    assert Roster((), frozenset()).gaps(QUEUES) == ()
    both = frozenset({SHOP, OTHER_SHOP})
    assert Roster((BEA,), both).gaps({"orders"}) == ((OTHER_SHOP, "orders"),)


def test_gaps_are_told_in_a_sentence() -> None:
    assert gaps_in_words((), alone=SHOP) is None
    words = gaps_in_words([(SHOP, "orders"), (TenantId("b"), "legal")], alone=SHOP) or ""
    assert "nobody could answer in orders, legal (tenant b), so" in words
    assert "chat-proxy handoff staff" in words


async def test_a_crowd_costs_one_look_and_a_change_is_seen_in_a_moment() -> None:
    accounts, clock = Accounts(), SetClock(MONDAY_NOON)
    staffing = Staffing(accounts, clock)
    assert not (await staffing.look()).staffs(SHOP, "orders")
    accounts.found = Roster((BEA,))
    for _ in range(5):
        assert not (await staffing.look()).staffs(SHOP, "orders")
    assert accounts.asked == 1
    clock.forward(timedelta(seconds=1))
    assert (await staffing.look()).staffs(SHOP, "orders")


async def test_without_the_store_nothing_is_claimed() -> None:
    accounts, clock = Accounts(), SetClock(MONDAY_NOON)
    staffing = Staffing(accounts, clock)
    accounts.found = Roster((BEA,))
    await staffing.look()
    clock.forward(timedelta(seconds=5))
    accounts.away = True
    with pytest.raises(ServiceError):
        await staffing.look()
    accounts.away = False
    assert (await staffing.look()).staffs(SHOP, "orders")
