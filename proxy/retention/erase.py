"""Erasing what is kept of a case, a conversation or a customer, because somebody asks.

    1  find       the conversations that are meant, and their cases
    2  refuse     if a legal hold is on one of them
    3  note       in the ledger, which a restored backup does not bring back
    4  record     an intent for each case, with the reason
    5  delete     the case with its messages, until no byte is left on disk; record the receipt
    6  audit      the content of the conversations' records, with its own intent and receipt
    7  forget     links from the customer, and what other stores have of the conversations

Interrupted it leaves an intent without a receipt, which the verifier reports; run it again then: the
links go last, so the same customer still leads to the same conversations. Erasing what is already
gone is no error: the receipt says that nothing was there. It holds no personal data: the customer's
id is neither in it nor in the ledger.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from proxy.audit.base import new_name
from proxy.audit.events import AuditEvent, EventKind, Scalar
from proxy.clock import Clock
from proxy.errors import CallerError, ErrorCode
from proxy.ids import CaseId, ConversationId, Randomness, TenantId
from proxy.retention.base import (
    AuditRecorder,
    CaseEraser,
    ContentEraser,
    ConversationEraser,
    Erased,
    ErasureReceipt,
    ErasureStore,
)
from proxy.retention.customers import Customers
from proxy.retention.holds import Holds
from proxy.retention.ledger import Ledger

_SETTLE_ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True)
class Eraser:
    """Everything that may hold something of a conversation."""

    cases: CaseEraser
    contents: ContentEraser
    others: Sequence[ConversationEraser]
    customers: Customers
    holds: Holds
    ledger: Ledger
    erasures: ErasureStore
    audit: AuditRecorder
    clock: Clock
    randomness: Randomness = secrets.token_bytes

    async def customer(
        self, tenant: TenantId, customer: str, *, why: str, by: str
    ) -> ErasureReceipt:
        """Erase all conversations that are linked to the shop's id of a customer."""
        found = await self.customers.conversations(tenant, customer)
        return await self.conversations(tenant, found, why=why, by=by)

    async def case(self, tenant: TenantId, case: CaseId, *, why: str, by: str) -> ErasureReceipt:
        """Erase a case and its conversation."""
        found = await self.cases.cases_of(tenant, case)
        return await self.conversations(tenant, found.values(), why=why, by=by)

    async def conversations(
        self, tenant: TenantId, meant: Collection[ConversationId], *, why: str, by: str
    ) -> ErasureReceipt:
        """Really delete all that is kept of these conversations. ``why`` and ``by`` are sealed.

        Raises CallerError(CONFLICT) if one of them is held: then nothing was done. Raises
        ServiceError if a step cannot be recorded or done; what was done before stays done.
        """
        whom = sorted(set(meant))
        await self._refuse_held(whom)
        now = self.clock.now()
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)  # as the ledger writes it
        erased = [Erased(one, tenant, now) for one in whom]
        if erased:
            await self.ledger.append(erased)
            await self.erasures.add(erased)
        cases, records, links, settled = 0, 0, 0, True
        for one in whom:
            for case in await self.cases.cases_of(tenant, one):
                cases += await self._erase_case(tenant, case, why, by)
            records += await self.contents.erase_conversation(one, why=why, by=by)
            for other in self.others:
                links += await other.delete_conversation(tenant, one)
        stores: list[CaseEraser | ConversationEraser] = [self.cases, *self.others]
        for store in stores:
            settled = await _settled(store) and settled
        self.customers.forget()
        return ErasureReceipt(now, cases, records, links, tuple(whom), settled)

    async def _refuse_held(self, conversations: Sequence[ConversationId]) -> None:
        for one in conversations:
            holds = await self.holds.over(one)
            if holds:
                names = ", ".join(sorted(hold.hold_id for hold in holds))
                raise CallerError(
                    ErrorCode.CONFLICT,
                    f"Nothing was erased: {one} is under legal hold ({names}). Release it first.",
                    status=409,
                )

    async def _erase_case(self, tenant: TenantId, case: CaseId, why: str, by: str) -> int:
        clear: dict[str, Scalar] = {
            "erasure": new_name("erasure_", self.randomness),
            "scope": "case",
            "case": case,
        }
        sealed = {"reason": why, "by": by}
        await self.audit.record(
            AuditEvent(EventKind.ERASURE_INTENT, tenant, clear=clear, sealed=sealed)
        )
        count = await self.cases.delete(tenant, [case])
        settled = await _settled(self.cases)
        done = {**clear, "settled": settled}
        await self.audit.record(AuditEvent(EventKind.ERASURE_DONE, tenant, clear=done))
        return count


async def _settled(store: CaseEraser | ConversationEraser) -> bool:
    for _ in range(_SETTLE_ATTEMPTS):
        if await store.settle():
            return True
    return False
