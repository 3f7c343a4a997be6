"""The stopwatch around the audit log changes nothing but the metrics."""

from datetime import UTC, datetime, timedelta

import pytest

from proxy.audit.events import AuditEvent, EventKind
from proxy.clock import SetClock
from proxy.errors import ErrorCode, ServiceError
from proxy.gateway.measured import MeasuredRecorder
from proxy.gateway.metrics import Metrics
from proxy.ids import TenantId

EVENT = AuditEvent(EventKind.POLICY_LOADED, TenantId("default"))


class Log:
    """Takes a quarter of a second for each record."""

    def __init__(self, clock: SetClock, error: ServiceError | None = None) -> None:
        self.clock, self.error = clock, error
        self.recorded: list[AuditEvent] = []

    async def record(self, event: AuditEvent) -> None:
        """Take a quarter of a second, then keep the event or fail."""
        self.clock.forward(timedelta(seconds=0.25))
        if self.error is not None:
            raise self.error
        self.recorded.append(event)


async def test_the_time_that_a_record_took_is_told() -> None:
    clock, metrics = SetClock(datetime(2026, 1, 1, tzinfo=UTC)), Metrics()
    log = Log(clock)
    await MeasuredRecorder(log, metrics, clock).record(EVENT)
    assert log.recorded == [EVENT]
    assert b"chat_proxy_audit_seconds_sum 0.25" in metrics.render()


async def test_a_record_that_fails_still_fails() -> None:
    clock = SetClock(datetime(2026, 1, 1, tzinfo=UTC))
    log = Log(clock, ServiceError(ErrorCode.AUDIT_UNAVAILABLE, "no disk"))
    with pytest.raises(ServiceError):
        await MeasuredRecorder(log, Metrics(), clock).record(EVENT)
