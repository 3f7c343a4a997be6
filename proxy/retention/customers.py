"""From the shop's own id of a customer to his audit conversations, for erasure and legal holds.

Strategy: the log itself must not link a person's conversations, so the links stand in a table of their
own, which forgets. A row holds an HMAC of the id under the tenant's key *and the month*: rows of two
months cannot be joined without that key, and the id itself is stored nowhere. The hot path writes
once a day for each conversation of each process; what it wrote it remembers.
"""

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final, Protocol

from proxy.audit.events import AuditEvent, EventKind
from proxy.clock import Clock
from proxy.ids import ConversationId, TenantId
from proxy.retention.base import AuditRecorder, Link, LinkStore

_REMEMBERED: Final = 50_000
"""Conversations whose link is known to be stored; about 10 MB."""


class CustomerSecrets(Protocol):
    """The part of the keyring that links need."""

    def derive(self, purpose: str, tenant: TenantId) -> bytes:
        """32 bytes for one named purpose of one tenant."""
        ...


class Customers:
    """Notes and finds links."""

    def __init__(
        self, store: LinkStore, secrets: CustomerSecrets, audit: AuditRecorder, clock: Clock
    ) -> None:
        self._store, self._secrets, self._audit, self._clock = store, secrets, audit, clock
        self._noted: OrderedDict[tuple[bytes, str, str], None] = OrderedDict()

    async def note(self, tenant: TenantId, customer: str, conversation: ConversationId) -> None:
        """The customer has this conversation; durable when it returns. Raises ServiceError."""
        now = self._clock.now()
        ref = self._ref(tenant, customer, f"{now:%Y-%m}")
        place = (ref, conversation, f"{now:%d}")
        if place in self._noted:
            self._noted.move_to_end(place)
            return
        link = Link(tenant, ref, conversation, f"{now:%Y-%m}", now)
        for hold in await self._store.note(link, self.lasting_ref(tenant, customer)):
            clear = {"hold": hold, "held_conversation": conversation}
            await self._audit.record(AuditEvent(EventKind.HOLD_EXTENDED, tenant, clear=clear))
        self._noted[place] = None
        if len(self._noted) > _REMEMBERED:
            self._noted.popitem(last=False)

    async def conversations(self, tenant: TenantId, customer: str) -> frozenset[ConversationId]:
        """All conversations that are still linked to the customer."""
        return await self._store.conversations(tenant, await self.refs(tenant, customer))

    async def refs(self, tenant: TenantId, customer: str) -> Sequence[bytes]:
        """The customer's digests of all months of which there are links."""
        months = await self._store.months(tenant)
        return [self._ref(tenant, customer, month) for month in months]

    def lasting_ref(self, tenant: TenantId, customer: str) -> bytes:
        """The digest by which a legal hold knows the customer in later months."""
        return self._ref(tenant, customer, "always")

    def forget(self) -> None:
        """Remember no link: some were deleted, and what comes next must be noted again."""
        self._noted.clear()

    def _ref(self, tenant: TenantId, customer: str, month: str) -> bytes:
        key = self._secrets.derive("customer-link", tenant)
        text = f"customer-link/v1\0{month}\0{customer}"
        return hmac.new(key, text.encode(errors="surrogatepass"), hashlib.sha256).digest()
