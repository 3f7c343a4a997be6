"""Migrations forward, from each released version, with data in the tables, on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, ForeignKeyConstraint, MetaData, text

from proxy.errors import AdministratorError
from proxy.handoff.base import CaseState
from proxy.ids import CaseId, TenantId
from proxy.storage import ClientStore, Database, MetaStore, SqlCaseStore
from proxy.storage.customer_links import SqlCustomerLinks
from proxy.storage.erasures import SqlErasureStore
from proxy.storage.exports import SqlExportStore
from proxy.storage.holds import SqlHoldStore
from proxy.storage.migrate import configuration
from proxy.storage.stream_tables import KEY_PARTS, key_part, stream_metadata
from proxy.storage.tables import metadata
from tests.postgres import fresh_database

SHOP = TenantId("shop")
RELEASED = sorted(path.stem for path in (Path(__file__).parent / "released").glob("*.sql"))
"""Revisions that a released version ended with, each with rows as that version wrote them."""


@pytest.fixture(params=["sqlite", "postgres"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database without a table."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'proxy.sqlite3'}"
        return
    with fresh_database(tables=False) as made:
        yield made


def _upgrade_to(connection: Connection, revision: str) -> None:
    command.upgrade(configuration(connection), revision)


async def _fill(database: Database, revision: str) -> None:
    async with database.write() as connection:
        await connection.run_sync(_upgrade_to, revision)
        rows = (Path(__file__).parent / "released" / f"{revision}.sql").read_text()
        for line in rows.splitlines():
            values = {"bytes": b"b" * 32} if ":bytes" in line else {}
            await connection.execute(text(line), values)


def test_the_migrations_form_one_line(tmp_path: Path) -> None:
    folder = Path(__file__).parents[2] / "proxy" / "storage" / "migrations"
    scripts = ScriptDirectory(str(folder))
    assert len(scripts.get_heads()) == 1
    assert [script.revision for script in scripts.walk_revisions()][-1] == "0001"
    assert set(RELEASED) <= {script.revision for script in scripts.walk_revisions()}


@pytest.mark.parametrize("revision", RELEASED)
async def test_what_a_released_version_stored_is_there_after_the_update(
    url: str, revision: str
) -> None:
    before = await Database.open(url, migrate=False)
    await _fill(before, revision)
    await before.close()

    database = await Database.open(url)
    assert await MetaStore(database).get("first") == "kept"
    clients = await ClientStore(database).list()
    assert [client.revoked_at is None for client in clients] == [True, False]
    cases = SqlCaseStore(database)
    (case,) = await cases.list(SHOP, frozenset(CaseState))
    assert (case.case_id, case.reference, case.sealed_topic) == ("case_1", "R-1", b"b" * 32)
    (message,) = await cases.messages(CaseId("case_1"))
    assert message.sealed_text == b"b" * 32
    if revision >= "0005":
        (hold,) = await SqlHoldStore(database).all()
        assert hold.conversations == {"conv_1"}
        assert len(await SqlExportStore(database).all()) == 1
        assert len(await SqlErasureStore(database).all()) == 1
        assert await SqlCustomerLinks(database).conversations(SHOP, [b"b" * 32]) == {"conv_1"}
    await _agree(database)
    await database.close()

    again = await Database.open(url)  # a second start changes nothing
    assert await MetaStore(again).get("first") == "kept"
    async with again.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await again.close()
    with pytest.raises(AdministratorError, match="newer version"):
        await Database.open(url)


async def _agree(database: Database) -> None:
    """The migrations made exactly the tables that the code expects."""
    parts = {key_part(number) for number in range(KEY_PARTS)}

    def ours(thing: object, name: str | None, kind: str, *_: object) -> bool:
        """Not PostgreSQL's own partitions, nor the references it makes to each of them."""
        if isinstance(thing, ForeignKeyConstraint):
            return thing.elements[0].target_fullname.partition(".")[0] not in parts
        return kind != "table" or name not in parts

    def differences(connection: Connection) -> list[object]:
        wanted = MetaData()
        postgres = connection.dialect.name == "postgresql"
        for tables in (metadata, *([stream_metadata] if postgres else [])):
            for table in tables.sorted_tables:
                table.to_metadata(wanted)
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        return list(compare_metadata(context, wanted))

    async with database.read() as connection:
        assert await connection.run_sync(differences) == []
