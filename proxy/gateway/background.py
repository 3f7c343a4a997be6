"""Background tasks and their supervisor.

A task that fails is logged by the class of its error (never message or traceback: they may hold
text), counted, and started again after a pause that grows. Here stands one of the two places where
any exception is caught: a sweeper that died unseen would keep data past its time.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from proxy.errors import ProxyError

_log = logging.getLogger("proxy.background")

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 300.0


async def every(
    seconds: float,
    name: str,
    work: Callable[[], Awaitable[object]],
    *,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Run ``work`` each ``seconds``, for ever; a failure is retried with growing pauses."""
    pause = _FIRST_PAUSE
    while True:
        try:
            await work()
        except ProxyError as error:
            _log.error("background_failed", extra={"task": name, "code": error.code.value})
        except Exception as error:  # noqa: BLE001 - the supervisor of background tasks
            _log.error("background_failed", extra={"task": name, "error": type(error).__name__})
        else:
            pause = _FIRST_PAUSE
            await sleep(seconds)
            continue
        await sleep(min(pause, seconds))
        pause = min(pause * 2, _LONGEST_PAUSE)
