"""The register of exports: which bundles were written where. Satisfies retention's ExportStore."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from proxy.retention.base import Export
from proxy.storage.database import Database
from proxy.storage.moments import read_moment, stored_moment
from proxy.storage.tables import exports


class SqlExportStore:
    """Exports of all hosts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, export: Export) -> None:
        """Note an export down."""
        values = {
            "export_id": export.export_id,
            "host": export.host,
            "path": export.path,
            "checkpoint": export.checkpoint,
            "made_at": stored_moment(export.made_at),
        }
        async with self._database.write() as connection:
            await connection.execute(insert(exports).values(values))

    async def all(self) -> Sequence[Export]:
        """All exports, oldest first."""
        query = select(exports).order_by(exports.c.made_at, exports.c.export_id)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return tuple(
            Export(
                export_id=row["export_id"],
                host=row["host"],
                path=row["path"],
                checkpoint=bytes(row["checkpoint"]),
                made_at=read_moment(row["made_at"]),
            )
            for row in rows
        )

    async def remove(self, export_id: str) -> None:
        """The export is gone."""
        async with self._database.write() as connection:
            await connection.execute(delete(exports).where(exports.c.export_id == export_id))
