"""One event for each change of a case, always: written with it, told in order, bound to the tenant."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from proxy.handoff.base import CaseState, StaleCaseError
from proxy.handoff.states import EVENT_TYPES, MOVES, OPENED, CaseEvent
from proxy.ids import TenantId
from proxy.storage import Database
from proxy.storage.outbox import DELETED
from proxy.storage.tables import webhook_deliveries
from tests.handoff.world import SHOP
from tests.webhooks.world import Sent, Shop, versions

SPEC = Path(__file__).parents[2] / "docs" / "spec" / "handoff-events.md"


async def rows(database: Database) -> int:
    async with database.read() as connection:
        return (
            await connection.execute(select(func.count(webhook_deliveries.c.version)))
        ).scalar_one()


def test_every_move_has_a_type_of_its_own_and_stands_in_the_specification() -> None:
    assert set(EVENT_TYPES) == set(CaseEvent)
    assert len({*EVENT_TYPES.values(), OPENED, DELETED}) == len(CaseEvent) + 2
    text = SPEC.read_text()
    for event, name in EVENT_TYPES.items():
        assert f"| `{name}` |" in text
        assert f"| `{event.value}` |" in text
    assert f"| `{OPENED}` |" in text
    assert f"| `{DELETED}` |" in text


async def test_every_move_of_the_table_is_told_exactly_once(shop: Shop) -> None:
    for state, event in sorted(MOVES):
        file = await shop.open(state=state)
        after = await shop.move(file, event)
        await shop.deliverer.deliver()

        opened, moved = shop.wire.sent
        assert shop.wire.told() == versions(file, 1, 2)
        data = moved.event["data"]
        assert isinstance(data, dict)
        assert (opened.event["type"], moved.event["type"]) == (OPENED, EVENT_TYPES[event])
        assert data["state"] == MOVES[state, event] == after.row.state
        shop.wire.sent.clear()
    assert await rows(shop.database) == 2 * len(MOVES)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    steps=st.lists(st.sampled_from(list(CaseEvent)), max_size=12),
    failures=st.lists(st.booleans(), max_size=8),
)
def test_any_history_of_moves_is_the_same_history_of_events(
    steps: list[CaseEvent], failures: list[bool], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever the endpoint refuses on the way; the table decides which moves there are."""

    async def history() -> None:
        database = await Database.for_data_folder(tmp_path_factory.mktemp("history"))
        shop = Shop(database)
        await shop.add_endpoint()
        refusals = iter(failures)
        accepted: list[Sent] = []

        def answer(sent: Sent) -> int:
            if next(refusals, False):
                return 500
            accepted.append(sent)
            return 200

        shop.wire.answers = answer
        file, happened = await shop.open(), [OPENED]
        for event in steps:
            if (file.row.state, event) in MOVES:
                file = await shop.move(file, event)
                happened.append(EVENT_TYPES[event])
            await shop.deliverer.deliver()
        for _ in range(70):
            if len(accepted) == len(happened):
                break
            await shop.wait(hours=1)
        await shop.wait(hours=24)
        assert [sent.name for sent in accepted] == versions(file, *range(1, len(happened) + 1))
        assert [sent.event["type"] for sent in accepted] == happened
        await database.close()

    asyncio.run(history())


async def test_a_move_that_somebody_else_was_faster_with_is_not_told(shop: Shop) -> None:
    file = await shop.open()
    await shop.move(file, CaseEvent.CLAIM)
    with pytest.raises(StaleCaseError):
        await shop.move(file, CaseEvent.GIVE_BACK)
    await shop.deliverer.deliver()
    assert shop.wire.types() == [OPENED, "case.claimed"]


async def test_a_case_that_was_open_already_is_not_told_again(shop: Shop) -> None:
    first = await shop.open(conversation_digest=b"x" * 32)
    second = await shop.open(conversation_digest=b"x" * 32)
    await shop.deliverer.deliver()
    assert second.row.case_id == first.row.case_id
    assert shop.wire.told() == versions(first, 1)


async def test_a_clock_that_ran_out_is_told_like_any_move(shop: Shop) -> None:
    file = await shop.open()
    shop.clock.forward(file.row.longest_wait * 2)
    await shop.book.load(SHOP, file.row.case_id)
    await shop.book.load(SHOP, file.row.case_id)
    await shop.deliverer.deliver()
    assert shop.wire.types() == [OPENED, "case.expired"]


async def test_events_stay_with_their_tenant_and_go_to_each_of_its_endpoints(shop: Shop) -> None:
    await shop.add_endpoint(url="https://second.example.com/")
    other = await shop.add_endpoint(TenantId("other"), "https://other.example.com/")
    mine, theirs = await shop.open(), await shop.open(tenant=TenantId("other"))
    await shop.deliverer.deliver()

    by_url = {(one.url, *one.name) for one in shop.wire.sent}
    assert by_url == {
        ("https://hooks.example.com/in?token=path-token", mine.row.case_id, 1),
        ("https://second.example.com/", mine.row.case_id, 1),
        ("https://other.example.com/", theirs.row.case_id, 1),
    }
    assert other.endpoint.tenant == "other"


async def test_without_an_endpoint_nothing_is_kept(database: Database) -> None:
    shop = Shop(database)
    await shop.move(await shop.open(), CaseEvent.CLAIM)
    assert await rows(database) == 0


async def test_an_endpoint_hears_what_happens_from_its_beginning_on(database: Database) -> None:
    shop = Shop(database)
    file = await shop.open()
    await shop.add_endpoint()
    await shop.move(file, CaseEvent.CLAIM)
    await shop.deliverer.deliver()
    assert shop.wire.told() == versions(file, 2)


async def test_a_deleted_case_is_told_as_deleted_and_nothing_else_of_it_is_kept(
    shop: Shop,
) -> None:
    file = await shop.move(await shop.open(), CaseEvent.CLAIM, CaseEvent.RESOLVE)
    kept = await shop.open()
    assert await shop.store.delete(SHOP, [file.row.case_id]) == 1
    await shop.deliverer.deliver()

    of_case = [one.event for one in shop.wire.sent if one.name[0] == file.row.case_id]
    assert [told["type"] for told in of_case] == [DELETED]
    assert shop.wire.told().count(versions(file, 4)[0]) == 1
    assert shop.wire.told().count(versions(kept, 1)[0]) == 1
    assert await rows(shop.database) == 2


async def test_retention_tells_what_it_deleted(shop: Shop) -> None:
    file = await shop.open()
    await shop.deliverer.deliver()
    shop.clock.forward(file.row.longest_wait * 100)
    await shop.store.delete_changed_before(shop.clock.now(), 10)
    await shop.deliverer.deliver()
    assert shop.wire.types() == [OPENED, DELETED]


async def test_an_event_of_a_change_that_is_undone_is_undone_too(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The event is written last: if that fails, there is no change."""
    file = await shop.open()

    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("proxy.storage.cases.announce", broken)
    with pytest.raises(ZeroDivisionError):
        await shop.move(file, CaseEvent.CLAIM)
    row = await shop.store.by_id(SHOP, file.row.case_id)
    assert row == replace(file.row, version=1, state=CaseState.WAITING)
    assert await rows(shop.database) == 1
