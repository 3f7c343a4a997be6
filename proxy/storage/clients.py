"""Clients: who may call, in which role, for which tenant.

A client is never deleted by revoking: the audit log speaks of it by id. Keys are looked up by the
id inside them and compared in constant time; an unknown id, a wrong secret, a malformed and a
revoked key all take the same path and get the same answer, None.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypedDict

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from proxy.errors import CallerError, ErrorCode
from proxy.ids import ClientId, TenantId
from proxy.storage.client_keys import ClientKeyRecord, key_id_of, proves
from proxy.storage.database import Database
from proxy.storage.moments import read_moment, stored_moment
from proxy.storage.tables import clients


class Role(StrEnum):
    """What a client may do."""

    CLIENT = "client"
    """A chatbot: calls the chat routes."""
    HUMAN_AGENT = "human_agent"
    """Of the API of the human queue, as all below: works with cases, in the queues of its teams."""
    SUPERVISOR = "supervisor"
    """Does that in all queues, and frees cases of others."""
    SECURITY = "security"
    """Tries policies out and downloads test candidates; opens no case."""
    AUDITOR = "auditor"
    """Reads, verifies and exports the audit log's clear side; opens no case."""


class Grants(TypedDict, total=False):
    """What an agent key may have besides its role: fields of ``Client``."""

    queues: frozenset[str]
    expires_at: datetime | None
    acts_for_others: bool


@dataclass(frozen=True, slots=True)
class Client:
    """A client as it is stored."""

    client_id: ClientId
    tenant: TenantId
    name: str
    role: Role
    key: ClientKeyRecord = field(repr=False)
    created_at: datetime
    revoked_at: datetime | None = None
    queues: frozenset[str] = frozenset()
    """Teams whose cases an agent key sees; empty: all."""
    expires_at: datetime | None = None
    """When the key stops working by itself; None: never."""
    acts_for_others: bool = False
    """An agent key of a help desk, which says for each request who of its people acts."""

    def works(self, now: datetime) -> bool:
        """The key was neither revoked nor has it expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class ClientStore:
    """The clients of all tenants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, client: Client) -> None:
        """Store a client. Raises CallerError(CONFLICT) if its tenant has one of this name."""
        try:
            async with self._database.write() as connection:
                await connection.execute(insert(clients).values(_values(client)))
        except IntegrityError:
            raise CallerError(
                ErrorCode.CONFLICT, "There is already a client of this name.", status=409
            ) from None

    async def list(self, tenant: TenantId | None = None) -> Sequence[Client]:
        """Clients of one tenant, or of all, oldest first, revoked ones too."""
        query = select(clients).order_by(clients.c.created_at, clients.c.client_id)
        if tenant is not None:
            query = query.where(clients.c.tenant == tenant)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return tuple(_client(row) for row in rows)

    async def find(self, tenant: TenantId, name_or_id: str) -> Client | None:
        """The client with this id, or the unrevoked one with this name."""
        for client in await self.list(tenant):
            named = client.name == name_or_id and client.revoked_at is None
            if named or client.client_id == name_or_id:
                return client
        return None

    async def by_key(self, key: str) -> Client | None:
        """The client of a valid, unrevoked key; None for anything else."""
        query = select(clients).where(clients.c.key_id == key_id_of(key))
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        known = proves(key, row["key_hash"] if row is not None else None)
        if row is None or not known or row["revoked_at"] is not None:
            return None
        return _client(row)

    async def revoke(self, client_id: ClientId, moment: datetime) -> bool:
        """The client's key stops working. False if it is unknown or was revoked before."""
        change = (
            update(clients)
            .where(clients.c.client_id == client_id, clients.c.revoked_at.is_(None))
            .values(revoked_at=stored_moment(moment))
        )
        async with self._database.write() as connection:
            return (await connection.execute(change)).rowcount == 1


def _values(client: Client) -> dict[str, Any]:
    return {
        "client_id": client.client_id,
        "tenant": client.tenant,
        "name": client.name,
        "role": client.role.value,
        "key_id": client.key.key_id,
        "key_hash": client.key.key_hash,
        "created_at": stored_moment(client.created_at),
        "revoked_at": stored_moment(client.revoked_at) if client.revoked_at else None,
        "queues": " ".join(sorted(client.queues)),
        "expires_at": stored_moment(client.expires_at) if client.expires_at else None,
        "acts_for_others": client.acts_for_others,
    }


def _client(row: RowMapping) -> Client:
    return Client(
        client_id=ClientId(row["client_id"]),
        tenant=TenantId(row["tenant"]),
        name=row["name"],
        role=Role(row["role"]),
        key=ClientKeyRecord(row["key_id"], bytes(row["key_hash"])),
        created_at=read_moment(row["created_at"]),
        revoked_at=read_moment(row["revoked_at"]) if row["revoked_at"] is not None else None,
        queues=frozenset(row["queues"].split()),
        expires_at=read_moment(row["expires_at"]) if row["expires_at"] is not None else None,
        acts_for_others=row["acts_for_others"],
    )
