"""Inspecting texts beside the event loop, in supervised worker processes.

Strategy: detection takes milliseconds of pure computing and reads hostile text, so it happens in
processes of its own. Each worker has one keeper task that starts it, feeds it one batch at a time,
and replaces it, and it alone, when it crashes, hangs or answers garbage. Whatever was with it fails
as *detection failed*; nothing is tried again on another worker, because the text may be what killed
this one. A caller never touches a pipe: it waits for a future, so leaving early harms nobody.

    DETECTION_FAILED   these texts could not be inspected (the policy says: hold or block)
    OVERLOADED         nobody could look at them in time: queue full, or no worker is running
    SHUTTING_DOWN      the pool was stopped
"""

import asyncio
import logging
import os
import secrets
import sys
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from proxy.errors import ErrorCode, ServiceError
from proxy.gateway.detection_frames import Inspected, Reading, Refused, Setup, encode_setup
from proxy.gateway.detection_queue import Batch, BatchQueue, batches_of
from proxy.gateway.finding_cache import CacheKey, FindingCache
from proxy.gateway.worker_process import Ending, WorkerFailedError, WorkerProcess
from proxy.ids import Randomness
from proxy.privacy.base import DetectionRules
from proxy.topics.base import TopicRules

__all__ = ["DetectionPool", "Inspected", "PoolState", "Reading", "WorkerCare"]

WORKER_COMMAND = (sys.executable, "-m", "proxy.gateway.detection_worker")

_log = logging.getLogger("proxy.gateway.detection")

_Outcome = Inspected | ServiceError


@dataclass(frozen=True, slots=True)
class WorkerCare:
    """How workers are looked after.

    ``start_seconds``: longest start. ``texts`` and ``growth_bytes``: after so many texts, or so much
    growth of its memory, a worker is replaced by a fresh one that is already running.
    ``first_pause`` doubles with each failure in a row up to ``longest_pause`` (seconds).
    """

    start_seconds: float = 60.0
    texts: int = 200_000
    growth_bytes: int = 512 * 1024 * 1024
    first_pause: float = 0.2
    longest_pause: float = 15.0

    def worn(self, worker: WorkerProcess) -> bool:
        """It has done its share."""
        grown = worker.memory - worker.memory_at_start
        return worker.texts >= self.texts or grown >= self.growth_bytes


@dataclass(frozen=True, slots=True)
class PoolState:
    """Numbers for the metrics."""

    workers_running: int
    requests_waiting: int
    cache_answers: int
    cache_hits: int
    cache_misses: int
    endings: Mapping[Ending, int]
    """How many workers were replaced, by why."""


class DetectionPool:
    """Worker processes that inspect texts, and the memory of what they found.

    ``workers``: processes (default: one less than the machine's CPUs, but two: one very long text
    must not keep everybody waiting). ``time_limit``: seconds for
    one batch; a worker over it is killed. ``wait_limit``: seconds without any progress after which
    a caller is sent away. ``queue_limit``: waiting requests. ``cache_size``: see FindingCache.
    """

    def __init__(
        self,
        rules: DetectionRules,
        topic_rules: TopicRules,
        *,
        workers: int | None = None,
        time_limit: float = 10.0,
        wait_limit: float = 30.0,
        queue_limit: int = 256,
        cache_size: int = 200_000,
        randomness: Randomness = secrets.token_bytes,
        worker_command: Sequence[str] = WORKER_COMMAND,
        care: WorkerCare | None = None,
    ) -> None:
        self._setup = encode_setup(Setup(rules, topic_rules, time_limit))
        self._size = workers if workers is not None else max(2, (os.cpu_count() or 2) - 1)
        self._time_limit = time_limit
        self._wait_limit = wait_limit
        self._command = tuple(worker_command)
        self._care = care or WorkerCare()
        self._queue = BatchQueue(queue_limit, large_at_once=max(1, self._size - 1))
        self._cache = FindingCache(
            cache_size, versions=(rules.version, topic_rules.version), randomness=randomness
        )
        self._in_flight: dict[CacheKey, Batch] = {}
        self._running: set[WorkerProcess] = set()
        self._keepers: list[asyncio.Task[None]] = []
        self._endings: dict[Ending, int] = dict.fromkeys(Ending, 0)
        self._farewells: set[asyncio.Task[None]] = set()
        self._problem = ""
        self._stopped = False

    @property
    def ready(self) -> bool:
        """At least one worker can take a text now."""
        return bool(self._running) and not self._stopped

    @property
    def state(self) -> PoolState:
        """Numbers for the metrics."""
        return PoolState(
            workers_running=len(self._running),
            requests_waiting=len(self._queue),
            cache_answers=len(self._cache),
            cache_hits=self._cache.hits,
            cache_misses=self._cache.misses,
            endings=dict(self._endings),
        )

    async def start(self) -> None:
        """Start all workers; returns when each has started or failed to.

        Raises ServiceError(DETECTION_FAILED) if none could, with the reason.
        """
        launches = [asyncio.create_task(self._try_launch()) for _ in range(self._size)]
        async with AsyncExitStack() as unless_started:
            for launch in launches:
                unless_started.push_async_callback(_abandon, launch)
            workers = await asyncio.gather(*launches)
            unless_started.pop_all()
        if not any(workers):
            raise ServiceError(
                ErrorCode.DETECTION_FAILED,
                f"No detection worker could be started ({self._problem}).",
            )
        self._running.update(worker for worker in workers if worker)
        self._keepers = [asyncio.create_task(self._keep(worker)) for worker in workers]

    async def stop(self) -> None:
        """End all workers. What still waits fails with SHUTTING_DOWN."""
        self._stopped = True
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, *self._farewells, return_exceptions=True)
        self._keepers.clear()
        for batch in [*self._queue.clear(), *self._in_flight.values()]:
            self._settle(batch, dict.fromkeys(batch.items, _stopped()))

    async def inspect(self, readings: Sequence[Reading]) -> list[Inspected]:
        """One answer for each reading, in order; equal readings are inspected once.

        Raises ServiceError (see the table at the top); "nothing found" is never an answer in place
        of a failure.
        """
        if self._stopped:
            raise _stopped()
        keys = [self._cache.key_of(reading) for reading in readings]
        outcomes: dict[CacheKey, _Outcome] = {}
        missing: dict[CacheKey, Reading] = {}
        for key, reading in zip(keys, readings, strict=True):
            if key in outcomes or key in missing:
                continue
            remembered = self._cache.get(key)
            if remembered is not None:
                outcomes[key] = remembered
            else:
                missing[key] = reading
        if missing:
            outcomes |= await self._inspect_missing(missing)
        return [_answer(outcomes[key]) for key in keys]

    async def _inspect_missing(self, missing: dict[CacheKey, Reading]) -> dict[CacheKey, _Outcome]:
        """Answers from workers. Texts that somebody else is having inspected are waited for."""
        joined = {key: self._in_flight[key] for key in missing if key in self._in_flight}
        own = batches_of({key: text for key, text in missing.items() if key not in joined})
        outcomes = await self._wait_for({*joined.values(), *own}, own)
        failed = {key for key in joined if isinstance(outcomes[key], ServiceError)}
        if failed and not self._stopped:
            # It may have failed for what stood beside it in the other caller's batch.
            again = batches_of({key: missing[key] for key in failed})
            outcomes |= await self._wait_for(set(again), again)
        return outcomes

    async def _wait_for(
        self, batches: set[Batch], own: Sequence[Batch]
    ) -> dict[CacheKey, _Outcome]:
        """Queue our own batches and wait for all, as long as there is progress."""
        self._queue.put(own)
        for batch in own:
            self._in_flight |= dict.fromkeys(batch.items, batch)
        for batch in batches:
            batch.waiters += 1
        waiting = {batch.done for batch in batches}
        try:
            while waiting:
                # Waiting in this way, a caller that is cancelled does not cancel the future.
                done, waiting = await asyncio.wait(
                    waiting, timeout=self._wait_limit, return_when=asyncio.FIRST_COMPLETED
                )
                if not done:
                    raise _too_long()
        finally:
            for batch in batches:
                batch.waiters -= 1
            if waiting:
                for batch in self._queue.drop_unwanted():
                    self._settle(batch, dict.fromkeys(batch.items, _too_long()))
        return {key: outcome for batch in batches for key, outcome in batch.outcomes.items()}

    def _settle(self, batch: Batch, outcomes: dict[CacheKey, _Outcome]) -> None:
        for key, outcome in outcomes.items():
            if isinstance(outcome, Inspected):
                self._cache.put(key, outcome)
            if self._in_flight.get(key) is batch:
                del self._in_flight[key]
        batch.settle(outcomes)

    async def _launch(self) -> WorkerProcess:
        return await WorkerProcess.launch(
            self._command, self._setup, start_seconds=self._care.start_seconds
        )

    async def _keep(self, worker: WorkerProcess | None) -> None:
        """Keep one worker running for ever; ``worker`` is the first one, if it could start."""
        failures = 0 if worker else 1
        while True:
            if worker is None:
                await asyncio.sleep(self._pause(failures))
                worker = await self._try_launch()
            if worker is None:
                failures += 1
                continue
            self._running.add(worker)
            failures = 1 if await self._serve(worker) else failures + 1
            worker = None

    def _pause(self, failures: int) -> float:
        """Seconds before the next start, after so many failures in a row (at least one)."""
        return min(self._care.first_pause * 2.0 ** min(failures - 1, 16), self._care.longest_pause)

    async def _try_launch(self) -> WorkerProcess | None:
        try:
            return await self._launch()
        except WorkerFailedError as error:
            self._problem = str(error)
            self._count(error)
            return None

    async def _serve(self, worker: WorkerProcess) -> bool:
        """Feed this worker, and its successors when it is worn, until one fails.

        True: it had answered at least once.
        """
        successor: asyncio.Task[WorkerProcess | None] | None = None
        batch: Batch | None = None
        try:
            while True:
                if successor is None and self._care.worn(worker):
                    successor = asyncio.create_task(self._try_launch())
                batch = await self._queue.take()
                if successor is not None and successor.done():
                    worker, successor = self._relieve(worker, successor.result()), None
                reply = await worker.inspect(list(batch.items.values()), seconds=self._time_limit)
                pairs = zip(batch.items, reply.items, strict=True)
                self._settle(batch, {key: _outcome(item) for key, item in pairs})
                self._queue.done(batch)
                batch = None
        except WorkerFailedError as error:
            self._count(error)
            return worker.texts > 0
        finally:
            if batch is not None:
                outcome = _stopped() if self._stopped else _failed()
                self._settle(batch, dict.fromkeys(batch.items, outcome))
                self._queue.done(batch)
            self._running.discard(worker)
            await worker.end()
            if successor is not None:
                await _abandon(successor)

    def _relieve(self, worn: WorkerProcess, fresh: WorkerProcess | None) -> WorkerProcess:
        """Put a fresh worker in the place of a worn one; if none could start, carry on."""
        if fresh is None:
            worn.renew_share()
            return worn
        self._running.add(fresh)
        self._running.discard(worn)
        self._endings[Ending.WORN] += 1
        farewell = asyncio.create_task(worn.end(politely=True))
        self._farewells.add(farewell)
        farewell.add_done_callback(self._farewells.discard)
        return fresh

    def _count(self, error: WorkerFailedError) -> None:
        self._endings[error.ending] += 1
        _log.warning(
            "detection_worker_replaced", extra={"why": error.ending.value, "detail": error.detail}
        )


async def _abandon(launch: "asyncio.Task[WorkerProcess | None]") -> None:
    """End a launch that nobody waits for any more, and what it may have started."""
    launch.cancel()
    await asyncio.wait({launch})
    if launch.cancelled() or launch.exception() is not None:
        return
    worker = launch.result()
    if worker is not None:
        await worker.end()


def _answer(outcome: _Outcome) -> Inspected:
    if isinstance(outcome, ServiceError):
        # A fresh error for each caller: a shared one would collect all their tracebacks.
        raise ServiceError(outcome.code, outcome.message, retry_after=outcome.retry_after)
    return outcome


def _outcome(item: Inspected | Refused) -> _Outcome:
    return _failed(item.reason) if isinstance(item, Refused) else item


def _failed(reason: str = "") -> ServiceError:
    return ServiceError(
        ErrorCode.DETECTION_FAILED,
        "The detection of personal data failed on this request, so nothing was forwarded"
        f"{f' ({reason})' if reason else ''}.",
    )


def _too_long() -> ServiceError:
    return ServiceError(
        ErrorCode.OVERLOADED,
        "The detection of personal data is not available at the moment; nothing was forwarded. "
        "Send the request again a little later.",
        retry_after=5,
    )


def _stopped() -> ServiceError:
    return ServiceError(
        ErrorCode.SHUTTING_DOWN, "The proxy is shutting down; nothing was forwarded."
    )
