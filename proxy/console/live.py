"""Live updates: one look at the store a second for everybody, told to browsers as server-sent events.

An event carries no text, only "something changed": the browser then asks for its page again, with
its own rights, so that what it shows is what a reload would show and each look is recorded. Nobody
listening costs nothing. It works for several proxies on one database, since it asks the store.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Final, Protocol

from proxy.errors import ServiceError
from proxy.ids import TenantId

LOOK_SECONDS: Final = 1.0
_ALIVE_SECONDS: Final = 15.0
CHANGED: Final = b"event: changed\ndata: {}\n\n"
ALIVE: Final = b": alive\n\n"


class Pulse(Protocol):
    """The store, as far as this file asks it."""

    async def pulse(self, tenant: TenantId | None) -> int:
        """A number that is another one after any case has changed."""
        ...


class Watch:
    """Tells listeners when a case has changed; ends them when the proxy stops."""

    def __init__(self, store: Pulse, *, look_seconds: float = LOOK_SECONDS) -> None:
        self._store = store
        self._look_seconds = look_seconds
        self._pulse: int | None = None
        self._changes = 0
        """How many changes were seen; a listener that was busy compares it with what it knows."""
        self._changed = asyncio.Event()
        self._closed = asyncio.Event()
        self._listeners = 0
        self._looking: asyncio.Task[None] | None = None

    def close(self) -> None:
        """No more events: the proxy stops, and open streams must not keep it."""
        self._closed.set()
        self._changed.set()

    async def events(self, may_go_on: Callable[[], Awaitable[bool]]) -> AsyncIterator[bytes]:
        """Server-sent events for one browser, until it leaves or ``may_go_on`` says no."""
        self._enter()
        try:
            if self._pulse is None:
                # What changes from here on is told; before it, whoever greets has yet to fetch.
                await self._look_once()
            known = self._changes
            yield b"retry: 2000\n\nevent: hello\ndata: {}\n\n"
            while not self._closed.is_set():
                await self._beat(known)
                if self._closed.is_set() or not await may_go_on():
                    return
                quiet = self._changes == known
                known = self._changes
                yield ALIVE if quiet else CHANGED
        finally:
            self._leave()

    async def _beat(self, known: int) -> None:
        """Wait for a change that is not known yet, or for a while."""
        if self._changes == known:
            with suppress(TimeoutError):
                async with asyncio.timeout(_ALIVE_SECONDS):
                    await self._changed.wait()

    def _enter(self) -> None:
        self._listeners += 1
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())

    def _leave(self) -> None:
        self._listeners -= 1
        if self._listeners == 0 and self._looking is not None:
            self._looking.cancel()
            self._looking = None
            self._pulse = None

    async def _look(self) -> None:
        while not self._closed.is_set():
            await asyncio.sleep(self._look_seconds)
            await self._look_once()

    async def _look_once(self) -> None:
        with suppress(ServiceError):  # a store that is away for a moment is asked again
            pulse = await self._store.pulse(None)
            if self._pulse is not None and pulse != self._pulse:
                # Wakes all who wait now; who comes later waits for the next change.
                self._changes += 1
                self._changed.set()
                self._changed = asyncio.Event()
            self._pulse = pulse
