"""The audit log with a stopwatch: how long a record takes to become durable, for the metrics."""

from dataclasses import dataclass

from proxy.audit.events import AuditEvent
from proxy.clock import Clock
from proxy.gateway.base import Recorder
from proxy.gateway.metrics import Metrics


@dataclass(frozen=True, slots=True)
class MeasuredRecorder:
    """Records, and tells the metrics how long it took. Satisfies ``Recorder``."""

    recorder: Recorder
    metrics: Metrics
    clock: Clock

    async def record(self, event: AuditEvent) -> None:
        """Make the event durable."""
        started = self.clock.monotonic()
        await self.recorder.record(event)
        self.metrics.audit_took(self.clock.monotonic() - started)
