"""A store of sealed maps in memory; the contract tests hold it beside the real one."""

# ruff: noqa: D101, D102 - the Protocol that it satisfies says what is promised

from dataclasses import dataclass, field

from proxy.ids import TenantId
from proxy.maps import MapRow


@dataclass
class MemoryMapStore:
    rows: dict[tuple[TenantId, bytes], MapRow] = field(default_factory=dict)

    async def put(self, row: MapRow) -> None:
        self.rows[row.tenant, row.digest] = row

    async def by_digest(self, tenant: TenantId, digest: bytes) -> MapRow | None:
        return self.rows.get((tenant, digest))

    async def delete_map(self, tenant: TenantId, digest: bytes) -> int:
        return int(self.rows.pop((tenant, digest), None) is not None)
