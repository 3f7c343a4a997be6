"""Verbs for keys: the auditor's pair is made elsewhere, and a proxy's key ids can be noted."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from proxy.cli.commands import main
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
    assert "keys add-auditor auditor.pub" in done.stdout
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


# What a proxy's administrator does with them.


def kinds(folder: Folder, name: str = "check.bundle") -> list[tuple[str, Any]]:
    """What stands on record, with its clear part."""
    bundle = folder.data.parent / name
    assert folder("audit", "export", bundle).exit_code == 0
    opened = folder.run("audit", "open", bundle, "--auditor-key", folder.auditor_key, "--json")
    records = [json.loads(line) for line in opened.stdout.splitlines()]
    return [(record["kind"], record["clear"]) for record in records]


def test_status_names_every_key_with_its_dates_and_no_secret(folder: Folder) -> None:
    told = folder.json("keys", "status")
    kept = json.loads((folder.data / "keys" / "keyring.json").read_text())

    assert {key["purpose"] for key in told["keys"]} == {"root", "case", "enrolment", "auditor"}
    assert {key["days"] for key in told["keys"]} <= {"", 364, 365}
    assert not [key for key in kept["keys"] if key["secret"] and key["secret"] in json.dumps(told)]
    assert "DEVELOPMENT" in folder("keys", "status").stdout


def test_what_is_overdue_is_named_and_is_exit_code_1(folder: Folder) -> None:
    file = folder.data / "keys" / "keyring.json"
    whole = json.loads(file.read_text())
    for key in whole["keys"]:
        key["created"] = "2020-01-01T00:00:00.000Z"
        key["expires"] = key["expires"] and "2021-01-01T00:00:00.000Z"
    file.write_text(json.dumps(whole))
    done = folder("keys", "status")

    assert done.exit_code == 1
    assert done.stdout.count("DUE:") == 3


def test_keys_are_replaced_revoked_and_destroyed_on_record(folder: Folder) -> None:
    old = {key["purpose"]: key["id"] for key in folder.json("keys", "status")["keys"]}
    for purpose in ("case", "enrolment"):
        assert folder("keys", "rotate", purpose).exit_code == 0
    assert folder("keys", "revoke", old["enrolment"]).exit_code == 0
    assert folder("keys", "destroy", old["case"], "--yes").exit_code == 0
    states = {key["id"]: key["state"] for key in folder.json("keys", "status")["keys"]}

    assert (states[old["enrolment"]], states[old["case"]]) == ("revoked", "destroyed")
    changes = [clear["change"] for kind, clear in kinds(folder) if kind == "key_changed"]
    assert sorted(changes) == ["destroyed", "revoked", "rotated", "rotated"]
    assert folder("keys", "rotate", "root").exit_code == 2
    assert folder("keys", "revoke", "f" * 32).exit_code == 3


def test_an_auditor_is_added_for_one_tenant_and_the_first_one_replaced(
    folder: Folder, tmp_path: Path
) -> None:
    made = [json.loads(folder.run("keys", "auditor", tmp_path / n, "--json").stdout) for n in "ab"]
    first = folder.json("keys", "show")["keys"][-1]["id"]
    own = folder("keys", "add-auditor", made[0]["public_file"], "--tenant", "shop")
    replaced = folder("keys", "add-auditor", made[1]["public_file"], "--replace")
    rows = {row["id"]: row for row in folder.json("keys", "status")["keys"]}

    assert (own.exit_code, replaced.exit_code) == (0, 0)
    assert rows[first]["state"] == "retired"
    assert rows[made[0]["auditor_kid"]]["tenant"] == "shop"
    assert folder("keys", "retire", made[1]["auditor_kid"]).exit_code == 3
    assert folder("keys", "retire", made[0]["auditor_kid"]).exit_code == 0


def test_a_drill_ends_on_record_and_in_the_status(folder: Folder, tmp_path: Path) -> None:
    drill, answer = tmp_path / "canary.drill", tmp_path / "canary.answer"
    key = ("--auditor-key", folder.auditor_key)
    assert folder("keys", "drill", "start", drill).exit_code == 0
    assert folder.run("keys", "drill", "open", drill, *key, "--answer", answer).exit_code == 0
    assert folder("keys", "drill", "confirm", drill, answer).exit_code == 0
    drilled = [key["drilled"] for key in folder.json("keys", "status")["keys"] if key["drilled"]]
    phases = [clear["phase"] for kind, clear in kinds(folder) if kind == "key_drill"]

    assert drilled[0].startswith("20")
    assert sorted(phases) == ["opened", "sealed"]
    wrong = json.loads(answer.read_text()) | {"canary": "00" * 32}
    answer.write_text(json.dumps(wrong))
    assert folder("keys", "drill", "confirm", drill, answer).exit_code == 1


def test_private_parts_go_under_a_passphrase_and_every_verb_asks_for_it(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "correct horse battery"
    typed = CliRunner().invoke(
        main,
        ["keys", "passphrase", "--data", str(folder.data)],
        input=f"{words}\n{words}\n",
    )
    assert typed.exit_code == 0, typed.output
    assert words not in typed.output
    refused = folder("keys", "status")
    assert refused.exit_code == 3
    assert "CHAT_PROXY_KEYRING_PASSPHRASE_FILE" in refused.stderr
    file = tmp_path / "passphrase"
    file.write_text(words + "\n")
    monkeypatch.setenv("CHAT_PROXY_KEYRING_PASSPHRASE_FILE", str(file))
    assert folder.json("keys", "status")["passphrase"] is True
    assert folder("audit", "export", tmp_path / "b").exit_code == 0
