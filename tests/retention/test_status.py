"""What is stored and what is overdue."""

from datetime import timedelta
from pathlib import Path

from proxy.policy.base import RetentionClass
from proxy.retention import Holdings, status
from tests.retention.world import MOMENTS, Shelf, case_store
from tests.storage.test_case_store import NOON


async def test_each_class_is_counted_and_classes_without_a_store_say_so(tmp_path: Path) -> None:
    async with case_store(tmp_path, old=3, new=2) as store:
        cases, contents, headers, *others = await status([store], MOMENTS)
    assert cases.retention_class is RetentionClass.CASE
    assert cases.cutoff == MOMENTS[RetentionClass.CASE]
    assert cases.holdings is not None
    assert (cases.holdings.count, cases.holdings.overdue) == (5, 3)
    assert cases.holdings.oldest == NOON - timedelta(days=31, seconds=2)
    assert contents.holdings is headers.holdings is None
    assert all(one.holdings is None for one in others)


async def test_stores_of_one_class_are_counted_together() -> None:
    kind = RetentionClass.AUDIT_CONTENT
    statuses = await status([Shelf(kind, 2), Shelf(kind, 3)], MOMENTS)
    assert statuses[1].holdings == Holdings(5, MOMENTS[kind], 5)


async def test_an_empty_store_has_no_oldest(tmp_path: Path) -> None:
    async with case_store(tmp_path, old=0, new=0) as store:
        assert (await status([store], MOMENTS))[0].holdings == Holdings(0, None, 0)
