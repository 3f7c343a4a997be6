"""Processes that die where a test wants it, and others that do not: all forked from one.

One process imports everything and forks the others, so that they cost nothing.
"""

import inspect
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

Point = tuple[object, str, bool, int]
"""Owner and name of a function; whether to die behind it; at which call."""


def die() -> None:
    """End as a crash would, here."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: Point) -> None:
    """From now on this process dies at the point. The function may be async."""
    owner, name, behind, at = point
    real: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def armed(*args: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at and not behind:
            die()
        result = real(*args, **options)
        if calls == at and not inspect.isawaitable(result):
            die()
        return _dying(result) if calls == at else result

    setattr(owner, name, armed)


async def _dying(work: Any) -> None:
    await work
    die()


def forked(work: Callable[[], Any]) -> int:
    """Do it in a process of its own; gives its id. What goes wrong there is written to stderr."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - a child's trouble is told, and ends the child alone
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)
