"""At least once, in order for each case, for days, and never in anybody's way."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import pytest
from standardwebhooks import Webhook

from proxy.errors import CallerError, ErrorCode, ServiceError
from proxy.handoff.states import CaseEvent
from proxy.sensitive import Sensitive
from proxy.webhooks import Answer
from proxy.webhooks.backoff import DELAYS, PATIENCE
from proxy.webhooks.deliverer import AT_ONCE, KEPT, KEPT_DELETIONS, LEASE
from tests.handoff.world import SHOP
from tests.webhooks.test_outbox import rows
from tests.webhooks.world import URL, Sent, Shop, Wire, versions


async def test_a_delivered_event_is_signed_for_its_endpoint_and_never_sent_again(
    shop: Shop,
) -> None:
    await shop.open()
    await shop.deliverer.deliver()
    await shop.wait(days=6)

    (sent,) = shop.wire.sent
    assert (sent.url, sent.private) == (URL, False)
    assert sent.headers["webhook-id"] == sent.event["id"]
    assert (shop.deliverer.state.delivered, shop.deliverer.state.waiting) == (1, 0)


async def test_every_secret_signs_while_secrets_rotate(shop: Shop) -> None:
    old = await shop.add_endpoint(url="https://rotating.example.com/")
    endpoint = old.endpoint.endpoint_id
    shop.clock.forward(timedelta(seconds=1))
    new = await shop.endpoints.add_secret(endpoint, by="test")
    await shop.open()
    await shop.deliverer.deliver()
    await shop.endpoints.revoke_secret(endpoint, old.secret_id, by="test")
    await shop.open()
    await shop.deliverer.deliver()

    def signed_by(sent: Sent, secret: Sensitive) -> bool:
        mark = Webhook(secret.reveal()).sign(
            sent.headers["webhook-id"], shop.clock.now(), sent.body.decode()
        )
        return mark in sent.headers["webhook-signature"].split(" ")

    both, alone = (one for one in shop.wire.sent if "rotating" in one.url)
    assert both.headers["webhook-signature"].count("v1,") == 2
    assert signed_by(both, old.secret)
    assert both.headers["webhook-signature"].startswith(
        Webhook(new.secret.reveal()).sign(
            both.headers["webhook-id"], shop.clock.now(), both.body.decode()
        )
    )
    assert (signed_by(alone, old.secret), signed_by(alone, new.secret)) == (False, True)


async def test_a_receiver_that_is_down_for_days_gets_everything_in_order(shop: Shop) -> None:
    shop.wire.answers = lambda sent: "no_connection"
    file = await shop.move(await shop.open(), CaseEvent.CLAIM, CaseEvent.REPLY)
    for _ in range(60):
        await shop.wait(hours=1)
    assert set(shop.wire.told()) == set(versions(file, 1))
    assert len(shop.wire.sent) == 8
    assert len({(sent.headers["webhook-id"], sent.body) for sent in shop.wire.sent}) == 1
    assert len({sent.headers["webhook-timestamp"] for sent in shop.wire.sent}) == 8

    shop.wire.sent.clear()
    shop.wire.answers = lambda sent: 200
    await shop.wait(days=1.2)
    assert shop.wire.told() == versions(file, 1, 2, 3)
    assert shop.given_up() == []


async def test_tries_come_no_sooner_than_the_table_says(shop: Shop) -> None:
    shop.wire.answers = lambda sent: 503
    await shop.open()
    await shop.deliverer.deliver()
    for number, delay in enumerate(DELAYS, 1):
        await shop.wait(seconds=delay.total_seconds() * 1.1 - 1)
        assert len(shop.wire.sent) == number
        await shop.wait(seconds=1)
        assert len(shop.wire.sent) == number + 1
    assert len(shop.given_up()) == 1


async def test_an_endpoint_that_asks_for_time_gets_it(shop: Shop) -> None:
    shop.wire.answers = lambda sent: Answer(429, retry_after=3600)
    await shop.open()
    await shop.deliverer.deliver()
    await shop.wait(minutes=59)
    assert len(shop.wire.sent) == 1
    shop.wire.answers = lambda sent: Answer(503, retry_after=10**7)
    await shop.wait(minutes=2)
    await shop.wait(hours=23)
    assert len(shop.wire.sent) == 2
    await shop.wait(hours=2)
    assert len(shop.wire.sent) == 3


async def test_a_failing_case_holds_its_own_events_and_no_others(shop: Shop) -> None:
    stuck = await shop.move(await shop.open(), CaseEvent.CLAIM)
    fine = await shop.move(await shop.open(), CaseEvent.CLAIM, CaseEvent.RESOLVE)
    shop.wire.answers = lambda sent: 500 if sent.name[0] == stuck.row.case_id else 200
    await shop.deliverer.deliver()

    told = shop.wire.told()
    assert [name for name in told if name[0] == fine.row.case_id] == versions(fine, 1, 2, 3)
    assert [name for name in told if name[0] == stuck.row.case_id] == versions(stuck, 1)


async def test_what_was_given_up_is_on_record_lets_others_pass_and_can_be_sent_again(
    shop: Shop,
) -> None:
    poison = await shop.open()
    shop.wire.answers = lambda sent: 400 if sent.name == versions(poison, 1)[0] else 200
    await shop.deliverer.deliver()
    await shop.move(poison, CaseEvent.CLAIM)
    for _ in range(8):
        await shop.wait(days=1)

    assert shop.given_up() == versions(poison, 1)
    assert shop.wire.told()[-1] == versions(poison, 2)[0]
    (lost,) = await shop.endpoints.undelivered(shop.endpoint)
    assert (lost.case_id, lost.version) == versions(poison, 1)[0]
    ((_, backlog),) = await shop.endpoints.list()
    assert (backlog.undelivered, backlog.waiting, backlog.problem) == (1, 0, "answered_400")
    await shop.wait(minutes=1)
    assert shop.deliverer.state.undelivered == 1

    shop.wire.sent.clear()
    shop.wire.answers = lambda sent: 200
    assert await shop.endpoints.resend(shop.endpoint, by="test", case=poison.row.case_id) == 1
    await shop.deliverer.deliver()
    assert shop.wire.told() == versions(poison, 1)
    assert await shop.endpoints.resend(shop.endpoint, by="test") == 0


async def test_what_waited_behind_a_lost_event_does_not_wait_for_days_again(shop: Shop) -> None:
    shop.wire.answers = lambda sent: 500
    file = await shop.move(await shop.open(), *[CaseEvent.NOTE] * 5)
    for _ in range(24 * 5):
        await shop.wait(hours=1)
    assert sorted(shop.given_up()) == versions(file, 1, 2, 3, 4, 5, 6)
    assert timedelta(days=5) < PATIENCE * 1.3


async def test_gone_switches_the_endpoint_off_and_loses_nothing(shop: Shop) -> None:
    shop.wire.answers = lambda sent: 410
    file = await shop.open()
    await shop.deliverer.deliver()
    await shop.move(file, CaseEvent.CLAIM)
    await shop.wait(days=8)
    ((endpoint, backlog),) = await shop.endpoints.list()
    assert len(shop.wire.sent) == 1
    assert (endpoint.off_why, backlog.waiting) == ("gone", 2)
    assert shop.deliverer.state.endpoints_off == 1
    changes = [e.clear["event"] for e in shop.audit.events if e.kind.value == "webhook_changed"]
    assert changes == ["added", "gone"]

    shop.wire.answers = lambda sent: 200
    await shop.endpoints.switch_on(shop.endpoint, by="test")
    await shop.deliverer.deliver()
    assert shop.wire.told()[1:] == versions(file, 1, 2)
    assert shop.given_up() == []


class Meeting:
    """Two of these answer only when each has something on its way: they work at the same time."""

    def __init__(self, wire: Wire, mine: asyncio.Event, theirs: asyncio.Event) -> None:
        self._wire, self._mine, self._theirs = wire, mine, theirs

    async def __call__(
        self, url: str, headers: Mapping[str, str], body: bytes, *, private: bool
    ) -> Answer:
        """One POST."""
        self._mine.set()
        async with asyncio.timeout(60):
            await self._theirs.wait()
        return await self._wire(url, headers, body, private=private)


async def test_two_deliverers_at_once_send_each_event_once_and_in_order(shop: Shop) -> None:
    files = [await shop.move(await shop.open(), CaseEvent.CLAIM) for _ in range(3 * AT_ONCE)]
    ours, theirs = asyncio.Event(), asyncio.Event()
    one = shop.another(Meeting(shop.wire, ours, theirs))
    two = shop.another(Meeting(shop.wire, theirs, ours))
    await asyncio.gather(one.deliver(), two.deliver())
    assert sorted(shop.wire.told()) == sorted(
        name for file in files for name in versions(file, 1, 2)
    )
    for file in files:
        order = [name for name in shop.wire.told() if name[0] == file.row.case_id]
        assert order == versions(file, 1, 2)
    assert min(one.state.delivered, two.state.delivered) > 0


async def test_a_lease_keeps_others_away_and_ends_by_itself(shop: Shop) -> None:
    await shop.open()
    now = shop.clock.now()
    (taken,) = await shop.outbox.claim(shop.endpoint, "mine", now=now, until=now + LEASE, limit=9)
    await shop.deliverer.deliver()
    assert shop.wire.sent == []

    await shop.wait(seconds=LEASE.total_seconds() + 1)
    assert len(shop.wire.sent) == 1
    assert not await shop.outbox.delivered(taken, "mine", shop.clock.now())
    assert not await shop.outbox.failed(taken, "mine", "timeout", shop.clock.now())
    await shop.wait(days=1)
    assert len(shop.wire.sent) == 1


async def test_who_lost_the_lease_cannot_say_what_came_of_it(shop: Shop) -> None:
    await shop.open()
    now = shop.clock.now()
    (mine,) = await shop.outbox.claim(shop.endpoint, "mine", now=now, until=now + LEASE, limit=9)
    shop.clock.forward(LEASE * 2)
    now = shop.clock.now()
    (theirs,) = await shop.outbox.claim(
        shop.endpoint, "theirs", now=now, until=now + LEASE, limit=9
    )
    assert mine == theirs
    assert not await shop.outbox.delivered(mine, "mine", now)
    assert not await shop.outbox.given_up(mine, "mine", "timeout", now)
    assert not await shop.outbox.let_go(mine, "mine")
    assert await shop.outbox.failed(theirs, "theirs", "timeout", now)


async def test_a_slow_endpoint_keeps_no_other_waiting(shop: Shop) -> None:
    slow_goes_on = asyncio.Event()
    quick = await shop.add_endpoint(url="https://quick.example.com/")
    plain = shop.wire

    class Slow:
        async def __call__(
            self, url: str, headers: Mapping[str, str], body: bytes, *, private: bool
        ) -> Answer:
            if "quick" not in url:
                await slow_goes_on.wait()
            return await plain(url, headers, body, private=private)

    deliverer = shop.another(Slow())
    file = await shop.open()
    await deliverer.look()
    async with asyncio.timeout(60):
        while len(plain.sent) < 1:
            await asyncio.sleep(0.01)
        await shop.move(file, CaseEvent.CLAIM)
        while len(plain.sent) < 2:
            await deliverer.look()
            await asyncio.sleep(0.01)
    assert {one.url for one in plain.sent} == {"https://quick.example.com/"}
    slow_goes_on.set()
    async with asyncio.timeout(60):
        while len(plain.sent) < 4:
            await deliverer.look()
            await asyncio.sleep(0.01)
    await deliverer.close(patience=0)
    assert quick.endpoint.tenant == SHOP


async def test_a_store_that_fails_is_told_to_the_supervisor(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.open()

    async def unavailable(*_: object, **__: object) -> None:
        raise ServiceError(ErrorCode.QUEUE_UNAVAILABLE, "The store cannot be reached.")

    monkeypatch.setattr(shop.outbox, "delivered", unavailable)
    with pytest.raises(ServiceError):
        await shop.deliverer.deliver()
    monkeypatch.undo()
    await shop.wait(seconds=LEASE.total_seconds() + 1)
    assert [one.headers["webhook-id"] for one in shop.wire.sent] == [
        shop.wire.sent[0].headers["webhook-id"]
    ] * 2


async def test_without_a_record_nothing_is_given_up(shop: Shop) -> None:
    shop.wire.answers = lambda sent: 500
    file = await shop.open()
    await shop.deliverer.deliver()
    shop.audit.broken = True
    shop.clock.forward(PATIENCE)
    with pytest.raises(ServiceError):
        await shop.deliverer.deliver()
    shop.audit.broken = False
    assert await shop.endpoints.undelivered(shop.endpoint) == []
    await shop.wait(seconds=LEASE.total_seconds() + 1)
    assert shop.given_up() == versions(file, 1)


async def test_delivered_events_are_forgotten_and_lost_ones_stay_with_their_case(
    shop: Shop,
) -> None:
    await shop.open()
    await shop.deliverer.deliver()
    shop.wire.answers = lambda sent: 500
    lost = await shop.open()
    for _ in range(6):
        await shop.wait(days=1)
    assert await rows(shop.database) == 2
    await shop.wait(days=KEPT.days)
    assert await rows(shop.database) == 1
    await shop.store.delete(SHOP, [lost.row.case_id])
    await shop.wait(days=KEPT_DELETIONS.days + 1)
    assert await rows(shop.database) == 0


async def test_an_endpoint_that_was_removed_is_told_nothing_more(shop: Shop) -> None:
    await shop.open()
    await shop.endpoints.remove(shop.endpoint, by="test")
    await shop.deliverer.deliver()
    assert (shop.wire.sent, await rows(shop.database)) == ([], 0)
    with pytest.raises(CallerError) as error:
        await shop.endpoints.find(shop.endpoint)
    assert error.value.code is ErrorCode.NOT_FOUND


async def test_stopping_leaves_what_was_on_its_way_to_the_next_process(shop: Shop) -> None:
    begun = asyncio.Event()

    class Hanging:
        async def __call__(
            self, url: str, headers: Mapping[str, str], body: bytes, *, private: bool
        ) -> Answer:
            begun.set()
            await asyncio.Event().wait()
            raise AssertionError

    hanging = shop.another(Hanging())
    file = await shop.open()
    await hanging.look()
    async with asyncio.timeout(60):
        await begun.wait()
    await hanging.close(patience=0)
    await shop.wait(seconds=LEASE.total_seconds() + 1)
    assert shop.wire.told() == versions(file, 1)


async def test_stopping_lets_what_is_on_its_way_arrive_and_begins_nothing_more(
    shop: Shop,
) -> None:
    begun, goes_on = asyncio.Event(), asyncio.Event()

    class Slow:
        async def __call__(
            self, url: str, headers: Mapping[str, str], body: bytes, *, private: bool
        ) -> Answer:
            begun.set()
            await goes_on.wait()
            return await shop.wire(url, headers, body, private=private)

    slow = shop.another(Slow())
    file = await shop.move(await shop.open(), CaseEvent.CLAIM)
    await slow.look()
    async with asyncio.timeout(60):
        await begun.wait()
        closing = asyncio.create_task(slow.close(patience=60))
        await asyncio.sleep(0)
        goes_on.set()
        await closing
    assert shop.wire.told() == versions(file, 1)
    await shop.wait(seconds=LEASE.total_seconds() + 1)
    assert shop.wire.told() == versions(file, 1, 2)
