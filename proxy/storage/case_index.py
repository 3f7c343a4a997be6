"""Where a case stands, for those who know its id alone. Satisfies handoff_live's CaseIndex."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from proxy.ids import CaseId, TenantId
from proxy.storage.database import Database
from proxy.storage.tables import cases


class SqlCaseIndex:
    """Looks cases of all tenants up by id. Trouble with the database is ServiceError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tenant_of(self, case_id: CaseId) -> TenantId | None:
        """Whose case this is; None if there is none."""
        query = select(cases.c.tenant).where(cases.c.case_id == case_id)
        async with self._database.read() as connection:
            found = (await connection.execute(query)).scalar_one_or_none()
        return TenantId(found) if found is not None else None

    async def versions(self, case_ids: Collection[CaseId]) -> Mapping[CaseId, int]:
        """The versions of those of these cases that exist."""
        query = select(cases.c.case_id, cases.c.version).where(cases.c.case_id.in_(case_ids))
        async with self._database.read() as connection:
            return {CaseId(row.case_id): row.version for row in await connection.execute(query)}
