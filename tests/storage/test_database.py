"""The embedded database: private, durable, forgetful, and up to date."""

import asyncio
import multiprocessing
import os
import sqlite3
import stat
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from proxy.errors import AdministratorError, ErrorCode, ServiceError
from proxy.handoff.base import CaseState
from proxy.storage import Database, MetaStore, SqlCaseStore
from proxy.storage.database import FILE_NAME
from proxy.storage.tables import metadata
from tests.storage.test_case_store import CHANGED, NOON, SHOP, case, message


async def test_the_file_and_the_log_beside_it_are_the_owners_alone(tmp_path: Path) -> None:
    os.umask(0o022)
    database = await Database.for_data_folder(tmp_path)
    await MetaStore(database).put("a", "b")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    await database.close()
    assert modes[FILE_NAME] == 0o600
    assert f"{FILE_NAME}-wal" in modes
    assert set(modes.values()) == {0o600}


async def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.touch(0o644)
    path.chmod(0o644)
    await (await Database.for_data_folder(tmp_path)).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_every_connection_has_the_settings_that_promises_rest_on(tmp_path: Path) -> None:
    database = await Database.for_data_folder(tmp_path)
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}

    async def settings() -> dict[str, object]:
        async with database.read() as connection:
            await asyncio.sleep(0.05)  # long enough that each reader gets its own connection
            return {
                name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
                for name in wanted
            }

    for got in await asyncio.gather(*(settings() for _ in range(4))):
        assert got == wanted
    assert await database.settle()
    assert await settings() == wanted
    await database.close()


async def test_the_migrations_make_exactly_the_tables_that_the_code_expects(tmp_path: Path) -> None:
    database = await Database.for_data_folder(tmp_path)

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with database.read() as connection:
        assert await connection.run_sync(differences) == []
        made = await connection.execute(
            text("SELECT sql FROM sqlite_master WHERE name = 'uq_cases_open_conversation'")
        )
        assert "WHERE state IN ('waiting', 'claimed')" in made.scalar_one()
    await database.close()


async def test_opening_again_keeps_what_was_stored(tmp_path: Path) -> None:
    database = await Database.for_data_folder(tmp_path)
    await MetaStore(database).put("name", "one")
    await MetaStore(database).put("name", "two")
    await database.close()
    database = await Database.for_data_folder(tmp_path)
    assert await MetaStore(database).get("name") == "two"
    assert await MetaStore(database).get("other") is None
    await database.close()


async def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    database = await Database.for_data_folder(tmp_path)
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()
    with pytest.raises(AdministratorError, match="newer version"):
        await Database.for_data_folder(tmp_path)


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"this is no database, it is a shopping list" * 40)
    with pytest.raises(AdministratorError) as refused:
        await Database.for_data_folder(tmp_path)
    assert refused.value.code is ErrorCode.INVALID_SETTINGS


@pytest.mark.parametrize(
    "url", ["nonsense", "sqlite+aiosqlite://", "mysql://x/y", "postgresql+nothing://x/y"]
)
async def test_a_url_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(AdministratorError):
        await Database.open(url)


async def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AdministratorError, match="No such file"):
        await Database.for_data_folder(tmp_path / "nowhere")


async def test_a_block_that_raises_leaves_nothing_behind(tmp_path: Path) -> None:
    database = await Database.for_data_folder(tmp_path)

    async def half() -> None:
        async with database.write() as connection:
            await connection.execute(text("INSERT INTO meta VALUES ('a', 'b')"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await half()
    assert await MetaStore(database).get("a") is None
    await database.close()


async def test_errors_of_the_database_become_ours_without_any_value(tmp_path: Path) -> None:
    database = await Database.for_data_folder(tmp_path)
    with pytest.raises(ServiceError) as failed:
        async with database.write() as connection:
            await connection.execute(text("INSERT INTO nowhere VALUES (:x)"), {"x": "secret"})
    assert failed.value.code is ErrorCode.QUEUE_UNAVAILABLE
    assert failed.value.status == 503
    assert failed.value.__cause__ is None
    await MetaStore(database).put("a", "b")
    with pytest.raises(IntegrityError) as twice:
        async with database.write() as connection:
            await connection.execute(text("INSERT INTO meta VALUES ('a', :x)"), {"x": "secret"})
    assert "secret" not in str(twice.value)
    await database.close()


async def test_what_was_deleted_is_in_no_file_any_more(tmp_path: Path) -> None:
    """Sealed texts are searched for in the raw bytes of every file of the folder."""
    database = await Database.for_data_folder(tmp_path)
    store = SqlCaseStore(database)
    long_ago = NOON - timedelta(days=100)
    for number in range(60):
        old = number % 2 == 0
        row = case(
            f"case_{number}",
            changed_at=long_ago if old else NOON,
            state=CaseState.RESOLVED,
            sealed_topic=(b"GONE" if old else b"KEPT") + b"-TOPIC" * 5,
        )
        mark = b"GONE" if old else b"KEPT"
        texts = [message((mark + b"-MESSAGE").decode() * size) for size in (3, 40, 900)]
        row = await store.insert(row, texts)
        # Changed rows move about in the file; their old copies must go too.
        topic = mark + b"-CHANGED" * (number + 1)
        await store.update(
            replace(row, version=2, sealed_topic=topic),
            seen_version=1,
            event=CHANGED,
            messages=texts[:1],
        )

    def everything() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert b"GONE" in everything()
    while (await store.delete_older(NOON - timedelta(days=30), 7)).more:
        pass
    assert await store.settle()
    assert b"GONE" not in everything()
    assert b"KEPT-MESSAGE" in everything()
    assert (tmp_path / f"{FILE_NAME}-wal").stat().st_size == 0
    await database.close()
    raw = sqlite3.connect(tmp_path / FILE_NAME)
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    raw.close()


async def test_a_reader_in_the_way_is_told_and_the_next_call_settles(tmp_path: Path) -> None:
    one = await Database.for_data_folder(tmp_path)
    await MetaStore(one).put("a", "b")
    blocker = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    blocker.execute("BEGIN")
    blocker.execute("SELECT * FROM meta").fetchall()
    await MetaStore(one).put("a", "c")
    async with one.read() as connection:
        await connection.exec_driver_sql("PRAGMA busy_timeout")
    assert not await one.settle(patience=0.05)
    blocker.close()
    assert await one.settle()
    await one.close()


def _open_one(folder: str, name: str, gate: Barrier, got: "Queue[str]") -> None:
    async def run() -> None:
        database = await Database.for_data_folder(Path(folder))
        gate.wait(150)
        row = await SqlCaseStore(database).insert(case(name, conversation_digest=b"c" * 32), [])
        got.put(row.case_id)
        await database.close()

    asyncio.run(run())


async def test_processes_that_start_together_make_one_database_and_one_case(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    gate, got = context.Barrier(3), context.Queue()
    workers = [
        context.Process(target=_open_one, args=(str(tmp_path), f"case_{n}", gate, got))
        for n in range(3)
    ]
    for worker in workers:
        worker.start()
    names = {await asyncio.to_thread(got.get, True, 60) for _ in workers}
    for worker in workers:
        await asyncio.to_thread(worker.join)
    assert len(names) == 1
    database = await Database.for_data_folder(tmp_path)
    assert len(await SqlCaseStore(database).list(SHOP, frozenset(CaseState))) == 1
    await database.close()


def test_the_tables_can_be_made_where_the_package_is_installed(tmp_path: Path) -> None:
    """From another working directory, so that nothing depends on where the project lies."""
    program = """
        import asyncio, pathlib
        from proxy.storage import Database
        async def run():
            await (await Database.for_data_folder(pathlib.Path("."))).close()
        asyncio.run(run())
    """
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(program)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": root},
        check=False,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == done.stderr == b""
    assert (tmp_path / FILE_NAME).exists()
