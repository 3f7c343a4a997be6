"""Verbs for retention: what is kept is shown, what is past its time is deleted, both by class."""

import asyncio
import json
from pathlib import Path

import pytest

from proxy.audit.events import EventKind
from proxy.cellar import open_cellar
from proxy.cli import retention as verbs
from proxy.clock import SetClock, SystemClock
from proxy.handoff.base import CaseState
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from tests.cli.conftest import Folder
from tests.cli.test_handoff import hold

CLASSES = {
    "case", "audit_content", "audit_header", "sealed_map", "export", "customer_link",
}  # fmt: skip


def test_the_status_has_a_row_for_each_class(folder: Folder) -> None:
    found = folder.json("retention", "status")
    rows = found["classes"]
    assert found["development"] is True
    assert {row["class"] for row in rows} == CLASSES
    assert all(row["keep_days"] > 0 and row["overdue"] == 0 for row in rows)
    table = folder("retention", "status").stdout
    assert "DEVELOPMENT" in table
    assert table.splitlines()[0].split() == [
        "class",
        "keep_days",
        "count",
        "oldest",
        "overdue",
        "held",
    ]


def test_a_run_with_nothing_to_delete_deletes_nothing(folder: Folder) -> None:
    hold(folder.data)
    done = folder.json("retention", "run")
    assert done["complete"] is True
    assert done["deleted"]["case"] == 0
    (row,) = [r for r in folder.json("retention", "status")["classes"] if r["class"] == "case"]
    assert row["count"] == 1


@pytest.fixture
def a_year_later(monkeypatch: pytest.MonkeyPatch) -> None:
    later = SystemClock().now().replace(year=SystemClock().now().year + 10)

    def open_later(data: Path, *, policy: str = "") -> object:
        return open_cellar(data, policy=policy, clock=SetClock(later))

    monkeypatch.setattr(verbs, "open_cellar", open_later)


@pytest.mark.usefixtures("a_year_later")
def test_what_is_overdue_is_exit_1_until_it_is_deleted(folder: Folder) -> None:
    hold(folder.data)
    status = folder("retention", "status", "--json")
    assert status.exit_code == 1
    overdue = {row["class"]: row["overdue"] for row in json.loads(status.stdout)["classes"]}
    assert overdue["case"] == 1
    assert folder("retention", "run").exit_code == 0
    status = folder("retention", "status", "--json")
    overdue = {row["class"]: row["overdue"] for row in json.loads(status.stdout)["classes"]}
    assert overdue["case"] == 0

    async def cases() -> int:
        async with open_cellar(folder.data) as cellar:
            return len(await cellar.cases.list(None, frozenset(CaseState)))

    assert asyncio.run(cases()) == 0


def test_a_wrong_policy_deletes_nothing(folder: Folder, tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("version: 1\n")
    for verb in ("run", "status"):
        done = folder("retention", verb, "--policy", file)
        assert (done.exit_code, done.stdout) == (3, "")
        assert str(file) in done.stderr
    assert folder("retention", "run", "--policy", tmp_path / "none").exit_code == 3


def test_a_run_without_a_policy_refuses_after_serving_with_another(folder: Folder) -> None:
    """What is deleted cannot be had back: the times to live must be those in force."""
    own = shipped_policy("pci-strict")

    async def serve_once() -> None:
        version = load_policy(own).version
        async with open_cellar(folder.data, policy=version) as cellar:
            await cellar.record(EventKind.POLICY_LOADED, {"policy": version, "name": "own"})

    asyncio.run(serve_once())
    done = folder("retention", "run")
    assert done.exit_code == 3
    assert "--policy" in done.stderr
    assert folder("retention", "run", "--policy", own).exit_code == 0
