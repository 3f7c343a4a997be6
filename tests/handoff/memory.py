"""A case store in memory, for tests that want many cases quickly; held to the same contract."""

# ruff: noqa: D102 - the Protocols that these satisfy say what is promised

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from proxy.handoff.base import (
    AlreadyAnsweredError,
    AnsweredRequest,
    CaseMessageRow,
    CaseRow,
    CaseState,
    HandoffEvent,
    MessageKind,
    StaleCaseError,
)
from proxy.handoff.drafts import DraftField
from proxy.handoff.look_limit import counted
from proxy.handoff.states import OPEN, OPENED
from proxy.ids import CaseId, TenantId


class MemoryCaseStore:
    """Satisfies ``proxy.handoff.base.CaseStore``; yields to the loop before each write."""

    def __init__(self) -> None:
        self.rows: dict[CaseId, CaseRow] = {}
        self.texts: dict[CaseId, list[CaseMessageRow]] = {}
        self.answers: dict[bytes, AnsweredRequest] = {}
        self.told: list[tuple[CaseRow, HandoffEvent]] = []
        """What webhooks would be told, in order."""

    async def insert(self, case: CaseRow, messages: Sequence[CaseMessageRow]) -> CaseRow:
        await asyncio.sleep(0)
        for row in self.rows.values():
            if row.tenant == case.tenant and row.state in OPEN and _rivals(row, case):
                return row
        self.rows[case.case_id] = case
        self.texts[case.case_id] = []
        self._append(case.case_id, messages)
        self.told.append((case, HandoffEvent(OPENED, case.opened_at)))
        return case

    async def by_id(self, tenant: TenantId, case_id: CaseId) -> CaseRow | None:
        row = self.rows.get(case_id)
        return row if row is not None and row.tenant == tenant else None

    async def by_reference(self, tenant: TenantId, reference: str) -> CaseRow | None:
        return next((r for r in self._of(tenant) if r.reference == reference), None)

    async def by_conversation(self, tenant: TenantId, digest: bytes) -> Sequence[CaseRow]:
        return [r for r in self._of(tenant) if r.conversation_digest == digest]

    async def by_idempotency(self, tenant: TenantId, digest: bytes) -> CaseRow | None:
        return next((r for r in self._of(tenant) if r.idempotency_digest == digest), None)

    async def update(
        self,
        case: CaseRow,
        *,
        seen_version: int,
        event: HandoffEvent,
        messages: Sequence[CaseMessageRow] = (),
        answered: AnsweredRequest | None = None,
        sends: DraftField | None = None,
    ) -> CaseRow:
        del sends  # it keeps no drafts
        await asyncio.sleep(0)
        if answered is not None and answered.digest in self.answers:
            raise AlreadyAnsweredError
        stored = self.rows.get(case.case_id)
        if stored is None or stored.version != seen_version:
            raise StaleCaseError
        for row in self.rows.values():
            other = row.case_id != case.case_id and row.tenant == case.tenant
            if other and case.state in OPEN and row.state in OPEN and _rivals(row, case):
                raise StaleCaseError
        self.rows[case.case_id] = case
        self._append(case.case_id, messages)
        if answered is not None:
            self.answers[answered.digest] = answered
        self.told.append((case, event))
        return case

    async def page(
        self,
        tenant: TenantId,
        states: frozenset[CaseState],
        after: tuple[datetime, CaseId] | None,
        limit: int,
    ) -> Sequence[CaseRow]:
        rows = await self.list(tenant, states)
        return [r for r in rows if after is None or (r.opened_at, r.case_id) > after][:limit]

    async def messages(self, case_id: CaseId) -> Sequence[CaseMessageRow]:
        return tuple(self.texts.get(case_id, ()))

    async def list(
        self, tenant: TenantId | None, states: frozenset[CaseState]
    ) -> Sequence[CaseRow]:
        rows = [r for r in self.rows.values() if tenant in {None, r.tenant} and r.state in states]
        return sorted(rows, key=lambda r: (r.opened_at, r.case_id))

    async def opened_since(self, tenant: TenantId, moment: datetime) -> Sequence[CaseRow]:
        rows = [row for row in self._of(tenant) if row.opened_at >= moment]
        return sorted(rows, key=lambda r: (r.opened_at, r.case_id))

    async def held_turns(self, tenant: TenantId, moment: datetime) -> Mapping[CaseId, int]:
        held = {
            row.case_id: sum(m.digest is not None for m in self.texts[row.case_id])
            for row in await self.opened_since(tenant, moment)
        }
        return {case_id: count for case_id, count in held.items() if count}

    async def follow_ups(self, tenant: TenantId) -> Sequence[CaseRow]:
        rows = [row for row in self._of(tenant) if row.follow_up_at is not None]
        return sorted(rows, key=lambda r: (r.follow_up_at or r.opened_at, r.case_id))

    async def judged(self, tenant: TenantId) -> Sequence[CaseRow]:
        return [
            row
            for row in reversed(self._of(tenant))
            if any(m.kind is MessageKind.VERDICT for m in self.texts[row.case_id])
        ]

    async def pulse(self, tenant: TenantId | None) -> int:
        rows = [row for row in self.rows.values() if tenant in {None, row.tenant}]
        return hash((len(rows), sum(row.version for row in rows)))

    async def delete_changed_before(self, moment: datetime, limit: int) -> Sequence[CaseId]:
        def age(row: CaseRow) -> datetime:
            return row.opened_at if row.state in OPEN else row.changed_at

        ids = [r.case_id for r in self.rows.values() if age(r) < moment][:limit]
        for case_id in ids:
            self.forget(case_id)
        return ids

    def forget(self, case_id: CaseId) -> None:
        """What retention does."""
        del self.rows[case_id]
        del self.texts[case_id]

    def _of(self, tenant: TenantId) -> Sequence[CaseRow]:
        rows = [row for row in self.rows.values() if row.tenant == tenant]
        return sorted(rows, key=lambda r: (r.opened_at, r.case_id), reverse=True)

    def _append(self, case_id: CaseId, messages: Sequence[CaseMessageRow]) -> None:
        texts = self.texts[case_id]
        for message in messages:
            texts.append(replace(message, case_id=case_id, number=len(texts) + 1))


class MemoryLookCount:
    """Satisfies ``proxy.handoff.look_limit.LookCount``."""

    def __init__(self) -> None:
        self.made: dict[tuple[TenantId, str], Sequence[datetime]] = {}

    async def enter(self, tenant: TenantId, agent: str, now: datetime) -> None:
        self.made[tenant, agent] = counted(self.made.get((tenant, agent), ()), now)


def _rivals(one: CaseRow, other: CaseRow) -> bool:
    pairs = (
        (one.conversation_digest, other.conversation_digest),
        (one.idempotency_digest, other.idempotency_digest),
    )
    return any(left is not None and left == right for left, right in pairs)
