"""Who is calling: client keys checked against the store, with a memory of one second.

The memory is keyed by the key's SHA-256 and is short, so that a revoked key stops working within a
second in every process. Unknown, malformed and revoked keys get the same answer.
"""

import hashlib
from typing import Protocol

from proxy.clock import Clock
from proxy.errors import CallerError, ErrorCode
from proxy.gateway.base import Caller
from proxy.storage.clients import Client, Role

_REMEMBERED_SECONDS = 1.0
_REMEMBERED_KEYS = 10_000


class ClientKeys(Protocol):
    """The store of client keys."""

    async def by_key(self, key: str) -> Client | None:
        """The client of a valid, unrevoked key; None for anything else."""
        ...


class StoredClients:
    """Authenticates callers of the chat routes."""

    def __init__(self, keys: ClientKeys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock
        self._seen: dict[bytes, tuple[float, Client | None]] = {}

    async def caller(self, bearer: str | None) -> Caller:
        """The caller that a key belongs to. Raises CallerError(INVALID_CLIENT_KEY), 401."""
        client = await self._client(bearer) if bearer else None
        if client is None or not client.works(self._clock.now()):
            raise CallerError(
                ErrorCode.INVALID_CLIENT_KEY,
                "Send a client key of this proxy as 'Authorization: Bearer sk-…'. It is made by "
                "`chat-proxy clients add`; the provider's own key does not work here.",
                status=401,
            )
        if client.role is not Role.CLIENT:
            raise CallerError(
                ErrorCode.FORBIDDEN, "This key is for human agents, not for chatbots.", status=403
            )
        return Caller(client.client_id, client.tenant)

    async def _client(self, key: str) -> Client | None:
        digest = hashlib.sha256(key.encode()).digest()
        now = self._clock.monotonic()
        seen = self._seen.get(digest)
        if seen is not None and now - seen[0] < _REMEMBERED_SECONDS:
            return seen[1]
        client = await self._keys.by_key(key)
        if len(self._seen) >= _REMEMBERED_KEYS:
            self._seen.clear()
        self._seen[digest] = (now, client)
        return client
