"""Papers for the compliance team."""

import json
from pathlib import Path

from proxy.policy.source import shipped_policy
from tests.cli.conftest import Run


def test_the_record_is_a_paper_or_json_and_says_what_is_open(run: Run, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text("controller: Shop Ltd, 1 Example Road\nlegal_basis: Art. 6(1)(b)\n")
    words = ["ropa", "export", "--facts", facts, "--upstream", "https://api.example.com/v1"]
    paper = run(*words).stdout
    assert "Shop Ltd, 1 Example Road" in paper
    assert "at api.example.com" in paper
    assert "Still open: 6 facts" in paper
    assert "| Conversations that a person answered, sealed (`case`) | 30 days |" in paper
    record = json.loads(run(*words, "--json").stdout)
    assert record["facts"]["legal_basis"] == "Art. 6(1)(b)"
    assert "provider" in record["open"]


def test_the_retention_table_is_that_of_the_policy_named(run: Run) -> None:
    strict = shipped_policy("pci-strict")
    rows = json.loads(run("ropa", "retention", "--policy", strict, "--json").stdout)
    assert {row["name"]: row["how_long"] for row in rows}["case"] == "7 days"
    assert "7 days" in run("ropa", "retention", "--policy", strict).stdout


def test_facts_that_are_none_are_refused(run: Run, tmp_path: Path) -> None:
    for text in ("controler: typo\n", "- a list\n", "controller: [a]\n", "a: b: c\n"):
        file = tmp_path / "facts.yaml"
        file.write_text(text)
        done = run("ropa", "export", "--facts", file)
        assert done.exit_code == 3
        assert "file of facts" in done.stderr
