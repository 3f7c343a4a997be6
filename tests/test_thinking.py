"""Small requests are thought about at once, large ones without keeping anybody waiting."""

import asyncio
import threading

import pytest

from proxy.errors import CallerError, ErrorCode
from proxy.thinking import SMALL, think


async def test_a_small_request_is_thought_about_at_once() -> None:
    assert await think(SMALL, threading.get_ident) == threading.get_ident()


async def test_while_a_large_request_is_thought_about_others_are_served() -> None:
    served = threading.Event()

    def long_thought() -> bool:
        return served.wait(60)

    thought = asyncio.create_task(think(SMALL + 1, long_thought))
    await asyncio.sleep(0)
    served.set()
    assert await thought, "nobody was served before it ended"


@pytest.mark.parametrize("size", [0, SMALL + 1])
async def test_a_refusal_is_raised_to_the_caller(size: int) -> None:
    def refuse() -> None:
        raise CallerError(ErrorCode.INVALID_REQUEST, "no")

    with pytest.raises(CallerError):
        await think(size, refuse)
