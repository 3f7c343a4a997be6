"""Parts of the queue, read from the store. Satisfies handoff's BoardStore."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, func, select

from proxy.handoff.base import CaseRow, CaseState
from proxy.handoff.board import Tally, Wanted
from proxy.handoff.states import OPEN
from proxy.ids import TenantId
from proxy.storage.case_rows import read_case
from proxy.storage.database import Database
from proxy.storage.moments import read_moment, stored_moment
from proxy.storage.tables import cases
from proxy.topics.base import Severity

_URGENCY: Final = case(
    {severity.value: rank for rank, severity in enumerate(Severity)}, value=cases.c.severity
)


class SqlCaseBoard:
    """Cases of all tenants, some at a time. Trouble with the database is ServiceError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def most_urgent(
        self, tenant: TenantId, wanted: Wanted, *, skip: int = 0, limit: int
    ) -> Sequence[CaseRow]:
        """Most urgent and longest waiting first."""
        query = select(cases).where(cases.c.tenant == tenant, *_are(wanted))
        order = query.order_by(_URGENCY, cases.c.opened_at, cases.c.case_id)
        return await self._all(order.offset(skip).limit(limit))

    async def changed_since(
        self, tenant: TenantId, wanted: Wanted, moment: datetime, *, limit: int
    ) -> Sequence[CaseRow]:
        """Last changed at or after ``moment``, the newest change first."""
        late = cases.c.changed_at >= stored_moment(moment)
        query = select(cases).where(cases.c.tenant == tenant, late, *_are(wanted))
        return await self._all(query.order_by(cases.c.changed_at.desc()).limit(limit))

    async def tally(
        self, tenant: TenantId | None, states: frozenset[CaseState]
    ) -> Mapping[tuple[str, CaseState], Tally]:
        """By queue and state; what there is none of is left out."""
        query = select(
            cases.c.queue, cases.c.state, func.count(), func.max(cases.c.opened_at)
        ).where(cases.c.state.in_([state.value for state in states]))
        if tenant is not None:
            query = query.where(cases.c.tenant == tenant)
        async with self._database.read() as connection:
            found = await connection.execute(query.group_by(cases.c.queue, cases.c.state))
            return {
                (queue, CaseState(state)): Tally(count, read_moment(newest))
                for queue, state, count, newest in found
            }

    async def over(self, tenant: TenantId | None, now: datetime, limit: int) -> Sequence[CaseRow]:
        """Waiting and claimed cases whose longest wait has run out, the longest ago first."""
        query = select(cases).where(
            cases.c.state.in_([state.value for state in OPEN]),
            cases.c.expires_at <= stored_moment(now),
        )
        if tenant is not None:
            query = query.where(cases.c.tenant == tenant)
        return await self._all(query.order_by(cases.c.expires_at).limit(limit))

    async def _all(self, query: Select[Any]) -> Sequence[CaseRow]:
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return tuple(read_case(row) for row in rows)


def _are(wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [cases.c.state.in_([state.value for state in wanted.states])]
    if wanted.queues is not None:
        found.append(cases.c.queue.in_(sorted(wanted.queues)))
    if wanted.owner is not None:
        found.append(cases.c.owner == wanted.owner)
    if wanted.not_owner is not None:
        found.append(cases.c.owner != wanted.not_owner)
    return found
