"""What is stored, class by class, and what of it should be gone."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from proxy.policy.base import RetentionClass
from proxy.retention.base import ClassStatus, Holdings, Sweepable


async def status(
    stores: Sequence[Sweepable], moments: Mapping[RetentionClass, datetime]
) -> tuple[ClassStatus, ...]:
    """One status for each class of the policy, in a fixed order."""
    held: dict[RetentionClass, list[Holdings]] = {kind: [] for kind in RetentionClass}
    for store in stores:
        kind = store.retention_class
        held[kind].append(await store.holdings(moments[kind]))
    return tuple(ClassStatus(kind, moments[kind], _sum(held[kind])) for kind in RetentionClass)


def _sum(parts: Sequence[Holdings]) -> Holdings | None:
    if not parts:
        return None
    return Holdings(
        count=sum(part.count for part in parts),
        oldest=min((part.oldest for part in parts if part.oldest is not None), default=None),
        overdue=sum(part.overdue for part in parts),
        held=sum(part.held for part in parts),
    )
