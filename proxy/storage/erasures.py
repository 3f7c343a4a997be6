"""What was erased, in SQL, so that every host learns of it. Satisfies retention's ErasureStore."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from proxy.ids import ConversationId, TenantId
from proxy.retention.base import Erased
from proxy.storage.database import Database
from proxy.storage.moments import read_moment, stored_moment
from proxy.storage.tables import erasures


class SqlErasureStore:
    """Erased conversations of all tenants: ids and times only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, erased: Iterable[Erased]) -> None:
        """Note erasures down; of one conversation the latest counts."""
        for one in erased:
            values = {
                "conversation": one.conversation,
                "tenant": one.tenant,
                "before": stored_moment(one.before),
            }
            earlier = delete(erasures).where(
                erasures.c.conversation == one.conversation, erasures.c.before < values["before"]
            )
            try:
                async with self._database.write() as connection:
                    await connection.execute(earlier)
                    await connection.execute(insert(erasures).values(values))
            except IntegrityError:
                continue  # a later one stands there already

    async def forget_before(self, moment: datetime) -> None:
        """Erasures from before this moment need not be known any more."""
        async with self._database.write() as connection:
            old = erasures.c.before < stored_moment(moment)
            await connection.execute(delete(erasures).where(old))

    async def all(self) -> Sequence[Erased]:
        """All of them."""
        async with self._database.read() as connection:
            rows = (await connection.execute(select(erasures))).mappings().all()
        return tuple(
            Erased(
                ConversationId(row["conversation"]),
                TenantId(row["tenant"]),
                read_moment(row["before"]),
            )
            for row in rows
        )
