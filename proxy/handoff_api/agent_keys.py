"""Whose key it is, and patience that ends with those who guess.

A key is random (256 bits) and stored as its digest, so guessing is hopeless; what is limited is the
work that guesses cost. An address that failed too often is refused before its next key is looked up,
except for a key that worked lately: others behind the same address go on.
"""

import asyncio
import hashlib
import math
from typing import Final, TypeVar
from weakref import WeakValueDictionary

from proxy.clock import Clock
from proxy.errors import CallerError, ErrorCode
from proxy.handoff_api.base import EVERYBODY, ClientKeys
from proxy.storage.clients import Client

Key = TypeVar("Key")
Value = TypeVar("Value")

_REMEMBERED_SECONDS: Final = 1.0
"""A revoked key stops working within this time, in every process."""
_WORKED_SECONDS: Final = 3600.0
_MOST_REMEMBERED: Final = 10_000
_HOUR: Final = 3600.0


class AgentKeys:
    """Authenticates callers of the queue's API.

    ``free_failures``: so many from one address in a row, and so many again in an hour.
    """

    def __init__(self, keys: ClientKeys, clock: Clock, free_failures: int) -> None:
        self._keys, self._clock = keys, clock
        self._free, self._per_second = float(free_failures), free_failures / _HOUR
        self._seen: dict[bytes, tuple[float, Client | None]] = {}
        self._worked: dict[bytes, float] = {}
        self._left: dict[str, tuple[float, float]] = {}
        """Address → failures that it may still make, as of a moment."""
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """Address → whose turn it is to have a key looked up; only while somebody has one or waits."""

    async def owner(self, key: str | None, address: str) -> Client:
        """The client of an agent key. Raises CallerError: INVALID_AGENT_KEY, 401; or 429."""
        digest = hashlib.sha256((key or "").encode(errors="surrogatepass")).digest()
        worked = self._worked.get(digest, -math.inf)
        if self._clock.monotonic() - worked <= _WORKED_SECONDS:
            client = await self._looked_up(key, digest, address)
        else:
            # One after the other: of many guesses at once no more are looked up than may fail.
            async with self._turns.setdefault(address, asyncio.Lock()):
                self._check_patience(address)
                client = await self._looked_up(key, digest, address)
        if client.role not in EVERYBODY:
            raise CallerError(
                ErrorCode.FORBIDDEN,
                "This key is for chatbots, not for the queue's API.",
                status=403,
            )
        _put(self._worked, digest, self._clock.monotonic())
        return client

    def _check_patience(self, address: str) -> None:
        left = self._failures_left(address, self._clock.monotonic())
        if left < 1:
            seconds = math.ceil((1 - left) / self._per_second)
            raise CallerError(
                ErrorCode.RATE_LIMITED,
                "Too many requests from this address had no valid key.",
                status=429,
                retry_after=seconds,
            )

    async def _looked_up(self, key: str | None, digest: bytes, address: str) -> Client:
        now = self._clock.monotonic()
        client = await self._client(key, digest, now) if key else None
        if client is None or not client.works(self._clock.now()):
            self._worked.pop(digest, None)
            _put(self._left, address, (self._failures_left(address, now) - 1, now))
            raise CallerError(
                ErrorCode.INVALID_AGENT_KEY,
                "Send an agent key as 'Authorization: Bearer sk-proxy-…'. It is made by "
                "`chat-proxy handoff keys add`.",
                status=401,
            )
        return client

    def _failures_left(self, address: str, now: float) -> float:
        left, at = self._left.get(address, (self._free, now))
        return min(self._free, left + (now - at) * self._per_second)

    async def _client(self, key: str, digest: bytes, now: float) -> Client | None:
        seen = self._seen.get(digest)
        if seen is not None and now - seen[0] < _REMEMBERED_SECONDS:
            return seen[1]
        client = await self._keys.by_key(key)
        _put(self._seen, digest, (now, client))
        return client


def _put(table: dict[Key, Value], key: Key, value: Value) -> None:
    """Remember, newest last; forget the oldest when there are too many."""
    table.pop(key, None)
    if len(table) >= _MOST_REMEMBERED:
        del table[next(iter(table))]
    table[key] = value
