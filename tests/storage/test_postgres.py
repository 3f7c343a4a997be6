"""On PostgreSQL: what is committed is durable, what is erased is in no file, proxies share safely."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text

from proxy.audit import export_bundle, open_bundle, verify_bundle
from proxy.audit.base import Deleted, Scope, StreamStoreError
from proxy.errors import AdministratorError, ErrorCode, ServiceError
from proxy.handoff.base import CaseState
from proxy.ids import ConversationId
from proxy.storage import ClientStore, Database, MetaStore, SqlCaseStore
from proxy.storage.place import read_place, write_place
from proxy.storage.postgres import check_server, connect, dsn
from proxy.storage.postgres_streams import PostgresStreamStore
from tests.audit.made import SEED, place
from tests.postgres import run_sql, url_of
from tests.storage.test_case_store import SHOP, case, message
from tests.storage.test_clients import client
from tests.storage.test_streams import OTHER, STATEMENT, STREAM, batch, record


@pytest.fixture
async def database(postgres: str) -> AsyncIterator[Database]:
    opened = await Database.open(postgres)
    yield opened
    await opened.close()


@pytest.fixture
def streams(postgres: str) -> Iterator[PostgresStreamStore]:
    store = PostgresStreamStore(postgres)
    yield store
    store.close()


def raw_bytes(url: str) -> bytes:
    """Every byte of every file of the database's tables, indexes and long values."""
    rows = run_sql(
        url,
        "CHECKPOINT",
        "SELECT pg_read_binary_file(pg_relation_filepath(c.oid)) AS bytes FROM pg_class c"
        " WHERE c.relkind IN ('r', 'i', 't') AND pg_relation_size(c.oid) > 0",
    )
    return b"".join(row["bytes"] for row in rows)


async def test_a_session_is_durable_whatever_the_servers_default_says(postgres: str) -> None:
    name = postgres.rpartition("/")[2]
    run_sql(postgres, f"ALTER DATABASE {name} SET synchronous_commit = off")
    try:
        connection = await connect(postgres)
        assert await connection.fetchval("SHOW synchronous_commit") == "on"
        await connection.close()
    finally:
        run_sql(postgres, f"ALTER DATABASE {name} RESET synchronous_commit")


class Server:
    """Answers SHOW, as a server with these settings would."""

    def __init__(self, **settings: str) -> None:
        self._settings = {
            "fsync": "on", "full_page_writes": "on", "server_version_num": "150020", **settings,
        }  # fmt: skip

    async def fetchval(self, query: str) -> str:
        """One setting."""
        return self._settings[query.removeprefix("SHOW ")]


async def test_a_server_that_cannot_keep_the_promise_is_refused() -> None:
    await check_server(Server())
    for wrong in ({"fsync": "off"}, {"full_page_writes": "off"}, {"server_version_num": "120003"}):
        with pytest.raises(AdministratorError) as refused:
            await check_server(Server(**wrong))
        assert refused.value.code is ErrorCode.INVALID_SETTINGS


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://nobody@127.0.0.1:1/nothing",
        "postgresql://127.0.0.1:notaport/x",
        url_of("chat_proxy_there_is_no_such_database"),
    ],
)
async def test_a_server_that_is_not_there_is_told_at_the_start(url: str) -> None:
    with pytest.raises(AdministratorError, match="cannot be opened"):
        await Database.open(url)
    store = PostgresStreamStore(url)
    with pytest.raises(StreamStoreError):
        store.streams()
    store.close()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_every_way_to_write_the_scheme_is_understood(scheme: str) -> None:
    assert dsn(f"{scheme}://me@db.example.com/shop") == "postgresql://me@db.example.com/shop"


async def test_no_byte_of_a_deleted_case_is_left_in_any_file(
    database: Database, postgres: str
) -> None:
    store = SqlCaseStore(database)
    for number in range(40):
        mark = "GONE" if number % 2 else "KEPT"
        row = case(f"case_{number}", state=CaseState.RESOLVED, sealed_topic=mark.encode() * 9)
        await store.insert(row, [message(f"{mark}-{number}-" * size) for size in (3, 90, 900)])
    assert b"GONE" in raw_bytes(postgres)
    await store.delete(SHOP, [case(f"case_{number}").case_id for number in range(1, 40, 2)])
    assert await store.settle()
    left = raw_bytes(postgres)
    assert b"GONE" not in left
    assert b"KEPT" in left


async def test_tables_are_written_anew_only_after_a_deletion(
    database: Database, postgres: str
) -> None:
    """Nothing can be read from a table meanwhile: it must not happen with every sweep."""
    store = SqlCaseStore(database)
    await store.insert(case(), [message("words")])
    where = "SELECT pg_relation_filenode('cases')"
    before = run_sql(postgres, where)
    assert await store.settle()
    assert run_sql(postgres, where) == before
    await store.delete(SHOP, [case().case_id])
    assert await store.settle()
    assert run_sql(postgres, where) != before


async def test_a_reader_in_the_way_delays_the_end_and_the_next_call_reaches_it(
    database: Database, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proxy.storage.database._REWRITE_LOCK", "50ms")
    store = SqlCaseStore(database)
    await store.insert(case(), [message("words")])
    await store.delete(SHOP, [case().case_id])
    async with database.read() as connection:
        await connection.execute(text("SELECT * FROM cases"))
        assert not await store.settle()
    assert await store.settle()


def test_no_byte_of_an_erased_data_key_is_left_in_any_file(
    streams: PostgresStreamStore, postgres: str
) -> None:
    writer = streams.create(STREAM, STATEMENT)
    writer.append(batch(0, *(record(seq, f"conv_{seq}") for seq in range(6, 12))))
    assert b"wrapped conv_7" in raw_bytes(postgres)
    scope = Scope("9", ConversationId("conv_7"))
    assert streams.erase(STREAM, scope) == Deleted(1, 1)
    streams.settle(scope)
    left = raw_bytes(postgres)
    assert b"wrapped conv_7" not in left
    assert b"wrapped conv_8" in left
    streams.erase(STREAM, Scope("9"))
    streams.settle(Scope("9"))
    assert b"wrapped conv_" not in raw_bytes(postgres)
    writer.append(batch(1, record(12)))
    writer.close()


def test_a_dump_in_the_way_fails_an_erasure_rather_than_leave_bytes(
    streams: PostgresStreamStore, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proxy.storage.postgres_streams._REWRITE_LOCK", "50ms")
    writer = streams.create(STREAM, STATEMENT)
    writer.append(batch(0, record(0)))
    writer.close()

    async def while_read() -> None:
        reader = await asyncpg.connect(postgres)
        async with reader.transaction():
            await reader.fetch("SELECT * FROM audit_data_keys")
            with pytest.raises(StreamStoreError, match="55P03"):
                await asyncio.to_thread(streams.settle, Scope("9"))
        await reader.close()

    asyncio.run(while_read())
    streams.settle(Scope("9"))


def test_a_connection_that_was_cut_fails_the_commit_and_others_go_on(
    streams: PostgresStreamStore, postgres: str
) -> None:
    writer = streams.create(STREAM, STATEMENT)
    writer.append(batch(0, record(0)))
    run_sql(
        postgres,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    with pytest.raises(StreamStoreError):
        writer.append(batch(1, record(1)))
    writer.close()
    assert [seq for seq, _ in streams.contents(STREAM, 9)] == [0]
    other = streams.create(OTHER, STATEMENT)
    other.append(batch(0, record(0, "conv_b")))
    other.close()


async def test_a_database_that_goes_away_is_a_service_error_and_comes_back(
    database: Database, postgres: str
) -> None:
    await MetaStore(database).put("name", "kept")
    name = postgres.rpartition("/")[2]
    admin = url_of("postgres")
    run_sql(admin, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # fmt: skip
    try:
        with pytest.raises(ServiceError) as failed:
            await MetaStore(database).get("name")
        assert failed.value.code is ErrorCode.QUEUE_UNAVAILABLE
        assert failed.value.__cause__ is None
    finally:
        run_sql(admin, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert await MetaStore(database).get("name") == "kept"


async def test_proxies_share_clients_and_cases(database: Database, postgres: str) -> None:
    other = await Database.open(postgres)
    key, bot = client("storefront")
    await ClientStore(database).add(bot)
    assert await ClientStore(other).by_key(key) == bot
    opened = await asyncio.gather(
        *(
            SqlCaseStore(at).insert(case(f"case_{n}", conversation_digest=b"c" * 32), [])
            for n, at in enumerate([database, other] * 4)
        )
    )
    assert len({row.case_id for row in opened}) == 1
    await other.close()


async def test_an_overdue_case_that_is_just_taken_up_is_not_deleted(
    database: Database, postgres: str
) -> None:
    store = SqlCaseStore(database)
    await store.insert(case(state=CaseState.RESOLVED), [])
    other = await Database.open(postgres)
    async with other.write() as connection:
        await connection.execute(text("UPDATE cases SET version = version + 1"))
        moment = case().changed_at.replace(year=2027)
        assert (await store.delete_older(moment, 10)).count == 0
    assert (await store.delete_older(moment, 10)).count == 1
    await other.close()


def test_a_data_folder_says_where_its_store_is_to_its_owner_alone(tmp_path: Path) -> None:
    assert read_place(tmp_path) is None
    write_place(tmp_path, "postgresql://me:pass@db.example.com/shop")
    assert read_place(tmp_path) == "postgresql://me:pass@db.example.com/shop"
    (tmp_path / "database").chmod(0o644)
    with pytest.raises(AdministratorError, match="chmod 600"):
        read_place(tmp_path)


@pytest.mark.parametrize("text", ["", "sqlite+aiosqlite:///x", "postgresql://a\nb"])
def test_a_place_that_is_none_is_refused_without_repeating_it(tmp_path: Path, text: str) -> None:
    with pytest.raises(AdministratorError, match="no PostgreSQL URL"):
        write_place(tmp_path, text)
    assert read_place(tmp_path) is None


_WRITER = """
import asyncio, sys
from pathlib import Path
from proxy.audit import AuditLog
from proxy.keys import LocalKeyring
from proxy.storage.postgres_streams import PostgresStreamStore
from tests.audit.made import event

async def run() -> None:
    keyring = LocalKeyring.open(Path(sys.argv[1]) / "keys")
    store = PostgresStreamStore(sys.argv[2])
    log = AuditLog.open(store, keyring, software="writer", policy="")
    async def one(number: int) -> None:
        await log.record(event(number, f"conv_{number % 5}"))
        print(number, flush=True)
    number = 0
    while True:
        await asyncio.gather(*(one(number + more) for more in range(8)))
        number += 8

asyncio.run(run())
"""


def test_what_was_acknowledged_is_there_after_the_proxy_was_killed(
    postgres: str, tmp_path: Path
) -> None:
    """Two writers, killed in the middle: all they said is on record stands in a log that verifies."""
    here = place(tmp_path)
    words = [sys.executable, "-c", _WRITER, str(tmp_path), postgres]
    root = str(Path(__file__).parents[2])
    writers = [
        subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=root) for _ in range(2)
    ]
    said = [_killed_after(writer, lines=24) for writer in writers]
    store = PostgresStreamStore(postgres)
    export_bundle(store, here.keyring, tmp_path / "log.bundle")
    store.close()
    report = verify_bundle(tmp_path / "log.bundle")
    assert report.ok, report.errors
    recorded: dict[str, set[int]] = {}
    for one in open_bundle(tmp_path / "log.bundle", SEED):
        if one["kind"] == "turn_opened":
            assert one["state"] == "opened"
            recorded.setdefault(one["stream"], set()).add(one["clear"]["protected"])
    assert len(recorded) == 2
    for acknowledged in said:
        assert any(acknowledged <= there for there in recorded.values())


def _killed_after(writer: "subprocess.Popen[str]", *, lines: int) -> set[int]:
    """What a writer acknowledged before it was killed without warning."""
    assert writer.stdout is not None
    said = {int(writer.stdout.readline()) for _ in range(lines)}
    writer.kill()
    said |= {int(line) for line in writer.stdout if line.endswith("\n")}
    writer.wait()
    writer.stdout.close()
    return said
