"""Drafts in the store: of the owner alone, and gone with what ends them, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from proxy.handoff.base import Author, CaseRow, CaseState, MessageKind
from proxy.handoff.drafts import DraftField, DraftRow
from proxy.ids import CaseId, TenantId
from proxy.storage import Database, SqlCaseStore
from proxy.storage.drafts import SqlDraftStore
from tests.storage.test_case_store import CHANGED, NOON, SHOP, case, message

REPLY, NOTE = DraftField.REPLY, DraftField.NOTE
MINE = case("case_one", state=CaseState.CLAIMED, owner="Ada")


def draft(what: DraftField = REPLY, **changes: object) -> DraftRow:
    plain = DraftRow(CaseId("case_one"), what, "Ada", NOON, b"sealed")
    return replace(plain, **changes)  # type: ignore[arg-type]


async def changed(
    store: SqlCaseStore, row: CaseRow, *, sends: DraftField | None = None, **changes: object
) -> CaseRow:
    after = replace(row, version=row.version + 1, **changes)  # type: ignore[arg-type]
    return await store.update(after, seen_version=row.version, event=CHANGED, sends=sends)


async def test_the_newest_words_of_each_field_are_kept_and_no_version_moves(
    database: Database,
) -> None:
    store, drafts = SqlCaseStore(database), SqlDraftStore(database)
    await store.insert(MINE, [])
    pulse = await store.pulse(None)
    later = draft(at=NOON + timedelta(minutes=1), sealed_words=b"sealed anew")
    for one in (draft(), draft(NOTE), later):
        assert await drafts.keep(SHOP, one, after=0)
    assert set(await drafts.of_case(CaseId("case_one"), "Ada")) == {later, draft(NOTE)}
    assert await drafts.of_case(CaseId("case_one"), "Bob") == ()
    assert (await store.by_id(SHOP, CaseId("case_one"))) == MINE
    assert await store.pulse(None) == pulse
    await drafts.drop(CaseId("case_one"), REPLY, "Bob")
    await drafts.drop(CaseId("case_one"), REPLY, "Ada")
    assert await drafts.of_case(CaseId("case_one"), "Ada") == (draft(NOTE),)


async def test_only_who_has_the_case_keeps_drafts_in_it(database: Database) -> None:
    store, drafts = SqlCaseStore(database), SqlDraftStore(database)
    await store.insert(MINE, [])
    await store.insert(case("case_free", conversation_digest=b"x" * 32), [])
    assert not await drafts.keep(SHOP, draft(agent="Bob"), after=0)
    assert not await drafts.keep(TenantId("other"), draft(), after=0)
    assert not await drafts.keep(SHOP, draft(case_id=CaseId("case_free")), after=0)
    assert not await drafts.keep(SHOP, draft(case_id=CaseId("case_none")), after=0)
    assert await drafts.of_case(CaseId("case_one"), "Ada") == ()


@pytest.mark.parametrize(
    "end",
    [
        {"state": CaseState.WAITING, "owner": None},
        {"state": CaseState.RESOLVED, "owner": None},
        {"owner": "Bob"},
    ],
    ids=["put back", "closed", "another's"],
)
async def test_drafts_go_when_the_case_leaves_the_person(
    database: Database, end: dict[str, object]
) -> None:
    store, drafts = SqlCaseStore(database), SqlDraftStore(database)
    row = await store.insert(MINE, [])
    await drafts.keep(SHOP, draft(), after=0)
    row = await changed(store, row)  # the customer writes: it is still there
    assert await drafts.of_case(row.case_id, "Ada")
    await changed(store, row, sends=None, **end)
    assert await drafts.of_case(row.case_id, "Ada") == ()


async def test_what_was_sent_is_no_draft_and_a_late_state_of_it_is_not_kept(
    database: Database,
) -> None:
    store, drafts = SqlCaseStore(database), SqlDraftStore(database)
    row = await store.insert(MINE, [message("hello")])
    await drafts.keep(SHOP, draft(), after=0)
    await drafts.keep(SHOP, draft(NOTE), after=0)
    said = message("on it", author=Author.HUMAN_AGENT, name="Ada", digest=None, turn_digest=None)
    after = replace(row, version=2)
    await store.update(after, seen_version=1, event=CHANGED, messages=[said], sends=REPLY)
    assert await drafts.of_case(row.case_id, "Ada") == (draft(NOTE),)
    assert not await drafts.keep(SHOP, draft(), after=0)
    assert await drafts.keep(SHOP, draft(), after=2)
    assert await drafts.keep(SHOP, draft(NOTE), after=0), "a reply is no note"
    others = replace(said, name="Bob", kind=MessageKind.NOTE)
    await store.update(replace(row, version=3), seen_version=2, event=CHANGED, messages=[others])
    assert await drafts.keep(SHOP, draft(NOTE), after=0), "nor is a colleague's"


async def test_drafts_die_with_their_case_by_age_and_by_erasure(database: Database) -> None:
    store, drafts = SqlCaseStore(database), SqlDraftStore(database)
    for end in ("age", "erasure"):
        await store.insert(MINE, [])
        await drafts.keep(SHOP, draft(), after=0)
        if end == "age":
            assert (await store.delete_older(NOON + timedelta(days=1), 9)).count == 1
        else:
            assert await store.delete(SHOP, [CaseId("case_one")]) == 1
        assert await drafts.of_case(CaseId("case_one"), "Ada") == ()
