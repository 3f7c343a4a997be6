"""Endpoints of webhooks and their secrets in SQL; addresses and secrets are sealed before they come."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, delete, insert, select, update

from proxy.ids import TenantId
from proxy.storage.database import Database
from proxy.storage.moments import read_moment, stored_moment
from proxy.storage.tables import webhook_endpoints, webhook_secrets
from proxy.webhooks.base import Endpoint, EndpointId, SecretId, StoredSecret

_endpoints, _secrets = webhook_endpoints, webhook_secrets


class SqlEndpointStore:
    """Endpoints of all tenants. Satisfies ``webhooks.base.EndpointStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, endpoint: Endpoint, secret: StoredSecret) -> None:
        """Store an endpoint with its first secret."""
        values = {
            "endpoint_id": endpoint.endpoint_id,
            "tenant": endpoint.tenant,
            "host": endpoint.host,
            "sealed_url": endpoint.sealed_url,
            "private": endpoint.private,
            "created_at": stored_moment(endpoint.created_at),
        }
        async with self._database.write() as connection:
            await connection.execute(insert(_endpoints).values(**values))
            await connection.execute(insert(_secrets).values(**_secret_values(secret)))

    async def all(self) -> Sequence[Endpoint]:
        """All endpoints, oldest first."""
        query = select(_endpoints).order_by(_endpoints.c.created_at, _endpoints.c.endpoint_id)
        async with self._database.read() as connection:
            return [_endpoint(row) for row in (await connection.execute(query)).mappings()]

    async def find(self, endpoint_id: EndpointId) -> Endpoint | None:
        """The endpoint with this id."""
        query = select(_endpoints).where(_endpoints.c.endpoint_id == endpoint_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return _endpoint(row) if row is not None else None

    async def switch(
        self, endpoint_id: EndpointId, *, off_since: datetime | None, why: str | None = None
    ) -> None:
        """Switch it off, or (None) on."""
        since = stored_moment(off_since) if off_since is not None else None
        async with self._database.write() as connection:
            await connection.execute(
                update(_endpoints)
                .where(_endpoints.c.endpoint_id == endpoint_id)
                .values(off_since=since, off_why=why)
            )

    async def remove(self, endpoint_id: EndpointId) -> None:
        """Really delete it, its secrets, and its events."""
        async with self._database.write() as connection:
            await connection.execute(
                delete(_endpoints).where(_endpoints.c.endpoint_id == endpoint_id)
            )
            await self._database.note_deletion(connection)

    async def secrets(self, endpoint_id: EndpointId) -> Sequence[StoredSecret]:
        """Its secrets, newest first."""
        query = (
            select(_secrets)
            .where(_secrets.c.endpoint_id == endpoint_id)
            .order_by(_secrets.c.created_at.desc(), _secrets.c.secret_id)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
            return [
                StoredSecret(
                    SecretId(row["secret_id"]),
                    EndpointId(row["endpoint_id"]),
                    bytes(row["sealed_secret"]),
                    read_moment(row["created_at"]),
                )
                for row in rows
            ]

    async def add_secret(self, secret: StoredSecret) -> None:
        """One more secret."""
        async with self._database.write() as connection:
            await connection.execute(insert(_secrets).values(**_secret_values(secret)))

    async def remove_secret(self, secret_id: SecretId) -> None:
        """Really delete a secret."""
        async with self._database.write() as connection:
            await connection.execute(delete(_secrets).where(_secrets.c.secret_id == secret_id))
            await self._database.note_deletion(connection)


def _secret_values(secret: StoredSecret) -> dict[str, object]:
    return {
        "secret_id": secret.secret_id,
        "endpoint_id": secret.endpoint_id,
        "sealed_secret": secret.sealed,
        "created_at": stored_moment(secret.created_at),
    }


def _endpoint(row: RowMapping) -> Endpoint:
    off = row["off_since"]
    return Endpoint(
        endpoint_id=EndpointId(row["endpoint_id"]),
        tenant=TenantId(row["tenant"]),
        host=row["host"],
        sealed_url=bytes(row["sealed_url"]),
        private=row["private"],
        created_at=read_moment(row["created_at"]),
        off_since=read_moment(off) if off is not None else None,
        off_why=row["off_why"],
    )
