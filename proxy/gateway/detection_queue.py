"""Batches of texts that wait for a detection worker, served in turns.

Strategy: one request may bring a whole history, another a single line. So requests wait in a ring
and each gives up one batch at a time: a long history never makes a short message wait for more than
one of its batches. A very long text cannot be cut, and may keep its worker busy until its time is
up; so such texts get all workers but one. The number of waiting requests is bounded; more are
refused, not piled up. No I/O: the only waiting is for an event on this loop.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from proxy.errors import ErrorCode, ServiceError
from proxy.gateway.detection_frames import Inspected, Reading
from proxy.gateway.finding_cache import CacheKey

BATCH_TEXTS = 64
LARGE = 64_000
"""Characters from which a text is very long."""
BATCH_CHARACTERS = 16_000
"""What one batch holds at most (one longer text goes alone). Detection costs a few milliseconds per
thousand characters, so a batch takes well under a second and its time limit means something."""


@dataclass(slots=True, eq=False)
class Batch:
    """Texts that go to a worker together. ``outcomes`` is filled in when ``done`` is set."""

    items: dict[CacheKey, Reading] = field(repr=False)
    done: "asyncio.Future[None]"
    outcomes: dict[CacheKey, Inspected | ServiceError] = field(default_factory=dict)
    waiters: int = 0
    """Callers that still want an answer; a batch that nobody wants is dropped."""

    @property
    def large(self) -> bool:
        """It is one very long text."""
        return any(len(reading.text) >= LARGE for reading in self.items.values())

    def settle(self, outcomes: dict[CacheKey, Inspected | ServiceError]) -> None:
        """Give the answers to whoever waits. Failing is an answer too."""
        self.outcomes = outcomes
        if not self.done.done():
            self.done.set_result(None)

    def fail(self, error: ServiceError) -> None:
        """The same error for every text."""
        self.settle(dict.fromkeys(self.items, error))


class BatchQueue:
    """A bounded ring of requests, each with its batches.

    ``limit``: waiting requests. ``large_at_once``: very long texts that are with workers at a time.
    """

    def __init__(self, limit: int, *, large_at_once: int = 1) -> None:
        self._limit = limit
        self._large_left = large_at_once
        self._ring: deque[deque[Batch]] = deque()
        self._arrived = asyncio.Event()

    def __len__(self) -> int:
        return len(self._ring)

    def put(self, batches: Sequence[Batch]) -> None:
        """Queue one request's batches. Raises ServiceError(OVERLOADED) if too many wait."""
        if not batches:
            return
        if len(self._ring) >= self._limit:
            raise ServiceError(
                ErrorCode.OVERLOADED,
                "Too many requests wait for the detection of personal data; nothing was forwarded. "
                "Send the request again a little later.",
                retry_after=1,
            )
        self._ring.append(deque(batches))
        self._arrived.set()

    async def take(self) -> Batch:
        """The next batch, in turn; waits until there is one. Give it to ``done`` afterwards."""
        while (batch := self._next()) is None:
            self._arrived.clear()
            await self._arrived.wait()
        return batch

    def done(self, batch: Batch) -> None:
        """A taken batch is with no worker any more."""
        if batch.large:
            self._large_left += 1
            self._arrived.set()

    def _next(self) -> Batch | None:
        for _ in range(len(self._ring)):
            request = self._ring.popleft()
            if request[0].large and not self._large_left:
                self._ring.append(request)
                continue
            batch = request.popleft()
            if request:
                self._ring.append(request)
            self._large_left -= batch.large
            return batch
        return None

    def drop_unwanted(self) -> list[Batch]:
        """Take out, and give back, the batches whose callers have all gone."""
        dropped: list[Batch] = []
        kept: deque[deque[Batch]] = deque()
        for request in self._ring:
            dropped.extend(batch for batch in request if not batch.waiters)
            wanted = deque(batch for batch in request if batch.waiters)
            if wanted:
                kept.append(wanted)
        self._ring = kept
        return dropped

    def clear(self) -> list[Batch]:
        """Take out, and give back, everything."""
        batches = [batch for request in self._ring for batch in request]
        self._ring.clear()
        return batches


def batches_of(items: dict[CacheKey, Reading]) -> list[Batch]:
    """The texts of one request in batches of bounded size, in order."""
    loop = asyncio.get_running_loop()
    batches: list[Batch] = []
    current: dict[CacheKey, Reading] = {}
    characters = 0
    for key, reading in items.items():
        size = len(reading.text)
        if current and (len(current) >= BATCH_TEXTS or characters + size > BATCH_CHARACTERS):
            batches.append(Batch(current, loop.create_future()))
            current, characters = {}, 0
        current[key] = reading
        characters += size
    if current:
        batches.append(Batch(current, loop.create_future()))
    return batches
