"""Who could answer. A queue where nobody could must promise nobody.

What counts is that somebody *can* answer, not that they look: hours are the policy's word
(``replies.is_open``), presence is nobody's. Who counts, and from when on, is decided where accounts
and keys are known (``storage/staffing.py``).

A look at the store is remembered for a moment, so that a crowd of held turns costs one look. If the
store cannot be asked there is no answer at all, neither "somebody" nor "nobody": the turn fails, as
it would when its case cannot be written.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from proxy.clock import Clock
from proxy.ids import TenantId

REMEMBERED_SECONDS: Final = 1.0
"""Who came or went is known to customers within this time, in every process."""


class Means(StrEnum):
    """By what somebody answers."""

    PERSON = "person"
    """A human agent of the console."""
    SUPERVISOR = "supervisor"
    """A supervisor of the console, who may answer in every queue."""
    KEY = "key"
    """A program with an agent key: a help desk, for instance."""


@dataclass(frozen=True, slots=True)
class Answerer:
    """Somebody who could answer customers now."""

    tenant: TenantId
    means: Means
    queues: frozenset[str] = frozenset()
    """Empty: all."""

    def answers_in(self, tenant: TenantId, queue: str) -> bool:
        """Cases of this queue are theirs to answer."""
        return self.tenant == tenant and (not self.queues or queue in self.queues)


@dataclass(frozen=True, slots=True)
class Cover:
    """How many could answer in a queue, by their means."""

    queue: str
    people: int
    supervisors: int
    keys: int

    @property
    def nobody(self) -> bool:
        """Customers must not be promised a person here."""
        return not (self.people or self.supervisors or self.keys)


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody who could answer, at one moment."""

    answerers: Sequence[Answerer] = ()
    tenants: frozenset[TenantId] = field(default_factory=frozenset)
    """Those with a chatbot, whose customers may come to wait."""

    def staffs(self, tenant: TenantId, queue: str) -> bool:
        """Somebody could answer in this queue."""
        return any(one.answers_in(tenant, queue) for one in self.answerers)

    def cover(self, tenant: TenantId, queues: Collection[str]) -> tuple[Cover, ...]:
        """Who could answer in each of these queues."""
        return tuple(self._cover(tenant, queue) for queue in sorted(queues))

    def gaps(self, queues: Collection[str]) -> tuple[tuple[TenantId, str], ...]:
        """Queues in which nobody could answer, for each tenant with a chatbot."""
        return tuple(
            (tenant, queue)
            for tenant in sorted(self.tenants)
            for queue in sorted(queues)
            if not self.staffs(tenant, queue)
        )

    def _cover(self, tenant: TenantId, queue: str) -> Cover:
        there = [one.means for one in self.answerers if one.answers_in(tenant, queue)]
        people, supervisors = there.count(Means.PERSON), there.count(Means.SUPERVISOR)
        return Cover(queue, people, supervisors, there.count(Means.KEY))


class RosterStore(Protocol):
    """Where accounts and keys are."""

    async def roster(self, now: datetime) -> Roster:
        """Everybody who could answer at this moment. Raises ServiceError if that cannot be told."""
        ...


class Staffing:
    """The roster as it was at most ``remembered`` seconds ago."""

    def __init__(
        self, store: RosterStore, clock: Clock, remembered: float = REMEMBERED_SECONDS
    ) -> None:
        self._store, self._clock, self._remembered = store, clock, remembered
        self._seen: tuple[float, Roster] | None = None

    async def look(self) -> Roster:
        """Who could answer. Raises ServiceError if that cannot be told."""
        asked = self._clock.monotonic()
        if self._seen is not None and asked - self._seen[0] < self._remembered:
            return self._seen[1]
        found = await self._store.roster(self._clock.now())
        self._seen = (asked, found)
        return found


def gaps_in_words(gaps: Sequence[tuple[TenantId, str]], *, alone: TenantId) -> str | None:
    """A sentence for whoever runs the proxy; None if there is nothing to say.

    ``alone``: the tenant of installations that have one; it goes without saying.
    """
    if not gaps:
        return None
    named = [queue if tenant == alone else f"{queue} (tenant {tenant})" for tenant, queue in gaps]
    return (
        f"handoff.queues: nobody could answer in {', '.join(named)}, so customers who wait there are "
        "told that nobody answers. `chat-proxy handoff staff` says who could, and how to add somebody."
    )
