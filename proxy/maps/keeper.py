"""Keeping the map of an answer, and opening it for the turn that goes on from it.

A map is found by a keyed digest of the answer's id, and opens only for the tenant and client that got
that answer. An unknown answer, one of somebody else, and one whose time is over are the same error:
nobody learns which it was.
"""

import hashlib
import hmac
from datetime import timedelta

from proxy.clock import Clock
from proxy.errors import CallerError, ErrorCode
from proxy.ids import ClientId, ConversationId, TenantId
from proxy.keys.sealed import open_map, seal_map
from proxy.maps.base import MapRow, MapSecrets, MapStore
from proxy.maps.carried import Carried
from proxy.maps.document import read_map, write_map

MOST_VALUES = 5_000
"""Values of one map; a conversation that has more cannot be kept at the provider."""


def not_continued() -> CallerError:
    """The error for an answer from which nobody can go on. The same whatever the reason is."""
    return CallerError(
        ErrorCode.PREVIOUS_RESPONSE_NOT_FOUND,
        "This proxy knows no answer of that id for this client key and this conversation, or its time "
        "to live (retention.sealed_map) is over. Send the conversation itself in input, without "
        "previous_response_id.",
        param="previous_response_id",
    )


class MapKeeper:
    """The sealed maps of all tenants."""

    def __init__(self, store: MapStore, secrets: MapSecrets, clock: Clock) -> None:
        self._store = store
        self._secrets = secrets
        self._clock = clock

    async def open(
        self, tenant: TenantId, client: ClientId, answer_id: str, *, keep: timedelta
    ) -> Carried:
        """What that answer handed on. ``keep``: how long a map lives, by the policy in force.

        Raises CallerError(PREVIOUS_RESPONSE_NOT_FOUND); ServiceError when the store cannot be read.
        """
        digest = self._digest(tenant, answer_id)
        row = await self._store.by_digest(tenant, digest)
        if row is None or row.client != client or self._clock.now() - row.created_at >= keep:
            raise not_continued()
        bound = _bound(tenant, client, row.conversation)
        return read_map(open_map(self._seal_key(tenant), digest, bound, row.sealed))

    async def keep(
        self,
        tenant: TenantId,
        client: ClientId,
        conversation: ConversationId,
        answer_id: str,
        carried: Carried,
    ) -> None:
        """Keep what an answer hands on; durable when it returns. Raises ServiceError."""
        digest = self._digest(tenant, answer_id)
        bound = _bound(tenant, client, conversation)
        sealed = seal_map(self._seal_key(tenant), digest, bound, write_map(carried))
        now = self._clock.now()
        await self._store.put(MapRow(digest, tenant, client, conversation, now, sealed))

    async def forget(self, tenant: TenantId, answer_id: str) -> None:
        """Delete the map of an answer. Nothing happens if there is none."""
        await self._store.delete_map(tenant, self._digest(tenant, answer_id))

    def _seal_key(self, tenant: TenantId) -> bytes:
        return self._secrets.derive("sealed-map", tenant)

    def _digest(self, tenant: TenantId, answer_id: str) -> bytes:
        key = self._secrets.derive("sealed-map-name", tenant)
        return hmac.digest(key, b"sealed-map/v1\0" + answer_id.encode(), hashlib.sha256)


def _bound(tenant: TenantId, client: ClientId, conversation: ConversationId) -> str:
    return f"{tenant}\n{client}\n{conversation}"
