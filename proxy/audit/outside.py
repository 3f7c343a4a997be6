"""Copies of checkpoints where the proxy's administrators cannot change them: when, and how old.

Strategy: a log cannot prove its own end, so the age of the last copy outside *is* the exposure. Each
run signs one checkpoint, hands it to every place, puts on record how many took it, and remembers when
each place last did. A place that fails is never in the way of a turn; the policy says how old the
oldest last copy may get before somebody is told.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from proxy.audit.base import SYSTEM_TENANT
from proxy.audit.events import AuditEvent, EventKind, Scalar
from proxy.clock import Clock
from proxy.errors import AdministratorError, ErrorCode

_log = logging.getLogger("proxy.checkpoints")


class OutsideCopyError(AdministratorError):
    """A place did not take a checkpoint. The message names the place and why, and no secret."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(
            ErrorCode.CHECKPOINT_NOT_COPIED, f"The checkpoint was not copied to {place}: {why}"
        )


class OutsidePlace(Protocol):
    """Keeps notes and never lets one be written over."""

    @property
    def name(self) -> str:
        """The place as an administrator knows it, without secrets."""
        ...

    async def put(self, log_id: str, note: str, at: datetime) -> None:
        """Keep a signed note; durable there when this returns. Raises OutsideCopyError."""
        ...


class Recorder(Protocol):
    """The audit log, as far as it is needed here."""

    async def record(self, event: AuditEvent) -> None:
        """Put an event on record."""
        ...


class OutsideCopies:
    """All places outside, and when each last took a checkpoint."""

    def __init__(
        self,
        places: Sequence[OutsidePlace],
        checkpoint: Callable[[], str],
        *,
        log_id: str,
        audit: Recorder,
        clock: Clock,
        allowed_age: Callable[[], timedelta | None],
    ) -> None:
        """``checkpoint`` signs one over the log as it stands (blocking).

        ``allowed_age``: how old a last copy may be, as the policy in force says; None: any age.
        """
        self._places, self._checkpoint = places, checkpoint
        self._log_id, self._audit, self._clock = log_id, audit, clock
        self._allowed_age = allowed_age
        self._last: dict[str, datetime] = {}
        self._tried = False

    @property
    def configured(self) -> bool:
        """There is a place outside."""
        return bool(self._places)

    def age(self) -> timedelta | None:
        """The age of the oldest last copy; None when a place has none yet from this process."""
        if not self._places or len(self._last) < len(self._places):
            return None
        return self._clock.now() - min(self._last.values())

    @property
    def overdue(self) -> bool:
        """A last copy is older than the policy allows, or a place has failed since the start.

        A policy that sets an age without any place configured is overdue: nothing is outside.
        """
        allowed = self._allowed_age()
        if allowed is None:
            return False
        if not self._places:
            return True
        age = self.age()
        return self._tried if age is None else age > allowed

    async def copy(self) -> None:
        """Hand one checkpoint to every place, and put on record how many took it.

        Raises ServiceError when the log cannot be read or written; a place that fails is logged.
        """
        if not self._places:
            return
        note = await asyncio.to_thread(self._checkpoint)
        at = self._clock.now()
        results = await asyncio.gather(*(self._put(place, note, at) for place in self._places))
        self._tried = True
        clear: dict[str, Scalar] = {
            "checkpoint": hashlib.sha256(note.encode()).hexdigest(),
            "copied": sum(results),
            "failed": len(results) - sum(results),
        }
        await self._audit.record(
            AuditEvent(EventKind.CHECKPOINT_COPIED, SYSTEM_TENANT, clear=clear)
        )
        if self.overdue:
            _log.error("checkpoint_overdue", extra={"failed": clear["failed"]})

    async def _put(self, place: OutsidePlace, note: str, at: datetime) -> bool:
        try:
            await place.put(self._log_id, note, at)
        except OutsideCopyError as error:
            _log.error("checkpoint_not_copied", extra={"place": place.name, "why": error.message})
            return False
        self._last[place.name] = at
        return True
