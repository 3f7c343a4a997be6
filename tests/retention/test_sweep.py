"""A retention run."""

from datetime import timedelta
from pathlib import Path

import pytest

from proxy.audit.events import EventKind
from proxy.errors import ServiceError
from proxy.policy.base import RetentionClass
from proxy.retention import sweep
from tests.handoff.world import RecorderOfEvents
from tests.retention.world import MOMENTS, Shelf, case_store
from tests.storage.test_case_store import NOON

CASE, CONTENT = RetentionClass.CASE, RetentionClass.AUDIT_CONTENT


async def test_what_is_overdue_is_gone_from_every_file_and_the_rest_is_there(
    tmp_path: Path,
) -> None:
    async with case_store(tmp_path, old=25, new=5) as store:
        report = await sweep([store], MOMENTS, audit=RecorderOfEvents(), batch=10)
        raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert report.deleted == {CASE: 25}
        assert report.complete
        assert report.unsettled == frozenset()
        assert b"OLD-TOPIC" not in raw
        assert b"NEW-TOPIC" in raw
        holdings = await store.holdings(MOMENTS[CASE])
        assert (holdings.count, holdings.overdue) == (5, 0)
        assert holdings.oldest is not None
        assert holdings.oldest > NOON - timedelta(days=2)


async def test_a_run_is_recorded_before_and_after_with_counts() -> None:
    audit = RecorderOfEvents()
    await sweep([Shelf(CASE, 7)], MOMENTS, audit=audit, batch=3)
    before, after = audit.events
    assert before.kind is after.kind is EventKind.RETENTION_RUN
    assert before.clear == {
        "phase": "started",
        "case_before": "2026-01-31T12:00:00.123Z",
        "audit_content_before": "2025-12-02T12:00:00.123Z",
        "audit_header_before": "2025-01-26T12:00:00.123Z",
        "sealed_map_before": "2026-02-23T12:00:00.123Z",
        "export_before": "2025-12-02T12:00:00.123Z",
        "customer_link_before": "2025-12-02T12:00:00.123Z",
    }
    assert after.clear == {"phase": "finished", "complete": True, "case_deleted": 7}


async def test_a_run_that_cannot_be_recorded_deletes_nothing() -> None:
    shelf, audit = Shelf(CASE, 7), RecorderOfEvents(broken=True)
    with pytest.raises(ServiceError):
        await sweep([shelf], MOMENTS, audit=audit)
    assert shelf.left == 7


async def test_deleting_goes_in_batches_and_stops_between_them_when_asked() -> None:
    shelf, other = Shelf(CASE, 7), Shelf(CONTENT, 2)
    asked = iter([False, True, True, True])
    audit = RecorderOfEvents()
    report = await sweep([shelf, other], MOMENTS, audit=audit, batch=3, stop=lambda: next(asked))
    assert shelf.batches == [3, 3]
    assert not report.complete
    assert audit.events[-1].clear["complete"] is False
    again = await sweep([shelf, other], MOMENTS, audit=audit, batch=3)
    assert again.complete
    assert shelf.left == other.left == 0


async def test_a_run_killed_between_batches_is_finished_by_the_next(tmp_path: Path) -> None:
    class KilledError(BaseException):
        pass

    def kill() -> bool:
        raise KilledError

    async with case_store(tmp_path, old=25, new=5) as store:
        audit = RecorderOfEvents()
        with pytest.raises(KilledError):
            await sweep([store], MOMENTS, audit=audit, batch=10, stop=kill)
        report = await sweep([store], MOMENTS, audit=audit, batch=10)
        assert report.deleted == {CASE: 15}
        assert [event.clear["phase"] for event in audit.events] == [
            "started",
            "started",
            "finished",
        ]
        assert b"OLD-TOPIC" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


async def test_a_second_run_finds_nothing_to_do() -> None:
    shelf = Shelf(CASE, 3)
    await sweep([shelf], MOMENTS, audit=RecorderOfEvents())
    assert (await sweep([shelf], MOMENTS, audit=RecorderOfEvents())).deleted == {CASE: 0}


async def test_bytes_that_could_not_be_overwritten_are_reported() -> None:
    patient, stuck = Shelf(CASE, 1, [False, True]), Shelf(CONTENT, 1, [False] * 9)
    audit = RecorderOfEvents()
    report = await sweep([patient, stuck], MOMENTS, audit=audit)
    assert report.unsettled == {CONTENT}
    assert audit.events[-1].clear["audit_content_unsettled"] is True
