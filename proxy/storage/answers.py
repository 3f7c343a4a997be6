"""Answers to requests with an Idempotency-Key: kept with the change, given again, soon forgotten.

The primary key is the whole lock: of two equal requests, in whatever process, one row is written,
and with it one change is made.
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from proxy.handoff.base import ANSWERS_KEPT, AlreadyAnsweredError, AnsweredRequest
from proxy.ids import CaseId, TenantId
from proxy.storage.database import Database
from proxy.storage.moments import read_moment, stored_moment
from proxy.storage.tables import answered_requests


async def keep_answer(connection: AsyncConnection, answered: AnsweredRequest) -> None:
    """Store an answer, in the transaction of the change. Raises AlreadyAnsweredError."""
    values = {
        "tenant": answered.tenant,
        "digest": answered.digest,
        "request": answered.request,
        "case_id": answered.case_id,
        "at": stored_moment(answered.at),
        "sealed_answer": answered.sealed_answer,
    }
    postgres = connection.dialect.name == "postgresql"
    new_row = postgres_insert if postgres else sqlite_insert
    forgotten = stored_moment(answered.at - ANSWERS_KEPT)
    once = (
        new_row(answered_requests)
        .values(values)
        .on_conflict_do_update(
            index_elements=[answered_requests.c.tenant, answered_requests.c.digest],
            set_=values,
            where=answered_requests.c.at < forgotten,
        )
    )
    if (await connection.execute(once)).rowcount != 1:
        raise AlreadyAnsweredError


class SqlAnswers:
    """Answers of all tenants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, tenant: TenantId, digest: bytes) -> AnsweredRequest | None:
        """What was answered to the request with this digest."""
        query = select(answered_requests).where(
            answered_requests.c.tenant == tenant, answered_requests.c.digest == digest
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            return None
        sealed = row["sealed_answer"]
        return AnsweredRequest(
            tenant=TenantId(row["tenant"]),
            digest=bytes(row["digest"]),
            request=bytes(row["request"]),
            at=read_moment(row["at"]),
            case_id=CaseId(row["case_id"]) if row["case_id"] is not None else None,
            sealed_answer=bytes(sealed) if sealed is not None else None,
        )

    async def keep(self, answered: AnsweredRequest) -> None:
        """Store an answer where nothing was changed. Raises AlreadyAnsweredError."""
        async with self._database.write() as connection:
            await keep_answer(connection, answered)

    async def forget(self, before: datetime) -> int:
        """Really delete answers from before a moment; gives how many there were."""
        old = delete(answered_requests).where(answered_requests.c.at < stored_moment(before))
        async with self._database.write() as connection:
            gone = (await connection.execute(old)).rowcount
            if gone:
                await self._database.note_deletion(connection)
        return gone
