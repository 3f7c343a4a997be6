"""Bundles that were exported end with their class, and no other file is ever deleted."""

from datetime import timedelta
from pathlib import Path

from proxy.audit import export_bundle
from proxy.retention import Exports
from proxy.storage.exports import SqlExportStore
from tests.retention.world import Kept, kept


async def exported(at: Kept, file: Path) -> None:
    done = export_bundle(at.place.store, at.place.keyring, file, clock=at.clock)
    await at.keeping.exports.note(file, done.checkpoint)


async def test_a_bundle_is_deleted_after_its_time_if_it_still_is_that_bundle(
    tmp_path: Path,
) -> None:
    async with kept(tmp_path / "data") as at:
        same, other, moved, new = (
            tmp_path / f"{n}.bundle" for n in ("same", "other", "moved", "new")
        )
        for file in (same, other, moved):
            await exported(at, file)
        other.write_text("something else that lies there now")
        moved.rename(tmp_path / "elsewhere.bundle")
        at.clock.forward(timedelta(days=100))
        await exported(at, new)
        exports, moment = at.keeping.exports, at.clock.now() - timedelta(days=90)
        found = await exports.holdings(moment)
        assert (found.count, found.overdue) == (4, 3)
        assert len(await exports.made_before(at.clock.now())) == 3
        assert (await exports.delete_older(moment, 2)).more
        assert (await exports.delete_older(moment, 2)).count == 1
        assert (await exports.holdings(moment)).count == 1
    left = {file.name for file in tmp_path.glob("*.bundle")}
    assert left == {"other.bundle", "elsewhere.bundle", "new.bundle"}


async def test_another_hosts_bundle_is_left_to_that_host(tmp_path: Path) -> None:
    async with kept(tmp_path / "data") as at:
        await exported(at, tmp_path / "one.bundle")
        other = Exports(SqlExportStore(at.database), "another host", at.clock)
        assert (await other.holdings(at.clock.now() + timedelta(days=1))).count == 0
        assert (await other.delete_older(at.clock.now() + timedelta(days=1), 9)).count == 0
    assert (tmp_path / "one.bundle").exists()
