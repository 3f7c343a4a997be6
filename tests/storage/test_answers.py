"""Answers to requests with an Idempotency-Key: one of each, kept with the change, on both databases."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from proxy.handoff.base import (
    ANSWERS_KEPT,
    AlreadyAnsweredError,
    AnsweredRequest,
    CaseState,
    StaleCaseError,
)
from proxy.ids import CaseId, TenantId
from proxy.storage import Database, SqlCaseStore
from proxy.storage.answers import SqlAnswers
from tests.storage.test_case_store import CHANGED, case, message

SHOP = TenantId("shop")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def answered(digest: bytes = b"d" * 32, **changes: object) -> AnsweredRequest:
    plain = AnsweredRequest(SHOP, digest, b"r" * 32, NOON, None, b"sealed")
    return replace(plain, **changes)  # type: ignore[arg-type]


async def test_an_answer_is_kept_once_and_found_by_its_tenant_alone(database: Database) -> None:
    answers = SqlAnswers(database)
    await answers.keep(answered())
    with pytest.raises(AlreadyAnsweredError):
        await answers.keep(answered(request=b"x" * 32))
    assert await answers.find(SHOP, b"d" * 32) == answered()
    assert await answers.find(TenantId("other"), b"d" * 32) is None
    assert await answers.find(SHOP, b"e" * 32) is None
    await answers.keep(answered(b"e" * 32, sealed_answer=None))
    assert await answers.find(SHOP, b"e" * 32) == answered(b"e" * 32, sealed_answer=None)


async def test_an_answer_past_its_time_makes_room_for_a_new_one(database: Database) -> None:
    answers = SqlAnswers(database)
    await answers.keep(answered())
    with pytest.raises(AlreadyAnsweredError):
        await answers.keep(answered(at=NOON + ANSWERS_KEPT))
    later = answered(at=NOON + ANSWERS_KEPT + timedelta(seconds=1), request=b"n" * 32)
    await answers.keep(later)
    assert await answers.find(SHOP, b"d" * 32) == later
    assert await answers.forget(NOON + timedelta(days=9)) == 1
    assert await answers.forget(NOON + timedelta(days=9)) == 0


async def test_a_change_and_its_answer_are_stored_together_or_not_at_all(
    database: Database,
) -> None:
    store, answers = SqlCaseStore(database), SqlAnswers(database)
    row = await store.insert(case(), [])
    mine = answered(case_id=row.case_id)
    with pytest.raises(StaleCaseError):
        await store.update(replace(row, version=9), seen_version=8, event=CHANGED, answered=mine)
    assert await answers.find(SHOP, mine.digest) is None
    second = replace(row, version=row.version + 1, queue="legal")
    await store.update(second, seen_version=row.version, event=CHANGED, answered=mine)
    third = replace(second, version=second.version + 1, queue="safety")
    with pytest.raises(AlreadyAnsweredError):
        await store.update(
            third,
            seen_version=second.version,
            event=CHANGED,
            messages=[message("again")],
            answered=mine,
        )
    now = await store.by_id(SHOP, row.case_id)
    assert now is not None
    assert (now.version, now.queue) == (second.version, "legal")
    assert await store.messages(row.case_id) == ()


async def test_of_equal_changes_at_once_one_is_made(database: Database) -> None:
    store = SqlCaseStore(database)
    row = await store.insert(case(), [])
    changed = replace(row, version=row.version + 1)
    mine = answered(case_id=row.case_id)

    async def change() -> str:
        try:
            await store.update(changed, seen_version=row.version, event=CHANGED, answered=mine)
        except AlreadyAnsweredError:
            return "answered"
        return "made"

    outcomes = sorted(await asyncio.gather(*(change() for _ in range(5))))
    assert outcomes == ["answered"] * 4 + ["made"]


async def test_an_answer_dies_with_its_case(database: Database) -> None:
    store, answers = SqlCaseStore(database), SqlAnswers(database)
    row = await store.insert(case(), [])
    changed = replace(row, version=row.version + 1)
    await store.update(
        changed, seen_version=row.version, event=CHANGED, answered=answered(case_id=row.case_id)
    )
    assert await store.delete(SHOP, [row.case_id]) == 1
    assert await answers.find(SHOP, b"d" * 32) is None


async def test_pages_go_on_where_the_last_one_ended(database: Database) -> None:
    store = SqlCaseStore(database)
    made = []
    for at in range(7):
        # Two of each moment, so that the id decides.
        opened = NOON + timedelta(seconds=at // 2)
        made.append(
            replace(
                case(),
                case_id=CaseId(f"case_{at}"),
                reference=f"R-{at}",
                opened_at=opened,
                conversation_digest=None,
                idempotency_digest=None,
            )
        )
        await store.insert(made[-1], [])
    await store.insert(
        replace(made[0], case_id=CaseId("case_o"), reference="R-o", tenant=TenantId("other")), []
    )
    waiting, after, seen = frozenset({CaseState.WAITING}), None, list[str]()
    while True:
        page = await store.page(SHOP, waiting, after, 3)
        seen += [row.case_id for row in page]
        if len(page) < 3:
            break
        after = page[-1].opened_at, page[-1].case_id
    assert seen == [row.case_id for row in made]
    assert await store.page(SHOP, frozenset({CaseState.CLAIMED}), None, 3) == ()
