"""Counts of looks in SQL: one row for each person. Satisfies handoff's LookCount."""

import struct
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from proxy.handoff.look_limit import counted
from proxy.ids import TenantId
from proxy.storage.database import Database
from proxy.storage.moments import read_moment, stored_moment
from proxy.storage.tables import look_counts


class SqlLookCount:
    """Looks of all tenants. Trouble with the database is ServiceError(QUEUE_UNAVAILABLE)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def enter(self, tenant: TenantId, agent: str, now: datetime) -> None:
        """Count one look. Raises CallerError(RATE_LIMITED)."""
        own = (look_counts.c.tenant == tenant, look_counts.c.agent == agent)
        at = stored_moment(now)
        async with self._database.write() as connection:
            postgres = connection.dialect.name == "postgresql"
            new_row = postgres_insert if postgres else sqlite_insert
            first = new_row(look_counts).values(tenant=tenant, agent=agent, last_at=at, moments=b"")
            await connection.execute(first.on_conflict_do_nothing())
            # Locked: of two looks at once the second sees the first.
            query = select(look_counts.c.moments).where(*own).with_for_update()
            made = _read((await connection.execute(query)).scalar_one())
            moments = _stored(counted(made, now))
            change = update(look_counts).where(*own).values(last_at=at, moments=moments)
            await connection.execute(change)

    async def forget(self, before: datetime) -> None:
        """Delete what nobody's count needs any more: people whose last look is from before."""
        old = look_counts.c.last_at < stored_moment(before)
        async with self._database.write() as connection:
            await connection.execute(delete(look_counts).where(old))


def _stored(moments: Sequence[datetime]) -> bytes:
    return struct.pack(f">{len(moments)}q", *map(stored_moment, moments))


def _read(stored: bytes) -> Sequence[datetime]:
    return [read_moment(moment) for (moment,) in struct.iter_unpack(">q", bytes(stored))]
