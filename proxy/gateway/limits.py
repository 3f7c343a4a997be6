"""How much one client, and all together, may ask for at a time.

Strategy: a token bucket per client for requests per minute and a plain count for requests at work.
Clients are known by their key before they get here, so the table can only grow to the number of
clients, and a client that rests (nothing at work, bucket full again) is forgotten.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from proxy.clock import Clock
from proxy.errors import CallerError, ErrorCode, ServiceError
from proxy.ids import ClientId


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is allowed.

    ``per_minute``: a client's requests per minute, all of which may come at once after a rest.
    ``at_work``: a client's requests at the same time. ``all_at_work``: everybody's.
    """

    per_minute: int = 6000
    at_work: int = 500
    all_at_work: int = 2000


@dataclass(slots=True)
class _Use:
    """What one client has used. ``tokens``: requests it may still send, as of ``at``."""

    tokens: float
    at: float
    at_work: int = 0


class ClientLimits:
    """Lets requests in, or says when to come back."""

    def __init__(self, clock: Clock, allowance: Allowance | None = None) -> None:
        self._clock = clock
        self._allowance = allowance or Allowance()
        self._uses: dict[ClientId, _Use] = {}
        self._at_work = 0

    @property
    def at_work(self) -> int:
        """Requests inside at this moment."""
        return self._at_work

    @property
    def clients(self) -> int:
        """Clients in the table at this moment."""
        return len(self._uses)

    @contextmanager
    def entered(self, client: ClientId) -> Iterator[None]:
        """Hold one place for the length of a request, its streamed answer included.

        Raises CallerError(RATE_LIMITED), 429, with ``retry_after``; ServiceError(OVERLOADED) when
        the proxy as a whole is full.
        """
        self._enter(client)
        try:
            yield
        finally:
            self._leave(client)

    def _enter(self, client: ClientId) -> None:
        allowed = self._allowance
        if self._at_work >= allowed.all_at_work:
            raise ServiceError(
                ErrorCode.OVERLOADED,
                "The proxy serves as many requests as it can; send this one again a little later.",
                retry_after=1,
            )
        use = self._refreshed(client)
        if use.at_work >= allowed.at_work:
            raise _limited(f"This client already has {allowed.at_work} requests at work.", 1)
        if use.tokens < 1:
            wait = (1 - use.tokens) * 60 / allowed.per_minute
            raise _limited(
                f"This client may send {allowed.per_minute} requests per minute.", math.ceil(wait)
            )
        use.tokens -= 1
        use.at_work += 1
        self._at_work += 1

    def _leave(self, client: ClientId) -> None:
        self._at_work -= 1
        self._uses[client].at_work -= 1
        self._forget_rested()

    def _refreshed(self, client: ClientId) -> _Use:
        now = self._clock.monotonic()
        full = float(self._allowance.per_minute)
        use = self._uses.setdefault(client, _Use(full, now))
        use.tokens = min(full, use.tokens + (now - use.at) * full / 60)
        use.at = now
        return use

    def _forget_rested(self) -> None:
        """Drop the longest known client, if it rests: one look per request keeps the table small."""
        client = next(iter(self._uses))
        use = self._refreshed(client)
        if use.at_work == 0 and use.tokens >= self._allowance.per_minute:
            del self._uses[client]
        else:
            # To the end of the line, so that each is looked at in turn.
            self._uses[client] = self._uses.pop(client)


def _limited(message: str, retry_after: int) -> CallerError:
    return CallerError(ErrorCode.RATE_LIMITED, message, status=429, retry_after=retry_after)
