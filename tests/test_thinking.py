"""Small requests are thought about at once, large ones without keeping anybody waiting."""

import asyncio
import threading
import time

import pytest

from proxy.errors import CallerError, ErrorCode
from proxy.thinking import SMALL, think


async def test_a_small_request_is_thought_about_at_once() -> None:
    assert await think(SMALL, threading.get_ident) == threading.get_ident()


async def test_while_a_large_request_is_thought_about_others_are_served() -> None:
    def long_thought() -> str:
        until = time.monotonic() + 0.5
        while time.monotonic() < until:
            sum(range(1000))
        return "done"

    thought = asyncio.create_task(think(SMALL + 1, long_thought))
    slowest = 0.0
    while not thought.done():
        begun = time.monotonic()
        await asyncio.sleep(0)
        slowest = max(slowest, time.monotonic() - begun)
    assert await thought == "done"
    assert slowest < 0.4


@pytest.mark.parametrize("size", [0, SMALL + 1])
async def test_a_refusal_is_raised_to_the_caller(size: int) -> None:
    def refuse() -> None:
        raise CallerError(ErrorCode.INVALID_REQUEST, "no")

    with pytest.raises(CallerError):
        await think(size, refuse)
