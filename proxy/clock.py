"""Time as a parameter: rooms are handed a ``Clock`` and never ask the system themselves."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time; the only source of it in every room."""

    def now(self) -> datetime:
        """The current time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The current time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back."""
        return time.monotonic()


class SetClock:
    """A clock that stands still until it is moved: for tests and for dry runs of retention."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._monotonic = 0.0

    def now(self) -> datetime:
        """The time it was set to."""
        return self._now

    def monotonic(self) -> float:
        """Seconds it was moved forward so far."""
        return self._monotonic

    def forward(self, step: timedelta) -> None:
        """Move both clocks forward."""
        self._now += step
        self._monotonic += step.total_seconds()


def iso(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds and a ``Z``, the one form we write."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
