"""Verbs for the people of the console."""

from pathlib import Path

import pytest

from proxy.policy.source import shipped_policy
from tests.cli.conftest import Folder


def test_a_user_is_made_listed_reset_and_disabled(folder: Folder) -> None:
    made = folder.json("users", "add", "Ada@Shop.example", "--shown-as", "Ada", "--role", "auditor")
    assert made["name"] == "ada@shop.example"
    again = folder.json("users", "reset", "ada@shop.example")
    assert again["user"] == made["user"]
    assert again["one_time_password"] != made["one_time_password"]
    folder.json("users", "disable", "ada@shop.example")
    (row,) = folder.json("users", "list")
    assert (row["shown_as"], row["roles"], row["queues"]) == ("Ada", "auditor", "all")
    assert row["second_factor"] == "not yet"
    assert row["disabled"].endswith("Z")


def test_for_people_the_password_stands_in_a_line_of_its_own(folder: Folder) -> None:
    words = ["users", "add", "bob", "--role", "human_agent", "--queue", "general"]
    said = folder(*words).stdout.splitlines()
    assert said[1].startswith("one-time password: ")
    assert "works once" in said[2]
    assert "general" in folder("users", "list").stdout
    elsewhere = folder("users", "add", "z@x.example", "--role", "security", "--single-sign-on")
    assert "identity provider" in elsewhere.stdout
    assert "password" not in elsewhere.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("users", "add", "x"),
        ("users", "add", "x", "--role", "boss"),
        ("users", "disable", "nobody"),
        ("users", "reset", "nobody"),
        ("users", "add", " ", "--role", "auditor"),
    ],
)
def test_what_cannot_be_done_is_said(folder: Folder, words: tuple[str, ...]) -> None:
    done = folder(*words)
    assert done.exit_code in {2, 3}
    assert done.output


def test_a_queue_that_the_policy_has_not_is_refused_with_those_it_has(
    folder: Folder, tmp_path: Path
) -> None:
    words = ["users", "add", "bob", "--role", "human_agent", "--queue"]
    refused = folder(*words, "general", "--queue", "nope")
    assert refused.exit_code == 3
    assert "no queue nope; it has general" in refused.stderr
    assert "--policy" in refused.stderr
    assert "bob" not in folder("users", "list").stdout

    policy = tmp_path / "policy.yaml"
    text = shipped_policy("default").read_text()
    policy.write_text(text.replace("general: Customer service", "general: Us\n    legal: Law"))
    (tmp_path / "topics.yaml").write_text(
        shipped_policy("default").with_name("topics.yaml").read_text()
    )
    assert folder(*words, "legal", "--policy", policy).exit_code == 0
