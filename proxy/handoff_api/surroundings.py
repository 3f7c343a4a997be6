"""What callers get, as types: who could answer, and how other systems are told."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import Field

from proxy.handoff.staffing import Cover
from proxy.handoff_api.answers import Answer
from proxy.webhooks import Faring


class QueueStaff(Answer):
    """How many could answer in one queue."""

    queue: str
    title: str
    people: int = Field(description="Human agents of the console who have set up their sign-in.")
    supervisors: int = Field(description="They may answer in every queue.")
    keys: int = Field(description="Working agent keys of human agents and supervisors.")
    nobody: bool = Field(description="Customers who wait here are told that nobody answers.")


class Staff(Answer):
    """Who could answer, by queue."""

    queues: list[QueueStaff]

    @classmethod
    def of(cls, covers: Sequence[Cover], titles: Mapping[str, str]) -> "Staff":
        """As data."""
        return cls(
            queues=[
                QueueStaff(
                    queue=cover.queue,
                    title=titles[cover.queue],
                    people=cover.people,
                    supervisors=cover.supervisors,
                    keys=cover.keys,
                    nobody=cover.nobody,
                )
                for cover in covers
            ]
        )


class EndpointStatus(Answer):
    """How one endpoint fares."""

    endpoint: str
    host: str = Field(description="Scheme, host and port of its address; the path is not told.")
    created_at: datetime
    in_trouble: bool = Field(description="Somebody should look at it.")
    off_since: datetime | None
    off_why: str | None
    last_event: str | None = Field(description="Type of the newest event that arrived lately.")
    last_arrived_at: datetime | None
    failing_since: datetime | None
    problem: str | None = Field(description="Why the last try failed.")
    waiting: dict[str, int] = Field(description="Events on their way, by type.")
    oldest_waiting: datetime | None
    next_try: datetime | None
    given_up: dict[str, int] = Field(description="Events that were not delivered, by type.")

    @classmethod
    def of(cls, faring: Faring) -> "EndpointStatus":
        """As data."""
        hook, backlog, arrivals = faring.endpoint, faring.backlog, faring.arrivals
        last_event, last_at = arrivals.last or (None, None)
        return cls(
            endpoint=hook.endpoint_id,
            host=hook.host,
            created_at=hook.created_at,
            in_trouble=faring.in_trouble,
            off_since=hook.off_since,
            off_why=hook.off_why,
            last_event=last_event,
            last_arrived_at=last_at,
            failing_since=arrivals.failing_since,
            problem=backlog.problem,
            waiting=dict(arrivals.waiting),
            oldest_waiting=backlog.oldest,
            next_try=arrivals.next_try,
            given_up=dict(arrivals.undelivered),
        )


class WebhookStatus(Answer):
    """How the tenant's endpoints fare, the oldest first."""

    endpoints: list[EndpointStatus]

    @classmethod
    def of(cls, found: Sequence[Faring]) -> "WebhookStatus":
        """As data."""
        return cls(endpoints=[EndpointStatus.of(one) for one in found])
