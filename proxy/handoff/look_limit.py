"""How many values one person may look at in a while: work needs a few, copying a shop's customers many.

Counted in the store, over all cases of a tenant and whatever door a look comes through, so that
several proxies share one count. That each look is on record before it is granted does not depend
on it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from proxy.errors import CallerError, ErrorCode
from proxy.ids import TenantId

LOOKS: Final = 60
WITHIN: Final = timedelta(minutes=10)


class LookCount(Protocol):
    """Where looks are counted."""

    async def enter(self, tenant: TenantId, agent: str, now: datetime) -> None:
        """Count one look, durably; of several at once each counts.

        Raises what ``counted`` raises; then nothing was counted.
        """
        ...


def counted(made: Sequence[datetime], now: datetime) -> tuple[datetime, ...]:
    """The looks that still count, and one more that is made now. Pure.

    Raises CallerError(RATE_LIMITED), 429, with ``retry_after``.
    """
    recent = sorted(moment for moment in made if now - moment < WITHIN)
    if len(recent) >= LOOKS:
        wait = int((recent[-LOOKS] + WITHIN - now).total_seconds()) + 1
        minutes = int(WITHIN.total_seconds()) // 60
        raise CallerError(
            ErrorCode.RATE_LIMITED,
            f"You have looked at {LOOKS} values within {minutes} minutes. "
            f"You can go on in {wait} seconds.",
            status=429,
            retry_after=wait,
        )
    return (*recent, now)
