"""Legal holds in SQL; satisfies retention's HoldStore. A released hold leaves no row: the log has it.

``not_held`` is for every table that retention deletes from: asked in the very statement that
deletes, so that a hold placed a moment ago already counts.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    and_,
    delete,
    exists,
    insert,
    not_,
    select,
    text,
    update,
)

from proxy.ids import ConversationId, TenantId
from proxy.retention.base import Hold, HoldId, HoldScope
from proxy.storage.database import Database
from proxy.storage.moments import read_moment, stored_moment
from proxy.storage.tables import customer_links, held_conversations, legal_holds


def not_held(
    conversation: ColumnElement[str], first: ColumnElement[int], last: ColumnElement[int]
) -> ColumnElement[bool]:
    """No hold is on the conversation, nor on the time from ``first`` to ``last``."""
    named = exists().where(held_conversations.c.conversation == conversation)
    timed = exists().where(
        legal_holds.c.scope == HoldScope.PERIOD.value,
        legal_holds.c.starts <= last,
        legal_holds.c.ends > first,
    )
    return and_(not_(named), not_(timed))


class SqlHoldStore:
    """Holds of all tenants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, hold: Hold, refs: Sequence[bytes] = ()) -> Hold:
        """Store a hold, with the conversations that these refs of customers lead to."""
        async with self._database.write() as connection:
            if refs and connection.dialect.name == "postgresql":
                # A link that is just being made would see no hold, and we would not see it.
                await connection.execute(text("LOCK TABLE customer_links IN SHARE MODE"))
            await connection.execute(insert(legal_holds).values(_values(hold)))
            linked = await connection.execute(
                select(customer_links.c.conversation).where(
                    customer_links.c.tenant == hold.tenant, customer_links.c.ref.in_(refs)
                )
            )
            named = hold.conversations | {ConversationId(row.conversation) for row in linked}
            if named:
                rows = [{"hold_id": hold.hold_id, "conversation": one} for one in sorted(named)]
                await connection.execute(insert(held_conversations), rows)
        return hold.with_conversations(frozenset(named))

    async def all(self) -> Sequence[Hold]:
        """All holds in force, oldest first."""
        named: dict[str, set[ConversationId]] = {}
        async with self._database.read() as connection:
            for row in await connection.execute(select(held_conversations)):
                named.setdefault(row.hold_id, set()).add(ConversationId(row.conversation))
            query = select(legal_holds).order_by(legal_holds.c.placed_at, legal_holds.c.hold_id)
            rows = (await connection.execute(query)).mappings().all()
        return tuple(_hold(row, frozenset(named.get(row["hold_id"], ()))) for row in rows)

    async def ask_release(self, hold_id: HoldId, by: str) -> None:
        """Note who asked for the release."""
        change = update(legal_holds).where(legal_holds.c.hold_id == hold_id)
        async with self._database.write() as connection:
            await connection.execute(change.values(release_asked_by=by))

    async def remove(self, hold_id: HoldId) -> None:
        """The hold is released."""
        async with self._database.write() as connection:
            await connection.execute(
                delete(held_conversations).where(held_conversations.c.hold_id == hold_id)
            )
            await connection.execute(delete(legal_holds).where(legal_holds.c.hold_id == hold_id))
            await self._database.note_deletion(connection)


def _values(hold: Hold) -> dict[str, Any]:
    starts, ends = hold.period or (None, None)
    return {
        "hold_id": hold.hold_id,
        "tenant": hold.tenant,
        "scope": hold.scope.value,
        "starts": stored_moment(starts) if starts else None,
        "ends": stored_moment(ends) if ends else None,
        "customer": hold.customer,
        "placed_by": hold.placed_by,
        "placed_at": stored_moment(hold.placed_at),
        "release_asked_by": hold.release_asked_by,
    }


def _hold(row: RowMapping, conversations: frozenset[ConversationId]) -> Hold:
    period = None
    if row["starts"] is not None and row["ends"] is not None:
        period = (read_moment(row["starts"]), read_moment(row["ends"]))
    return Hold(
        hold_id=HoldId(row["hold_id"]),
        tenant=TenantId(row["tenant"]),
        scope=HoldScope(row["scope"]),
        placed_by=row["placed_by"],
        placed_at=read_moment(row["placed_at"]),
        conversations=conversations,
        period=period,
        customer=bytes(row["customer"]) if row["customer"] is not None else None,
        release_asked_by=row["release_asked_by"],
    )
