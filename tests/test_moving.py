"""From files to PostgreSQL: all comes along, the log verifies with the same trees, a kill loses nothing."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from proxy import moving
from proxy.audit import export_bundle, open_bundle, verify_bundle
from proxy.audit.events import AuditEvent, EventKind
from proxy.cellar import DEFAULT_TENANT, Installed, install, open_cellar
from proxy.clock import SetClock, SystemClock
from proxy.console.staff import NewUser
from proxy.errors import AdministratorError
from proxy.handoff.base import CaseState
from proxy.handoff.drafting import Drafting
from proxy.handoff.drafts import DraftField
from proxy.ids import ConversationId
from proxy.keys import read_auditor_secret
from proxy.moving import move_to_postgres
from proxy.storage import Database
from proxy.storage.clients import Role
from proxy.storage.database import MOVING
from proxy.storage.drafts import SqlDraftStore
from proxy.storage.look_counts import SqlLookCount
from proxy.storage.move import copy_all
from proxy.storage.place import alone, write_place
from proxy.storage.tables import metadata
from proxy.storage.users import UserRole
from tests.audit.made import members
from tests.cli.test_handoff import WORDS, hold
from tests.postgres import run_sql
from tests.storage.test_maps import row

KEPT, GONE = ConversationId("conv_kept"), ConversationId("conv_gone")
ROOT = Path(__file__).parents[1]


@pytest.fixture
async def shop(tmp_path: Path) -> Installed:
    """A folder with something of every kind in it."""
    data = tmp_path / "data"
    made = await install(
        data, auditor_public=None, auditor_key_out=tmp_path / "auditor.key", client="first"
    )
    earlier = SetClock(SystemClock().now().replace(year=SystemClock().now().year - 1))
    async with open_cellar(data, clock=earlier) as cellar:
        for name in (KEPT, GONE):
            await cellar.keeping.customers.note(DEFAULT_TENANT, f"customer of {name}", name)
            for number in range(3):
                sealed = {"sent": f"WORDS {number} of {name}"}
                event = AuditEvent(EventKind.TURN_OPENED, DEFAULT_TENANT, name, sealed=sealed)
                await cellar.log.record(event)
    async with open_cellar(data) as cellar:
        await cellar.add_client("second", DEFAULT_TENANT, Role.HUMAN_AGENT)
        user = NewUser(DEFAULT_TENANT, "ada", "Ada", frozenset({UserRole.AUDITOR}))
        await cellar.staff().add(user, by="test")
        await cellar.maps.put(row())
        await cellar.keeping.holds.on_conversation(DEFAULT_TENANT, KEPT, why="a suit", by="Ada")
        await cellar.keeping.eraser().conversations(DEFAULT_TENANT, [GONE], why="asked", by="Ada")
    await asyncio.to_thread(hold, data)
    async with open_cellar(data) as cellar:
        (case,) = await cellar.desk().list(DEFAULT_TENANT)
        await cellar.desk().claim(DEFAULT_TENANT, case.case_id, "Ada")
        drafts = Drafting(cellar.casebook(), SqlDraftStore(cellar.database))
        assert await drafts.keep(DEFAULT_TENANT, case.case_id, "Ada", DraftField.REPLY, "hm", 0)
        await SqlLookCount(cellar.database).enter(DEFAULT_TENANT, "Ada", cellar.clock.now())
    return made


async def rows_of(database: Database) -> dict[str, list[str]]:
    """All rows of all tables, in an order of their own."""
    async with database.read() as connection:
        return {
            table.name: sorted(map(repr, (await connection.execute(select(table))).all()))
            for table in metadata.sorted_tables
        }


async def kept_in_files(data: Path) -> dict[str, list[str]]:
    database = await Database.for_data_folder(data)
    try:
        return await rows_of(database)
    finally:
        await database.close()


async def exported(data: Path, path: Path) -> tuple[Path, str]:
    async with open_cellar(data) as cellar:
        made = export_bundle(cellar.streams, cellar.keyring, path)
    return path, made.checkpoint


def opened(path: Path, shop: Installed) -> dict[tuple[str, int], dict[str, object]]:
    assert shop.auditor_secret is not None
    seed = read_auditor_secret(shop.auditor_secret.read_text(), None).seed
    return {(record["stream"], record["seq"]): record for record in open_bundle(path, seed)}


async def test_all_comes_along_and_the_log_verifies_with_the_same_trees(
    shop: Installed, postgres: str, tmp_path: Path
) -> None:
    before, note = await exported(shop.data, tmp_path / "before.bundle")
    rows = await kept_in_files(shop.data)
    for name in (
        "cases",
        "drafts",
        "look_counts",
        "clients",
        "users",
        "sealed_maps",
        "legal_holds",
        "erasures",
    ):
        assert rows[name], name
    moved = await move_to_postgres(shop.data, postgres)

    database = await Database.open(postgres)
    assert await rows_of(database) == rows
    await database.close()
    after, _later = await exported(shop.data, tmp_path / "after.bundle")
    report = verify_bundle(after, checkpoints=[note])
    assert report.errors == ()
    assert len(report.continues) == 1, "all that the checkpoint from before names is still there"
    assert verify_bundle(before, checkpoints=[]).records < moved.records < report.records

    old, new = opened(before, shop), opened(after, shop)
    assert all(new[place] == record for place, record in old.items())
    assert {r["state"] for r in old.values() if r["conversation"] == GONE} == {"erased"}
    parts = members(after)
    for name, part in members(before).items():
        if name.startswith("streams/"):
            assert parts[name].startswith(part), name


async def test_nothing_is_left_in_the_folder_but_keys_and_the_address(
    shop: Installed, postgres: str
) -> None:
    await move_to_postgres(shop.data, postgres)
    left = sorted(path.name for path in shop.data.iterdir())
    assert left == ["database", "keys", "lock"]
    async with open_cellar(shop.data) as cellar:
        assert await cellar.clients.by_key(shop.client_key) is not None
        (case,) = await cellar.desk().list(DEFAULT_TENANT, frozenset(CaseState))
        shown = await cellar.desk().show(DEFAULT_TENANT, case.reference, "Ada")
        assert WORDS in [message.text for message in shown.messages]
    with pytest.raises(AdministratorError, match="another database already"):
        await move_to_postgres(shop.data, postgres + "_other")
    assert (await move_to_postgres(shop.data, postgres)).streams > 2, "once more changes nothing"


class KilledError(Exception):
    """Stands for SIGKILL at this place."""


def dies(*_: object, **__: object) -> None:
    raise KilledError


STEPS = ["copy_all", "check_copy", "write_place", "_unmarked", "_files_deleted", "_counted"]


@pytest.mark.parametrize("step", STEPS)
async def test_cut_off_at_any_step_nothing_is_lost_and_the_same_command_goes_on(
    shop: Installed, postgres: str, monkeypatch: pytest.MonkeyPatch, step: str, tmp_path: Path
) -> None:
    rows = await kept_in_files(shop.data)
    with monkeypatch.context() as broken:
        broken.setattr(moving, step, dies)
        with pytest.raises(KilledError):
            await move_to_postgres(shop.data, postgres)

    named = (shop.data / "database").exists()
    assert named == (STEPS.index(step) > STEPS.index("write_place"))
    if not named:
        assert await kept_in_files(shop.data) == rows
        async with open_cellar(shop.data) as cellar:  # and it may go on serving meanwhile
            await cellar.add_client("meanwhile", DEFAULT_TENANT, Role.CLIENT)
        rows = await kept_in_files(shop.data)
    if step in {"check_copy", "write_place", "_unmarked"}:
        with pytest.raises(AdministratorError, match="cut off"):
            await Database.open(postgres)

    await move_to_postgres(shop.data, postgres)
    database = await Database.open(postgres)
    assert await rows_of(database) == rows
    await database.close()
    path, _ = await exported(shop.data, tmp_path / "after.bundle")
    assert verify_bundle(path).errors == ()
    assert not (shop.data / "audit").exists()


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from proxy.moving import move_to_postgres
die = lambda _: os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(move_to_postgres(Path(sys.argv[1]), sys.argv[2], on_records=die))
"""


async def test_killed_in_the_middle_of_the_copy_the_database_is_as_empty_as_before(
    shop: Installed, postgres: str
) -> None:
    words = [sys.executable, "-c", KILLED, str(shop.data), postgres]
    done = await asyncio.to_thread(subprocess.run, words, cwd=ROOT, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL
    assert run_sql(postgres, "SELECT * FROM clients") == []
    assert run_sql(postgres, "SELECT * FROM audit_records") == []
    assert (await move_to_postgres(shop.data, postgres)).records > 0


async def test_a_database_that_is_not_empty_is_refused_and_left_as_it_is(
    shop: Installed, postgres: str
) -> None:
    run_sql(postgres, "INSERT INTO meta (name, value) VALUES ('of', 'somebody')")
    with pytest.raises(AdministratorError, match="not empty"):
        await move_to_postgres(shop.data, postgres)
    run_sql(postgres, f"INSERT INTO meta (name, value) VALUES ('{MOVING}', 'log_of_another')")
    with pytest.raises(AdministratorError, match="not empty"):
        await move_to_postgres(shop.data, postgres)
    assert len(run_sql(postgres, "SELECT * FROM meta")) == 2
    assert not (shop.data / "database").exists()


async def test_a_folder_that_is_in_use_is_not_moved_and_one_that_moves_is_not_used(
    shop: Installed, postgres: str
) -> None:
    async with open_cellar(shop.data), open_cellar(shop.data):  # many may use it
        with pytest.raises(AdministratorError, match="stop the proxy"):
            await move_to_postgres(shop.data, postgres)
    with alone(shop.data), pytest.raises(AdministratorError, match="being moved"):
        async with open_cellar(shop.data):
            pytest.fail("it is being moved")


async def test_a_copy_that_comes_back_otherwise_is_noticed_and_the_files_stay(
    shop: Installed, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = (
        "UPDATE users SET display = 'Eve'",
        "DELETE FROM held_conversations",
        "UPDATE audit_records SET header = header || '\\x20'::bytea WHERE seq = 1",
        "UPDATE audit_contents SET content = content || '\\x00'::bytea WHERE seq = 1",
        "UPDATE audit_data_keys SET wrapped = '\\x00'::bytea WHERE first = 1",
        "DELETE FROM audit_footers WHERE number = 1",
    )
    copy = copy_all
    for change in changes:

        async def tampered(*words: Any, change: str = change, **more: Any) -> None:
            await copy(*words, **more)
            run_sql(postgres, change)

        monkeypatch.setattr(moving, "copy_all", tampered)
        with pytest.raises(AdministratorError, match="does not come back"):
            await move_to_postgres(shop.data, postgres)
    assert not (shop.data / "database").exists()
    assert (await kept_in_files(shop.data))["users"]


async def test_files_that_the_database_does_not_have_are_never_deleted(
    shop: Installed, postgres: str
) -> None:
    """The file ``database`` was written by hand, and names an empty database."""
    rows = await kept_in_files(shop.data)
    write_place(shop.data, postgres)
    with pytest.raises(AdministratorError, match="were not deleted"):
        await move_to_postgres(shop.data, postgres)
    assert await kept_in_files(shop.data) == rows
