"""A sealed map as it is stored, and what the room needs of a store and of the keys."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from proxy.ids import ClientId, ConversationId, TenantId


@dataclass(frozen=True, slots=True)
class MapRow:
    """A map as it is stored: nothing of a customer is readable in it.

    ``digest``: keyed, of the answer's id. ``conversation``: its name in the audit log.
    """

    digest: bytes = field(repr=False)
    tenant: TenantId
    client: ClientId
    conversation: ConversationId
    created_at: datetime
    sealed: bytes = field(repr=False)


class MapStore(Protocol):
    """What the room needs of a store. Every write is durable when the call returns."""

    async def put(self, row: MapRow) -> None:
        """Store a map; one of the same answer is replaced."""
        ...

    async def by_digest(self, tenant: TenantId, digest: bytes) -> MapRow | None:
        """The map of an answer, if the tenant has it."""
        ...

    async def delete_map(self, tenant: TenantId, digest: bytes) -> int:
        """Really delete the map of an answer; gives how many there were."""
        ...


class MapSecrets(Protocol):
    """The part of the keyring that the room needs."""

    def derive(self, purpose: str, tenant: TenantId) -> bytes:
        """32 bytes for one named purpose of one tenant."""
        ...
