"""How the cost of a computation grows with its input: a ratio, so that a slow machine changes nothing."""

import gc
import time
from collections.abc import Callable
from typing import TypeVar

Given = TypeVar("Given")

FACTOR = 4
LINEAR = 9.0
"""Four times the input costs four times as much, sixteen times in a quadratic computation."""


def growth(make: Callable[[int], Given], work: Callable[[Given], object], size: int) -> float:
    """CPU time of ``work`` for four times ``size``, in units of that for ``size``."""
    return _cost(make(FACTOR * size), work) / max(_cost(make(size), work), 0.0005)


def _cost(given: Given, work: Callable[[Given], object]) -> float:
    best = float("inf")
    gc.collect()
    gc.disable()
    for _ in range(3):
        begun = time.thread_time()
        work(given)
        best = min(best, time.thread_time() - begun)
    gc.enable()
    return best
