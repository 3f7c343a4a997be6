"""Who could answer in each queue, as the console shows it. Counts only; no names."""

from collections.abc import Sequence
from dataclasses import dataclass

from proxy.console.base import Visit
from proxy.handoff.staffing import Cover


@dataclass(frozen=True, slots=True)
class Team:
    """A queue of the policy, and who could answer there."""

    title: str
    cover: Cover

    @property
    def supervisors_only(self) -> bool:
        """Nobody whose own work it is."""
        return bool(self.cover.supervisors) and not (self.cover.people or self.cover.keys)


async def teams(visit: Visit) -> Sequence[Team]:
    """All queues of the policy. Raises ServiceError if it cannot be told."""
    titles = visit.rooms.policies.current().handoff.queues
    roster = await visit.rooms.staffing.look()
    covers = roster.cover(visit.tenant, titles)
    return [Team(titles[cover.queue], cover) for cover in covers]


async def empty_teams(visit: Visit) -> Sequence[str]:
    """Titles of the queues where nobody could answer."""
    return [team.title for team in await teams(visit) if team.cover.nobody]
