"""Parts of the queue: the right cases in the right order, cut where it was said, on either database."""

from datetime import timedelta

import pytest

from proxy.handoff.base import CaseRow, CaseState
from proxy.handoff.board import Tally, Wanted
from proxy.handoff.desk import ACTIVE
from proxy.ids import TenantId
from proxy.storage import Database, SqlCaseStore
from proxy.storage.case_board import SqlCaseBoard
from proxy.topics.base import Severity
from tests.storage.test_case_store import NOON, SHOP, case

WAITING = Wanted(frozenset({CaseState.WAITING}))


@pytest.fixture
def board(database: Database) -> SqlCaseBoard:
    return SqlCaseBoard(database)


async def stored(database: Database, *rows: CaseRow) -> None:
    for row in rows:
        await SqlCaseStore(database).insert(row, ())


async def names(board: SqlCaseBoard, wanted: Wanted, skip: int = 0, limit: int = 9) -> list[str]:
    return [r.case_id for r in await board.most_urgent(SHOP, wanted, skip=skip, limit=limit)]


async def test_the_most_urgent_comes_first_then_who_waits_longest(
    board: SqlCaseBoard, database: Database
) -> None:
    minute = timedelta(minutes=1)
    await stored(
        database,
        case("late", severity=Severity.NORMAL, opened_at=NOON + minute),
        case("low", severity=Severity.LOW, opened_at=NOON - minute),
        case("early", severity=Severity.NORMAL),
        case("danger", severity=Severity.DANGER, opened_at=NOON + 2 * minute),
        case("foreign", tenant=TenantId("other"), severity=Severity.DANGER),
        case("over", state=CaseState.RESOLVED, severity=Severity.DANGER),
    )
    assert await names(board, WAITING) == ["danger", "early", "late", "low"]
    assert await names(board, WAITING, skip=1, limit=2) == ["early", "late"]


async def test_queues_and_owners_are_chosen(board: SqlCaseBoard, database: Database) -> None:
    claimed = CaseState.CLAIMED
    await stored(
        database,
        case("a", state=claimed, owner="Ada", queue="legal"),
        case("b", state=claimed, owner="Bob"),
        case("c"),
    )
    states = frozenset({claimed})
    assert await names(board, Wanted(states, owner="Ada")) == ["a"]
    assert await names(board, Wanted(states, not_owner="Ada")) == ["b"]
    assert await names(board, Wanted(ACTIVE, frozenset({"legal"}))) == ["a"]
    assert await names(board, Wanted(ACTIVE, frozenset())) == []


async def test_a_tally_counts_by_queue_and_state(board: SqlCaseBoard, database: Database) -> None:
    later = NOON + timedelta(hours=1)
    await stored(
        database,
        case("a"),
        case("b", opened_at=later),
        case("c", queue="legal"),
        case("d", tenant=TenantId("other")),
        case("e", state=CaseState.RESOLVED),
    )
    general, legal = ("general", CaseState.WAITING), ("legal", CaseState.WAITING)
    assert await board.tally(SHOP, ACTIVE) == {general: Tally(2, later), legal: Tally(1, NOON)}
    assert (await board.tally(None, ACTIVE))[general].count == 3


async def test_over_is_what_is_open_and_past_its_time(
    board: SqlCaseBoard, database: Database
) -> None:
    hour = timedelta(hours=1)
    await stored(
        database,
        case("now", expires_at=NOON),
        case("before", state=CaseState.CLAIMED, owner="Ada", expires_at=NOON - hour),
        case("later", expires_at=NOON + hour),
        case("closed", state=CaseState.EXPIRED, expires_at=NOON - hour),
        case("foreign", tenant=TenantId("other"), expires_at=NOON - 2 * hour),
    )
    assert [row.case_id for row in await board.over(SHOP, NOON, 9)] == ["before", "now"]
    assert [row.case_id for row in await board.over(None, NOON, 2)] == ["foreign", "before"]


async def test_what_changed_lately_comes_newest_first(
    board: SqlCaseBoard, database: Database
) -> None:
    day, closed = timedelta(days=1), Wanted(frozenset({CaseState.RESOLVED}))
    await stored(
        database,
        case("old", state=CaseState.RESOLVED, changed_at=NOON - day),
        case("new", state=CaseState.RESOLVED, changed_at=NOON + day),
        case("mid", state=CaseState.RESOLVED),
        case("open"),
    )
    found = await board.changed_since(SHOP, closed, NOON, limit=9)
    assert [row.case_id for row in found] == ["new", "mid"]
    assert [r.case_id for r in await board.changed_since(SHOP, closed, NOON, limit=1)] == ["new"]
