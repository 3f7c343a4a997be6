"""One contract for every store of cases: in memory, SQLite, and PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proxy.handoff.base import (
    Author,
    CaseMessageRow,
    CaseRow,
    CaseState,
    CaseStore,
    HandoffEvent,
    MessageKind,
    StaleCaseError,
)
from proxy.ids import CaseId, ConversationId, TenantId
from proxy.storage import Database, SqlCaseStore
from proxy.topics.base import Severity
from tests.handoff.memory import MemoryCaseStore

SHOP = TenantId("shop")
NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
CHANGED = HandoffEvent("case.noted", NOON)


def case(name: str = "case_one", **changes: object) -> CaseRow:
    row = CaseRow(
        case_id=CaseId(name),
        tenant=SHOP,
        conversation=ConversationId("conv_a"),
        reference=f"R-{name}",
        state=CaseState.WAITING,
        version=1,
        severity=Severity.URGENT,
        locks=True,
        language="en",
        opened_at=NOON,
        expires_at=NOON + timedelta(hours=1),
        changed_at=NOON,
        owner=None,
        conversation_digest=None,
        opening_digest=b"o" * 32,
        idempotency_digest=None,
        sealed_topic=b"\x00\xff sealed",
        longest_wait=timedelta(minutes=90),
        delivered=0,
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def message(text: str, **changes: object) -> CaseMessageRow:
    row = CaseMessageRow(
        case_id=CaseId("case_one"),
        number=0,
        author=Author.CUSTOMER,
        name=None,
        at=NOON,
        sealed_text=text.encode(),
        digest=b"d" * 32,
        turn_digest=b"t" * 32,
        kind=MessageKind.WORDS,
    )
    return replace(row, **changes)  # type: ignore[arg-type]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[CaseStore]:
    match request.param:
        case "memory":
            yield MemoryCaseStore()
            return
        case "sqlite":
            database = await Database.for_data_folder(tmp_path)
        case _:
            database = await Database.open(request.getfixturevalue("postgres"))
    yield SqlCaseStore(database)
    await database.close()


async def test_a_case_comes_back_as_it_was_stored(store: CaseStore) -> None:
    full = case(
        owner="Ada",
        conversation_digest=b"c" * 32,
        idempotency_digest=b"i" * 32,
        delivered=3,
        state=CaseState.CLAIMED,
    )
    stored = await store.insert(full, [message("one", name="Ada", author=Author.HUMAN_AGENT)])
    assert stored == full
    assert await store.by_id(SHOP, full.case_id) == full
    assert await store.by_reference(SHOP, full.reference) == full
    assert await store.by_conversation(SHOP, b"c" * 32) in ([full], (full,))
    assert await store.by_idempotency(SHOP, b"i" * 32) == full
    (row,) = await store.messages(full.case_id)
    assert row == message("one", name="Ada", author=Author.HUMAN_AGENT, number=1)


async def test_another_tenant_sees_nothing(store: CaseStore) -> None:
    row = case(conversation_digest=b"c" * 32, idempotency_digest=b"i" * 32)
    await store.insert(row, [])
    other = TenantId("other")
    assert await store.by_id(other, row.case_id) is None
    assert await store.by_reference(other, row.reference) is None
    assert list(await store.by_conversation(other, b"c" * 32)) == []
    assert await store.by_idempotency(other, b"i" * 32) is None
    assert list(await store.list(other, frozenset(CaseState))) == []


@pytest.mark.parametrize("digest", ["conversation_digest", "idempotency_digest"])
async def test_there_is_one_open_case_for_each_digest(store: CaseStore, digest: str) -> None:
    first = await store.insert(case("case_one", **{digest: b"c" * 32}), [])
    rival = case("case_two", **{digest: b"c" * 32})
    assert await store.insert(rival, [message("lost")]) == first
    assert await store.by_id(SHOP, rival.case_id) is None
    assert list(await store.messages(rival.case_id)) == []
    elsewhere = replace(rival, tenant=TenantId("other"))
    assert (await store.insert(elsewhere, [])).case_id == "case_two"


async def test_a_closed_case_makes_room_for_the_next(store: CaseStore) -> None:
    first = await store.insert(case("case_one", conversation_digest=b"c" * 32), [])
    closed = replace(first, state=CaseState.RESOLVED, version=2)
    await store.update(closed, seen_version=1, event=CHANGED)
    second = case("case_two", conversation_digest=b"c" * 32, opened_at=NOON + timedelta(seconds=1))
    assert await store.insert(second, []) == second
    assert [row.case_id for row in await store.by_conversation(SHOP, b"c" * 32)] == [
        "case_two",
        "case_one",
    ]
    with pytest.raises(StaleCaseError):
        await store.update(
            replace(closed, state=CaseState.CLAIMED, version=3), seen_version=2, event=CHANGED
        )


async def test_cases_without_digests_do_not_stand_in_each_others_way(store: CaseStore) -> None:
    assert (await store.insert(case("case_one"), [])).case_id == "case_one"
    assert (await store.insert(case("case_two"), [])).case_id == "case_two"


async def test_only_the_first_of_two_changes_is_made(store: CaseStore) -> None:
    row = await store.insert(case(), [])
    ada = replace(row, owner="Ada", state=CaseState.CLAIMED, version=2)
    bob = replace(row, owner="Bob", state=CaseState.CLAIMED, version=2)
    await store.update(ada, seen_version=1, event=CHANGED, messages=[message("by Ada")])
    with pytest.raises(StaleCaseError):
        await store.update(bob, seen_version=1, event=CHANGED, messages=[message("by Bob")])
    assert await store.by_id(SHOP, row.case_id) == ada
    assert [m.sealed_text for m in await store.messages(row.case_id)] == [b"by Ada"]


async def test_of_many_changes_at_once_exactly_one_is_made(store: CaseStore) -> None:
    row = await store.insert(case(), [])
    names = [f"agent {number}" for number in range(12)]
    results = await asyncio.gather(
        *(
            store.update(replace(row, owner=name, version=2), seen_version=1, event=CHANGED)
            for name in names
        ),
        return_exceptions=True,
    )
    won = [result for result in results if isinstance(result, CaseRow)]
    assert len(won) == 1
    assert all(isinstance(r, StaleCaseError) for r in results if r is not won[0])
    assert await store.by_id(SHOP, row.case_id) == won[0]


async def test_of_many_cases_opened_at_once_exactly_one_is_stored(store: CaseStore) -> None:
    rivals = [case(f"case_{n}", conversation_digest=b"c" * 32) for n in range(12)]
    got = await asyncio.gather(*(store.insert(rival, [message("x")]) for rival in rivals))
    assert len({row.case_id for row in got}) == 1
    assert len(await store.by_conversation(SHOP, b"c" * 32)) == 1


async def test_a_case_that_is_gone_cannot_be_changed(store: CaseStore) -> None:
    with pytest.raises(StaleCaseError):
        await store.update(case(version=2), seen_version=1, event=CHANGED)


async def test_messages_are_numbered_from_one_in_the_order_they_came(store: CaseStore) -> None:
    row = await store.insert(case(), [message("a"), message("b")])
    await store.update(
        replace(row, version=2), seen_version=1, event=CHANGED, messages=[message("c")]
    )
    assert [(m.number, m.sealed_text) for m in await store.messages(row.case_id)] == [
        (1, b"a"),
        (2, b"b"),
        (3, b"c"),
    ]


async def test_a_list_is_of_the_states_asked_for_oldest_first(store: CaseStore) -> None:
    await store.insert(case("case_new", opened_at=NOON + timedelta(seconds=1)), [])
    await store.insert(case("case_old", opened_at=NOON), [])
    await store.insert(case("case_shut", state=CaseState.RESOLVED), [])
    await store.insert(case("case_far", tenant=TenantId("other")), [])
    waiting = frozenset({CaseState.WAITING})
    assert [row.case_id for row in await store.list(SHOP, waiting)] == ["case_old", "case_new"]
    assert len(await store.list(None, waiting)) == 3


async def test_old_cases_are_deleted_in_batches_with_their_messages(store: CaseStore) -> None:
    long_ago = NOON - timedelta(days=40)
    await store.insert(case("open_old", opened_at=long_ago, changed_at=NOON), [message("x")])
    await store.insert(
        case("shut_old", opened_at=long_ago, changed_at=long_ago, state=CaseState.RESOLVED), []
    )
    await store.insert(
        case("shut_new", opened_at=long_ago, changed_at=NOON, state=CaseState.EXPIRED), []
    )
    await store.insert(case("open_new"), [message("y")])
    moment = NOON - timedelta(days=30)
    gone = [*await store.delete_changed_before(moment, 1)]
    gone += await store.delete_changed_before(moment, 10)
    assert sorted(gone) == ["open_old", "shut_old"]
    assert list(await store.delete_changed_before(moment, 10)) == []
    assert list(await store.messages(CaseId("open_old"))) == []
    assert len(await store.messages(CaseId("open_new"))) == 1


async def test_what_people_add_to_a_case_comes_back(store: CaseStore) -> None:
    full = case(
        queue="legal",
        claimed_at=NOON,
        answered_at=NOON + timedelta(microseconds=1),
        follow_up_at=NOON + timedelta(days=1),
        rating=4,
    )
    await store.insert(full, [])
    assert await store.by_id(SHOP, full.case_id) == full


async def test_a_period_is_counted_from_its_first_moment_and_for_its_tenant(
    store: CaseStore,
) -> None:
    early = case("case_early", opened_at=NOON - timedelta(seconds=1))
    other = case("case_other", tenant=TenantId("other"), reference="R-x")
    for row in (early, other, case("case_one"), case("case_two", state=CaseState.RESOLVED)):
        words = [message("held"), message("said earlier", digest=None)]
        await store.insert(row, [replace(each, case_id=row.case_id) for each in words])
    assert [r.case_id for r in await store.opened_since(SHOP, NOON)] == ["case_one", "case_two"]
    assert await store.held_turns(SHOP, NOON) == {"case_one": 1, "case_two": 1}


async def test_judged_cases_are_those_with_a_verdict(store: CaseStore) -> None:
    for name in ("case_one", "case_two"):
        await store.insert(case(name), [message("held", case_id=CaseId(name))])
    verdict = message("{}", kind=MessageKind.VERDICT, digest=None)
    await store.update(
        case("case_one", version=2), seen_version=1, event=CHANGED, messages=[verdict]
    )
    assert [row.case_id for row in await store.judged(SHOP)] == ["case_one"]
    assert list(await store.judged(TenantId("other"))) == []


async def test_the_pulse_beats_with_each_change(store: CaseStore) -> None:
    beats = [await store.pulse(None)]
    await store.insert(case(), [])
    beats.append(await store.pulse(None))
    await store.update(case(version=2), seen_version=1, event=CHANGED)
    beats += [await store.pulse(None), await store.pulse(SHOP)]
    assert beats[0] != beats[1] != beats[2] == beats[3]
    assert await store.pulse(TenantId("other")) == beats[0]


async def test_follow_ups_are_listed_by_when_they_are_due(store: CaseStore) -> None:
    for name, days in (("case_one", 2), ("case_two", 1), ("case_three", None)):
        due = NOON + timedelta(days=days) if days else None
        await store.insert(case(name, follow_up_at=due), [])
    assert [row.case_id for row in await store.follow_ups(SHOP)] == ["case_two", "case_one"]
