"""Drafts in SQL. Satisfies handoff's DraftStore; ``forget_drafts`` is part of each change of a case."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from proxy.handoff.base import Author, CaseRow, CaseState, MessageKind
from proxy.handoff.drafts import DraftField, DraftRow
from proxy.ids import CaseId, TenantId
from proxy.storage.database import Database
from proxy.storage.moments import read_moment, stored_moment
from proxy.storage.tables import case_messages, cases, drafts

_SENT_AS: Final = {DraftField.REPLY: MessageKind.WORDS, DraftField.NOTE: MessageKind.NOTE}
"""The others are sent with the end of the case, which leaves its owner then."""


async def forget_drafts(
    connection: AsyncConnection, case: CaseRow, sent: DraftField | None
) -> None:
    """Delete what was sent, and everything of people who do not have the case any more."""
    gone = drafts.c.agent != case.owner if case.owner is not None else drafts.c.agent.is_not(None)
    if sent is not None:
        gone = or_(gone, drafts.c.field == sent.value)
    await connection.execute(delete(drafts).where(drafts.c.case_id == case.case_id, gone))


class SqlDraftStore:
    """Drafts of all tenants. Trouble with the database is ServiceError(QUEUE_UNAVAILABLE)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, tenant: TenantId, draft: DraftRow, *, after: int) -> bool:
        """Keep a draft in place of the one before it; see ``DraftStore``."""
        mine = select(cases.c.case_id).where(
            cases.c.case_id == draft.case_id,
            cases.c.tenant == tenant,
            cases.c.state == CaseState.CLAIMED.value,
            cases.c.owner == draft.agent,
        )
        async with self._database.write() as connection:
            # Locked: nobody takes the case away, and nothing is sent, between question and answer.
            if (await connection.execute(mine.with_for_update())).first() is None:
                return False
            if await _last_sent(connection, draft) > after:
                return False
            await _put(connection, draft)
        return True

    async def drop(self, case_id: CaseId, what: DraftField, agent: str) -> None:
        """Really delete this person's draft."""
        own = and_(
            drafts.c.case_id == case_id, drafts.c.field == what.value, drafts.c.agent == agent
        )
        async with self._database.write() as connection:
            await connection.execute(delete(drafts).where(own))

    async def of_case(self, case_id: CaseId, agent: str) -> Sequence[DraftRow]:
        """This person's drafts in a case."""
        query = select(drafts).where(drafts.c.case_id == case_id, drafts.c.agent == agent)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return tuple(
            DraftRow(
                case_id=CaseId(row["case_id"]),
                what=DraftField(row["field"]),
                agent=row["agent"],
                at=read_moment(row["at"]),
                sealed_words=bytes(row["sealed_words"]),
            )
            for row in rows
        )


async def _last_sent(connection: AsyncConnection, draft: DraftRow) -> int:
    kind = _SENT_AS.get(draft.what)
    if kind is None:
        return 0
    last = select(func.coalesce(func.max(case_messages.c.number), 0)).where(
        case_messages.c.case_id == draft.case_id,
        case_messages.c.author == Author.HUMAN_AGENT.value,
        case_messages.c.name == draft.agent,
        case_messages.c.kind == kind.value,
    )
    return int((await connection.execute(last)).scalar_one())


async def _put(connection: AsyncConnection, draft: DraftRow) -> None:
    values = {
        "case_id": draft.case_id,
        "field": draft.what.value,
        "agent": draft.agent,
        "at": stored_moment(draft.at),
        "sealed_words": draft.sealed_words,
    }
    postgres = connection.dialect.name == "postgresql"
    new_row = postgres_insert if postgres else sqlite_insert
    await connection.execute(
        new_row(drafts)
        .values(values)
        .on_conflict_do_update(index_elements=[drafts.c.case_id, drafts.c.field], set_=values)
    )
