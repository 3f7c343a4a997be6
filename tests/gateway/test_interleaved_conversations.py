"""Cached equals uncached: whole conversations, mixed turn by turn, through the real pool and workers."""

import asyncio
import random

import pytest

from evaluation.measure import own_sets
from evaluation.requests import requests_of
from proxy.dialects.base import Allowed, Limits
from proxy.dialects.registry import fallback_dialect
from proxy.gateway.detection import DetectionPool, Inspected, Reading
from proxy.gateway.detection_worker import RulesInspector
from proxy.gateway.reading import plan_readings
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy

POLICY = load_policy(shipped_policy("default"))
SEED = 7


def requests_mixed() -> list[tuple[Reading, ...]]:
    """The requests of some conversations, each in its own order, shuffled into one another.

    Short answers such as "yes" or "zoe" stand in several, after other questions.
    """
    sets = {each.name: each.conversations for each in own_sets()}
    talks = [*sets["dialogues"][::4], *sets["records"][::4], *sets["generated_dialogues"][:8]]
    waiting = [list(requests_of(talk)) for talk in talks]
    chance = random.Random(SEED)
    mixed = []
    while any(waiting):
        bodies = chance.choice([each for each in waiting if each])
        turn = fallback_dialect().read_turn(bodies.pop(0), limits=Limits(), allowed=Allowed())
        mixed.append(plan_readings(turn).readings)
    return mixed


async def through_a_pool(
    requests: list[tuple[Reading, ...]], cache_size: int
) -> tuple[list[list[Inspected]], int]:
    """All answers, some requests at a time, and how many came from the cache."""
    pool = DetectionPool(POLICY.detection, POLICY.topics, workers=1, cache_size=cache_size)
    await pool.start()
    try:
        answers: list[list[Inspected]] = []
        for first in range(0, len(requests), 3):
            together = requests[first : first + 3]
            answers += await asyncio.gather(*(pool.inspect(readings) for readings in together))
        return answers, pool.state.cache_hits
    finally:
        await pool.stop()


@pytest.mark.parametrize("cache_size", [100_000, 40], ids=["a large cache", "one that forgets"])
async def test_mixed_conversations_get_the_answers_of_a_detector_without_memory(
    cache_size: int,
) -> None:
    requests = requests_mixed()
    inspector = RulesInspector(POLICY.detection, POLICY.topics)
    fresh = {reading: inspector.inspect(reading) for readings in requests for reading in readings}
    answers, hits = await through_a_pool(requests, cache_size)
    assert answers == [[fresh[reading] for reading in readings] for readings in requests]
    assert hits > 100
