"""Who may call: one answer for every bad key, and a revoked one stops within a second."""

# ruff: noqa: D102 - the Protocol that the fake satisfies says what is promised

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proxy.clock import SetClock
from proxy.errors import CallerError, ErrorCode
from proxy.gateway.base import Caller
from proxy.gateway.clients import StoredClients
from proxy.ids import TenantId, new_client_id
from proxy.storage.client_keys import new_client_key
from proxy.storage.clients import Client, ClientStore, Role
from proxy.storage.database import Database

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class Counted:
    """The real store, its questions counted."""

    store: ClientStore
    asked: int = 0

    async def by_key(self, key: str) -> Client | None:
        self.asked += 1
        return await self.store.by_key(key)


@dataclass
class Gate:
    """The authenticator before a store with two clients."""

    clients: StoredClients
    counted: Counted
    clock: SetClock
    bot: Client
    key: str
    agent_key: str

    async def code(self, bearer: str | None) -> tuple[int, ErrorCode, str]:
        with pytest.raises(CallerError) as refused:
            await self.clients.caller(bearer)
        return refused.value.status, refused.value.code, refused.value.message


@pytest.fixture
async def gate(tmp_path: Path) -> AsyncIterator[Gate]:
    database = await Database.for_data_folder(tmp_path)
    store, clock = ClientStore(database), SetClock(NOON)

    async def add(name: str, role: Role) -> tuple[str, Client]:
        key, record = new_client_key(secrets.token_bytes)
        client = Client(new_client_id(), TenantId("shop"), name, role, record, NOON)
        await store.add(client)
        return key, client

    key, bot = await add("storefront", Role.CLIENT)
    agent_key, _ = await add("Jo", Role.HUMAN_AGENT)
    counted = Counted(store)
    yield Gate(StoredClients(counted, clock), counted, clock, bot, key, agent_key)
    await database.close()


async def test_a_key_names_its_client_and_tenant(gate: Gate) -> None:
    assert await gate.clients.caller(gate.key) == Caller(gate.bot.client_id, TenantId("shop"))


async def test_unknown_malformed_missing_and_revoked_keys_get_the_same_answer(gate: Gate) -> None:
    await gate.counted.store.revoke(gate.bot.client_id, NOON)
    other, _ = new_client_key(secrets.token_bytes)
    wrong = gate.key[:-1] + ("A" if gate.key[-1] != "A" else "B")
    answers = {await gate.code(key) for key in (None, "", "sk-x", "é", other, wrong, gate.key)}
    assert {(status, code) for status, code, _ in answers} == {(401, ErrorCode.INVALID_CLIENT_KEY)}
    assert len(answers) == 1


async def test_a_key_of_a_human_agent_does_not_chat(gate: Gate) -> None:
    status, code, _ = await gate.code(gate.agent_key)
    assert (status, code) == (403, ErrorCode.FORBIDDEN)


async def test_within_a_second_the_store_is_asked_once(gate: Gate) -> None:
    for _ in range(3):
        await gate.clients.caller(gate.key)
        await gate.code("sk-unknown")
        gate.clock.forward(timedelta(milliseconds=300))
    assert gate.counted.asked == 2


async def test_a_revoked_key_stops_within_a_second(gate: Gate) -> None:
    await gate.clients.caller(gate.key)
    await gate.counted.store.revoke(gate.bot.client_id, NOON)
    gate.clock.forward(timedelta(seconds=1))
    assert (await gate.code(gate.key))[0] == 401


async def test_use_does_not_lengthen_the_life_of_a_revoked_key(gate: Gate) -> None:
    await gate.clients.caller(gate.key)
    await gate.counted.store.revoke(gate.bot.client_id, NOON)
    gate.clock.forward(timedelta(milliseconds=600))
    await gate.clients.caller(gate.key)
    gate.clock.forward(timedelta(milliseconds=600))
    assert (await gate.code(gate.key))[0] == 401


async def test_a_new_key_that_was_tried_too_early_works_a_second_later(gate: Gate) -> None:
    key, record = new_client_key(secrets.token_bytes)
    await gate.code(key)
    client = Client(new_client_id(), TenantId("shop"), "new", Role.CLIENT, record, NOON)
    await gate.counted.store.add(client)
    gate.clock.forward(timedelta(seconds=1))
    assert (await gate.clients.caller(key)).client == client.client_id


async def test_the_memory_keeps_no_key_and_stays_bounded(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proxy.gateway.clients._REMEMBERED_KEYS", 10)
    for number in range(25):
        await gate.code(f"sk-unknown-{number}")
    assert len(gate.clients._seen) <= 10
    assert {len(digest) for digest in gate.clients._seen} == {32}
