"""Which conversations a customer had, in SQL; satisfies retention's LinkStore and Sweepable.

A row holds a keyed digest of the customer's id, another one each month, and an audit conversation.
It is deletable, unlike the log: so it is a table of its own and never in the tree.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, literal, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from proxy.ids import ConversationId, TenantId
from proxy.policy.base import RetentionClass
from proxy.retention.base import Batch, HoldId, Holdings, Link
from proxy.storage.database import Database
from proxy.storage.holds import not_held
from proxy.storage.moments import read_moment, stored_moment
from proxy.storage.tables import customer_links, held_conversations, legal_holds


class SqlCustomerLinks:
    """Links of all tenants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def retention_class(self) -> RetentionClass:
        """Links from customers."""
        return RetentionClass.CUSTOMER_LINK

    async def note(self, link: Link, customer: bytes) -> Sequence[HoldId]:
        """Store a link or its newer time; gives the holds on the customer that now cover it, too.

        ``customer``: the digest by which holds know the customer.
        """
        values = {
            "tenant": link.tenant,
            "ref": link.ref,
            "conversation": link.conversation,
            "month": link.month,
            "seen_at": stored_moment(link.seen_at),
        }
        same = [
            customer_links.c[name] == values[name] for name in ("tenant", "ref", "conversation")
        ]
        try:
            async with self._database.write() as connection:
                await connection.execute(delete(customer_links).where(*same))
                await connection.execute(insert(customer_links).values(values))
                return await _extend_holds(connection, link, customer)
        except IntegrityError:
            return ()  # another proxy notes the same conversation at this very moment

    async def months(self, tenant: TenantId) -> Sequence[str]:
        """The months of which there are links."""
        query = select(customer_links.c.month).where(customer_links.c.tenant == tenant).distinct()
        async with self._database.read() as connection:
            return [row.month for row in await connection.execute(query)]

    async def conversations(
        self, tenant: TenantId, refs: Sequence[bytes]
    ) -> frozenset[ConversationId]:
        """The conversations that these refs lead to."""
        query = select(customer_links.c.conversation).where(
            customer_links.c.tenant == tenant, customer_links.c.ref.in_(refs)
        )
        async with self._database.read() as connection:
            return frozenset(
                ConversationId(row.conversation) for row in await connection.execute(query)
            )

    async def has_older(
        self, tenant: TenantId, conversation: ConversationId, moment: datetime
    ) -> bool:
        """Whether there is a link to it that was last seen before ``moment``."""
        seen = customer_links.c.seen_at < stored_moment(moment)
        query = select(customer_links.c.conversation).where(_to(tenant, conversation), seen)
        async with self._database.read() as connection:
            return (await connection.execute(query.limit(1))).first() is not None

    async def delete_conversation(self, tenant: TenantId, conversation: ConversationId) -> int:
        """Really delete the links to a conversation."""
        where = _to(tenant, conversation)
        async with self._database.write() as connection:
            count = (await connection.execute(delete(customer_links).where(where))).rowcount
            if count:
                await self._database.note_deletion(connection)
        return count

    async def delete_older(self, moment: datetime, limit: int) -> Batch:
        """Really delete links last seen before ``moment``, except held ones."""
        key = tuple_(customer_links.c.tenant, customer_links.c.ref, customer_links.c.conversation)
        overdue = (
            select(customer_links.c.tenant, customer_links.c.ref, customer_links.c.conversation)
            .where(customer_links.c.seen_at < stored_moment(moment), _free())
            .limit(limit)
        )
        async with self._database.write() as connection:
            done = await connection.execute(delete(customer_links).where(key.in_(overdue)))
            if done.rowcount:
                await self._database.note_deletion(connection)
        return Batch(done.rowcount, more=done.rowcount == limit)

    async def settle(self) -> bool:
        """Make earlier deletions final on disk."""
        return await self._database.settle()

    async def holdings(self, moment: datetime) -> Holdings:
        """What is stored."""
        late = customer_links.c.seen_at < stored_moment(moment)
        everything = select(func.count(), func.min(customer_links.c.seen_at)).select_from(
            customer_links
        )
        older = select(func.count()).select_from(customer_links).where(late)
        async with self._database.read() as connection:
            count, oldest = (await connection.execute(everything)).one()
            overdue = (await connection.execute(older.where(_free()))).scalar_one()
            all_older = (await connection.execute(older)).scalar_one()
        since = read_moment(oldest) if oldest is not None else None
        return Holdings(count, since, overdue, held=all_older - overdue)


def _to(tenant: TenantId, conversation: ConversationId) -> ColumnElement[bool]:
    return (customer_links.c.tenant == tenant) & (customer_links.c.conversation == conversation)


def _free() -> ColumnElement[bool]:
    seen = customer_links.c.seen_at
    return not_held(customer_links.c.conversation, seen, seen)


async def _extend_holds(
    connection: AsyncConnection, link: Link, customer: bytes
) -> Sequence[HoldId]:
    """A hold on the customer covers conversations that come later."""
    there = select(held_conversations.c.hold_id).where(
        held_conversations.c.conversation == link.conversation
    )
    lacking = select(legal_holds.c.hold_id, literal(link.conversation)).where(
        legal_holds.c.tenant == link.tenant,
        legal_holds.c.customer == customer,
        legal_holds.c.hold_id.not_in(there),
    )
    rows = (await connection.execute(lacking)).all()
    if rows:
        values = [{"hold_id": hold_id, "conversation": name} for hold_id, name in rows]
        await connection.execute(insert(held_conversations), values)
    return [HoldId(hold_id) for hold_id, _ in rows]
