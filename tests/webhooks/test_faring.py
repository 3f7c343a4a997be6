"""How endpoints fare, as people who look after them see it."""

from datetime import timedelta

from proxy.handoff.states import OPENED, CaseEvent
from proxy.ids import TenantId
from proxy.webhooks.endpoints import Faring
from tests.handoff.world import OTHER_SHOP, SHOP
from tests.webhooks.world import Shop


async def faring(shop: Shop, tenant: TenantId = SHOP) -> Faring:
    (only,) = await shop.endpoints.fared(tenant)
    return only


async def test_an_endpoint_that_was_told_nothing_is_in_order(shop: Shop) -> None:
    fresh = await faring(shop)
    assert not fresh.in_trouble
    assert (fresh.arrivals.last, fresh.arrivals.next_try) == (None, None)


async def test_the_newest_event_that_arrived_is_told(shop: Shop) -> None:
    file = await shop.open()
    await shop.wait(seconds=0)
    await shop.move(file, CaseEvent.CLAIM)
    await shop.wait(seconds=1)
    found = await faring(shop)
    assert found.arrivals.last == ("case.claimed", shop.clock.now())
    assert found.arrivals.waiting == {}
    assert not found.in_trouble


async def test_what_fails_says_since_when_and_when_it_is_tried_again(shop: Shop) -> None:
    shop.wire.answers = lambda sent: 500
    began = shop.clock.now()
    file = await shop.open()
    await shop.wait(seconds=0)
    await shop.move(file, CaseEvent.CLAIM)  # Waits behind the first one, though it is due.
    found = await faring(shop)
    assert found.in_trouble
    assert found.arrivals.failing_since == began
    assert found.arrivals.waiting == {OPENED: 1, "case.claimed": 1}
    assert found.arrivals.next_try is not None
    assert found.arrivals.next_try > shop.clock.now()
    shop.wire.answers = lambda sent: 204
    await shop.wait(minutes=10)
    await shop.wait(minutes=10)
    assert not (await faring(shop)).in_trouble


async def test_what_was_given_up_is_counted_by_type(shop: Shop) -> None:
    shop.wire.answers = lambda sent: 500
    await shop.open()
    for _ in range(12):
        await shop.wait(days=1)
    found = await faring(shop)
    assert found.arrivals.undelivered == {OPENED: 1}
    assert found.arrivals.failing_since is None
    assert found.in_trouble


async def test_off_is_trouble_and_other_shops_see_nothing_of_it(shop: Shop) -> None:
    await shop.add_endpoint(OTHER_SHOP, "https://other.example.com/")
    await shop.endpoints.switch_off(shop.endpoint, by="a test")
    assert (await faring(shop)).in_trouble
    other = await faring(shop, OTHER_SHOP)
    assert other.endpoint.host == "https://other.example.com"
    assert not other.in_trouble
    shop.clock.forward(timedelta(days=1))
    assert await shop.endpoints.fared(TenantId("nobody")) == []
