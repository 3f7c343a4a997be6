"""What retention keeps in tables, on both databases: links, holds, exports, erasures."""

from dataclasses import replace
from datetime import timedelta

from proxy.handoff.base import CaseState
from proxy.ids import CaseId, ConversationId, TenantId
from proxy.retention.base import Erased, Export, Hold, HoldId, HoldScope, Link
from proxy.storage import Database, SqlCaseStore
from proxy.storage.customer_links import SqlCustomerLinks
from proxy.storage.erasures import SqlErasureStore
from proxy.storage.exports import SqlExportStore
from proxy.storage.holds import SqlHoldStore
from tests.storage.test_case_store import NOON, SHOP, case

A, B, C = (ConversationId(f"conv_{name}") for name in "abc")
REF, LASTING = b"r" * 32, b"l" * 32
HOLD = Hold(HoldId("hold_1"), SHOP, HoldScope.CONVERSATION, "Ada", NOON)
DAY = timedelta(days=1)


def link(conversation: ConversationId, ref: bytes = REF, **changes: object) -> Link:
    return replace(Link(SHOP, ref, conversation, "2026-03", NOON), **changes)  # type: ignore[arg-type]


async def test_links_are_found_by_tenant_and_ref_and_forgotten_by_conversation(
    database: Database,
) -> None:
    links = SqlCustomerLinks(database)
    for one in (link(A), link(A), link(B), link(C, b"x" * 32), link(C, tenant=TenantId("other"))):
        assert await links.note(one, LASTING) == []
    assert await links.conversations(SHOP, [REF]) == {A, B}
    assert await links.months(SHOP) == ["2026-03"]
    assert await links.delete_conversation(SHOP, A) == 1
    assert await links.conversations(SHOP, [REF]) == {B}
    assert await links.conversations(SHOP, []) == set()


async def test_a_link_lives_as_long_as_it_was_last_seen(database: Database) -> None:
    links = SqlCustomerLinks(database)
    await links.note(link(A), LASTING)
    await links.note(link(B), LASTING)
    await links.note(link(B, seen_at=NOON + 9 * DAY), LASTING)
    assert (await links.holdings(NOON + DAY)).overdue == 1
    assert (await links.delete_older(NOON + DAY, 1)).more
    assert not (await links.delete_older(NOON + DAY, 1)).count
    assert await links.conversations(SHOP, [REF]) == {B}
    assert await links.settle()


async def test_a_hold_takes_the_conversations_of_a_customer_now_and_later(
    database: Database,
) -> None:
    links, holds = SqlCustomerLinks(database), SqlHoldStore(database)
    await links.note(link(A), LASTING)
    customer = replace(HOLD, scope=HoldScope.CUSTOMER, customer=LASTING)
    placed = await holds.add(customer, [REF])
    assert placed.conversations == {A}
    assert await links.note(link(B), LASTING) == ["hold_1"]
    assert await links.note(link(B, b"n" * 32), LASTING) == []
    assert await links.note(link(C), b"another customer".ljust(32)) == []
    (there,) = await holds.all()
    assert there == customer.with_conversations(frozenset({A, B}))
    assert (await links.delete_older(NOON + DAY, 99)).count == 1, "the link of C"
    await holds.ask_release(HOLD.hold_id, "Ada")
    assert (await holds.all())[0].release_asked_by == "Ada"
    await holds.remove(HOLD.hold_id)
    assert await holds.all() == ()
    assert (await links.delete_older(NOON + DAY, 99)).count == 3


async def test_held_cases_stay_by_conversation_and_by_period(database: Database) -> None:
    store, holds = SqlCaseStore(database), SqlHoldStore(database)
    for name, conversation, opened in (("a", A, NOON), ("b", B, NOON), ("c", C, NOON + DAY)):
        closed = {"state": CaseState.RESOLVED, "opened_at": opened, "changed_at": opened}
        await store.insert(case(f"case_{name}", conversation=conversation, **closed), [])
    await holds.add(HOLD.with_conversations(frozenset({A})))
    period = (NOON + DAY, NOON + 2 * DAY)
    await holds.add(replace(HOLD, hold_id=HoldId("hold_2"), scope=HoldScope.PERIOD, period=period))
    found = await store.holdings(NOON + 9 * DAY)
    assert (found.count, found.overdue, found.held) == (3, 1, 2)
    assert (await store.delete_older(NOON + 9 * DAY, 9)).count == 1
    assert await store.by_id(SHOP, CaseId("case_b")) is None
    assert (await holds.all())[1].period == period


async def test_exports_are_registered_and_forgotten(database: Database) -> None:
    store = SqlExportStore(database)
    export = Export("export_1", "host", "/somewhere/log.bundle", b"c" * 32, NOON)
    await store.add(export)
    assert await store.all() == (export,)
    await store.remove("export_1")
    assert await store.all() == ()


async def test_of_each_conversation_the_latest_erasure_counts(database: Database) -> None:
    store = SqlErasureStore(database)
    first, later = Erased(A, SHOP, NOON), Erased(A, SHOP, NOON + DAY)
    for one in (first, later, first):
        await store.add([one])
    assert await store.all() == (later,)
    await store.forget_before(NOON + 2 * DAY)
    assert await store.all() == ()
