"""From the policy's maximum ages to moments: what is older than its moment is overdue. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from proxy.policy.base import RetentionClass


def cutoffs(
    retention: Mapping[RetentionClass, timedelta], now: datetime
) -> Mapping[RetentionClass, datetime]:
    """For each class the moment before which nothing of it may be left.

    Raises KeyError for a policy that leaves a class out; such a policy does not load.
    """
    return {kind: now - retention[kind] for kind in RetentionClass}
