"""What was acknowledged survives when only synced bytes do; and a missing sync is noticed here."""

import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from proxy.audit import make_checkpoint, open_bundle, verify_bundle
from proxy.errors import ServiceError
from proxy.storage import streams as streams_module
from proxy.storage.streams import SqliteStreamStore
from tests.audit.disk import FULL, IOERR_FSYNC, IOERR_WRITE, OK, Disk, Kind, watched
from tests.audit.made import SEED, Place, event

RECORDS = 4


async def worked(at: Place) -> Disk:
    """A log that was opened, written and closed, on a disk that was watched."""
    with watched(at.folder / "audit") as disk:
        if disk is None:
            pytest.skip(
                "this Python carries SQLite inside itself; its file layer cannot be wrapped"
            )
        log = at.open()
        for number in range(RECORDS):
            await log.record(event(number, f"conv_{number % 2}"))
            disk.said(str(number))
        await log.close()
    return disk


def lost(at: Place, disk: Disk, cut: int, *, lucky: random.Random | None = None) -> set[str]:
    """Promises that a disk does not keep which lost its power at ``cut``. The log must be in order."""
    home = at.folder / f"cut_{cut}_{lucky is not None}"
    disk.after_power_loss(cut, home / "audit", lucky=lucky)
    survivor = Place(home, at.keyring, SqliteStreamStore(home / "audit"))
    path = survivor.export()
    assert verify_bundle(path).errors == (), cut
    kept = {
        str(r["clear"]["protected"]) for r in open_bundle(path, SEED) if r["kind"] == "turn_opened"
    }
    shutil.rmtree(home)
    return set(disk.promises(cut)) - kept


async def test_whenever_the_power_goes_no_acknowledged_record_is_lost(here: Place) -> None:
    disk = await worked(here)
    chance = random.Random(3)
    moments = disk.moments()

    assert len(disk.promises(len(disk.steps))) == RECORDS
    assert len(moments) > 2 * RECORDS
    for cut in moments:
        assert lost(here, disk, cut) == set(), cut
        assert lost(here, disk, cut, lucky=chance) == set(), cut


async def test_no_checkpoint_names_what_a_loss_of_power_takes_back(here: Place) -> None:
    """A note that went outside and a log that does not have what it names would look like a cut."""
    notes: dict[str, str] = {}
    with watched(here.folder / "audit") as disk:
        if disk is None:
            pytest.skip(
                "this Python carries SQLite inside itself; its file layer cannot be wrapped"
            )
        log = here.open()
        for number in range(RECORDS):
            await log.record(event(number))
            notes[str(number)] = make_checkpoint(here.store, here.keyring)
            disk.said(str(number))
        await log.close()
    for cut in disk.moments():
        promised = disk.promises(cut)
        if promised:
            home = here.folder / f"cut_{cut}"
            disk.after_power_loss(cut, home / "audit")
            path = Place(home, here.keyring, SqliteStreamStore(home / "audit")).export()
            report = verify_bundle(path, checkpoints=[notes[name] for name in promised])
            assert report.errors == (), cut
            assert len(report.continues) == len(promised)


def _no_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = streams_module._connect

    def careless(*args: object, **options: object) -> object:
        connection = connect(*args, **options)  # type: ignore[arg-type]
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection

    monkeypatch.setattr(streams_module, "_connect", careless)


def _no_folder_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SqliteStreamStore, "_sync_folder", lambda _: None)


def _early_release(monkeypatch: pytest.MonkeyPatch) -> None:
    """Acknowledge what was inserted and not yet committed."""
    append = streams_module.SqliteStreamWriter.append

    def hasty(self: object, batch: object) -> None:
        with suppress(AttributeError):
            self.waiting, batch = batch, self.waiting  # type: ignore[attr-defined]
            append(self, batch)  # type: ignore[arg-type]
            return
        object.__setattr__(self, "waiting", batch)

    monkeypatch.setattr(streams_module.SqliteStreamWriter, "append", hasty)


@pytest.mark.parametrize("mutant", [_no_sync, _no_folder_sync, _early_release])
async def test_a_proxy_without_its_sync_does_not_pass(
    here: Place, monkeypatch: pytest.MonkeyPatch, mutant: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """The mutant must lose something at some moment, or this suite would prove nothing."""
    mutant(monkeypatch)
    disk = await worked(here)
    monkeypatch.undo()

    assert any(lost(here, disk, cut) for cut in disk.moments())


@pytest.mark.parametrize(
    ("kind", "code"), [("write", IOERR_WRITE), ("write", FULL), ("sync", IOERR_FSYNC)]
)
async def test_an_error_of_the_disk_refuses_the_record_and_the_log_heals(
    here: Place, kind: Kind, code: int
) -> None:
    with watched(here.folder / "audit") as disk:
        if disk is None:
            pytest.skip(
                "this Python carries SQLite inside itself; its file layer cannot be wrapped"
            )
        log = here.open()
        await log.record(event(0))
        disk.fail = lambda what, _: code if what == kind else OK
        refused = 0
        for number in (1, 2):
            with pytest.raises(ServiceError):
                await log.record(event(number))
            refused += 1
        disk.fail = lambda _kind, _path: OK
        await log.record(event(3))
        await log.close()

    path = here.export()
    told = [r["clear"]["protected"] for r in open_bundle(path, SEED) if r["kind"] == "turn_opened"]
    assert verify_bundle(path).errors == ()
    assert {0, 3} <= set(told)
    assert refused == 2


async def test_a_log_goes_on_after_power_was_lost(here: Place, tmp_path: Path) -> None:
    disk = await worked(here)
    home = tmp_path / "again"
    disk.after_power_loss(disk.moments()[-4], home / "audit")
    survivor = Place(home, here.keyring, SqliteStreamStore(home / "audit"))
    log = survivor.open()
    await log.record(event(9))
    await log.close()

    report = verify_bundle(survivor.export())
    assert (report.errors, report.streams) == ((), 2)
