"""The store of sealed maps in SQL; satisfies maps' MapStore and retention's Sweepable and ConversationEraser."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from proxy.ids import ClientId, ConversationId, TenantId
from proxy.maps.base import MapRow
from proxy.policy.base import RetentionClass
from proxy.retention.base import Batch, Holdings
from proxy.storage.database import Database
from proxy.storage.holds import not_held
from proxy.storage.moments import read_moment, stored_moment
from proxy.storage.tables import sealed_maps


class SqlMapStore:
    """Sealed maps of all tenants. Trouble with the database is ServiceError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def retention_class(self) -> RetentionClass:
        """Sealed maps."""
        return RetentionClass.SEALED_MAP

    async def put(self, row: MapRow) -> None:
        """Store a map; one of the same answer is replaced."""
        values = {
            "tenant": row.tenant,
            "digest": row.digest,
            "client_id": row.client,
            "conversation": row.conversation,
            "created_at": stored_moment(row.created_at),
            "sealed": row.sealed,
        }
        async with self._database.write() as connection:
            await connection.execute(delete(sealed_maps).where(_is(row.tenant, row.digest)))
            await connection.execute(insert(sealed_maps).values(values))

    async def by_digest(self, tenant: TenantId, digest: bytes) -> MapRow | None:
        """The map of an answer, if the tenant has it."""
        query = select(sealed_maps).where(_is(tenant, digest))
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            return None
        return MapRow(
            digest=bytes(row["digest"]),
            tenant=TenantId(row["tenant"]),
            client=ClientId(row["client_id"]),
            conversation=ConversationId(row["conversation"]),
            created_at=read_moment(row["created_at"]),
            sealed=bytes(row["sealed"]),
        )

    async def delete_map(self, tenant: TenantId, digest: bytes) -> int:
        """Really delete the map of an answer; gives how many there were."""
        return await self._delete(_is(tenant, digest))

    async def delete_conversation(self, tenant: TenantId, conversation: ConversationId) -> int:
        """Really delete the maps of an audit conversation; gives how many there were."""
        named = (sealed_maps.c.tenant == tenant) & (sealed_maps.c.conversation == conversation)
        return await self._delete(named)

    async def has_older(
        self, tenant: TenantId, conversation: ConversationId, moment: datetime
    ) -> bool:
        """Whether there is a map of it that was made before ``moment``."""
        query = select(sealed_maps.c.digest).where(
            sealed_maps.c.tenant == tenant,
            sealed_maps.c.conversation == conversation,
            sealed_maps.c.created_at < stored_moment(moment),
        )
        async with self._database.read() as connection:
            return (await connection.execute(query.limit(1))).first() is not None

    async def delete_older(self, moment: datetime, limit: int) -> Batch:
        """Really delete maps that were made before ``moment``."""
        overdue = select(sealed_maps.c.tenant, sealed_maps.c.digest).where(
            sealed_maps.c.created_at < stored_moment(moment), _free()
        )
        async with self._database.write() as connection:
            rows = await connection.execute(overdue.order_by(sealed_maps.c.created_at).limit(limit))
            found = rows.all()
            for tenant, digest in found:
                await self._erase(connection, _is(tenant, bytes(digest)))
        return Batch(len(found), more=len(found) == limit)

    async def settle(self) -> bool:
        """Make earlier deletions final on disk. False: readers are in the way, call again."""
        return await self._database.settle()

    async def holdings(self, moment: datetime) -> Holdings:
        """What is stored."""
        made = sealed_maps.c.created_at
        late = made < stored_moment(moment)
        query = select(
            func.count(),
            func.min(made),
            func.count().filter(late),
            func.count().filter(late & _free()),
        ).select_from(sealed_maps)
        async with self._database.read() as connection:
            count, oldest, older, overdue = (await connection.execute(query)).one()
        since = read_moment(oldest) if oldest is not None else None
        return Holdings(count, since, overdue, held=older - overdue)

    async def _delete(self, where: ColumnElement[bool]) -> int:
        async with self._database.write() as connection:
            return await self._erase(connection, where)

    async def _erase(self, connection: AsyncConnection, where: ColumnElement[bool]) -> int:
        gone = (await connection.execute(delete(sealed_maps).where(where))).rowcount
        if gone:
            await self._database.note_deletion(connection)
        return gone


def _free() -> ColumnElement[bool]:
    made = sealed_maps.c.created_at
    return not_held(sealed_maps.c.conversation, made, made)


def _is(tenant: TenantId, digest: bytes) -> ColumnElement[bool]:
    return (sealed_maps.c.tenant == tenant) & (sealed_maps.c.digest == digest)
