"""An event loop that does not wait: when nothing but time can go on, its clock jumps to the next timer.

For servers and clients in one process and one thread. What was sent over the loopback interface is
there before the clock moves, however busy the machine is, so deadlines of seconds are met or missed
the same way each time, and cost nothing.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Mapping
from functools import wraps
from typing import Any, ParamSpec

P = ParamSpec("P")

_ARRIVAL = 0.002
"""Real seconds in which the kernel hands on what it has; nobody else has anything to send."""


class SkippingLoop(asyncio.SelectorEventLoop):
    """Its ``time`` stands still while anything is at work."""

    def __init__(self) -> None:
        self.skipped = 0.0
        super().__init__(_Skipping(self))

    def time(self) -> float:
        """The seconds that nobody waited."""
        return self.skipped


class _Skipping(selectors.BaseSelector):
    """The default selector, which tells its loop how long it would have waited."""

    def __init__(self, loop: SkippingLoop) -> None:
        self._loop = loop
        self._real = selectors.DefaultSelector()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready; if nothing is, the time is over."""
        if timeout is None:
            return self._real.select()
        ready = self._real.select(min(timeout, _ARRIVAL))
        if not ready:
            self._loop.skipped += timeout
        return ready

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        """As ever; and so are the others."""
        return self._real.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._real.unregister(fileobj)

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._real.modify(fileobj, events, data)

    def close(self) -> None:
        self._real.close()

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._real.get_map()


def skipping(test: Callable[P, Coroutine[None, None, None]]) -> Callable[P, None]:
    """The test, run by such a loop."""

    @wraps(test)
    def run(*args: P.args, **options: P.kwargs) -> None:
        with asyncio.Runner(loop_factory=SkippingLoop) as runner:
            runner.run(test(*args, **options))

    return run
