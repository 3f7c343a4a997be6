"""One look for everybody; a change wakes whom it concerns; nobody following costs nothing."""

import asyncio
from collections.abc import Collection, Mapping

from proxy.errors import ErrorCode, ServiceError
from proxy.handoff_live.watch import Watch
from proxy.ids import CaseId

ONE, TWO = CaseId("case_1"), CaseId("case_2")


class Store:
    """Versions that are set by hand; None: it cannot be reached."""

    def __init__(self) -> None:
        self.known: dict[CaseId, int] | None = {ONE: 1, TWO: 1}
        self.asked: list[set[CaseId]] = []

    async def versions(self, case_ids: Collection[CaseId]) -> Mapping[CaseId, int]:
        """Those that were set."""
        self.asked.append(set(case_ids))
        if self.known is None:
            raise ServiceError(ErrorCode.QUEUE_UNAVAILABLE, "away")
        return {case_id: self.known[case_id] for case_id in case_ids if case_id in self.known}

    async def looked(self, times: int = 2) -> None:
        """Until it was asked so often again."""
        wanted = len(self.asked) + times
        async with asyncio.timeout(30):
            while len(self.asked) < wanted:
                await asyncio.sleep(0.001)


async def test_a_change_wakes_its_followers_and_no_others() -> None:
    store = Store()
    watch = Watch(store, look_seconds=0.001)
    with watch.following(ONE) as one, watch.following(ONE) as again, watch.following(TWO) as two:
        one.version = again.version = two.version = 1
        await store.looked()
        assert store.asked[-1] == {ONE, TWO}
        assert store.known is not None
        store.known[ONE] = 2
        assert await one.wait(30)
        assert await again.wait(30)
        assert not await two.wait(0)
        del store.known[TWO]
        assert await two.wait(30)


async def test_a_change_while_a_stream_is_busy_is_not_missed() -> None:
    store = Store()
    with Watch(store, look_seconds=0.001).following(ONE) as one:
        one.version = 1
        assert store.known is not None
        store.known[ONE] = 5
        await store.looked()
        assert await one.wait(0.0)


async def test_nobody_following_asks_nothing_and_a_store_that_was_away_is_asked_again() -> None:
    store = Store()
    watch = Watch(store, look_seconds=0.001)
    assert watch._looking is None
    with watch.following(ONE) as one:
        one.version = 1
        store.known = None
        await store.looked()
        store.known = {ONE: 2}
        assert await one.wait(30)
    assert watch._looking is None


async def test_closing_wakes_everybody() -> None:
    watch = Watch(Store(), look_seconds=30)
    with watch.following(ONE) as one:
        one.version = 1
        waiting = asyncio.create_task(one.wait(60))
        await asyncio.sleep(0)
        watch.close()
        assert await waiting
        assert watch.closed
