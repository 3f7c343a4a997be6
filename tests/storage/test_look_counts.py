"""One count of looks for a person, whoever asks and however many at once, on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from proxy.errors import CallerError
from proxy.handoff.look_limit import LOOKS, WITHIN, counted
from proxy.ids import TenantId
from proxy.storage import Database
from proxy.storage.look_counts import SqlLookCount

SHOP = TenantId("shop")
NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_the_looks_of_the_last_while_count_and_one_says_when_to_go_on() -> None:
    made = tuple(NOON + at * SECOND for at in range(LOOKS - 1))
    now = NOON + 60 * SECOND
    assert counted(made, now) == (*made, now)
    with pytest.raises(CallerError) as refused:
        counted((*made, now), now)
    assert refused.value.retry_after == WITHIN.total_seconds() - 60 + 1
    assert counted((*made, now), NOON + WITHIN) == (*made[1:], now, NOON + WITHIN)


async def test_several_proxies_share_one_count(database: Database) -> None:
    doors = SqlLookCount(database), SqlLookCount(database)
    for at in range(LOOKS - 2):
        await doors[at % 2].enter(SHOP, "Ada", NOON)
    tries = [door.enter(SHOP, "Ada", NOON) for door in (*doors, *doors)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(one is None for one in done) == 2, "of four at once the last two that are left"
    assert all(one is None or isinstance(one, CallerError) for one in done)
    await doors[0].enter(SHOP, "Bob", NOON)
    await doors[0].enter(TenantId("other"), "Ada", NOON)
    await doors[1].enter(SHOP, "Ada", NOON + WITHIN)


async def test_who_has_not_looked_for_long_is_forgotten(database: Database) -> None:
    count = SqlLookCount(database)
    for _ in range(LOOKS):
        await count.enter(SHOP, "Ada", NOON)
    await count.forget(NOON)
    with pytest.raises(CallerError):
        await count.enter(SHOP, "Ada", NOON)
    await count.forget(NOON + SECOND)
    await count.enter(SHOP, "Ada", NOON)
