"""Tells streams that their case has changed: one look at the store a second for all of them together.

The store is asked, so it works for several proxies on one database; nobody following costs nothing.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final, Protocol

from proxy.errors import ServiceError
from proxy.ids import CaseId

LOOK_SECONDS: Final = 1.0


class Versions(Protocol):
    """The store, as far as this file asks it."""

    async def versions(self, case_ids: Collection[CaseId]) -> Mapping[CaseId, int]:
        """The versions of those of these cases that exist."""
        ...


class Follower:
    """One stream. ``version``: of the case as this stream has told it last."""

    def __init__(self, case_id: CaseId) -> None:
        self.case_id = case_id
        self.version: int | None = None
        self._woken = asyncio.Event()

    def compare(self, version: int | None) -> None:
        """Wake the stream if the case has another version now; None: it is gone."""
        if version != self.version:
            self._woken.set()

    def wake(self) -> None:
        """Wake the stream in any case."""
        self._woken.set()

    async def wait(self, seconds: float) -> bool:
        """Whether something changed; False after so long without a change."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        changed = self._woken.is_set()
        self._woken.clear()
        return changed


class Watch:
    """Looks at the followed cases while there are any; ends all streams when the proxy stops."""

    def __init__(self, store: Versions, *, look_seconds: float = LOOK_SECONDS) -> None:
        self._store = store
        self._look_seconds = look_seconds
        self._followers: set[Follower] = set()
        self._looking: asyncio.Task[None] | None = None
        self.closed = False

    def close(self) -> None:
        """No more news: the proxy stops, and open streams must not keep it."""
        self.closed = True
        for follower in self._followers:
            follower.wake()

    @contextmanager
    def following(self, case_id: CaseId) -> Iterator[Follower]:
        """Follow a case inside the ``with`` block."""
        follower = Follower(case_id)
        self._followers.add(follower)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        try:
            yield follower
        finally:
            self._followers.discard(follower)
            if not self._followers and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    async def _look(self) -> None:
        while not self.closed:
            await asyncio.sleep(self._look_seconds)
            followers = tuple(self._followers)
            with suppress(ServiceError):  # a store that is away for a moment is asked again
                versions = await self._store.versions({one.case_id for one in followers})
                for follower in followers:
                    follower.compare(versions.get(follower.case_id))
