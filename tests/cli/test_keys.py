"""Verbs for keys: the auditor's pair is made elsewhere, and a proxy's key ids can be noted."""

import json
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Folder, Run


def test_the_pair_is_made_without_a_data_folder_and_serves_as_the_auditors_key(
    run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "auditor"
    made = json.loads(run("keys", "auditor", folder, "--json").stdout)
    secret, public = Path(made["secret_file"]), Path(made["public_file"])
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    data = tmp_path / "data"
    facts = json.loads(run("init", "--data", data, "--auditor-public-key", public, "--json").stdout)
    assert facts["auditor_kid"] == made["auditor_kid"]
    assert facts["development"] is False
    bundle = tmp_path / "log.bundle"
    assert run("audit", "export", "--data", data, bundle).exit_code == 0
    opened = run("audit", "open", bundle, "--auditor-key", secret)
    assert opened.exit_code == 0
    assert "DEVELOPMENT" not in opened.output


def test_what_is_said_names_both_files_and_no_secret(run: Run, tmp_path: Path) -> None:
    done = run("keys", "auditor", tmp_path / "auditor")
    assert "auditor.key" in done.stdout
    assert "auditor.pub" in done.stdout
    words = set((tmp_path / "auditor" / "auditor.key").read_text().split())
    public = set((tmp_path / "auditor" / "auditor.pub").read_text().split())
    secret = {word for word in words - public if len(word) > 40}
    assert secret
    assert not [word for word in secret if word in done.output]


@pytest.mark.parametrize("name", ["auditor.key", "auditor.pub"])
def test_a_pair_never_overwrites_one(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("older")
    done = run("keys", "auditor", tmp_path)
    assert (done.exit_code, done.stdout) == (3, "")
    assert "never overwritten" in done.stderr
    assert [file.read_text() for file in tmp_path.iterdir()] == ["older"]


def test_the_ids_of_a_proxy_are_the_ones_that_init_named_and_a_pin_accepts(folder: Folder) -> None:
    shown = folder.json("keys", "show")
    kids = {key["purpose"]: key["id"] for key in shown["keys"]}
    bundle = folder.data.parent / "log.bundle"
    assert folder("audit", "export", bundle).exit_code == 0
    pinned = folder.run("audit", "verify", bundle, "--pin", kids["enrolment"])
    assert pinned.exit_code == 0
    assert kids["auditor"] in folder("keys", "show").stdout


def test_a_folder_that_is_none_is_named(run: Run, tmp_path: Path) -> None:
    done = run("keys", "show", "--data", tmp_path)
    assert done.exit_code == 3
    assert "chat-proxy init" in done.stderr
