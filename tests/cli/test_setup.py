"""``init``: made once, with the auditor's key outside, and a development key called one."""

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proxy.keys.auditor import new_auditor_pair
from tests.cli.conftest import Folder, Run


def test_init_makes_folder_keys_and_a_client_key_shown_once(tmp_path: Path, run: Run) -> None:
    done = run("init", "--data", tmp_path / "data")
    assert done.exit_code == 0
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("client key: ")]
    key = line.removeprefix("client key: ")
    assert key.startswith("sk-")
    stored = b"".join(
        file.read_bytes() for file in (tmp_path / "data").rglob("*") if file.is_file()
    )
    assert key.encode() not in stored


def test_a_development_key_is_called_one_and_lies_beside_the_folder(
    tmp_path: Path, run: Run
) -> None:
    done = run("init", "--data", tmp_path / "data")
    assert "DEVELOPMENT auditor key" in done.stdout
    secret = tmp_path / "data.auditor-key"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert str(secret) in done.stdout


def test_with_the_auditors_public_key_nothing_here_opens_the_log(tmp_path: Path, run: Run) -> None:
    _, public = new_auditor_pair(now=datetime(2026, 3, 2, tzinfo=UTC))
    file = tmp_path / "auditor.pub"
    file.write_text(public)
    done = run("init", "--data", tmp_path / "data", "--auditor-public-key", file, "--json")
    facts = json.loads(done.stdout)
    assert (facts["development"], facts["auditor_key_file"]) == (False, None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["auditor.pub", "data"]


def test_a_second_init_is_refused_and_changes_nothing(folder: Folder) -> None:
    before = {p: p.read_bytes() for p in folder.data.rglob("*") if p.is_file()}
    done = folder("init")
    assert done.exit_code == 3
    assert "initialised already" in done.stderr
    assert {p: p.read_bytes() for p in folder.data.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("place", ["auditor.key", "keys/auditor.key", "../data/x"])
def test_the_auditors_key_never_lies_inside_the_data_folder(
    tmp_path: Path, run: Run, place: str
) -> None:
    data = tmp_path / "data"
    done = run("init", "--data", data, "--auditor-key-out", data / place)
    assert done.exit_code == 3
    assert "--auditor-key-out" in done.stderr
    assert not data.exists()


def test_not_by_a_symbolic_link_either(tmp_path: Path, run: Run) -> None:
    data, link = tmp_path / "data", tmp_path / "elsewhere"
    data.mkdir()
    link.symlink_to(data)
    done = run("init", "--data", data, "--auditor-key-out", link / "auditor.key")
    assert done.exit_code == 3
    assert list(data.iterdir()) == []


def test_an_auditor_key_is_never_overwritten(tmp_path: Path, run: Run) -> None:
    key = tmp_path / "auditor.key"
    key.write_text("precious")
    done = run("init", "--data", tmp_path / "data", "--auditor-key-out", key)
    assert done.exit_code == 3
    assert key.read_text() == "precious"
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("content", [b"not a key\n", b"\xff\xfe\x00", b""])
def test_a_file_that_is_no_public_key_is_refused_in_one_line(
    tmp_path: Path, run: Run, content: bytes
) -> None:
    file = tmp_path / "auditor.pub"
    file.write_bytes(content)
    done = run("init", "--data", tmp_path / "data", "--auditor-public-key", file)
    assert done.exit_code == 3
    assert "Traceback" not in done.output
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "data").exists()


def test_a_missing_public_key_file_is_wrong_usage(tmp_path: Path, run: Run) -> None:
    done = run("init", "--data", tmp_path / "data", "--auditor-public-key", tmp_path / "none")
    assert done.exit_code == 2


def test_a_place_that_cannot_be_written_is_one_clear_line(tmp_path: Path, run: Run) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    done = run("init", "--data", tmp_path / "data", "--auditor-key-out", blocked / "x" / "key")
    assert done.exit_code == 3
    done = run("init", "--data", blocked / "data")
    assert done.exit_code == 3
    assert "Traceback" not in done.output
