"""Legal holds: what a court or a dispute may ask for is not deleted until two people let it go.

A hold covers a conversation, a customer (also conversations that come later) or a period. Placing it
is recorded with each conversation it covers, so that a verifier knows why content is there that an
erasure should have taken; releasing it needs a second person, and both are on record.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from proxy.audit.base import SYSTEM_TENANT, Held, new_name
from proxy.audit.events import AuditEvent, EventKind, Scalar
from proxy.clock import Clock, iso
from proxy.errors import CallerError, ErrorCode, ProxyError
from proxy.ids import ConversationId, Randomness, TenantId
from proxy.retention.base import AuditRecorder, Hold, HoldId, HoldScope, HoldStore
from proxy.retention.customers import Customers

_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Holds:
    """Places and releases holds, and says what they keep."""

    store: HoldStore
    customers: Customers
    audit: AuditRecorder
    clock: Clock
    randomness: Randomness = secrets.token_bytes

    async def in_force(self) -> Sequence[Hold]:
        """All holds, oldest first."""
        return await self.store.all()

    async def held(self) -> Held:
        """What they keep from being erased, in the audit log's words."""
        holds = await self.store.all()
        named = frozenset(one for hold in holds for one in hold.conversations)
        periods = [hold.period for hold in holds if hold.period is not None]
        return Held(named, tuple((iso(start), iso(end)) for start, end in periods))

    async def over(self, conversation: ConversationId) -> Sequence[Hold]:
        """The holds that name this conversation."""
        return [hold for hold in await self.store.all() if conversation in hold.conversations]

    async def on_conversation(
        self, tenant: TenantId, conversation: ConversationId, *, why: str, by: str
    ) -> Hold:
        """Hold one conversation. ``why`` and ``by`` are sealed in the record."""
        hold = self._hold(tenant, HoldScope.CONVERSATION, by)
        return await self._place(hold.with_conversations(frozenset({conversation})), why)

    async def on_customer(self, tenant: TenantId, customer: str, *, why: str, by: str) -> Hold:
        """Hold all conversations of a customer of the shop, later ones included."""
        digest = self.customers.lasting_ref(tenant, customer)
        refs = await self.customers.refs(tenant, customer)
        return await self._place(self._hold(tenant, HoldScope.CUSTOMER, by, digest), why, refs)

    async def on_period(self, start: datetime, end: datetime, *, why: str, by: str) -> Hold:
        """Hold everything from ``start`` to the moment before ``end``, of all tenants."""
        if not start < end:
            raise CallerError(ErrorCode.INVALID_REQUEST, "The period ends before it begins.")
        hold = self._hold(SYSTEM_TENANT, HoldScope.PERIOD, by, period=(start, end))
        return await self._place(hold, why)

    async def release(self, hold_id: HoldId, *, why: str, by: str) -> bool:
        """Ask for a release, or, as a second person, grant it. True: the hold is released.

        Raises CallerError(NOT_FOUND) for an unknown hold, CONFLICT when the same person asks twice.
        """
        by = _checked(by)
        hold = next((one for one in await self.store.all() if one.hold_id == hold_id), None)
        if hold is None:
            raise CallerError(ErrorCode.NOT_FOUND, "There is no such hold in force.", status=404)
        if hold.release_asked_by is None:
            await self._record(EventKind.HOLD_RELEASE_ASKED, hold, {}, why, by)
            await self.store.ask_release(hold_id, by)
            return False
        if hold.release_asked_by.casefold() == by.casefold():
            raise CallerError(
                ErrorCode.CONFLICT,
                "You asked for this release yourself; a second person must grant it.",
                status=409,
            )
        await self._record(EventKind.HOLD_RELEASED, hold, {}, why, by)
        await self.store.remove(hold_id)
        return True

    def _hold(
        self,
        tenant: TenantId,
        scope: HoldScope,
        by: str,
        customer: bytes | None = None,
        period: tuple[datetime, datetime] | None = None,
    ) -> Hold:
        return Hold(
            hold_id=HoldId(new_name("hold_", self.randomness)),
            tenant=tenant,
            scope=scope,
            placed_by=_checked(by),
            placed_at=self.clock.now(),
            customer=customer,
            period=period,
        )

    async def _place(self, hold: Hold, why: str, refs: Sequence[bytes] = ()) -> Hold:
        """In force first, since keeping harms nobody; but a hold that is not on record is none."""
        placed = await self.store.add(hold, refs)
        try:
            for clear in _covered(placed):
                await self._record(EventKind.HOLD_PLACED, placed, clear, why, hold.placed_by)
        except ProxyError:
            await self.store.remove(hold.hold_id)
            raise
        return placed

    async def _record(
        self, kind: EventKind, hold: Hold, more: dict[str, Scalar], why: str, by: str
    ) -> None:
        clear: dict[str, Scalar] = {"hold": hold.hold_id, "scope": hold.scope.value, **more}
        sealed = {"reason": why, "by": by}
        await self.audit.record(AuditEvent(kind, hold.tenant, clear=clear, sealed=sealed))


def _covered(hold: Hold) -> list[dict[str, Scalar]]:
    """The clear part of each record that placing it takes: one for each conversation."""
    if hold.period is not None:
        start, end = hold.period
        return [{"from": iso(start), "to": iso(end)}]
    return [{"held_conversation": one} for one in sorted(hold.conversations)] or [{}]


def _checked(name: str) -> str:
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME:
        raise CallerError(ErrorCode.INVALID_REQUEST, "Say who you are, in at most 200 characters.")
    return name
