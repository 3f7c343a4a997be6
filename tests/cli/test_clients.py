"""Verbs for client keys."""

import json

import pytest

from tests.cli.conftest import Folder, Run


def test_a_key_is_made_listed_and_revoked(folder: Folder) -> None:
    made = folder.json("clients", "add", "storefront")
    assert made["client_key"].startswith("sk-")
    listed = {row["client"]: row for row in folder.json("clients", "list")}
    row = listed[made["client"]]
    assert (row["name"], row["role"], row["revoked"]) == ("storefront", "client", "")
    assert made["client_key"] not in json.dumps(list(listed.values()))
    done = folder("clients", "revoke", made["client"])
    assert done.exit_code == 0
    assert made["client"] in done.stdout
    listed = {row["client"]: row for row in folder.json("clients", "list")}
    assert listed[made["client"]]["revoked"].endswith("Z")


def test_for_people_a_key_stands_in_a_line_of_its_own(folder: Folder) -> None:
    done = folder("clients", "add", "Jo", "--role", "human_agent", "--tenant", "shop")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[1].startswith("client key: sk-")
    table = folder("clients", "list").stdout
    assert table.splitlines()[0].split() == [
        "client",
        "name",
        "role",
        "tenant",
        "created",
        "revoked",
    ]
    assert "human_agent" in table


def test_a_name_is_given_once(folder: Folder) -> None:
    assert folder("clients", "add", "storefront").exit_code == 0
    done = folder("clients", "add", "storefront")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "[conflict]" in done.stderr


def test_an_unknown_client_is_not_revoked(folder: Folder) -> None:
    done = folder("clients", "revoke", "client_nobody")
    assert done.exit_code == 3
    assert "clients list" in done.stderr


@pytest.mark.parametrize("words", [["add"], ["add", "x", "--role", "king"], ["revoke"]])
def test_wrong_usage_is_exit_2(folder: Folder, words: list[str]) -> None:
    assert folder("clients", *words).exit_code == 2


def test_without_a_data_folder_the_remedy_is_named(tmp_path: object, run: Run) -> None:
    done = run("clients", "list", "--data", f"{tmp_path}/none")
    assert done.exit_code == 3
    assert "chat-proxy init --data" in done.stderr


def test_every_change_is_on_record(folder: Folder) -> None:
    made = folder.json("clients", "add", "storefront")
    folder("clients", "revoke", made["client"])
    bundle = folder.data.parent / "log.bundle"
    folder("audit", "export", bundle)
    opened = folder.run("audit", "open", bundle, "--auditor-key", folder.auditor_key, "--json")
    kinds = [json.loads(line)["kind"] for line in opened.stdout.splitlines()]
    assert kinds.count("client_added") == 2
    assert kinds.count("client_revoked") == 1
