"""How the cost of a computation grows with its input: a ratio, so that a slow machine changes nothing.

Strategy: two sizes far apart, so that linear and quadratic work differ by a large factor. Other load on
the machine can only add to what a run costs. So the least of several runs stands for each size, and runs
are repeated until the ratio is that of linear work; quadratic work keeps its ratio in every round.
"""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Given = TypeVar("Given")

FACTOR = 16
LINEAR = 64.0
"""Sixteen times the input costs sixteen times as much, 256 times in a quadratic computation.

The bound is four times away from either.
"""
CONSTANT = 4.0
"""The same for work that should not depend on the input: midway between once and sixteen times."""
_ROUNDS = 6
_SMALL_RUNS = 5
"""Of the small input in a round: its least cost must not be too high, or too much would be allowed."""


def growth(
    make: Callable[[int], Given],
    work: Callable[[Given], object],
    size: int,
    *,
    bound: float = LINEAR,
    clock: Callable[[], float] = time.thread_time,
) -> float:
    """Cost of ``work`` for ``FACTOR`` times ``size``, in units of that for ``size``.

    ``make``: the input of a size. ``work``: must do the same again each time, so what it remembers is
    made within it. ``size``: large enough that its fixed costs do not hide how the rest grows.
    ``bound``: what is good enough to stop. ``clock``: seconds of this thread's processor time.
    """
    small, large = make(size), make(FACTOR * size)
    least = most = ratio = float("inf")
    with _no_collection():
        for _ in range(_ROUNDS):
            least = min(least, *(_cost(small, work, clock) for _ in range(_SMALL_RUNS)))
            most = min(most, _cost(large, work, clock))
            ratio = most / least
            if ratio < bound:
                break
    return ratio


def _cost(given: Given, work: Callable[[Given], object], clock: Callable[[], float]) -> float:
    begun = clock()
    work(given)
    return clock() - begun


@contextmanager
def _no_collection() -> Iterator[None]:
    """A collection's cost depends on everything else that the process holds."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
