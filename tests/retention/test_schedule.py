"""From ages to moments."""

from datetime import UTC, datetime, timedelta

import pytest

from proxy.policy.base import RetentionClass
from proxy.retention import cutoffs

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_each_class_has_its_moment() -> None:
    ages = {kind: timedelta(days=at) for at, kind in enumerate(RetentionClass, 1)}
    assert cutoffs(ages, NOW) == {kind: NOW - age for kind, age in ages.items()}


def test_a_class_without_an_age_is_refused() -> None:
    with pytest.raises(KeyError):
        cutoffs({RetentionClass.CASE: timedelta(days=1)}, NOW)
