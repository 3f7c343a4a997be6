"""Notes as files elsewhere: new ones only, durable, and never into a folder that is not mounted."""

from datetime import UTC, datetime
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
