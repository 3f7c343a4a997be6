"""Patience with those who guess a password or a code: it grows with each failure.

An attempt is counted before it is compared and taken back when it was right. Counting is one
transaction of the store, so of a hundred attempts at once, through several proxies too, no more are
compared than of a hundred made one after the other; the others wait.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from proxy.clock import Clock
from proxy.errors import CallerError, ErrorCode
from proxy.storage.sessions import Attempts, SessionStore

FORGET: Final = timedelta(hours=1)
"""So long after the last failure all of them are forgotten."""
_FIRST_WAIT: Final = timedelta(seconds=30)
_LONGEST_WAIT: Final = timedelta(minutes=15)
_FREE: Final = {"name": 5, "address": 50, "code": 5}
"""Failures before waiting begins. Many people may share one address."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that has been counted; what stood before it, by kind."""

    at: datetime
    keys: Mapping[str, bytes] = field(repr=False)
    before: Mapping[bytes, Attempts] = field(repr=False)


class Patience:
    """Counts attempts for names, addresses and codes."""

    def __init__(self, counts: SessionStore, clock: Clock) -> None:
        self._counts, self._clock = counts, clock

    async def attempt(self, **subjects: str) -> Attempt:
        """Count one attempt, by kind and for whom; it stays counted unless it was right.

        Raises CallerError: 429 with ``retry_after``; then nothing was counted.
        """
        now = self._clock.now()
        keys = {kind: _key(kind, whom) for kind, whom in subjects.items()}
        free = {keys[kind]: _FREE[kind] for kind in keys}

        def one_more(key: bytes, before: Attempts) -> Attempts:
            return counted(before, free[key], now)

        before = await self._counts.count(list(keys.values()), now, one_more)
        return Attempt(now, keys, before)

    async def was_right(self, attempt: Attempt) -> None:
        """Names and codes begin anew; of an address only this attempt is taken back.

        Otherwise one account that somebody owns would let its address try all the others.
        """
        for kind, key in attempt.keys.items():
            if kind == "address":
                await self._counts.take_back(key, attempt.before[key], attempt.at)
            else:
                await self._counts.succeeded(key)


def counted(before: Attempts, free: int, now: datetime) -> Attempts:
    """One attempt more. Pure. Raises CallerError: 429 with ``retry_after`` while one has to wait."""
    if now - before.last_at > FORGET:
        return Attempts(1, now)
    if before.failures >= free:
        wait = min(_FIRST_WAIT * 2 ** min(before.failures - free, 10), _LONGEST_WAIT)
        left = before.last_at + wait - now
        if left > timedelta():
            raise _wait(left)
    return Attempts(before.failures + 1, now)


def _wait(left: timedelta) -> CallerError:
    seconds = int(left.total_seconds()) + 1
    return CallerError(
        ErrorCode.RATE_LIMITED,
        f"Too many attempts. Try again in {seconds} seconds.",
        status=429,
        retry_after=seconds,
    )


def _key(kind: str, whom: str) -> bytes:
    return hashlib.sha256(f"{kind}\0{whom}".encode(errors="surrogatepass")).digest()
