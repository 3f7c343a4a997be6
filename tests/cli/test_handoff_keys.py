"""Agent keys from the command line, and the description of what they open."""

import json
from pathlib import Path

import pytest

from proxy.handoff_api.document import written
from tests.cli.conftest import Folder, Run


def test_a_key_is_shown_once_listed_and_revoked(folder: Folder) -> None:
    options = ["--role", "supervisor", "--queue", "safety", "--queue", "legal", "--days", "30"]
    made = folder.json("handoff", "keys", "add", "Help desk", *options, "--acts-for-others")
    assert made["agent_key"].startswith("sk-proxy-")
    (row,) = folder.json("handoff", "keys", "list")
    assert made["agent_key"] not in json.dumps(row)
    assert {name: row[name] for name in ("name", "role", "queues", "acts_for_others")} == {
        "name": "Help desk",
        "role": "supervisor",
        "queues": "legal safety",
        "acts_for_others": "yes",
    }
    assert row["expires"].endswith("Z")
    assert row["revoked"] == ""
    assert "is revoked" in folder("handoff", "keys", "revoke", made["client"]).stdout
    (row,) = folder.json("handoff", "keys", "list")
    assert row["revoked"].endswith("Z")


def test_for_people_keys_stand_in_a_table_of_their_own(folder: Folder) -> None:
    done = folder("handoff", "keys", "add", "Ada")
    assert done.stdout.splitlines()[1].startswith("agent key: sk-proxy-")
    table = folder("handoff", "keys", "list").stdout.splitlines()
    assert len(table) == 2  # not the chatbot's
    assert {"Ada", "human_agent", "all"} <= set(table[1].split())


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [
        (["add", " "], 3),
        (["add", "x" * 101], 3),
        (["add", "Ada", "--queue", "two words"], 3),
        (["add", "Ada", "--days", "0"], 2),
        (["add", "Ada", "--role", "client"], 2),
    ],
)
def test_what_cannot_be_used_is_refused(
    folder: Folder, arguments: list[str], exit_code: int
) -> None:
    assert folder("handoff", "keys", *arguments).exit_code == exit_code
    assert folder.json("handoff", "keys", "list") == []


def test_the_description_is_shown_and_written(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "openapi.json"
    assert run("handoff", "openapi", "--out", file).exit_code == 0
    assert file.read_text() == written()
    assert run("handoff", "openapi").stdout == written()
