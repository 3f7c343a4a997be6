"""Promises of the ring of waiting requests."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.errors import ErrorCode, ServiceError
from proxy.gateway.detection_frames import Reading
from proxy.gateway.detection_queue import (
    BATCH_CHARACTERS,
    BATCH_TEXTS,
    LARGE,
    Batch,
    BatchQueue,
    batches_of,
)
from proxy.gateway.finding_cache import CacheKey


def key(number: int) -> CacheKey:
    return CacheKey(number.to_bytes(4, "big"))


def request(name: str, count: int) -> list[Batch]:
    loop = asyncio.get_running_loop()
    return [
        Batch({key(n): Reading(f"{name}{n}")}, loop.create_future(), waiters=1)
        for n in range(count)
    ]


def name_of(batch: Batch) -> str:
    return next(iter(batch.items.values())).text


async def test_requests_take_turns() -> None:
    queue = BatchQueue(10)
    queue.put(request("long", 4))
    queue.put(request("short", 1))
    queue.put(request("two", 2))
    order = [name_of(await queue.take()) for _ in range(7)]
    assert order == ["long0", "short0", "two0", "long1", "two1", "long2", "long3"]
    assert len(queue) == 0


async def test_very_long_texts_leave_a_worker_for_everybody_else() -> None:
    queue = BatchQueue(10, large_at_once=1)
    for _ in range(3):
        queue.put(request("x" * LARGE, 1))
    queue.put(request("short", 1))
    first = await queue.take()
    assert first.large
    assert name_of(await queue.take()) == "short0"
    later = asyncio.create_task(queue.take())
    await asyncio.sleep(0)
    assert not later.done()
    queue.put(request("late", 1))
    assert name_of(await later) == "late0"
    queue.done(first)
    assert (await queue.take()).large
    assert len(queue) == 1


async def test_taking_waits_for_something_to_come() -> None:
    queue = BatchQueue(10)
    takers = [asyncio.create_task(queue.take()) for _ in range(2)]
    await asyncio.sleep(0)
    queue.put(request("a", 1))
    queue.put(request("b", 1))
    assert {name_of(batch) for batch in await asyncio.gather(*takers)} == {"a0", "b0"}


async def test_a_full_ring_refuses() -> None:
    queue = BatchQueue(1)
    queue.put(request("a", 5))
    queue.put([])
    with pytest.raises(ServiceError) as failure:
        queue.put(request("b", 1))
    assert failure.value.code is ErrorCode.OVERLOADED
    assert len(queue) == 1


async def test_batches_that_nobody_wants_are_taken_out_and_the_rest_stays_in_order() -> None:
    queue = BatchQueue(10)
    first, second = request("a", 3), request("b", 1)
    queue.put(first)
    queue.put(second)
    first[1].waiters = second[0].waiters = 0
    assert queue.drop_unwanted() == [first[1], second[0]]
    assert [name_of(await queue.take()) for _ in range(2)] == ["a0", "a2"]
    assert queue.clear() == []


@given(st.lists(st.integers(0, 2 * BATCH_CHARACTERS), max_size=200))
def test_batches_are_bounded_and_lose_nothing(sizes: list[int]) -> None:
    items = {key(n): Reading("x" * size) for n, size in enumerate(sizes)}

    async def split() -> list[Batch]:
        return batches_of(items)

    batches = asyncio.run(split())
    assert [pair for batch in batches for pair in batch.items.items()] == list(items.items())
    for batch in batches:
        characters = sum(len(reading.text) for reading in batch.items.values())
        assert 1 <= len(batch.items) <= BATCH_TEXTS
        assert characters <= BATCH_CHARACTERS or len(batch.items) == 1
