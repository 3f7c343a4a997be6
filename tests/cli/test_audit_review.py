"""Verbs by which an auditor checks the proxy against the world."""

import asyncio
import json
from pathlib import Path

import pytest

from proxy.audit.events import AuditEvent, EventKind, Scalar
from proxy.cellar import DEFAULT_TENANT, open_cellar
from proxy.ids import ConversationId
from tests.cli.conftest import Folder


@pytest.fixture
def bundle(folder: Folder, tmp_path: Path) -> Path:
    """Three forwarded conversations whose provider gave ids, exported."""

    async def talk() -> None:
        async with open_cellar(folder.data) as cellar:
            for number in range(3):
                name = ConversationId(f"conv_{number}")
                opened: dict[str, Scalar] = {"decision": "forwarded", "protected": 4}
                await cellar.log.record(
                    AuditEvent(EventKind.TURN_OPENED, DEFAULT_TENANT, name, opened, {"sent": "{}"})
                )
                sealed = {"provider_request": f"req_{number}"}
                await cellar.log.record(
                    AuditEvent(EventKind.TURN_CLOSED, DEFAULT_TENANT, name, sealed=sealed)
                )

    asyncio.run(talk())
    file = tmp_path / "log.bundle"
    assert folder("audit", "export", file).exit_code == 0
    return file


def test_a_review_gives_a_rate_on_the_shops_own_traffic(
    folder: Folder, bundle: Path, tmp_path: Path
) -> None:
    sheet, key = tmp_path / "sheet.json", ("--auditor-key", folder.auditor_key)
    drawn = folder.run("audit", "sample", bundle, sheet, *key, "--count", "2", "--seed", "s")
    assert "2 of 3 conversations" in drawn.stdout
    assert sheet.stat().st_mode & 0o777 == 0o600
    assert folder.run("audit", "sample", bundle, sheet, *key).exit_code == 3, "never overwritten"
    assert folder.run("audit", "miss-rate", sheet).exit_code == 3
    marked = json.loads(sheet.read_text())
    for row, missed in zip(marked["conversations"], (0, 1), strict=True):
        row["missed"] = missed
    sheet.write_text(json.dumps(marked))
    said = folder.run("audit", "miss-rate", sheet).stdout
    assert "1 of 9: 11.11 %" in said
    found = json.loads(folder.run("audit", "miss-rate", sheet, "--json").stdout)
    assert (found["reviewed"], found["population"], found["values"]["hits"]) == (2, 3, 1)


def test_a_request_that_is_not_on_record_is_exit_1(
    folder: Folder, bundle: Path, tmp_path: Path
) -> None:
    usage, key = tmp_path / "usage.csv", ("--auditor-key", folder.auditor_key)
    usage.write_text("request_id\nreq_0\nreq_1\nreq_2\n")
    same = folder.run("audit", "reconcile", bundle, usage, *key)
    assert (same.exit_code, same.stdout.splitlines()[0]) == (0, "in both: 3")
    usage.write_text("name\nreq_0\nreq_bypassed\n")
    other = folder.run("audit", "reconcile", bundle, usage, *key, "--column", "name")
    assert other.exit_code == 1
    assert "req_bypassed" in other.stdout
    done = folder.run("audit", "reconcile", bundle, usage, *key, "--column", "name", "--json")
    assert json.loads(done.stdout)["only_log"] == ["req_1", "req_2"]
