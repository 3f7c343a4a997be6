"""One contract for the stores of sealed maps: in memory, SQLite, and PostgreSQL."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from proxy.ids import ClientId, ConversationId, TenantId
from proxy.maps import MapRow, MapStore
from proxy.storage import Database, SqlMapStore
from tests.maps.memory import MemoryMapStore

SHOP, OTHER = TenantId("shop"), TenantId("other")
TALK = ConversationId("conv_a")
NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)


def row(number: int = 0, *, days: float = 0, **changes: object) -> MapRow:
    made = MapRow(
        digest=bytes([number]) * 32,
        tenant=SHOP,
        client=ClientId("client_bot"),
        conversation=TALK,
        created_at=NOON - timedelta(days=days),
        sealed=b"\x00\xff sealed " + bytes([number]) * 400,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


async def contract(store: MapStore) -> None:
    assert await store.by_digest(SHOP, row().digest) is None
    await store.put(row())
    await store.put(row(1, tenant=OTHER))
    assert await store.by_digest(SHOP, row().digest) == row()
    assert await store.by_digest(OTHER, row().digest) is None
    await store.put(row(sealed=b"new"))
    assert await store.by_digest(SHOP, row().digest) == row(sealed=b"new")
    assert await store.delete_map(OTHER, row().digest) == 0
    assert await store.delete_map(SHOP, row().digest) == 1
    assert await store.by_digest(SHOP, row().digest) is None
    assert await store.by_digest(OTHER, row(1).digest) == row(1, tenant=OTHER)


async def test_a_store_in_memory_keeps_the_contract() -> None:
    await contract(MemoryMapStore())


async def test_the_database_keeps_the_contract(database: Database) -> None:
    await contract(SqlMapStore(database))


async def test_maps_past_their_time_are_counted_and_deleted_in_batches(database: Database) -> None:
    store = SqlMapStore(database)
    for number in range(5):
        await store.put(row(number, days=8 if number < 3 else 1))
    moment = NOON - timedelta(days=7)
    held = await store.holdings(moment)
    assert (held.count, held.overdue, held.oldest) == (5, 3, NOON - timedelta(days=8))
    assert [(await store.delete_older(moment, 2)).count for _ in range(3)] == [2, 1, 0]
    assert (await store.holdings(moment)).count == 2


async def test_a_conversation_takes_its_maps_with_it(database: Database) -> None:
    store = SqlMapStore(database)
    for number, talk in enumerate([TALK, TALK, ConversationId("conv_b")]):
        await store.put(row(number, conversation=talk))
    assert await store.delete_conversation(OTHER, TALK) == 0
    assert await store.delete_conversation(SHOP, TALK) == 2
    assert await store.by_digest(SHOP, row(2).digest) is not None


async def test_no_byte_of_a_deleted_map_is_left_in_the_file(tmp_path: Path) -> None:
    database = await Database.for_data_folder(tmp_path)
    store = SqlMapStore(database)
    await store.put(row(7))
    await store.delete_older(NOON + timedelta(days=1), 10)
    assert await store.settle()
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    await database.close()
    assert bytes([7]) * 30 not in raw
