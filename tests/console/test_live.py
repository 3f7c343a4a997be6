"""Live updates: told once a change is there, silent otherwise, and over when the proxy stops."""

import asyncio
from collections.abc import AsyncIterator

from proxy.console.live import Watch
from proxy.errors import ErrorCode, ServiceError
from proxy.ids import TenantId


class Beating:
    """A store whose pulse is set by hand; None: it cannot be reached."""

    def __init__(self) -> None:
        self.beat: int | None = 1
        self.looks = 0

    async def pulse(self, tenant: TenantId | None) -> int:
        """The number that was set."""
        del tenant
        self.looks += 1
        if self.beat is None:
            raise ServiceError(ErrorCode.QUEUE_UNAVAILABLE, "away")
        return self.beat


async def yes() -> bool:
    return True


async def heard(events: AsyncIterator[bytes]) -> bytes:
    async with asyncio.timeout(60):
        return await anext(events)


async def looked(store: Beating) -> None:
    """Until the watch has looked twice more: it knows the pulse as it is now."""
    wanted = store.looks + 2
    while store.looks < wanted:
        await asyncio.sleep(0.005)


async def test_all_listeners_hear_of_a_change_and_one_look_serves_them_all() -> None:
    store = Beating()
    watch = Watch(store, look_seconds=0.005)
    listeners = [watch.events(yes) for _ in range(5)]
    for events in listeners:
        assert b"event: hello" in await heard(events)
    await looked(store)
    waiting = [asyncio.ensure_future(heard(events)) for events in listeners]
    store.beat = 2
    assert {await one for one in waiting} == {b"event: changed\ndata: {}\n\n"}
    watch.close()


async def test_what_changes_right_after_the_greeting_is_told() -> None:
    """The pulse is known before anybody is greeted: nothing falls between page and first look."""
    store = Beating()
    watch = Watch(store, look_seconds=0.005)
    events = watch.events(yes)
    assert b"event: hello" in await heard(events)
    store.beat = 2
    assert b"changed" in await heard(events)
    watch.close()


async def test_a_store_that_is_away_for_a_moment_ends_nothing() -> None:
    store = Beating()
    watch = Watch(store, look_seconds=0.005)
    events = watch.events(yes)
    await heard(events)
    await looked(store)
    store.beat = None
    await looked(store)
    store.beat = 7
    assert b"changed" in await heard(events)
    watch.close()


async def test_nobody_listening_costs_nothing_and_stopping_ends_everybody() -> None:
    store = Beating()
    watch = Watch(store, look_seconds=0.005)
    events = watch.events(yes)
    await heard(events)
    await events.aclose()  # type: ignore[attr-defined]
    await asyncio.sleep(0.03)
    looks = store.looks
    await asyncio.sleep(0.03)
    assert store.looks == looks

    again = watch.events(yes)
    await heard(again)
    watch.close()
    assert [event async for event in again] == []


async def test_a_session_that_has_ended_hears_no_more() -> None:
    store, ended = Beating(), False

    async def may_go_on() -> bool:
        return not ended

    watch = Watch(store, look_seconds=0.005)
    events = watch.events(may_go_on)
    await heard(events)
    await looked(store)
    ended = True
    store.beat = 2
    assert [event async for event in events] == []
    watch.close()
