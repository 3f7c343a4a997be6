"""Notes as files elsewhere: new ones only, durable, and never into a folder that is not mounted."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proxy.audit.outside import OutsideCopyError
from proxy.outside.file_copy import FileCopy
from proxy.outside.names import note_name

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


async def test_each_note_is_a_new_file_that_nobody_writes_over(tmp_path: Path) -> None:
    place = FileCopy(tmp_path)
    await place.put("log_x", "note\n", NOW)
    with pytest.raises(OutsideCopyError):
        await place.put("log_x", "note\n", NOW)
    await place.put("log_x", "another\n", NOW)

    files = sorted(tmp_path.rglob("*.note"))
    assert sorted(file.read_text() for file in files) == ["another\n", "note\n"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o400}


async def test_a_mount_that_is_not_there_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(OutsideCopyError, match="mounted"):
        await FileCopy(tmp_path / "mnt").put("log_x", "note", NOW)
    assert not (tmp_path / "mnt").exists()


def test_names_sort_by_time_and_differ_by_content() -> None:
    later = NOW.replace(hour=13)

    assert note_name("l", "a", NOW) < note_name("l", "a", later)
    assert note_name("l", "a", NOW) != note_name("l", "b", NOW)


async def test_a_note_has_its_name_only_when_it_is_whole_and_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str]] = []
    fsync = os.fsync

    def watched(descriptor: int) -> None:
        seen.append(
            (Path(f"/proc/self/fd/{descriptor}").readlink().name, " ".join(_names(tmp_path)))
        )
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    await FileCopy(tmp_path).put("log_x", "note\n", NOW)

    name = note_name("log_x", "note\n", NOW).partition("/")[2]
    (first, while_written), (folder, when_named), _ = seen
    assert first == while_written, "the file itself is synced under its temporary name"
    assert first.endswith(".part")
    assert (folder, when_named) == ("log_x", name)


async def test_a_note_that_cannot_be_written_whole_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutsideCopyError, match="No space"):
        await FileCopy(tmp_path).put("log_x", "note\n", NOW)
    assert _names(tmp_path) == []


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


async def test_what_a_killed_process_left_is_cleared_away_when_it_is_surely_nobodys(
    tmp_path: Path,
) -> None:
    place = FileCopy(tmp_path)
    await place.put("log_x", "note\n", NOW)
    (note,) = tmp_path.rglob("*.note")
    left, written_now = note.parent / ".a.note.00.part", note.parent / ".b.note.11.part"
    for part, age in ((left, timedelta(days=1, seconds=1)), (written_now, timedelta(hours=23))):
        part.touch(mode=0o400)
        os.utime(part, times=((NOW - age).timestamp(),) * 2)

    await place.put("log_x", "another\n", NOW)

    assert not left.exists()
    assert written_now.exists()
