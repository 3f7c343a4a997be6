"""Verbs for security teams: a policy is checked and tried before it is in force."""

import json
from pathlib import Path

import pytest

from proxy.policy.source import shipped_policy
from tests.cli.conftest import Run

DEFAULT = shipped_policy("default")


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    file = tmp_path / "policy.yaml"
    file.write_text("version: 1\nname: broken\nnonsense: true\n...\n")
    return file


def test_a_policy_in_order_is_named_with_its_version(run: Run) -> None:
    done = run("policy", "check", DEFAULT)
    assert done.exit_code == 0
    assert "in order" in done.stdout
    facts = json.loads(run("policy", "check", DEFAULT, "--json").stdout)
    assert facts["valid"] is True
    assert facts["version"][:12] in done.stdout
    assert facts["topics"] > 0


def test_a_wrong_policy_is_exit_1_with_place_and_remedy(run: Run, broken: Path) -> None:
    done = run("policy", "check", broken)
    assert done.exit_code == 1
    assert f"{broken}:3:" in done.stdout
    facts = json.loads(run("policy", "check", broken, "--json").stdout)
    assert facts["valid"] is False
    assert {"file", "line", "column", "message", "fix"} == set(facts["problems"][0])


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"[", b"- a list"])
def test_what_is_no_policy_at_all_is_said_without_a_traceback(
    run: Run, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "policy.yaml"
    file.write_bytes(content)
    done = run("policy", "check", file)
    assert done.exit_code == 1
    assert "Traceback" not in done.output


def test_what_a_new_policy_protects_less_is_said_and_is_exit_1(run: Run) -> None:
    strict = shipped_policy("pci-strict")
    stricter = run("policy", "compare", DEFAULT, strict)
    assert (stricter.exit_code, "nothing less" in stricter.stdout) == (0, True)

    weaker = run("policy", "compare", strict, DEFAULT, "--json")
    assert weaker.exit_code == 1
    sentences = json.loads(weaker.stdout)["weaker"]
    assert len(sentences) > 10
    assert run("policy", "compare", strict, DEFAULT).stdout.splitlines() == sentences


def test_comparing_with_a_wrong_policy_is_exit_3(run: Run, broken: Path) -> None:
    assert run("policy", "compare", DEFAULT, broken).exit_code == 3


def test_trying_a_wrong_policy_is_exit_3(run: Run, broken: Path) -> None:
    done = run("policy", "try", broken, "hello")
    assert (done.exit_code, done.stdout) == (3, "")
    assert f"{broken}:3:" in done.stderr


def test_a_text_is_tried(run: Run) -> None:
    done = run("policy", "try", DEFAULT, "crystal minh", "--asked", "May I have your full name?")
    assert done.exit_code == 0
    assert "decision: forwarded" in done.stdout
    assert "[PERSON_" in done.stdout
    facts = json.loads(run("policy", "try", DEFAULT, "i want to talk to a human", "--json").stdout)
    assert (facts["decision"], facts["sent"]) == ("held", None)
    assert facts["topic"]["topic"] == "human"


def test_for_people_a_held_text_says_that_a_person_answers(run: Run) -> None:
    done = run("policy", "try", DEFAULT, "i want to talk to a human please")
    assert "(nothing: a person answers)" in done.stdout
    assert "found:    nothing" in done.stdout


def test_a_missing_file_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    assert run("policy", "check", tmp_path / "none").exit_code == 2
    assert run("policy", "try", DEFAULT).exit_code == 2
