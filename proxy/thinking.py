"""Where the rooms that think do it: at once for a small request, in a thread for a large one.

Strategy: reading, linking and protecting are pure computing, in proportion to the request. For most
turns that is less than waking a thread. A large one would keep everybody else waiting: streams would
stand still and health checks fail. In a thread it shares the interpreter in slices of milliseconds.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Thought = TypeVar("Thought")

SMALL = 16 * 1024
"""Bytes of a request that is thought about at once: a few milliseconds."""


async def think(size: int, work: Callable[[], Thought]) -> Thought:
    """The result of ``work``, which depends on nothing that changes meanwhile.

    ``size``: bytes of the request it is about. A caller that is cancelled leaves a thread to its
    end; nothing comes of it.
    """
    if size <= SMALL:
        return work()
    return await asyncio.to_thread(work)
