"""The queue as a list that is looked at all day: a part of it at a time, and numbers for the rest.

What a look costs does not grow with how many cases wait: the store counts, sorts and cuts, and only
the cases of the part that is shown are read. Clocks run while nobody looks; those that have run out
are seen to first, a bounded number with each look.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from proxy.errors import CallerError, ErrorCode
from proxy.handoff.base import CaseRow, CaseState
from proxy.handoff.casebook import Casebook
from proxy.handoff.desk import Desk
from proxy.ids import CaseId, TenantId

AT_ONCE: Final = 100
"""How many clocks are let run out with one look; further ones with the next."""
_TRIED_AT_ONCE: Final = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases of a tenant."""

    states: frozenset[CaseState]
    queues: frozenset[str] | None = None
    """None: all of them."""
    owner: str | None = None
    """Only this person's."""
    not_owner: str | None = None
    """Only other people's."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases there are, and when the newest of them was opened."""

    count: int
    newest: datetime


class BoardStore(Protocol):
    """What the board needs of a store."""

    async def most_urgent(
        self, tenant: TenantId, wanted: Wanted, *, skip: int = 0, limit: int
    ) -> Sequence[CaseRow]:
        """Most urgent and longest waiting first."""
        ...

    async def changed_since(
        self, tenant: TenantId, wanted: Wanted, moment: datetime, *, limit: int
    ) -> Sequence[CaseRow]:
        """Last changed at or after ``moment``, the newest change first."""
        ...

    async def tally(
        self, tenant: TenantId | None, states: frozenset[CaseState]
    ) -> Mapping[tuple[str, CaseState], Tally]:
        """By queue and state; what there is none of is left out. None: of all tenants."""
        ...

    async def over(self, tenant: TenantId | None, now: datetime, limit: int) -> Sequence[CaseRow]:
        """Waiting and claimed cases whose longest wait has run out, the longest ago first."""
        ...


class Board:
    """Parts of the queue, up to date. No text is opened."""

    def __init__(self, book: Casebook, store: BoardStore) -> None:
        self._book, self._store = book, store

    async def let_clocks_run(self, tenant: TenantId | None) -> int:
        """Close or mark cases whose longest wait has run out, if any; how many were seen to.

        Several proxies may do it at once: each clock runs out once.
        """
        rows = await self._store.over(tenant, self._book.clock.now(), AT_ONCE)
        for row in rows:
            await self._book.load(row.tenant, row.case_id)
        return len(rows)

    async def most_urgent(
        self, tenant: TenantId, wanted: Wanted, *, skip: int = 0, limit: int
    ) -> Sequence[CaseRow]:
        """A part of the queue, most urgent and longest waiting first."""
        return await self._store.most_urgent(tenant, wanted, skip=skip, limit=limit)

    async def changed_since(
        self, tenant: TenantId, wanted: Wanted, moment: datetime, *, limit: int
    ) -> Sequence[CaseRow]:
        """What changed lately, the newest change first."""
        return await self._store.changed_since(tenant, wanted, moment, limit=limit)

    async def tally(
        self, tenant: TenantId | None, states: frozenset[CaseState]
    ) -> Mapping[tuple[str, CaseState], Tally]:
        """How many cases there are, by queue and state."""
        return await self._store.tally(tenant, states)

    async def take(
        self, desk: Desk, tenant: TenantId, agent: str, queues: frozenset[str] | None
    ) -> CaseRow | None:
        """Claim the most urgent case that waits; when somebody is faster, the one after it.

        None: nobody waits in these queues.
        """
        await self.let_clocks_run(tenant)
        wanted = Wanted(frozenset({CaseState.WAITING, CaseState.EXPIRED}), queues)
        tried: set[CaseId] = set()
        while True:
            some = _TRIED_AT_ONCE + len(tried)
            rows = await self._store.most_urgent(tenant, wanted, limit=some)
            left = _untried(rows, tried)
            if not left:
                return None
            for row in left:
                tried.add(row.case_id)
                try:
                    return await desk.claim(tenant, row.case_id, agent)
                except CallerError as error:
                    if error.code not in {ErrorCode.CONFLICT, ErrorCode.NOT_FOUND}:
                        raise


def _untried(rows: Sequence[CaseRow], tried: Collection[CaseId]) -> Sequence[CaseRow]:
    return [row for row in rows if row.case_id not in tried]
