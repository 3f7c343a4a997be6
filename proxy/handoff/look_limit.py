"""How many values one person may look at in a while: work needs a few, copying a shop's customers many.

Counted in this process, over all cases of a tenant; whoever looks through several proxies has so many
with each. That each look is on record before it is granted does not depend on it.
"""

from collections import deque
from datetime import datetime, timedelta
from typing import Final

from proxy.errors import CallerError, ErrorCode
from proxy.ids import TenantId

LOOKS: Final = 60
WITHIN: Final = timedelta(minutes=10)


class LookLimit:
    """Lets people look, or says when to come back."""

    def __init__(self, looks: int = LOOKS, within: timedelta = WITHIN) -> None:
        self._looks, self._within = looks, within
        self._made: dict[tuple[TenantId, str], deque[datetime]] = {}

    def enter(self, tenant: TenantId, agent: str, now: datetime) -> None:
        """Count one look. Raises CallerError(RATE_LIMITED), 429, with ``retry_after``."""
        self._forget(now)
        made = self._made.setdefault((tenant, agent), deque())
        if len(made) >= self._looks:
            wait = int((made[0] + self._within - now).total_seconds()) + 1
            minutes = int(self._within.total_seconds()) // 60
            raise CallerError(
                ErrorCode.RATE_LIMITED,
                f"You have looked at {self._looks} values within {minutes} minutes. "
                f"Go on in {wait} seconds.",
                status=429,
                retry_after=wait,
            )
        made.append(now)

    def _forget(self, now: datetime) -> None:
        for key, made in list(self._made.items()):
            while made and now - made[0] >= self._within:
                made.popleft()
            if not made:
                del self._made[key]
