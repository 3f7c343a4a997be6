"""The store of clients: adding, finding by key, revoking."""

import secrets
from datetime import timedelta
from pathlib import Path

import pytest

from proxy.errors import CallerError
from proxy.ids import ClientId, TenantId, new_client_id
from proxy.storage import Client, ClientStore, Database, Role, new_client_key
from tests.storage.test_case_store import NOON

SHOP = TenantId("shop")


@pytest.fixture
def store(database: Database) -> ClientStore:
    return ClientStore(database)


def client(name: str, tenant: TenantId = SHOP, role: Role = Role.CLIENT) -> tuple[str, Client]:
    key, record = new_client_key(secrets.token_bytes)
    return key, Client(new_client_id(), tenant, name, role, record, NOON)


async def test_a_key_finds_its_client(store: ClientStore) -> None:
    key, bot = client("storefront")
    other_key, agent = client("Ada", role=Role.HUMAN_AGENT)
    await store.add(bot)
    await store.add(agent)
    assert await store.by_key(key) == bot
    assert await store.by_key(other_key) == agent


async def test_wrong_secret_wrong_id_and_nonsense_find_nobody(store: ClientStore) -> None:
    key, bot = client("storefront")
    other, _ = client("elsewhere")
    await store.add(bot)
    mixed = key.rsplit("-", 1)[0] + "-" + other.rsplit("-", 1)[1]
    for wrong in (other, mixed, key + "a", key.upper(), "", "sk-proxy-x-y"):
        assert await store.by_key(wrong) is None


async def test_a_revoked_key_finds_nobody(store: ClientStore) -> None:
    key, bot = client("storefront")
    await store.add(bot)
    assert await store.revoke(bot.client_id, NOON + timedelta(days=1))
    assert await store.by_key(key) is None
    assert not await store.revoke(bot.client_id, NOON)
    assert not await store.revoke(ClientId("client_nobody"), NOON)
    (kept,) = await store.list()
    assert kept.revoked_at == NOON + timedelta(days=1)


async def test_a_name_is_given_once_until_its_client_is_revoked(store: ClientStore) -> None:
    _, first = client("storefront")
    _, second = client("storefront")
    await store.add(first)
    with pytest.raises(CallerError) as refused:
        await store.add(second)
    assert refused.value.status == 409
    await store.add(client("storefront", TenantId("other"))[1])
    await store.revoke(first.client_id, NOON)
    await store.add(second)
    assert await store.find(SHOP, "storefront") == second
    assert (await store.find(SHOP, first.client_id)) is not None
    assert await store.find(TenantId("third"), "storefront") is None


async def test_clients_are_listed_by_tenant(store: ClientStore) -> None:
    await store.add(client("a")[1])
    await store.add(client("b", TenantId("other"))[1])
    assert [c.name for c in await store.list(SHOP)] == ["a"]
    assert len(await store.list()) == 2


async def test_no_key_stands_in_the_database(tmp_path: Path) -> None:
    database = await Database.for_data_folder(tmp_path)
    key, bot = client("storefront")
    await ClientStore(database).add(bot)
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    await database.close()
    assert bot.key.key_id.encode() in raw
    assert key.rsplit("-", 1)[1].encode() not in raw
