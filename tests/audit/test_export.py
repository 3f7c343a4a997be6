"""The export is one canonical zip file: whole or not there, private, the same for the same log."""

import asyncio
import errno
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from proxy.audit import export_bundle, make_checkpoint, verify_bundle
from proxy.audit.base import StreamStoreError
from proxy.clock import SetClock
from proxy.errors import AdministratorError, ErrorCode, ServiceError
from proxy.storage.streams import SqliteStreamStore
from tests.audit.made import NOW, Place, event, members, write


async def test_the_same_log_gives_the_same_bytes(here: Place) -> None:
    log = here.open()
    await write(log, 5)
    await log.close()

    assert here.export("one.zip").read_bytes() == here.export("two.zip").read_bytes()


async def test_ordinary_tools_read_it(here: Place) -> None:
    log = here.open()
    await write(log, 2)
    await log.close()
    path = here.export()

    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert [info.compress_type for info in archive.infolist()] == [zipfile.ZIP_STORED] * 6
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    listed = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", str(path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "keys.json" in listed.stdout


async def test_a_log_without_streams_exports_and_verifies(here: Place) -> None:
    report = verify_bundle(here.export())

    assert (report.errors, report.streams) == ((), 0)


async def test_it_is_private_and_never_written_over_something(here: Place) -> None:
    path = here.export()
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(AdministratorError, match="exists"):
        here.export()
    (here.folder / "link").symlink_to(here.folder / "elsewhere")
    with pytest.raises(AdministratorError, match="exists"):
        here.export("link")
    assert not (here.folder / "elsewhere").exists()
    with pytest.raises(AdministratorError):
        here.export("no/such/folder.zip")


async def test_a_file_system_without_hard_links_will_do(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("proxy.audit.export.os.link", refuse)
    assert verify_bundle(here.export()).errors == ()
    assert sorted(p.name for p in here.folder.iterdir()) == ["audit", "bundle.zip", "keys"]


async def test_a_failure_leaves_no_half_file(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    log = here.open()
    await write(log, 2)
    await log.close()

    def broken(*_: object) -> None:
        raise StreamStoreError("I/O")

    monkeypatch.setattr(here.store, "contents", broken)
    with pytest.raises(ServiceError) as refused:
        here.export()
    assert refused.value.code is ErrorCode.AUDIT_UNAVAILABLE
    assert sorted(p.name for p in here.folder.iterdir()) == ["audit", "keys"]


async def test_a_running_log_is_exported_up_to_a_footer_and_goes_on(here: Place) -> None:
    log = here.open()
    stop = asyncio.Event()

    written = 0

    async def busy(name: int) -> None:
        nonlocal written
        while not stop.is_set():
            await log.record(event(written, f"conv_{name}"))
            written += 1

    tasks = [asyncio.create_task(busy(name)) for name in range(4)]
    paths = []
    for number in range(5):
        more = written + 5
        while written < more:
            await asyncio.sleep(0.01)
        paths.append(await asyncio.to_thread(here.export, f"{number}.zip"))
    stop.set()
    await asyncio.gather(*tasks)
    await log.close()

    sizes = [verify_bundle(path) for path in paths]
    assert [report.errors for report in sizes] == [()] * 5
    assert sizes[0].records < sizes[-1].records <= written + 2
    notes = [members(path)["checkpoint"].decode() for path in paths]
    assert verify_bundle(here.export("last.zip"), checkpoints=notes).errors == ()


async def test_a_checkpoint_alone_is_the_one_of_the_export(here: Place) -> None:
    log = here.open()
    await write(log, 2)
    await log.close()

    note = make_checkpoint(here.store, here.keyring, clock=SetClock(NOW))
    assert note.encode() == members(here.export())["checkpoint"]
    done = export_bundle(here.store, here.keyring, here.folder / "again.zip", clock=SetClock(NOW))
    assert (done.checkpoint, done.streams, done.records) == (note, 1, 4)


async def test_a_changed_byte_in_the_stored_stream_never_goes_unseen(here: Place) -> None:
    """Sampled bytes of the database: the export refuses, is found wrong, or is the same."""
    log = here.open()
    await write(log, 3)
    await log.close()
    good = here.export("good.zip").read_bytes()
    path = next((here.folder / "audit").glob("*.sqlite"))
    whole = path.read_bytes()
    outcomes = {"refused": 0, "found": 0, "same": 0}
    for position in range(0, len(whole), 97):
        broken = bytearray(whole)
        broken[position] ^= 0x10
        path.write_bytes(broken)
        target = here.folder / "flipped.zip"
        try:
            export_bundle(
                SqliteStreamStore(here.folder / "audit"), here.keyring, target, clock=SetClock(NOW)
            )
        except ServiceError:
            outcomes["refused"] += 1
        else:
            report, same = verify_bundle(target), target.read_bytes() == good
            assert report.errors or same or report.streams == 0, position
            outcomes["same" if same else "found"] += 1
            target.unlink()
        for side in ("-wal", "-shm"):
            Path(f"{path}{side}").unlink(missing_ok=True)
    assert min(outcomes.values()) > 0, outcomes


async def test_memory_does_not_grow_with_the_log(here: Place) -> None:
    """Export, verification and opening of 60 MB of content in less than 40 MB more than before."""
    log = here.open()
    for number in range(30):
        await log.record(event(number, padding=os.urandom(1_000_000).hex()))
    await log.close()
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from proxy.audit import export_bundle, open_bundle, verify_bundle\n"
        "from proxy.keys import LocalKeyring\n"
        "from proxy.storage.streams import SqliteStreamStore\n"
        "from tests.audit.made import SEED\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024\n"
        "folder = Path(sys.argv[1]); before = peak()\n"
        "ring = LocalKeyring.open(folder / 'keys')\n"
        "export_bundle(SqliteStreamStore(folder / 'audit'), ring, folder / 'big.zip')\n"
        "assert verify_bundle(folder / 'big.zip').ok\n"
        "assert sum(1 for _ in open_bundle(folder / 'big.zip', SEED)) == 32\n"
        "print(peak() - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(here.folder)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 40, done.stdout


async def test_a_bundle_has_its_name_only_when_it_is_on_the_disk_and_then_for_good(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An export that a loss of power had emptied would be found by its name and be worth nothing."""
    log = here.open()
    await write(log, 1)
    await log.close()
    synced: list[tuple[bool, int, bool]] = []
    fsync = os.fsync

    def watched(descriptor: int) -> None:
        seen = os.fstat(descriptor)
        named = (here.folder / "bundle.zip").exists()
        synced.append((named, seen.st_size, stat.S_ISDIR(seen.st_mode)))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    path = here.export()
    (named, size, _), (by_now, _, folder) = synced
    assert (named, size) == (False, path.stat().st_size)
    assert (by_now, folder) == (True, True), "the folder is synced after the name is given"
