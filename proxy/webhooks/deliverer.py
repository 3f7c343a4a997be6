"""Delivering what is due, beside serving.

look     1 forget what was delivered long ago
         2 which endpoints have something due
         3 one task for each of them, so that a slow one keeps nobody waiting

deliver  1 lease the first waiting event of each case      another proxy takes others
         2 post it                                         signed with every secret
         3 note what came of it                            2xx: done; 410: the endpoint is off;
                                                           else: later, or given up, on record

A crash after 1 costs time, one after 2 sends the event again under the same id: at least once. Nothing
of an answer but its status is kept.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from proxy.audit.events import AuditEvent, EventKind, Scalar
from proxy.clock import Clock
from proxy.ids import Randomness
from proxy.webhooks.backoff import next_try
from proxy.webhooks.base import (
    Answer,
    AuditRecorder,
    Backlog,
    Delivery,
    Endpoint,
    EndpointId,
    NotSentError,
    Outbox,
    Post,
)
from proxy.webhooks.endpoints import Endpoints
from proxy.webhooks.message import message_of

_log = logging.getLogger("proxy.webhooks")

LEASE: Final = timedelta(seconds=60)
"""Four times the longest try: nobody else takes an event while it is on its way."""

AT_ONCE: Final = 8
"""Events on their way to one endpoint at the same time."""

KEPT: Final = timedelta(days=7)
"""How long a delivered event is remembered."""

KEPT_DELETIONS: Final = timedelta(days=30)
"""How long the event of a deletion lives that nobody took: its case is gone already."""

PATIENCE_AT_END: Final = 5.0
"""Seconds that tries on their way get when the process stops."""

_FORGET_EVERY: Final = timedelta(hours=1)
_COUNT_EVERY: Final = timedelta(seconds=15)
_GONE: Final = 410


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """Numbers of a deliverer, for operators."""

    waiting: int = 0
    undelivered: int = 0
    oldest_seconds: float = 0.0
    """Age of the oldest change that is still to be told."""
    endpoints_off: int = 0
    delivered: int = 0
    """By this process, since its start."""
    failed: int = 0
    """Tries of this process that did not deliver."""
    given_up: int = 0


class Deliverer:
    """Tells endpoints what happened to cases. Several of them may share one outbox."""

    def __init__(
        self,
        outbox: Outbox,
        endpoints: Endpoints,
        post: Post,
        audit: AuditRecorder,
        clock: Clock,
        randomness: Randomness,
        chance: Callable[[], float],
    ) -> None:
        """``chance``: a random number from 0 to 1, for the jitter of tries."""
        self._outbox, self._endpoints, self._post = outbox, endpoints, post
        self._audit, self._clock = audit, clock
        self._randomness, self._chance = randomness, chance
        self._running: dict[EndpointId, asyncio.Task[None]] = {}
        self._closing = False
        self._state = DeliveryState()
        self._forgot: datetime | None = None
        self._counted: datetime | None = None

    @property
    def state(self) -> DeliveryState:
        """Its numbers at this moment; those of the outbox are up to 15 seconds old."""
        return self._state

    async def look(self) -> None:
        """Begin to deliver what is due; does not wait for endpoints.

        Raises ServiceError when the store cannot be reached, now or by an earlier task.
        """
        await self._forget()
        for endpoint_id in [name for name, task in self._running.items() if task.done()]:
            self._running.pop(endpoint_id).result()
        for endpoint_id in await self._outbox.endpoints_due(self._clock.now()):
            if endpoint_id not in self._running:
                task = asyncio.create_task(self._drain(endpoint_id))
                self._running[endpoint_id] = task
        await self._count()

    async def deliver(self) -> None:
        """Deliver everything that is due, and wait until that is done."""
        await self.look()
        running = list(self._running.values())
        if running:
            await asyncio.wait(running)
            await self.deliver()

    async def close(self, patience: float = PATIENCE_AT_END) -> None:
        """Begin nothing more, and let what is on its way end.

        What takes longer than ``patience`` seconds is cut, and sent again by the next process.
        """
        self._closing = True
        running = list(self._running.values())
        if running:
            _, late = await asyncio.wait(running, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        self._running.clear()

    async def _drain(self, endpoint_id: EndpointId) -> None:
        while not self._closing:
            endpoint = await self._endpoints.known(endpoint_id)
            if endpoint is None:
                return
            lease, now = self._randomness(16).hex(), self._clock.now()
            claimed = await self._outbox.claim(
                endpoint_id, lease, now=now, until=now + LEASE, limit=AT_ONCE
            )
            if not claimed:
                return
            tries = (self._try(endpoint, delivery, lease) for delivery in claimed)
            for result in await asyncio.gather(*tries, return_exceptions=True):
                if isinstance(result, BaseException):
                    raise result

    async def _try(self, endpoint: Endpoint, delivery: Delivery, lease: str) -> None:
        answer = await self._send(endpoint, delivery)
        if isinstance(answer, Answer) and 200 <= answer.status < 300:
            if await self._outbox.delivered(delivery, lease, self._clock.now()):
                self._state = replace(self._state, delivered=self._state.delivered + 1)
            return
        self._state = replace(self._state, failed=self._state.failed + 1)
        if isinstance(answer, Answer) and answer.status == _GONE:
            await self._endpoints.gone(endpoint)
            await self._outbox.let_go(delivery, lease)
            _log.error("webhook_endpoint_gone", extra={"endpoint": endpoint.endpoint_id})
            return
        await self._not_delivered(delivery, lease, answer)

    async def _send(self, endpoint: Endpoint, delivery: Delivery) -> Answer | str:
        """What the endpoint answered, or why it did not."""
        message = message_of(delivery)
        secrets = await self._endpoints.signing(endpoint.endpoint_id)
        try:
            return await self._post(
                self._endpoints.url(endpoint),
                message.headers(secrets, self._clock.now()),
                message.body.encode(),
                private=endpoint.private,
            )
        except NotSentError as error:
            return error.why

    async def _not_delivered(self, delivery: Delivery, lease: str, answer: Answer | str) -> None:
        problem = answer if isinstance(answer, str) else f"answered_{answer.status}"
        wish = timedelta(seconds=(answer.retry_after or 0) if isinstance(answer, Answer) else 0)
        now = self._clock.now()
        due = next_try(
            delivery.tries + 1, since=delivery.since, now=now, chance=self._chance(), wish=wish
        )
        facts = {"endpoint": delivery.endpoint_id, "event": delivery.event_id, "problem": problem}
        if due is not None:
            await self._outbox.failed(delivery, lease, problem, due)
            _log.warning("webhook_failed", extra={**facts, "tries": delivery.tries + 1})
            return
        clear: dict[str, Scalar] = {
            "endpoint": delivery.endpoint_id,
            "case": delivery.case_id,
            "version": delivery.version,
            "tries": delivery.tries + 1,
            "problem": problem,
        }
        await self._audit.record(
            AuditEvent(EventKind.WEBHOOK_GIVEN_UP, delivery.tenant, clear=clear)
        )
        if await self._outbox.given_up(delivery, lease, problem, now):
            self._state = replace(self._state, given_up=self._state.given_up + 1)
        _log.error("webhook_given_up", extra=facts)

    async def _forget(self) -> None:
        now = self._clock.now()
        if self._forgot is None or now - self._forgot >= _FORGET_EVERY:
            await self._outbox.forget(delivered=now - KEPT, deletions=now - KEPT_DELETIONS)
            self._forgot = now

    async def _count(self) -> None:
        now = self._clock.now()
        if self._counted is not None and now - self._counted < _COUNT_EVERY:
            return
        found = await self._endpoints.list()
        backlogs: list[Backlog] = [backlog for _, backlog in found]
        oldest = [backlog.oldest for backlog in backlogs if backlog.oldest is not None]
        self._state = replace(
            self._state,
            waiting=sum(backlog.waiting for backlog in backlogs),
            undelivered=sum(backlog.undelivered for backlog in backlogs),
            oldest_seconds=(now - min(oldest)).total_seconds() if oldest else 0.0,
            endpoints_off=sum(endpoint.off_since is not None for endpoint, _ in found),
        )
        self._counted = now
